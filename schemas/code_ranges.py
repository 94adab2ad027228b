"""Ranges of tracking codes that the post granted, as they cross the border."""

from datetime import date

from pydantic import Field

from schemas.shape import READABLE, Shape


class NewCodeRange(Shape):
    """A range as the post's paper states it."""

    first: str = Field(min_length=1, max_length=20, examples=["EV000000014VN"])
    """The first code; or its serial, with `service`."""

    last: str = Field(min_length=1, max_length=20, examples=["EV000002001VN"])
    """The last code, or its serial."""

    service: str | None = Field(default=None, pattern=r"^[A-Z]{2}$", examples=["EV"])
    """The service indicator, where serials are given."""

    country: str = Field(default="VN", pattern=r"^[A-Z]{2}$")
    """The country, where serials are given."""

    document: str = Field(min_length=1, max_length=200, pattern=READABLE)
    """The paper by which the post granted it."""

    granted_on: date
    """The day of that paper."""


class CodeRangeShape(Shape):
    """A granted range and how far it is used."""

    first: str
    """The first code."""

    last: str
    """The last code."""

    document: str
    """The paper by which the post granted it."""

    granted_on: date
    """The day of that paper."""

    next: str | None
    """The code that is taken next, unless it was bound by hand; null when none is left."""

    left: int
    """How many numbers are left."""
