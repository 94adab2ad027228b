"""Rows that people choose on a page by ticking, and what would be booked of them.

What is ticked goes round with the form, so that whoever looks for more rows loses none.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from uuid import UUID

from postal_bridge.domain.ledger import Entry, Posting
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal
from postal_bridge.domain.said import Said
from routes.pages.forms import Form

#: The numbers of rows are shorter.
_DIGITS_MAX = 18


@dataclass(frozen=True, slots=True)
class Booking:
    """What would be booked, or why nothing would."""

    postings: tuple[Posting, ...] = ()
    refusal: Refusal | None = None
    looked: bool = False

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


def numbers_in(form: Form, of_what: str) -> list[int]:
    """Return the numbers of the rows that are ticked, each once.

    Raises:
        InvalidInput: one is no number of a row.

    """
    texts = [form.value(name) for name in ticked(form, of_what)]
    for text in texts:
        if not (text.isascii() and text.isdigit()) or len(text) > _DIGITS_MAX:
            raise _no_row(of_what)
    return list(dict.fromkeys(map(int, texts)))


def identities_in(form: Form, of_what: str) -> list[UUID]:
    """Return the identities of the rows that are ticked, each once.

    Raises:
        InvalidInput: one is no identity.

    """
    try:
        texts = [form.value(name) for name in ticked(form, of_what)]
        return list(dict.fromkeys(map(UUID, texts)))
    except ValueError:
        raise _no_row(of_what) from None


def require_few(of_what: str, rows: Sequence[object], most: int) -> None:
    """Let pass what a person can still check by eye.

    Raises:
        InvalidInput: there are more rows.

    """
    if len(rows) > most:
        detail = Said("has more than {most} rows", most=most)
        raise InvalidInput(FieldProblem(of_what, "too_many_rows", detail))


def _no_row(of_what: str) -> InvalidInput:
    return InvalidInput(FieldProblem(of_what, "no_row", Said("is no row")))


def said_reason(reason: str | None) -> str:
    """Return why something is done.

    Raises:
        InvalidInput: it was not said.

    """
    if reason is None:
        raise InvalidInput(FieldProblem("reason", "missing", Said("is required")))
    return reason
