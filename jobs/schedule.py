"""The timetable: what is done without anybody asking, and when.

Several processes follow the same timetable side by side, so a job here is one that may be done
twice at the same moment.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from jobs.figures import fold_figures
from jobs.messages import send_messages
from jobs.receipts import send_receipts
from jobs.tidy import tidy
from postal_bridge.wiring import Bridge


@dataclass(frozen=True, slots=True)
class Entry:
    """A job and when it is due, as cron has it: {"minute": 40} is once an hour, in UTC."""

    name: str
    due: Mapping[str, int | str]
    run: Callable[[Bridge], Awaitable[None]]


TIMETABLE = (
    Entry("messages", due={"minute": "*"}, run=send_messages),
    Entry("figures", due={"minute": "*"}, run=fold_figures),
    Entry("receipts", due={"minute": "*"}, run=send_receipts),
    Entry("tidy", due={"minute": 40}, run=tidy),
)
