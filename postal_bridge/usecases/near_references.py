"""Finds references that are nearly the same: two letters at most were typed otherwise."""

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from postal_bridge.domain.proposing import CANDIDATES_MAX

DISTANCE_MAX = 2


def near_references(mine: str, others: Sequence[str | None]) -> list[tuple[int, int]]:
    """Return (place, distance) of those at most two letters away, one more than are of use."""
    found = process.extract(
        mine,
        others,
        scorer=Levenshtein.distance,
        score_cutoff=DISTANCE_MAX,
        limit=CANDIDATES_MAX + 1,
    )
    return [(place, int(distance)) for _, distance, place in found]
