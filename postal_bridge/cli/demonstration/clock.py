"""A clock that walks through the days of the demonstration."""

from datetime import UTC, datetime, timedelta

_TICK = timedelta(seconds=1)


class WalkingClock:
    """Tells a moment and goes on by a second each time it is asked; never back."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def __call__(self) -> datetime:
        """Return the moment; it is a Clock."""
        self._now += _TICK
        return self._now

    def reach(self, moment: datetime) -> None:
        """Go on to a moment, unless it has passed already."""
        self._now = max(self._now, moment.astimezone(UTC))
