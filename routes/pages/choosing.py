"""Rows that people choose on a page by ticking, and what would be booked of them.

What is ticked goes round with the form, so that whoever looks for more rows loses none.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, field

from postal_bridge.domain.ledger import Entry, Posting
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal
from postal_bridge.domain.said import Said
from routes.pages.forms import Form


@dataclass(frozen=True, slots=True)
class Booking:
    """What would be booked, or why nothing would."""

    postings: tuple[Posting, ...] = ()
    refusal: Refusal | None = None
    looked: bool = field(default=False)

    @classmethod
    async def of(cls, rehearsal: Awaitable[list[Entry]]) -> "Booking":
        """Return what a rehearsal says."""
        try:
            entries = await rehearsal
        except Refusal as refusal:
            return cls(refusal=refusal, looked=True)
        return cls(tuple(posting for each in entries for posting in each.postings), looked=True)


def ticked(form: Form, of_what: str) -> list[str]:
    """Return the names of the boxes of some rows that are ticked, in order."""
    return sorted(name for name in form.given if name.startswith(f"{of_what}_"))


def said_reason(reason: str | None) -> str:
    """Return why something is done.

    Raises:
        InvalidInput: it was not said.

    """
    if reason is None:
        raise InvalidInput(FieldProblem("reason", "missing", Said("is required")))
    return reason
