"""Pages of long lists: what is shown of what was found, and where the next page starts.

A list is read one row beyond what is shown, which tells whether there is another page.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

RowT = TypeVar("RowT")
PlaceT = TypeVar("PlaceT")


def cut(
    found: Sequence[RowT], limit: int, place_of: Callable[[RowT], PlaceT]
) -> tuple[Sequence[RowT], PlaceT | None]:
    """Return the rows of a page, and the place of its last one if others come after it."""
    page = found[:limit]
    return page, place_of(page[-1]) if len(found) > limit else None
