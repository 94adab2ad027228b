"""How often something may happen within a period before whoever does it has to wait.

Counted in the database, so that all processes count together. A crash forgets the counts, which
only forgives.
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from postal_bridge.store import throttles
from postal_bridge.store.database import Connection

#: Hits are counted by the minute: fine enough for people, few rows for the database.
WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` hits of one subject within `period`; `name` says what is counted."""

    name: str
    most: int
    period: timedelta

    def bucket(self, subject: str) -> str:
        """Return the name under which a subject is counted, without telling the subject."""
        digest = hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.name} {digest[:32]}"


def window_of(now: datetime) -> datetime:
    """Return the start of the window that `now` lies in."""
    return now.replace(second=0, microsecond=0)


async def count_attempt(
    connection: Connection, limit: Limit, subject: str, now: datetime
) -> int | None:
    """Count one attempt; return None, or the seconds to wait when it was one too many.

    The caller raises a refusal on the latter, which rolls its transaction back: attempts that
    were not let through are not counted, so that waiting helps even while others go on trying.
    Attempts of one subject at the same moment wait for each other and are counted one by one.
    """
    bucket = limit.bucket(subject)
    await throttles.count_hit(connection, bucket, window_of(now))
    windows = await throttles.hits_since(connection, bucket, now - limit.period)
    excess = sum(hits for _, hits in windows) - limit.most
    if excess <= 0:
        return None
    for start, hits in windows:
        excess -= hits
        if excess <= 0:
            return max(1, math.ceil((start + limit.period - now).total_seconds()))
    raise AssertionError("taking every hit away leaves none")


async def take_back(connection: Connection, limit: Limit, subject: str, counted: datetime) -> None:
    """Take back the attempt counted at a moment, because it turned out to be harmless."""
    await throttles.take_back_hit(connection, limit.bucket(subject), window_of(counted))


async def forgive(connection: Connection, limit: Limit, subject: str) -> None:
    """Forget all attempts of a subject."""
    await throttles.forgive(connection, limit.bucket(subject))
