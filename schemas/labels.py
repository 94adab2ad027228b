"""Which labels are wanted, and what a citizen's phone asks for."""

from typing import Literal

from pydantic import Field

from schemas.shape import Query

LABELS_MAX = 100


class LabelsQuery(Query):
    """Which labels are to be printed."""

    codes: str = Field(min_length=1, max_length=3_000, examples=["EV000000014VN,BAG-H53-000000014"])
    """Tracking and bag codes, at most a hundred, with commas between them."""

    size: Literal["a4", "100x150"] = "a4"
    """Sheets of eight, or single labels of 100 x 150 mm."""
