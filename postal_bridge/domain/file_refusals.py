"""Every expected "no" to files that people hand in; `domain.refusals` tells what a refusal is.

What is wrong with single lines refuses nothing: those are set aside, see `domain.dossier`.
"""

from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.said import Said


class UnreadableFile(Refusal):
    """{name} cannot be read: {reason}."""

    def __init__(self, *, name: str, reason: Said) -> None:
        super().__init__(name=name, reason=reason)


class FileTooLarge(Refusal):
    """{name} is larger than we read: {limit}."""

    def __init__(self, *, name: str, limit: Said) -> None:
        super().__init__(name=name, limit=limit)


class MissingColumns(Refusal):
    """{name} lacks columns that every line needs: {columns}; its header is line {line}."""


class RepeatedColumn(Refusal):
    """{name} has more than one column for {column}: {headings}; keep one of them."""
