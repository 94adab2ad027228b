"""What all shapes have in common: nothing unknown, nothing converted, nothing changed later."""

import re
from collections.abc import Callable
from typing import Any, ClassVar, Generic, LiteralString, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

ItemT = TypeVar("ItemT")

PAGE_LIMIT = 50
PAGE_LIMIT_MAX = 200
CURSOR_LENGTH_MAX = 1000
NOT_WRITTEN_OUT: LiteralString = (
    "must be written like 2026-03-13, with a time like 2026-03-13T09:30:00+07:00"
)
#: What texts for people match: somewhere in them has to be something to read.
READABLE = r"\S"
#: One address and nothing besides.
EMAIL = r"^[!-?A-~]+@[!-?A-~]+$"

# The years 1 and 9999 are no moments in every time zone, and of no use to anybody.
_WRITTEN_OUT = re.compile(r"(?!9999)[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _require_written_out(value: object) -> object:
    if not (isinstance(value, str) and _WRITTEN_OUT.match(value)):
        raise PydanticCustomError("not_written_out", NOT_WRITTEN_OUT)
    return value


def _require_whole_number(value: object) -> object:
    # A truth value is an int to Python, and the first member of an enumeration of numbers.
    if type(value) is not int:
        raise PydanticKnownError("int_type")
    return value


def _guarded(node: Any, *, numbers: bool) -> Any:
    if isinstance(node, list):
        return [_guarded(each, numbers=numbers) for each in node]
    if not isinstance(node, dict):
        return node
    kind = node.get("type")
    if kind == "json-or-python":
        return node  # It is guarded already, as part of another shape.
    if kind in ("date", "datetime"):
        return _looked_at(_require_written_out, node)
    if numbers and kind == "enum" and node.get("sub_type") == "int":
        return _looked_at(_require_whole_number, node)
    return {key: _guarded(value, numbers=numbers) for key, value in node.items()}


def _looked_at(look: Callable[[object], object], node: dict[str, Any]) -> CoreSchema:
    # What went through Python is no longer JSON to pydantic: it has to be let in.
    lenient = cast("CoreSchema", {**node, "strict": False})
    return core_schema.json_or_python_schema(
        json_schema=core_schema.no_info_before_validator_function(look, lenient),
        python_schema=cast("CoreSchema", node),
    )


class _Guarded(BaseModel):
    """Takes days and moments only as they are written, and numbers of a list only as numbers.

    Left alone, "20260313" would be read as so many seconds after 1970, and `true` as the first
    number of an enumeration. In a query everything is text, so that the latter cannot happen.
    """

    _numbers_are_text: ClassVar[bool] = False

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Put a look at what was sent before every reading of such a field."""
        guarded: CoreSchema = _guarded(handler(source), numbers=not cls._numbers_are_text)
        return guarded


class Shape(_Guarded):
    """A JSON object: unknown names are refused, and "5" is not a number."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        ser_json_inf_nan="null",
    )


class Query(_Guarded):
    """The part of an address after "?": texts that are read as what the fields say."""

    _numbers_are_text = True

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
