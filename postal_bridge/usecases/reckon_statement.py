"""What the lines of a file come to while it is read, and which of them can be kept.

Owns the sums of batches and statements, and the judging of single lines. Writing them down is
`usecases.import_statement`'s.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from postal_bridge.domain.code_refusals import BadDossierCode
from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from postal_bridge.domain.references import dossier_code_in
from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import DONG, StatementHead, StatementLine, Tally
from postal_bridge.store.statements import NewRemittance, NewStatement


@dataclass(slots=True)
class Batch:
    """One batch of the post while its lines are read."""

    remittance_id: UUID = field(default_factory=uuid4)
    lines: int = 0
    lines_dong: int = 0
    sent_on: date = date.min
    accounts: set[str | None] = field(default_factory=set)

    def add(self, line: StatementLine) -> None:
        """Count one line."""
        self.lines += 1
        self.lines_dong += int(line.amount)
        self.sent_on = max(self.sent_on, line.value_on)
        self.accounts.add(line.beneficiary_account)

    def remittance(self, name: str, declared_dong: int | None) -> NewRemittance:
        """Return the batch as it is kept."""
        return NewRemittance(
            remittance_id=self.remittance_id,
            batch=name,
            account=self.accounts.pop() if len(self.accounts) == 1 else None,
            declared_dong=declared_dong,
            lines=self.lines,
            lines_dong=self.lines_dong,
            sent_on=self.sent_on,
        )


class Reckoning:
    """What the lines of one statement come to, and the days they span."""

    def __init__(self, head: StatementHead) -> None:
        self._tally = Tally(head)
        self._first_on: date | None = None
        self._last_on: date | None = None

    def add(self, line: StatementLine) -> None:
        """Count one line."""
        self._tally.add(line)
        self._first_on = min(self._first_on or line.booked_on, line.booked_on)
        self._last_on = max(self._last_on or line.booked_on, line.booked_on)

    def statement(self, place: int, closing: Decimal | None) -> NewStatement:
        """Return the statement as it is kept."""
        totals = self._tally.closed(closing)
        return NewStatement(
            place=place,
            account=totals.account,
            currency=totals.currency,
            number=totals.number,
            first_on=self._first_on,
            last_on=self._last_on,
            opening_dong=None if totals.opening is None else int(totals.opening),
            closing_dong=None if totals.closing is None else int(totals.closing),
            credit_dong=int(totals.credit_total),
            debit_dong=int(totals.debit_total),
            holds=totals.holds,
        )


def problem_of(head: StatementHead, line: StatementLine) -> LineProblem | None:
    """Say why a line cannot be kept: what is not in whole đồng cannot be compared with any fee."""
    amount = format(line.amount, "f")
    if head.currency != DONG:
        return LineProblem(
            line.place, "", amount, Said("is in {currency}, not in đồng", currency=head.currency)
        )
    if line.amount != line.amount.to_integral_value():
        return LineProblem(line.place, "", amount, Said("has decimals: amounts are whole đồng"))
    if abs(line.amount) > AMOUNT_MAX_DONG:
        return LineProblem(line.place, "", amount, Said("is more than any amount may be"))
    return None


def dossier_of(line: StatementLine) -> tuple[str | None, str | None]:
    """Return the dossier that a line names, and what it was found by."""
    if line.dossier_code:
        try:
            return DossierCode.parse(line.dossier_code).text, "reference"
        except BadDossierCode:
            # Kept as it was written: it matches nothing, and a person sees what is wrong with it.
            return line.dossier_code, "reference"
    if line.item_code is None and (found := dossier_code_in(line.narration)):
        return found, "narration"
    return None, None
