"""Jobs of the timetable as administrators are told of them, and what they say about them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from schemas.shape import READABLE, Query, Shape

_State = Literal["waiting", "running", "done", "failed"]


def _require_day(period: str) -> str:
    # Of a month, the first of its days stands for it.
    try:
        date.fromisoformat(f"{period}-01"[:10])
    except ValueError:
        raise PydanticCustomError("no_such_day", "names no day of the calendar") from None
    return period


_Period = Annotated[
    str,
    Field(
        pattern=r"^2[0-9]{3}-[0-9]{2}(-[0-9]{2}(T[0-2][0-9](:[0-5][0-9])?)?)?$",
        examples=["2026-03-12"],
    ),
    AfterValidator(_require_day),
]
_Reason = Annotated[str, Field(min_length=3, max_length=500, pattern=READABLE)]


class JobDue(Shape):
    """The minutes at which a job is due, in the time zone of the centre; null is any."""

    minute: int | None
    """The minute of the hour."""

    hour: int | None
    """The hour of the day."""

    day: int | None
    """The day of the month."""


class JobPause(Shape):
    """That a job rests."""

    at: datetime
    """Since when."""

    by: str
    """Who paused it."""

    reason: str
    """Why."""


class JobError(Shape):
    """What went wrong with a run."""

    code: str
    """The code of a refusal, or one of what can go wrong with any run."""

    kind: str
    """What sort of error it was, for those who look into the log."""


class JobRunShape(Shape):
    """A run of a job."""

    period: str
    """Of which minute, hour, day or month it is."""

    state: _State
    """How it stands; waiting for its first or its next try."""

    attempt: int
    """How often it was begun."""

    asked_by: str | None
    """Who asked for it; null when it was due."""

    next_try_at: datetime | None
    """When it is taken at the earliest; null unless it waits."""

    started_at: datetime | None
    """When it was begun last."""

    ended_at: datetime | None
    """When that ended."""

    seconds: float | None
    """How long that took."""

    counts: dict[str, int] | None
    """What was done; null unless it is done."""

    error: JobError | None
    """What went wrong last."""


class JobShape(Shape):
    """A job of the timetable at a centre."""

    job: str
    """Its name."""

    due: JobDue
    """When it is due."""

    newest_only: bool
    """Whether runs that were missed are done but for the newest."""

    next_due_at: datetime | None
    """When it is due next; null while it is paused."""

    paused: JobPause | None
    """Who paused it; null unless it is."""

    catches_up: list[str]
    """The periods that it missed while it was paused and that are done when it goes on."""

    runs_done: int
    """How many runs were done since ever."""

    runs_failed: int
    """How many were given up."""

    runs: list[JobRunShape]
    """The latest runs, the newest first."""


class JobsList(Shape):
    """The jobs of the timetable."""

    items: list[JobShape]
    """In the order of the timetable."""


class NewJobRun(Shape):
    """What is to be done by hand."""

    period: _Period | None = None
    """Of which period; left out, the newest that was due."""


class JobAsked(Shape):
    """A run that waits for a worker."""

    job: str
    """The job."""

    period: str
    """The period."""

    state: _State
    """How it stands."""


class JobWithReason(Shape):
    """Why a job is paused or goes on."""

    reason: _Reason
    """In words, for the list of changes."""


class JobChanged(Shape):
    """How a job stands then."""

    job: str
    """The job."""

    paused: bool
    """Whether it rests."""

    catches_up: list[str]
    """The periods that are done now because it missed them."""


class JobRunForm(Query):
    """A run by hand, as the page of a job asks for it."""

    act: Literal["run"]
    """Which button was pressed."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    period: _Period
    """The period."""


class JobReasonForm(Query):
    """That a job is to be paused or to go on, as its page says."""

    act: Literal["pause", "resume"]
    """Which button was pressed."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    reason: _Reason
    """In words."""
