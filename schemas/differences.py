"""What did not fit, as it crosses the border."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from schemas.shape import PageQuery, Shape


class DifferenceShape(Shape):
    """One thing that did not fit."""

    difference_id: UUID
    """By which it is closed."""

    kind: str = Field(examples=["bag_missing"])
    """What sort of difference: `bag_missing`, `bag_extra`, `seal`, `paper_count`, `collection`,
    `damaged`, `lost`, `scan_conflict`, `receipt`, `fee_off_tariff`."""

    code: str | None
    """The thing it is about."""

    manifest_code: str | None
    """The bag it is about."""

    scan_id: UUID | None
    """The scan that showed it."""

    office: str
    """The office that has to look into it."""

    detail: dict[str, Any]
    """What was expected and what was found."""

    opened_at: datetime
    """When it was noticed."""

    closed_at: datetime | None
    """When it was closed."""

    closed_by: str | None
    """Who closed it."""

    resolution: str | None
    """In which words."""


class DifferencesQuery(PageQuery):
    """Which differences are wanted, the oldest first."""

    open: bool = True
    """Whether only those that nobody has closed yet."""

    manifest: str | None = Field(default=None, max_length=64)
    """Those of this bag."""
