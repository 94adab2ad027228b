"""Statements of a bank or of the post: lines of money with their true sign, and their sums.

Owns what a statement says, in the order in which files say it, and the sums over it. How files are
written is known by `schemas.statements`; what a line has to do with a dossier is told by
reconciliation, and what is kept by the store.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from operator import attrgetter
from typing import Final, Protocol, TypeAlias

from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.fees import MoneyKind

DONG: Final = "VND"
"""The currency of a file that names none."""

WHOLE_DIGITS_MAX: Final = 15
"""How many digits an amount may have before its decimals."""

DECIMALS_MAX: Final = 5
"""How many decimals an amount may have; a million such amounts still add up exactly."""

_SEPARATOR = "\x1f"
_SAID = attrgetter(
    "booked_on",
    "value_on",
    "is_reversal",
    "batch_reference",
    "bank_reference",
    "end_to_end_id",
    "customer_reference",
    "narration",
    "counterparty_name",
    "counterparty_account",
    "item_code",
    "dossier_code",
    "receipt_number",
    "kind",
    "beneficiary_account",
    "beneficiary_agency",
    "remittance_batch",
)


class StatementKind(StrEnum):
    """Whose word a file is."""

    POST = "post"
    BANK = "bank"


class StatementFormat(StrEnum):
    """How a statement is written; camt.054 is a list of bookings without balances."""

    MT940 = "mt940"
    CAMT_053 = "camt.053"
    CAMT_054 = "camt.054"
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementHead:
    """What stands above the lines of a statement, as far as the file has it."""

    account: str | None = None
    currency: str = DONG
    number: str | None = None
    opening: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One movement of money. `amount` is below zero where money leaves the account.

    `place` is the line of the file where it stands, counted from 1. Lines that a bank booked as one
    sum have the same `entry`, a number within the statement, and the bank's reference of that sum
    in `batch_reference`. `is_reversal` marks what undoes an earlier booking: such a credit has left
    the account again and is below zero.
    """

    place: int
    entry: int
    booked_on: date
    value_on: date
    amount: Decimal
    is_reversal: bool = False
    batch_reference: str | None = None
    bank_reference: str | None = None
    end_to_end_id: str | None = None
    customer_reference: str | None = None
    narration: str = ""
    counterparty_name: str | None = None
    counterparty_account: str | None = None
    item_code: str | None = None
    dossier_code: str | None = None
    receipt_number: str | None = None
    kind: MoneyKind | None = None
    beneficiary_account: str | None = None
    beneficiary_agency: str | None = None
    remittance_batch: str | None = None


@dataclass(frozen=True, slots=True)
class StatementEnd:
    """What stands below the lines of a statement: the balance it ends with, where it says one."""

    closing: Decimal | None = None


StatementPart: TypeAlias = StatementHead | StatementLine | LineProblem | StatementEnd
"""What a file holds, in its order: a head, its lines, its end, the next head; problems anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementTotals:
    """The sums of a statement.

    What undoes a credit lowers `credit_total`, what undoes a debit lowers `debit_total`; so each is
    what came in or went out and stayed. `entries` counts bookings, of which one may have many
    lines. `holds` is whether the opening balance and all lines make the closing balance; where one
    of the two is missing nothing speaks against it.
    """

    account: str | None
    currency: str
    number: str | None
    entries: int
    lines: int
    credit_total: Decimal
    debit_total: Decimal
    opening: Decimal | None
    closing: Decimal | None

    @property
    def holds(self) -> bool:
        """Whether the balances and the lines agree to the last unit."""
        if self.opening is None or self.closing is None:
            return True
        return self.opening + self.credit_total - self.debit_total == self.closing


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with all its lines, in the order of the file."""

    head: StatementHead
    lines: tuple[StatementLine, ...]
    closing: Decimal | None

    @property
    def totals(self) -> StatementTotals:
        """The sums of its lines."""
        tally = Tally(self.head)
        for line in self.lines:
            tally.add(line)
        return tally.closed(self.closing)

    @property
    def holds(self) -> bool:
        """Whether the opening balance and the lines make the closing balance, to the last unit."""
        return self.totals.holds


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A file that was read to its end: its statements, and every line that was set aside."""

    format: StatementFormat
    statements: tuple[Statement, ...]
    problems: tuple[LineProblem, ...]


class StatementSource(Protocol):
    """A file whose parts can be gone through; it may be gone through again."""

    @property
    def format(self) -> StatementFormat:
        """How the file is written."""

    def __iter__(self) -> Iterator[StatementPart]:
        """Yield the parts in the order of the file; a refusal may come on the way."""


def gather(source: StatementSource) -> StatementFile:
    """Read a file to its end and keep all of it."""
    statements: list[Statement] = []
    problems: list[LineProblem] = []
    head, lines = StatementHead(), list[StatementLine]()
    for part in source:
        match part:
            case StatementLine():
                lines.append(part)
            case LineProblem():
                problems.append(part)
            case StatementHead():
                head, lines = part, []
            case StatementEnd(closing):
                statements.append(Statement(head, tuple(lines), closing))
    return StatementFile(source.format, tuple(statements), tuple(problems))


def total_up(parts: Iterable[StatementPart]) -> tuple[list[StatementTotals], list[LineProblem]]:
    """Return the sums of each statement and what was set aside, without keeping the lines."""
    totals: list[StatementTotals] = []
    problems: list[LineProblem] = []
    tally = Tally(StatementHead())
    for part in parts:
        match part:
            case StatementLine():
                tally.add(part)
            case LineProblem():
                problems.append(part)
            case StatementHead():
                tally = Tally(part)
            case StatementEnd(closing):
                totals.append(tally.closed(closing))
    return totals, problems


class Tally:
    """Adds up the lines of one statement."""

    def __init__(self, head: StatementHead) -> None:
        self._head = head
        self._entries = self._lines = 0
        self._latest_entry: int | None = None
        self._credit = self._debit = Decimal(0)

    def add(self, line: StatementLine) -> None:
        """Count one line."""
        self._lines += 1
        if line.entry != self._latest_entry:
            self._latest_entry = line.entry
            self._entries += 1
        if (line.amount > 0) != line.is_reversal:
            self._credit += line.amount
        else:
            self._debit -= line.amount

    def closed(self, closing: Decimal | None) -> StatementTotals:
        """Return the sums, all of them with as many decimals as the longest."""
        opening = self._head.opening
        amounts = [self._credit, self._debit, *(a for a in (opening, closing) if a is not None)]
        decimals = Decimal(1).scaleb(min(_exponent(amount) for amount in amounts))
        return StatementTotals(
            account=self._head.account,
            currency=self._head.currency,
            number=self._head.number,
            entries=self._entries,
            lines=self._lines,
            # A sum of nothing is below zero for no one.
            credit_total=self._credit.quantize(decimals) + 0,
            debit_total=self._debit.quantize(decimals) + 0,
            opening=None if opening is None else opening.quantize(decimals),
            closing=None if closing is None else closing.quantize(decimals),
        )


def _exponent(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int), "amounts are finite"
    return min(exponent, 0)


class LineKeys:
    """Gives each line of a file its key, so that it is stored once however often its file comes.

    A bank may book two equal payments on one day, and both are money. So a line is known by what it
    says and by how many lines before it said the same. Where lines stand does not count, because
    the next export of the same days may begin elsewhere; one that begins in the middle of a day may
    therefore count equal lines of that day anew. Lines are handed over in the order of the file.
    """

    def __init__(self) -> None:
        self._seen: Counter[bytes] = Counter()

    def key_of(self, head: StatementHead, line: StatementLine) -> bytes:
        """Return 32 bytes that the same line has in every file, and no other line.

        The account and the day are part of what a line says, so equal lines are counted within
        them.
        """
        content = sha256(_content(head, line).encode()).digest()
        self._seen[content] += 1
        return sha256(content + self._seen[content].to_bytes(8, "big")).digest()


def _content(head: StatementHead, line: StatementLine) -> str:
    # An amount is the same with and without decimals of nought.
    amount = format(line.amount.normalize(), "f")
    parts = (head.account, head.currency, amount, *_SAID(line))
    return _SEPARATOR.join(["" if part is None else str(part) for part in parts])
