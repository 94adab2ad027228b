"""Reads statements in MT940, one message a statement, by the library of that name.

Owns the order of fields in a message and what of them becomes a line. The library reads each field;
it is asked for one entry at a time, so that a bad entry costs only itself and a file of any size
is read in little memory.
"""

import io
import logging
import re
from collections.abc import Generator, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from mt940 import Options
from mt940.models import Transactions

from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.file_refusals import UnreadableFile
from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import (
    DONG,
    StatementEnd,
    StatementFormat,
    StatementHead,
    StatementLine,
    StatementPart,
)
from schemas.cells import BadCell
from schemas.spreadsheet import file_name
from schemas.statements.amounts import checked
from schemas.statements.encodings import Encoding
from schemas.statements.mt940_fields import CLOSE, END, OPEN, Field, fields_of
from schemas.statements.texts import named, reference, tidy
from schemas.table import Limits

# The library logs what it cannot read, and that may be somebody's name.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)

_WRAPPED_CHARACTERS: Final = 65
_SHOWN_CHARACTERS: Final = 34

# The library takes 15 or 16 characters for an amount and passes over the others, if there are any.
_BALANCE: Final = re.compile(r"([CD])([0-9]{6})([A-Z]{3})(?=[0-9,]{1,16}$)[0-9]+,?[0-9]*")
_ENTRY: Final = re.compile(
    r"([0-9]{6})([0-9]{4}|\s{4})?(R?[CD])([A-Z])?[\n ]?(?=[0-9,]{1,15}[A-Z])"
    r"[0-9]+,?[0-9]*[A-Z][A-Z0-9 ]{3}",
    re.IGNORECASE,
)

# The library would move a 30 February to the 28th; whether that was meant is not for us to say.
_PROCESSORS: Final[dict[str, list[Any]]] = {"pre_statement": []}

_SIDES: Final = {"60": "opening", "62": "closing"}
_BALANCE_NAMES: Final = {
    "": "{}_balance",
    "F": "final_{}_balance",
    "M": "intermediate_{}_balance",
}


class Mt940File:
    """A file of MT940 messages; going through it yields its parts.

    UnreadableFile and FileTooLarge may come on the way: a caller that keeps lines does so only once
    the last has come.
    """

    format = StatementFormat.MT940

    def __init__(self, source: Path, encoding: Encoding, limits: Limits) -> None:
        self.name = file_name(source)
        self._source = source
        self._encoding = encoding
        self._limits = limits

    def __iter__(self) -> Iterator[StatementPart]:
        with self._source.open("rb") as stream:
            text = io.TextIOWrapper(stream, self._encoding.name, errors="replace")
            yield from self._parts(fields_of(text, self.name, self._limits))

    def _parts(self, fields: Iterator[Field]) -> Iterator[StatementPart]:
        message: _Message | None = None
        enveloped = any_read = False
        for field in fields:
            is_mark = field.tag in (END, OPEN, CLOSE)
            if is_mark or (message is not None and message.is_before(field)):
                if message is not None:
                    any_read = True
                    yield from message.finished()
                message = None
            if is_mark:
                # Only its own mark closes an envelope: a hyphen may be half of that mark.
                enveloped = field.tag == OPEN or (enveloped and field.tag == END)
                continue
            if message is None:
                message = _Message()
            yield from message.taken(field)
        if enveloped or (message is not None and not message.has_closing):
            reason = Said(
                "it is cut off: its last message has neither a closing balance nor an end"
            )
            raise UnreadableFile(name=self.name, reason=reason)
        if message is not None:
            any_read = True
            yield from message.finished()
        if not any_read:
            raise UnreadableFile(name=self.name, reason=Said("it has no message of MT940"))


class _Message:
    """One message on its way in: its fields are taken in turn, its parts come out."""

    def __init__(self) -> None:
        self._library = Transactions(_PROCESSORS, options=Options.all())
        self._account: str | None = None
        self._number: str | None = None
        self._opening: Decimal | None = None
        self._closing: Decimal | None = None
        self._currency: str | None = None
        self._entry: Field | None = None
        self._details: list[Field] = []
        self._entries = 0
        self._told = False
        self._waiting: list[tuple[Field, list[Field]]] = []
        self.has_closing = False

    def is_before(self, field: Field) -> bool:
        """Return whether a field belongs to the next message."""
        if field.tag == "20":
            return True
        return self.has_closing and field.tag[:2] in ("25", "28", "60", "61")

    def taken(self, field: Field) -> Iterator[StatementPart]:
        """Take a field and yield what has become known by it."""
        match field.tag[:2]:
            case "61":
                yield from self._settled()
                self._entry = field
            case "86" | "NS" if self._entry is not None:
                self._details.append(field)
            case "25":
                self._account = named(field.lines[0])
            case "28":
                self._number = named(field.lines[0])
            case "60":
                self._opening = yield from self._balance(field)
            case "62":
                yield from self._settled()
                self.has_closing = True
                self._closing = yield from self._balance(field)
            case _:
                pass

    def finished(self) -> Iterator[StatementPart]:
        """Yield what is still to be said."""
        yield from self._settled()
        if self._currency is None:
            self._currency = DONG
        yield from self._released()
        yield from self._head()
        yield StatementEnd(self._closing)

    def _head(self) -> Iterator[StatementPart]:
        if not self._told:
            self._told = True
            yield StatementHead(
                account=self._account,
                currency=self._currency or DONG,
                number=self._number,
                opening=self._opening,
            )

    def _settled(self) -> Iterator[StatementPart]:
        """Yield the entry whose fields have all come, once its currency is known."""
        if self._entry is not None:
            self._waiting.append((self._entry, self._details))
            self._entry, self._details = None, []
        if self._currency is not None:
            yield from self._released()

    def _released(self) -> Iterator[StatementPart]:
        if self._waiting:
            yield from self._head()
        for entry, details in self._waiting:
            yield self._read(entry, details)
        self._waiting.clear()

    def _balance(self, field: Field) -> Generator[StatementPart, None, Decimal | None]:
        text = field.lines[0].strip()
        try:
            amount, currency = self._balance_of(field.tag, text)
        except BadCell as bad:
            yield _problem(field, text, bad)
            return None
        self._currency = currency
        return amount

    def _balance_of(self, tag: str, text: str) -> tuple[Decimal, str]:
        match = _BALANCE.fullmatch(text)
        name = _BALANCE_NAMES.get(tag[2:])
        if match is None or name is None:
            raise BadCell(Said("is not a balance"))
        _day_of(match[2])
        currency = match[3]
        if currency != (self._currency or currency):
            raise BadCell(
                Said(
                    "is in {currency}, the statement in {expected}",
                    currency=currency,
                    expected=self._currency,
                )
            )
        self._library.parse(f":{tag}:{text}")
        balance = self._library.data[name.format(_SIDES[tag[:2]])]
        return checked(balance.amount.amount, currency), currency

    def _read(self, entry: Field, details: list[Field]) -> StatementPart:
        """Return a line, or what is wrong with its entry."""
        assert self._currency is not None, "entries wait until the currency is known"
        try:
            mark, data = self._taken_apart(entry, details)
            value_on = _day_of(entry.text[:6])
            amount = checked(data["amount"].amount, self._currency)
        except BadCell as bad:
            return _problem(entry, entry.lines[0], bad)
        self._entries += 1
        return StatementLine(
            place=entry.line,
            entry=self._entries,
            booked_on=_plain_day(data.get("entry_date")) or value_on,
            value_on=value_on,
            amount=amount,
            is_reversal=mark.startswith("R"),
            bank_reference=reference(data.get("bank_reference")),
            end_to_end_id=reference(data.get("end_to_end_reference")),
            customer_reference=reference(data.get("customer_reference")),
            narration=_narration(data),
            counterparty_name=named(data.get("applicant_name")),
            counterparty_account=named(
                data.get("applicant_iban") or data.get("gvc_applicant_iban")
            ),
        )

    def _taken_apart(self, entry: Field, details: list[Field]) -> tuple[str, dict[str, Any]]:
        """Return the mark of an entry (C, D, RC, RD) and what the library makes of its fields."""
        match = _ENTRY.match(entry.text)
        if match is None:
            raise BadCell(Said("is not laid out as a statement line"))
        _day_of(match[1])
        self._library.transactions.clear()
        block = "\n".join(f":{field.tag}:{field.text}" for field in (entry, *details))
        try:
            (transaction,) = self._library.parse(block)
        except (RuntimeError, ValueError, ArithmeticError) as error:
            raise BadCell(Said("cannot be read as a statement line")) from error
        return match[3].upper(), transaction.data


def _problem(field: Field, text: str, bad: BadCell) -> LineProblem:
    return LineProblem(field.line, f":{field.tag}:", tidy(text)[:_SHOWN_CHARACTERS], bad.said)


def _day_of(digits: str) -> date:
    """Return the day that six digits name; years are of this century."""
    try:
        return date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        raise BadCell(Said("there is no such day")) from None


def _plain_day(day: date | None) -> date | None:
    """Return a day of the library as one of Python's own, which is what the rest knows."""
    return None if day is None else date(day.year, day.month, day.day)


def _narration(data: dict[str, Any]) -> str:
    """Return all that is said about an entry, lines that were full joined without a blank.

    A bank breaks a text after 65 characters, in the middle of a code as readily as between words.
    """
    said: list[str] = []
    names = (
        "purpose",
        "transaction_details",
        "additional_purpose",
        "extra_details",
        "non_swift_text",
    )
    for name in names:
        is_broken = False
        for line in (data.get(name) or "").split("\n"):
            if is_broken and said:
                said[-1] += line
            else:
                said.append(line)
            is_broken = len(line) >= _WRAPPED_CHARACTERS
    return tidy(" ".join(said))
