"""What a citizen is told, as far as a client reads it; see `client/answers.py`."""

from typing import TypedDict


class Said(TypedDict):
    """The same in Vietnamese and in English."""

    vi: str
    en: str


class Stage(Said):
    """How far it is, by a stable name and in words."""

    key: str


class TrackedFiler(TypedDict):
    """The citizen, masked."""

    name: str
    phone: str


class TimelineEntry(Said):
    """Something that happened."""

    on: str
    at: str | None
    office: str | None


class ApologyTold(TypedDict):
    """The apology for a result that will be late; the reason is for the filer alone."""

    new_due_on: str
    missed: bool
    reason: str | None


class Tracked(TypedDict):
    """What a citizen is told of a dossier or a consignment; the timeline begins with the latest."""

    code: str
    sandbox: bool
    stage: Stage
    next_step: Said
    filer: TrackedFiler
    received_at: str | None
    due_on: str | None
    due_at: str | None
    overdue: bool
    apology: ApologyTold | None
    now_at: str | None
    to_pay_dong: int
    timeline: list[TimelineEntry]
