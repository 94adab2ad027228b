"""What a citizen is told who tracks a dossier or a consignment."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from schemas.shape import Query, Shape


class TrackQuery(Query):
    """What goes with the code."""

    phone_last4: str | None = Field(default=None, max_length=40, examples=["0001"])
    """The last four digits of the telephone number that was given with the dossier."""


class WordsShape(Shape):
    """The same said twice."""

    vi: str
    """In Vietnamese."""

    en: str
    """In English."""


class StageShape(WordsShape):
    """How far it is."""

    key: str
    """The stage by its stable name, such as `processing` or `out_for_delivery`."""


class TrackedFiler(Shape):
    """The citizen, masked."""

    name: str
    """The name: N*** V*** A."""

    phone: str
    """The telephone number: *******123."""


class TimelineEntry(WordsShape):
    """Something that happened."""

    on: date
    """The day it happened on."""

    at: datetime | None
    """When exactly, local time of the centre; null where only the day is known."""

    office: str | None
    """At which office."""


class ApologyToldShape(Shape):
    """The apology for a result that will not be there on the day promised."""

    new_due_on: date
    """The new day."""

    missed: bool
    """Whether that day has passed, too."""

    reason: str | None
    """Why, as the agency wrote it; for the filer alone."""


class TogetherShape(Shape):
    """A dossier that was filed, or is sent, together with the one that is tracked."""

    code: str
    """Its code."""

    stage: StageShape
    """How far it is."""

    department: str
    """Who handles it."""

    due_on: date | None
    """The day promised."""

    due_at: datetime | None
    """The hour promised, where the term is in hours."""


class TrackedConsignmentShape(Shape):
    """What brought the papers from the citizen, or carries the result to them."""

    code: str
    """Its tracking code."""

    leg: Literal["inbound", "outbound"]
    """Which way it goes."""

    stage: StageShape
    """How far it is."""

    part_of: str | None
    """The first of the parts in which the papers go; null where they go in one."""

    dossiers: list[str]
    """All dossiers that lie in it."""


class TrackedShape(Shape):
    """How far a dossier or a consignment is."""

    code: str
    """The code that was asked for."""

    sandbox: bool
    """Whether it is of a sandbox centre, where nothing is for real."""

    stage: StageShape
    """How far it is."""

    next_step: WordsShape
    """What comes next, or what there is to do."""

    filer: TrackedFiler
    """Whose it is, masked."""

    received_at: datetime | None
    """When the dossier was filed."""

    due_on: date | None
    """The day promised."""

    due_at: datetime | None
    """The hour promised, where the term is in hours."""

    overdue: bool
    """Whether that day has passed without a result; never while the citizen is waited for."""

    apology: ApologyToldShape | None
    """The apology and the new day; null where there is none, and once there is a result."""

    now_at: str | None
    """The office where the papers are now; null when they are with the citizen."""

    to_pay_dong: int
    """What is still to be paid, in đồng."""

    timeline: list[TimelineEntry]
    """What happened, the latest first."""

    together: list[TogetherShape]
    """What the citizen filed or is sent together with it."""

    consignments: list[TrackedConsignmentShape]
    """What brought the papers and takes the result, the oldest first."""
