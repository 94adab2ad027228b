"""Blocks of receipts and what became of their numbers, as they cross the border."""

from datetime import date
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.receipts import NUMBER_MAX
from schemas.shape import READABLE, Query, Shape

_FORM_CODE = Field(min_length=1, max_length=30, pattern=READABLE, examples=["01BLP2-001"])
_SYMBOL = Field(min_length=1, max_length=20, pattern=r"^\s*\S+\s*$", examples=["AB/26T"])
_YEAR = Field(ge=2016, le=2100, examples=[2026])
_NUMBER = Field(ge=1, le=NUMBER_MAX)
_OFFICE = Field(min_length=1, max_length=30, examples=["H53.BC"])
_REASON = Field(min_length=3, max_length=300, pattern=READABLE, examples=["Viết hỏng"])


class NewReceiptBlock(Shape):
    """A block of numbers as it is handed to an office, or to one person of it."""

    form_code: str = _FORM_CODE
    """The code of the form."""

    symbol: str = _SYMBOL
    """The symbol of the series; capital and small letters are the same."""

    year: int = _YEAR
    """The year in which the numbers are used."""

    first: int = _NUMBER
    """The first number."""

    last: int = _NUMBER
    """The last number."""

    office: str = _OFFICE
    """The office that uses them."""

    login: str | None = Field(default=None, max_length=64)
    """Who alone uses them; left out, everybody of the office."""

    allotted_on: date
    """The day on which they were handed over."""


class ReceiptBlockShape(Shape):
    """A block and how far it is used."""

    block_id: UUID
    """Its identity."""

    form_code: str
    """The code of the form."""

    symbol: str
    """The symbol of the series."""

    year: int
    """The year in which the numbers are used."""

    first: int
    """The first number."""

    last: int
    """The last number."""

    office: str
    """The office that uses them."""

    login: str | None
    """Who alone uses them; null for everybody of the office."""

    allotted_on: date
    """The day on which they were handed over."""

    allotted_by: str
    """Who noted it."""

    told: int
    """How many of the numbers are used or void."""

    missing: int
    """How many below the highest told nothing is known of."""

    next: int | None
    """The number after the highest told; null when that is the last."""


class PartyShape(Shape):
    """One of the two that a receipt names."""

    name: str
    """Its name."""

    tax_code: str | None
    """Its tax code; null while no administrator named it."""

    address: str | None
    """Where it is; null while no administrator named it."""


class ReceiptLine(Shape):
    """How much of the money is of one kind."""

    kind: MoneyKind
    """What it is in law."""

    amount_dong: int
    """The amount."""


class ReceiptShape(Shape):
    """What a delegated receipt states."""

    form_code: str | None
    """The code of the form; null where the number lies in no block."""

    symbol: str | None
    """The symbol of the series."""

    number: int
    """The number."""

    day: date
    """The day on which the money was taken."""

    dossier_code: str
    """The dossier it was taken for."""

    agency: PartyShape
    """The collector in law, who delegates."""

    delegate: PartyShape
    """The office that took the money in its place."""

    lines: list[ReceiptLine]
    """The amounts by kind, without the post's own price."""

    amount_dong: int
    """The whole of them."""

    amount_in_words: str = Field(examples=["ba mươi nghìn đồng"])
    """The same in Vietnamese words."""

    void_reason: str | None
    """Why the receipt is void; null while it is not."""


class SpoiltReceipt(Shape):
    """A form that was spoilt, so that its number is used by nobody."""

    number: int = _NUMBER
    """Its number."""

    reason: str = _REASON
    """What happened to it; no personal data."""


class ReceiptBlockForm(Query):
    """A block as administrators type it."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    form_code: str = _FORM_CODE
    """The code of the form."""

    symbol: str = _SYMBOL
    """The symbol of the series."""

    year: int = _YEAR
    """The year in which the numbers are used."""

    first: int = _NUMBER
    """The first number."""

    last: int = _NUMBER
    """The last number."""

    office: str = _OFFICE
    """The office that uses them."""

    login: str | None = Field(default=None, max_length=64)
    """Who alone uses them."""

    allotted_on: date
    """The day on which they were handed over."""


class SpoiltForm(Query):
    """A spoilt form as it is typed."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    number: int = _NUMBER
    """Its number."""

    reason: str = _REASON
    """What happened to it."""
