"""One clock for several processes: one lets it go on, the others read it from a shared page."""

import mmap
import struct
from datetime import UTC, datetime
from pathlib import Path

from postal_bridge.cli.demonstration.clock import WalkingClock

_SECONDS = struct.Struct("d")


class SharedMoment:
    """A moment in a file that every process has in its memory; it is written by one of them."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(mmap.PAGESIZE))
        with path.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), mmap.PAGESIZE)

    def __call__(self) -> datetime:
        """Return the moment; it is a Clock."""
        (seconds,) = _SECONDS.unpack_from(self._page)
        return datetime.fromtimestamp(seconds, UTC)

    def tell(self, moment: datetime) -> None:
        """Let everybody read another moment."""
        _SECONDS.pack_into(self._page, 0, moment.timestamp())


class ToldClock(WalkingClock):
    """Walks through days and lets the others know."""

    def __init__(self, start: datetime, shared: SharedMoment) -> None:
        super().__init__(start)
        self._shared = shared
        shared.tell(start)

    def __call__(self) -> datetime:
        """Return the moment; it is a Clock."""
        now = super().__call__()
        self._shared.tell(now)
        return now

    def reach(self, moment: datetime) -> None:
        """Go on to a moment, unless it has passed already."""
        super().reach(moment)
        self()
