"""Says what is owed for a dossier, kind by kind, what was paid of it, and what is left."""

from collections import Counter
from typing import Any

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.fees import MoneyKind, Obligation, demand_state
from postal_bridge.domain.ledger import Account
from postal_bridge.domain.money import Money
from postal_bridge.domain.refunds import KeptRefund, RefundState, surplus_of
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.store import dossiers, ledger, obligations, payments, refunds
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.look_up_dossier import scope_of, stored_code


async def look_up_fees(database: Database, viewer: Viewer, code: str) -> dict[str, Any]:
    """Return the fee lines and payments of a dossier as a document.

    Raises:
        UnknownCode: there is no such dossier, or the viewer may not see it.

    """
    async with database.snapshot() as connection:
        stored = stored_code(code)
        scope = scope_of(viewer)
        if await dossiers.find_dossier(connection, viewer.center_id, stored, scope) is None:
            raise UnknownCode
        return await read_fees(connection, viewer.center_id, stored)


async def read_fees(connection: Connection, center_id: int, code: str) -> dict[str, Any]:
    """Return what `look_up_fees` does of a dossier that the viewer may see."""
    lines = await obligations.obligations_of(connection, center_id, code)
    back = {line.cancels: line for line in lines if line.cancels}
    taken = await payments.payments_of(connection, center_id, code)
    accounts = {Account.CITIZEN_RECEIVABLE: {code}, Account.SUSPENSE: {code}}
    standing = await ledger.how_it_stands(connection, center_id, accounts)
    owed: Counter[MoneyKind] = Counter()
    for line in lines:
        if line.is_booked:
            owed[line.kind] += line.amount.amount_dong
    left = {kind: amount.amount_dong for kind, amount in standing.owed_for(code).items()}
    kept = standing.on(Account.SUSPENSE, code)
    back_to_citizen = await refunds.refunds_of(connection, center_id, code)
    state = demand_state(
        lines,
        Money.total(standing.owed_for(code).values()),
        is_paid=any(not each.taken_back for each in taken),
        is_refunded=any(each.state is RefundState.PAID for each in back_to_citizen),
    )
    return {
        "dossier_code": code,
        "state": state.value,
        "kinds": [
            {
                "kind": kind.value,
                "owed_dong": owed[kind],
                "paid_dong": owed[kind] - left.get(kind, 0),
                "left_dong": left.get(kind, 0),
            }
            for kind in MoneyKind
            if kind in owed
        ],
        "to_pay_dong": sum(left.values()),
        "kept_dong": -sum(amount.amount_dong for amount in kept.values()),
        "fees": [line_document(each, back) for each in lines if not each.cancels],
        "payments": [payment_document(each) for each in taken],
        "refundable_dong": surplus_of(code, standing).amount_dong,
        "refunds": [refund_document(each) for each in back_to_citizen],
    }


async def open_dong(connection: Connection, center_id: int, code: str) -> int | None:
    """Return what is still to be paid by the fee lines of a dossier; None where there are none."""
    if not await obligations.obligations_of(connection, center_id, code):
        return None
    accounts = {Account.CITIZEN_RECEIVABLE: {code}}
    standing = await ledger.how_it_stands(connection, center_id, accounts)
    return sum(amount.amount_dong for amount in standing.owed_for(code).values())


def line_document(line: Obligation, back: dict[Any, Obligation]) -> dict[str, Any]:
    """Return a fee line as a document; `back` has the lines that cancel others, by those."""
    cancelled = back.get(line.obligation_id)
    return {
        "fee_id": str(line.obligation_id),
        "dossier_code": line.dossier_code,
        "kind": line.kind.value,
        "name": line.name,
        "tariff_dong": line.tariff.amount_dong,
        "amount_dong": line.amount.amount_dong,
        "ground": line.ground,
        "payer": line.payer.value,
        "due_when": line.due_when.value,
        "route": line.route.value,
        "owed_on": line.owed_on.isoformat(),
        "cancelled_on": cancelled and cancelled.owed_on.isoformat(),
        "cancelled_because": cancelled and cancelled.ground,
    }


def payment_document(payment: payments.Payment) -> dict[str, Any]:
    """Return a payment as a document."""
    return {
        "payment_id": str(payment.collection_id),
        "dossier_code": payment.dossier_code,
        "source": payment.source,
        "amount_dong": payment.amount_dong,
        "method": payment.method,
        "receipt_number": payment.receipt_number,
        "paid_on": payment.collected_on.isoformat(),
        "office_code": payment.office_code,
        "taken_back": payment.taken_back,
        "taken_back_because": payment.reason,
    }


def refund_document(kept: KeptRefund) -> dict[str, Any]:
    """Return a refund as a document, with what became of it last."""
    refund, last = kept.refund, kept.acts.get(kept.state)
    paid = kept.acts.get(RefundState.PAID)
    return {
        "refund_id": str(refund.refund_id),
        "dossier_code": refund.dossier_code,
        "amount_dong": refund.amount.amount_dong,
        "paid_by": refund.paid_by.value,
        "office_code": refund.office_code,
        "method": refund.method.value,
        "reason": refund.reason,
        "refunded_on": refund.refunded_on.isoformat(),
        "booked_on": paid and paid.booked_on and paid.booked_on.isoformat(),
        "payment_id": str(paid.collection_id) if paid and paid.collection_id else None,
        "asked_by": refund.asked_by,
        "state": kept.state.value,
        "decided_by": last and last.login,
        "decided_because": last and last.reason,
    }
