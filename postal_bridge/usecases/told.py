"""Rows of the store as documents tell them: identities, days and times as text."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID


def all_told(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows as documents."""
    return [told(row) for row in rows]


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as a document."""
    return {name: as_told(value) for name, value in row.items()}


def as_told(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
