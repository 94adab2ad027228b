"""What stands in the addresses of the pages of offices, and what their forms send."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.custody import State
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.scan import Action
from schemas.pages import PlaceAddress
from schemas.scans import AMOUNT_DONG_MAX
from schemas.shape import CURSOR_LENGTH_MAX, READABLE, Query

OFFICE_LENGTH_MAX = 30
#: Nobody collected anything for us before.
FIRST_DAY = date(1990, 1, 1)
#: A number of money with dots between the thousands.
WRITTEN_AMOUNT_MAX = 30


class ListAddress(PlaceAddress):
    """Where in a list one is."""

    cursor: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9_-]+=*$", max_length=CURSOR_LENGTH_MAX
    )
    """Where to go on; left out for the beginning."""


class InHandAddress(ListAddress):
    """Which dossiers in hand are wanted."""

    status: PortalStatus | None = None
    """Those of this status."""

    due: Literal["late", "soon"] | None = None
    """Those that are late, or those due within two working days."""


class InHandSearch(Query):
    """Which dossiers in hand are wanted, with words that stand in no address."""

    status: PortalStatus | None = None
    """Those of this status."""

    due: Literal["late", "soon"] | None = None
    """Those that are late, or those due within two working days."""

    words: str | None = Field(default=None, max_length=200)
    """The beginning of a code, or part of a name with or without accents."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)
    """Where to go on; left out for the beginning."""


class OfficeAddress(PlaceAddress):
    """Which office a page is about."""

    office: str | None = Field(default=None, max_length=OFFICE_LENGTH_MAX)
    """Its code; left out it is one's own, or the first."""


class HouseAddress(OfficeAddress, ListAddress):
    """Which things of a post office are wanted."""

    which: State | Literal["incoming", "given"] | None = None
    """A state; or what others gave to the office, or it gave to others."""


class DeliverAddress(OfficeAddress, ListAddress):
    """Which things for citizens are wanted."""

    when: Literal["late", "today"] | None = None
    """Those past their norm, or those that the norm wants there by today."""


class ShiftAddress(OfficeAddress):
    """Which day of couriers is wanted."""

    day: date | None = Field(default=None, ge=FIRST_DAY)
    """The day; left out it is today."""


class RefusedAddress(OfficeAddress, ListAddress):
    """Which refused scans are wanted."""

    settled: bool = False
    """Whether those that somebody looked into."""


class ButtonScan(Query):
    """A scan made by a button in a page."""

    sending: UUID
    """Made with the page, so that a second click says the same once more."""

    code: str = Field(min_length=1, max_length=64)
    """The code of the thing."""

    action: Literal[Action.TAKE, Action.OPEN, Action.GIVE]
    """What was done."""

    to_office: str | None = Field(default=None, max_length=OFFICE_LENGTH_MAX)
    """With `give`: to whom."""

    seal_number: str | None = Field(default=None, max_length=40)
    """With `open`: the seal found."""


class DeskStep(Query):
    """A step that a department takes with a dossier."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    status: PortalStatus
    """The status it comes to."""

    note: str | None = Field(default=None, max_length=500)
    """What there is to say about it."""


class HandBack(Query):
    """A result that a department sends back."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    papers: int = Field(default=1, ge=1, le=999)
    """How many sheets of result lie inside."""


class Remark(Query):
    """What somebody found who looked into something."""

    sending: UUID | None = None
    """Made with the page, so that a second click changes nothing."""

    remark: str = Field(min_length=3, max_length=500, pattern=READABLE)
    """In words, for those who look at it later."""

    office: str | None = Field(default=None, max_length=OFFICE_LENGTH_MAX)
    """The office whose list is shown again."""


class CashCount(Query):
    """What was counted of the cash that a courier handed in."""

    sending: UUID
    """Made with the page, so that a second click counts nothing twice."""

    office: str | None = Field(default=None, max_length=OFFICE_LENGTH_MAX)
    """The post office."""

    day: date = Field(ge=FIRST_DAY)
    """The day of the collections."""

    counted_dong: int = Field(ge=0, le=AMOUNT_DONG_MAX)
    """The amount in whole đồng."""

    remark: str | None = Field(default=None, max_length=500)
    """Why it differs, or what is corrected."""

    corrects: UUID | None = None
    """The count that stood when the page was shown."""
