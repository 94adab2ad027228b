"""The timetable: what is done without anybody asking, and when.

Several processes follow the same timetable side by side, so a job here is one that may be done
twice at the same moment.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from jobs.tidy import tidy
from postal_bridge.wiring import Bridge


@dataclass(frozen=True, slots=True)
class Entry:
    """A job that is due once an hour, so many minutes past it."""

    name: str
    minute: int
    run: Callable[[Bridge], Awaitable[None]]


TIMETABLE = (Entry("tidy", minute=40, run=tidy),)
