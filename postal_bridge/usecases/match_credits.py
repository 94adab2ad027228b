"""Finds in a run which credits of the bank are batches of the post, or payments of citizens.

Writes rows only, and what they mean to the books is `book_credits`'s. A credit that nothing
explains is kept, listed and looked at again by the next run.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from postal_bridge.domain.bank_credits import CreditsDoNotHold, Group, match_credits, require_proof
from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.ledger import Account
from postal_bridge.domain.money import Money
from postal_bridge.store import bank_credits, credit_decisions
from postal_bridge.store.bank_credits import OpenCredit
from postal_bridge.store.database import Connection
from postal_bridge.store.ledger import balances_of_subjects
from postal_bridge.store.matching import Run
from postal_bridge.store.rules import load_calendar

#: Names the collections that are made of credits, so that one credit never makes two.
_PAYMENTS = UUID("6ec9a8a5-3c0b-5d0e-9d3e-4a1f1b0a7c52")


@dataclass(frozen=True, slots=True)
class CreditsFound:
    """What a run found: groups by identity, and the collection that each payment became."""

    groups: Mapping[UUID, Group]
    payments: Mapping[int, UUID]


async def find_credits(
    connection: Connection, center_id: int, run: Run, now: datetime
) -> CreditsFound:
    """Match credits with batches, take payments for what they are, propose what may be.

    Raises:
        CreditsDoNotHold: what was found contradicts itself.

    """
    batches = await bank_credits.open_batches(connection, center_id)
    open_credits = await bank_credits.open_credits(connection, center_id)
    calendar = await load_calendar(connection)
    turned_down = await credit_decisions.turned_down(connection, center_id)
    credits_left = [each.credit for each in open_credits]
    found, proposals = match_credits(batches, credits_left, calendar, turned_down)
    require_proof(found)
    grouped = {credit.line_id for group in found for credit in group.credits}
    named = {each.credit.line_id for each in proposals if each.rule != "amount"}
    left = [each for each in open_credits if each.credit.line_id not in grouped | named]
    payments = await _payments(connection, center_id, left)
    groups = {
        uuid5(run.run_id, str(min(credit.line_id for credit in group.credits))): group
        for group in found
    }
    await bank_credits.add_groups(connection, center_id, run.run_id, now, groups)
    await bank_credits.add_payments(connection, center_id, run.run_id, now, payments)
    await bank_credits.propose(
        connection,
        center_id,
        run.run_id,
        [each for each in proposals if each.credit.line_id not in payments],
    )
    contradictions = await bank_credits.count_contradictions(connection, center_id)
    if any(contradictions.values()):
        raise CreditsDoNotHold([f"{count} {name}" for name, count in contradictions.items()])
    return CreditsFound(groups, payments)


async def _payments(
    connection: Connection, center_id: int, left: Sequence[OpenCredit]
) -> dict[int, UUID]:
    """Return which credits pay what is owed for the dossier that each names, to the đồng.

    Of several that do so for one dossier the first is it, and the others explain nothing. What
    somebody pays at this moment elsewhere is kept for the citizen when both are booked.
    """
    codes = {each.dossier_code for each in left if each.dossier_code}
    owed = await balances_of_subjects(connection, center_id, Account.CITIZEN_RECEIVABLE, codes)
    paid: dict[int, UUID] = {}
    done: set[str] = set()
    for each in sorted(left, key=_order_of):
        code, credit = each.dossier_code, each.credit
        if code is None or code in done:
            continue
        if credit.amount_dong in _amounts_that_settle(owed.get(code, {})):
            paid[credit.line_id] = uuid5(_PAYMENTS, f"{center_id}/{credit.line_id}")
            done.add(code)
    return paid


def _order_of(each: OpenCredit) -> tuple[object, ...]:
    return each.credit.booked_on, each.credit.line_id


def _amounts_that_settle(owed: Mapping[MoneyKind, Money]) -> set[int]:
    """Return what settles a dossier: all of it, or all but the postage, which is the post's."""
    amounts = {kind: each.amount_dong for kind, each in owed.items()}
    total_dong = sum(amounts.values())
    both = {total_dong, total_dong - amounts.get(MoneyKind.POSTAGE, 0)}
    return {amount for amount in both if amount > 0}
