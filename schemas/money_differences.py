"""Differences in money and what people decide about them, as they cross the border."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, RootModel

from postal_bridge.domain.money import AMOUNT_MAX_DONG
from postal_bridge.domain.money_difference import (
    EVIDENCE_NAME_MAX,
    ROWS_MAX,
    Action,
    Party,
    State,
)
from schemas.differences import DifferenceShape
from schemas.shape import READABLE, PageQuery, Query, Shape

VERSION_MAX = 2**31 - 2
#: A hundred years: nothing is older.
DAYS_MAX = 36_525

Version = Annotated[int, Field(ge=1, le=VERSION_MAX)]
Amount = Annotated[int, Field(ge=-AMOUNT_MAX_DONG, le=AMOUNT_MAX_DONG)]
Name = Annotated[str, Field(min_length=1, max_length=64)]
Words = Annotated[str, Field(min_length=3, max_length=500, pattern=READABLE)]
LineId = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}$")]
"""The number of a line, as text: it may be longer than a number of JSON is exact."""


class MoneyDifferenceShape(Shape):
    """One difference in money as it stands."""

    difference_id: UUID
    """By which it is asked for and decided."""

    difference_class: str = Field(alias="class")
    """What it is, by the classes of `reconcile`: `missing`, `short`, `over` and so on."""

    state: State
    """How far people have come with it; `vanished` when later lines have settled it."""

    version: int
    """Whoever decides names the version they looked at."""

    amount_dong: int
    """What is in question."""

    day: date
    """The day of the line, or of the collection that is missing."""

    opened_at: datetime
    """When a run found it."""

    dossier: str | None
    """Whose money it is about, where that is known."""

    department: str | None
    """The agency of the dossier."""

    office: str | None
    """The post office that sent the line or took the money."""

    line_id: LineId | None
    """The line of the post's list it is about; none where a collection is missing."""

    collection_id: UUID | None
    """The collection it is about."""

    assignee: str | None
    """Who is to settle it."""

    due_on: date | None
    """By when."""

    actions: list[Action]
    """By what it may be settled now."""


class MoneyDifferenceStory(MoneyDifferenceShape):
    """One difference with everything behind it."""

    rows: dict[str, list[dict[str, Any]]]
    """The four sides of its dossier: `obligations`, `collections`, `lines` with their
    `remittances`, and `credits`; and what proposals name."""

    proposals: list[dict[str, Any]]
    """What lines and collections may belong together, the likeliest first."""

    steps: list[dict[str, Any]]
    """What was said and done, in order."""

    evidence: list[dict[str, Any]]
    """The papers about it."""


class MoneyDifferencesQuery(PageQuery):
    """Which differences are wanted: without a state, those that nobody has settled."""

    state: State | None = None
    """Those in this state alone."""

    difference_class: str | None = Field(default=None, alias="class", max_length=32)
    """Those of this class."""

    office: Name | None = None
    """Those of this post office."""

    department: Name | None = None
    """Those of this agency."""

    assignee: Name | None = None
    """Those of this person."""

    least_days: int | None = Field(default=None, ge=1, le=DAYS_MAX)
    """Those that are at least so many days old."""

    least_dong: int | None = Field(default=None, ge=1, le=AMOUNT_MAX_DONG)
    """Those of at least this amount."""

    most_dong: int | None = Field(default=None, ge=1, le=AMOUNT_MAX_DONG)
    """Those of at most this amount."""

    largest_first: bool = False
    """Whether the largest come first, and not the oldest."""


class Assign(Shape):
    """Whose a difference is to settle."""

    version: Version
    """As it was looked at."""

    assignee: Name | None = None
    """The login; nobody's when left out."""

    due_on: date | None = None
    """By when; no day when left out."""


class Comment(Shape):
    """Something to say about a difference."""

    version: Version
    """As it was looked at."""

    text: str = Field(min_length=1, max_length=900, pattern=READABLE)
    """What is said."""


class Approve(Shape):
    """Another person's agreement with what was proposed."""

    version: Version
    """As it was looked at."""


class WithReason(Shape):
    """A step that says why."""

    version: Version
    """As it was looked at."""

    reason: Words
    """Why, for those who look at it later."""


class Resolution(Shape):
    """What becomes of a difference: of custody in words, of money by an `action`."""

    resolution: Words
    """In words, for those who look at it later."""

    action: Action | None = None
    """How a difference in money is settled; left out for one in custody."""

    version: Version | None = None
    """The version of the difference in money that was looked at."""

    collection_ids: list[UUID] = Field(default=[], max_length=ROWS_MAX)
    """The collections that a line is: one to `match`, several to `split`."""

    line_ids: list[LineId] = Field(default=[], max_length=ROWS_MAX)
    """The lines that a missing collection is; or further lines that make it up together."""

    refunded_by: Party | None = None
    """Who gives the money of a `refund` back."""

    department: Name | None = None
    """The agency that takes a surplus, where the difference does not tell."""


class Resolved(RootModel[MoneyDifferenceShape | DifferenceShape]):
    """The difference as it stands now."""


class EvidenceQuery(Query):
    """What a paper is called, and the version of the difference that was looked at."""

    version: Version
    """As it was looked at."""

    name: str = Field(min_length=1, max_length=EVIDENCE_NAME_MAX, pattern=READABLE)
    """The name of the file."""


class SheetFilter(Query):
    """Which differences are wanted in a sheet."""

    difference_class: str | None = Field(default=None, alias="class", max_length=32)
    """Those of a class alone."""


class SheetQuery(Query):
    """Whether a sheet is carried out."""

    apply: bool = False
    """Whether it is carried out, and not only looked at."""


class SheetRow(Shape):
    """What one row of a sheet does."""

    line: int
    """The row, as spreadsheets count."""

    difference_id: UUID | None
    """Which difference it decides."""

    outcome: str
    """How the difference stands then, or `assigned`, `refused`, `unreadable`."""

    code: str | None
    """Why it was refused, for programs."""

    detail: str | None
    """Why it was refused, in words."""


class SheetOutcome(Shape):
    """What a sheet does, row by row."""

    applied: bool
    """Whether it was carried out."""

    outcomes: dict[str, int]
    """How many rows came out how."""

    rows: list[SheetRow]
    """Every row that decides something."""
