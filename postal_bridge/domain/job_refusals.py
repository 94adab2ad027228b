"""Every expected "no" about jobs of the timetable."""

from postal_bridge.domain.refusals import Refusal


class UnknownJob(Refusal):
    """The timetable has no job "{job}"."""


class JobUnderWay(Refusal):
    """The job {job} is under way for {period}; look again when that has ended."""


class JobPausedAlready(Refusal):
    """The job {job} is paused already."""


class JobNotPaused(Refusal):
    """The job {job} is not paused."""
