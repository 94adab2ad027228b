"""What the post lists and a bank credits in the demonstration, with an example of each class.

The list leaves the latest money out, and a few lines of it are wrong in one way each; then the
accountant reconciles the days.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.place import BENEFICIARIES, CENTER_CODE, COUNTER
from postal_bridge.cli.demonstration.plans import LAST, Plan
from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import MoneyKind, PaidBy
from postal_bridge.domain.statement import (
    StatementEnd,
    StatementFormat,
    StatementHead,
    StatementKind,
    StatementLine,
    StatementPart,
)
from postal_bridge.domain.vietqr import Payee
from postal_bridge.store import money_board
from postal_bridge.usecases.import_statement import Handed, import_statement
from postal_bridge.usecases.reconcile import reconcile
from postal_bridge.usecases.record_payment import (
    WantedPayment,
    record_payment,
    take_payment_back,
)

ACCOUNTANT = "ke.toan"
_ACCOUNT = BENEFICIARIES[Payee.CENTER].account
_TAKEN_MAX = 2_000
#: The money of so many last days is not listed yet.
_NOT_LISTED_DAYS = 3
_FIRST, _SECOND = "BK-01", "BK-02"
#: So much of the beginning is in the first batch, which the bank has credited.
_CREDITED_SHARE = 0.6
_OFF_DONG = 20_000
#: Money taken so long before the days of the demonstration is late by any contract.
_LATE_DAYS = 60
_ELSEWHERE = "0000999900"


@dataclass(frozen=True, slots=True)
class _Told:
    """A file whose parts are made up."""

    parts: Sequence[StatementPart]
    format: StatementFormat = StatementFormat.XLSX

    def __iter__(self) -> Iterator[StatementPart]:
        return iter(self.parts)


async def reconcile_days(hands: Hands, plans: Sequence[Plan], days: Sequence[date]) -> None:
    """Hand in the list and the statement, take back what one line lists, reconcile the days.

    One payment is taken that goes back afterwards, and one that is sent on much too late.
    """
    last_on = days[-1 - _NOT_LISTED_DAYS]
    center_id = hands.center.center_id
    direct = (p for p in plans if p.received_via is ReceivedVia.DIRECT and p.outbound)
    paying = (p for p in direct if p.fee_dong and p.resolved == LAST)
    mistaken = await _collect_at_counter(hands, next(paying), last_on)
    await _collect_at_counter(hands, next(paying), days[0] - timedelta(days=_LATE_DAYS))
    async with hands.bridge.database.snapshot() as connection:
        taken = await money_board.taken_by_post(connection, center_id, last_on, _TAKEN_MAX)
    lines = _lines(taken, last_on + timedelta(days=1))
    await _hand_in(hands, StatementKind.POST, "bang-ke-thu-ho.xlsx", StatementHead(), lines)
    credited = [line for line in lines if line.remittance_batch == _FIRST]
    amount = sum((line.amount for line in credited), Decimal(0))
    if credited:
        credit = StatementLine(
            place=2,
            entry=1,
            booked_on=credited[0].value_on,
            value_on=credited[0].value_on,
            amount=amount,
            bank_reference="FT53000001",
            narration=f"BUU DIEN CHUYEN TIEN THU HO {_FIRST}",
            remittance_batch=_FIRST,
        )
        head = StatementHead(account=_ACCOUNT, number="1", opening=Decimal(50_000_000))
        closing = Decimal(50_000_000) + amount
        await _hand_in(hands, StatementKind.BANK, "sao-ke.xlsx", head, [credit], closing)
    accountant = Viewer(hands.center, ACCOUNTANT, Role.ACCOUNTANT, CENTER_CODE, OfficeKind.CENTER)
    bridge, why = hands.bridge, "Người dân từ chối nhận, đã trả lại tiền"
    tools = bridge.database, hands.clock, bridge.sealer
    await take_payment_back(*tools, accountant, mistaken, why, None)
    await reconcile(
        hands.bridge.database, hands.clock, hands.center, ACCOUNTANT, (days[0], days[-1])
    )


async def _collect_at_counter(hands: Hands, plan: Plan, day: date) -> UUID:
    """Let the post take the money of a dossier at its counter; return the payment."""
    bridge, who = hands.bridge, hands.viewers[COUNTER]
    paid = WantedPayment(plan.code, plan.fee_dong, PaidBy.TRANSFER, day)
    made = await record_payment(bridge.database, hands.clock, bridge.sealer, who, paid, None)
    assert made.document is not None
    return UUID(made.document["payment_id"])


def _lines(taken: Sequence[dict[str, Any]], sent_on: date) -> list[StatementLine]:
    """Return the lines of the list: most as they were taken, a few wrong in one way each."""
    whole = int(len(taken) * _CREDITED_SHARE)
    lines = [
        StatementLine(
            place=place,
            entry=place,
            booked_on=each["collected_on"],
            value_on=sent_on,
            amount=Decimal(each["amount_dong"]),
            dossier_code=each["dossier_code"],
            item_code=each["consignment_code"],
            receipt_number=each["receipt_number"],
            beneficiary_account=_ACCOUNT,
            remittance_batch=_FIRST if place <= whole else _SECOND,
        )
        for place, each in enumerate(taken, start=1)
    ]
    wrong = _wrong(lines[whole:]) if lines[whole:] else []
    return lines[:whole] + wrong


def _wrong(lines: list[StatementLine]) -> list[StatementLine]:
    """Return lines of which the first are wrong: by amount, by account, by kind, twice."""
    off = Decimal(_OFF_DONG)
    turns: tuple[Callable[[StatementLine], StatementLine], ...] = (
        lambda line: replace(line, amount=line.amount + off),
        lambda line: replace(line, amount=line.amount - off) if line.amount > off else line,
        lambda line: replace(line, beneficiary_account=_ELSEWHERE),
        lambda line: replace(line, kind=MoneyKind.TAX),
    )
    turned = [turn(line) for turn, line in zip(turns, lines, strict=False)]
    rest = lines[len(turned) :]
    twice = [replace(line, receipt_number=None) for line in rest[:1]]
    unknown = replace(
        lines[0],
        dossier_code=None,
        item_code=None,
        receipt_number=None,
        amount=Decimal(77_000),
        narration="Thu hộ không ghi mã",
    )
    return [*turned, *rest, *twice, unknown]


async def _hand_in(
    hands: Hands,
    kind: StatementKind,
    name: str,
    head: StatementHead,
    lines: Sequence[StatementLine],
    closing: Decimal | None = None,
) -> None:
    parts: list[StatementPart] = [head, *lines, StatementEnd(closing)]
    content_hash = sha256(repr(parts).encode()).digest()
    handed = Handed(kind, name, content_hash, _Told(parts), ACCOUNTANT)
    bridge = hands.bridge
    await import_statement(bridge.database, hands.clock, bridge.sealer, hands.center, handed)
