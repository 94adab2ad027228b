"""Reads the server's clock: the one place that does, for times that order anything.

Everything else is handed a `domain.calendar.Clock`, so that tests say what time it is.
"""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return what time it is."""
    return datetime.now(UTC)
