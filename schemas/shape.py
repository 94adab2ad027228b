"""What all shapes have in common: nothing unknown, nothing converted, nothing changed later."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

ItemT = TypeVar("ItemT")

PAGE_LIMIT = 50
PAGE_LIMIT_MAX = 200
CURSOR_LENGTH_MAX = 1000


class Shape(BaseModel):
    """A JSON object: unknown names are refused, and "5" is not a number."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        ser_json_inf_nan="null",
    )


class Query(BaseModel):
    """The part of an address after "?": texts that are read as what the fields say."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class PageQuery(Query):
    """Which part of a list is wanted."""

    limit: int = Field(default=PAGE_LIMIT, ge=1, le=PAGE_LIMIT_MAX)
    """At most so many items."""

    cursor: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9_-]+=*$", max_length=CURSOR_LENGTH_MAX
    )
    """Where to go on: `next_cursor` of the page before; left out for the first page."""


class Page(Shape, Generic[ItemT]):
    """A part of a list."""

    items: list[ItemT]
    """What this part holds, in the order of the list."""

    next_cursor: str | None
    """Where the next part starts, or null when this was the last one."""
