"""The shape of every answer that is a "no": problem details after RFC 9457."""

from pydantic import Field

from schemas.shape import Shape


class FieldError(Shape):
    """One thing wrong with one field."""

    path: str = Field(examples=["scans.3.scanned_at"])
    """Where: names and positions (from 0) joined by dots."""

    code: str = Field(examples=["missing"])
    """Which kind; stable."""

    detail: str
    """In words."""


class Problem(Shape):
    """Why a request was refused."""

    type: str = Field(examples=["/docs#key_reused"])
    """Where the kind of problem is explained."""

    title: str
    """The kind of problem, in the reader's language (Accept-Language: vi or en)."""

    status: int = Field(ge=400, le=599)
    """The HTTP status once more."""

    detail: str
    """This case, in words."""

    code: str = Field(examples=["key_reused"])
    """The kind of problem for machines; stable."""

    errors: list[FieldError] | None = None
    """Every wrong field, where the input was at fault."""

    instance: str | None = None
    """The identifier of the request, as in X-Request-Id and in our log."""
