"""What stands in the addresses of pages, and what their forms send."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.carriage import CarriageKind, RequestState
from postal_bridge.domain.figures import Figure
from schemas.shape import CURSOR_LENGTH_MAX, Query

#: Codes of things that are taken back together; more stand in no address.
UNDO_CODES_LENGTH_MAX = 1_500


class Undoes(StrEnum):
    """What one press takes back."""

    SCAN = "scan"
    PACKING = "pack"
    UNPACKING = "unpack"
    STEP = "step"
    DIFFERENCE = "difference"
    SETTLEMENT = "settlement"
    ANSWER = "answer"


class PlaceAddress(Query):
    """What the address of any page may say."""

    done: str | None = Field(default=None, max_length=40)
    """What was just done: shown once, above the page one was led to."""

    undo: UUID | None = None
    """The identity of what was done, where one press takes it back."""

    undo_what: Undoes | None = None
    """What was done, a scan where nothing else is said."""

    undo_code: str | None = Field(default=None, max_length=UNDO_CODES_LENGTH_MAX)
    """The code of what it was done to; of several things with blanks between."""


class RegisterAddress(PlaceAddress):
    """Of which days the register is looked at."""

    period_from: date | None = Field(default=None, alias="from")
    """The first day; left out, today."""

    period_to: date | None = Field(default=None, alias="to")
    """The last day; left out, the first."""


class UndoForm(Query):
    """What is taken back."""

    sending: UUID
    """Made with the page, so that a second click says the same once more."""

    what: Undoes
    """What kind of thing was done."""

    code: str | None = Field(default=None, max_length=UNDO_CODES_LENGTH_MAX)
    """The code of what it was done to, or several with blanks between; some things have none."""

    corrects: UUID
    """The identity of what was done; of several scans that of the form that made them."""

    to: str = Field(default="/", max_length=2_000)
    """The page to be led back to."""


class SignInAddress(PlaceAddress):
    """Where somebody wanted to go who has to sign in first."""

    to: str = Field(default="/", max_length=2_000)
    """The path of a page of ours."""


class RequestsAddress(PlaceAddress):
    """Which requests of citizens are looked at."""

    state: RequestState = RequestState.OPEN
    """Open ones, or those that were answered so."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)
    """Where to go on in the list."""


class ReportAddress(PlaceAddress):
    """Of which period a report tells; this month where nothing is said."""

    period: str | None = Field(default=None, max_length=10)
    """A month, quarter, half or year: 2026-03, 2026-Q1, 2026-H1 or 2026."""

    period_from: date | None = Field(default=None, alias="from")
    """The first day, where the period has no name."""

    period_to: date | None = Field(default=None, alias="to")
    """The last day, where the period has no name."""


class FigureAddress(ReportAddress):
    """Behind which figure of a period one looks."""

    figure: Figure
    """Which dossiers are counted."""

    department: str | None = Field(default=None, max_length=30)
    """Only those of this department."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)
    """Where to go on in the list."""


class UnapologisedAddress(PlaceAddress):
    """Which part of the dossiers that are late without an apology is shown."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)
    """Where this page of the list starts."""


class RatingsAddress(PlaceAddress):
    """Where to go on in what citizens wrote beside their ratings."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)
    """The place of the last one shown."""


class WishAddress(PlaceAddress):
    """What the post is to be asked for."""

    kind: CarriageKind | None = None
    """Pickup of papers, or delivery of the result; without it, what is tracked is shown."""


class TrackingAddress(PlaceAddress):
    """What somebody typed who wants to track."""

    code: str = Field(default="", max_length=64)
    """A tracking code or a dossier code."""


class IdentifierAddress(Query):
    """What a program asks of the name of a thing, by GS1 Digital Link."""

    link_type: str | None = Field(default=None, alias="linkType", max_length=200)
    """Which links are wanted: "all" gives them as a linkset; else one is led to the page."""


class BagAddress(PlaceAddress):
    """For whom a bag is to be begun."""

    to: str | None = Field(default=None, max_length=30)
    """The code of an office."""


class FilingAddress(PlaceAddress):
    """Which procedure is filed at the counter."""

    q: str | None = Field(default=None, max_length=200)
    """Words of its name, or the beginning of its code."""

    procedure: str | None = Field(default=None, max_length=100)
    """Its code, once it was chosen."""

    filed: str | None = Field(default=None, max_length=60)
    """The code of the dossier that was filed just before."""
