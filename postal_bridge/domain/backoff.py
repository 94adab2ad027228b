"""How long to wait before the same is tried again, after so many failures one after the other.

Owns the pauses of all that is tried again and again, but for those that a standard proposes.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

_DOUBLINGS_MAX = 30


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that double from `first` up to `longest`."""

    first: timedelta
    longest: timedelta

    def pause(self, failures: int) -> timedelta:
        """Return how long to wait after so many failures, one or more."""
        doubled = self.first.total_seconds() * 2 ** min(failures - 1, _DOUBLINGS_MAX)
        return timedelta(seconds=min(doubled, self.longest.total_seconds()))

    def pause_apart(self, failures: int, seed: str) -> timedelta:
        """Return the same, moved by up to a quarter either way.

        `seed` says who waits, so that what failed together is not tried again together.
        """
        return self.pause(failures) * spread(f"{seed} {failures}")


#: For what other parties are told one after the other, and for looks at one that fails: it is
#: asked again soon after it is back.
TELLING = Backoff(timedelta(minutes=1), timedelta(minutes=30))
#: For what came in and cannot be understood yet.
UNDERSTANDING = Backoff(timedelta(minutes=1), timedelta(hours=1))
#: For receipts, which nobody waits for.
RECEIPTS = Backoff(timedelta(minutes=1), timedelta(hours=6))


def spread(seed: str) -> float:
    """Return a factor between three and five quarters, the same for the same seed."""
    return 0.75 + hashlib.sha256(seed.encode()).digest()[0] / 255 / 2
