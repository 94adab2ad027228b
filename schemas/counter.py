"""What the forms of a centre's staff send: bags, results, filing at the counter."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from postal_bridge.domain.dossier import ReceivedVia, ReturnedVia
from postal_bridge.domain.message import Language
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from schemas.shape import EMAIL, READABLE, Query

OFFICE_SHAPE = r"^[A-Z0-9][A-Z0-9._-]{0,29}$"
#: How people set the digits of an amount apart, and how they end it.
_BETWEEN_DIGITS = re.compile(r"[.,\s]|đ$|đồng$", re.IGNORECASE)


def _plain_digits(text: object) -> object:
    return _BETWEEN_DIGITS.sub("", text) if isinstance(text, str) else text


TypedAmount = Annotated[int, BeforeValidator(_plain_digits), Field(ge=0, le=AMOUNT_MAX_DONG)]
Checked = Literal["yes"] | None


class BagWanted(Query):
    """A bag to be begun."""

    to_office: str = Field(pattern=OFFICE_SHAPE)
    """For whom it is."""

    with_waiting: Checked = None
    """Whether everything that waits for them is expected in it."""


class BagScans(Query):
    """What is done to a bag, or with things and the bag."""

    action: Literal["pack", "unpack", "count", "seal", "open", "give", "take"]
    """What is done; things are counted after opening, which takes them out."""

    codes: str | None = Field(default=None, max_length=20_000)
    """With packing and taking out: the codes of the things, with blanks or commas between."""

    seal_number: str | None = Field(default=None, min_length=1, max_length=40)
    """With sealing: the seal put on. With opening: the seal found."""


class ThingTaken(Query):
    """Something that is taken over."""

    code: str = Field(min_length=1, max_length=64)
    """Its code."""


class TransfersWanted(Query):
    """Consignments to be registered for everything that is to go to a department."""

    department: str = Field(pattern=OFFICE_SHAPE)
    """Which department."""


class ResultSending(Query):
    """A result to be sent to a citizen by post."""

    name: str = Field(min_length=1, max_length=200, pattern=READABLE)
    """Who gets it."""

    phone: str = Field(min_length=1, max_length=40)
    """The number at which they are reached."""

    address: str = Field(min_length=1, max_length=500, pattern=READABLE)
    """Where it is delivered."""

    post_office: str | None = Field(default=None, pattern=OFFICE_SHAPE)
    """The post office that delivers."""

    collect_dong: TypedAmount = 0
    """What is to be collected on delivery."""

    together: Checked = None
    """Whether the results of the same bundle that are there go with it."""


class CounterFiling(Query):
    """A dossier filed at the counter."""

    procedure_code: str = Field(min_length=1, max_length=100)
    """The procedure."""

    code: str = Field(min_length=1, max_length=60)
    """The code that one-stop software gave it."""

    received_via: ReceivedVia
    """The channel it comes in by."""

    returned_via: ReturnedVia
    """The channel by which the citizen wants the result."""

    filer_name: str = Field(min_length=1, max_length=500, pattern=READABLE)
    """Who files it."""

    filer_phone: str | None = Field(default=None, max_length=60)
    """Their number."""

    filer_address: str | None = Field(default=None, max_length=1_000)
    """Where the result may be sent."""

    filer_email: str | None = Field(default=None, max_length=200, pattern=EMAIL)
    """Where messages go that cannot go to the telephone."""

    filer_language: Language | None = None
    """In which language messages are worded."""

    fee_dong: TypedAmount | None = None
    """What is to be paid."""

    department_code: str | None = Field(default=None, pattern=OFFICE_SHAPE)
    """The department, where the procedure names none."""

    consignment_code: str | None = Field(default=None, max_length=40)
    """The consignment by which its papers came."""

    accept_incomplete: Checked = None
    """Whether it is taken in although papers are missing."""

    send_on: Checked = None
    """Whether the consignment to the department is registered at once."""

    then: Literal["next"] | None = None
    """Whether the next one is to be filed."""
