"""Records what was paid online or at a counter, outside of any scan, and takes it back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.fees import PaidBy
from postal_bridge.domain.money_refusals import PaymentGivenBack, PaymentTakenBack, UnknownPayment
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, UnknownCode
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import dossiers, payments, refunds
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.payments import Payment
from postal_bridge.usecases.keep_books import book_collections
from postal_bridge.usecases.look_up_dossier import scope_of, stored_code
from postal_bridge.usecases.look_up_fees import payment_document
from postal_bridge.usecases.note_receipts import (
    ToldReceipt,
    note_receipts,
    void_receipts_taken_back,
)
from postal_bridge.usecases.once import Answer, RequestKey, once

#: Money that scans and files tell is taken back by those.
_RECORDED_HERE = frozenset({"online", "counter"})
EARLIEST_PAYMENT = datetime(1990, 1, 1, tzinfo=UTC).date()


@dataclass(frozen=True, slots=True)
class WantedPayment:
    """Money that was paid for a dossier, in whole đồng; without a day it was today."""

    dossier_code: str
    amount_dong: int
    method: PaidBy
    paid_on: date | None = None
    receipt_number: str | None = None


async def record_payment(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    wanted: WantedPayment,
    request_key: RequestKey | None,
) -> Answer:
    """Record a payment, book it, and answer with it.

    Raises:
        UnknownCode: there is no such dossier, or the viewer may not see it.
        InvalidInput: the day cannot be right, or the post says that it took money online.

    """
    now = clock()
    today = now.astimezone(viewer.center.zone).date()
    day = wanted.paid_on or today
    _refuse_what_cannot_be(viewer, wanted, day, today)

    async def act(connection: Connection) -> Answer:
        code, scope = stored_code(wanted.dossier_code), scope_of(viewer)
        if await dossiers.find_dossier(connection, viewer.center_id, code, scope) is None:
            raise UnknownCode
        payment = Payment(
            collection_id=uuid4(),
            dossier_code=code,
            source="online" if wanted.method is PaidBy.ONLINE else "counter",
            amount_dong=wanted.amount_dong,
            method=wanted.method.value,
            receipt_number=wanted.receipt_number,
            collected_on=day,
            office_code=viewer.office_code,
            login=viewer.login,
            recorded_at=now,
        )
        await payments.add_payment(connection, viewer.center_id, payment)
        if wanted.receipt_number:
            told = ToldReceipt(
                payment.collection_id, wanted.receipt_number, day, viewer.office_code, viewer.login
            )
            await note_receipts(connection, viewer.center_id, [told], now)
        await book_collections(connection, viewer.center_id, [payment.collection_id], now)
        return Answer(201, payment_document(payment))

    return await once(database, clock, sealer, viewer, request_key, act)


async def take_payment_back(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    payment_id: UUID,
    reason: str,
    request_key: RequestKey | None,
) -> Answer:
    """Take a payment back that was recorded by mistake; it stays in the books with its reversal.

    Raises:
        UnknownPayment: none of this identity was recorded at the viewer's office; accountants and
            administrators take back those of every office.
        PaymentGivenBack: the post gave it back to the citizen, and says so in a refund.
        PaymentTakenBack: it was taken back before.

    """
    now = clock()

    async def act(connection: Connection) -> Answer:
        known = await payments.find_payment(connection, viewer.center_id, payment_id)
        keeps_books = viewer.role in (Role.ACCOUNTANT, Role.ADMIN)
        if (
            known is None
            or known.source not in _RECORDED_HERE
            or not (keeps_books or known.office_code == viewer.office_code)
        ):
            raise UnknownPayment
        await dossiers.lock_dossier(connection, viewer.center_id, known.dossier_code, None)
        if await refunds.is_given_back(connection, viewer.center_id, payment_id):
            raise PaymentGivenBack
        day, identity = now.astimezone(viewer.center.zone).date(), uuid4()
        reversal = (identity, day, viewer.login, now, reason)
        if not await payments.take_payment_back(connection, viewer.center_id, payment_id, reversal):
            raise PaymentTakenBack
        await void_receipts_taken_back(connection, viewer.center_id, [identity], now)
        await book_collections(connection, viewer.center_id, [identity], now)
        found = await payments.payments_of(connection, viewer.center_id, known.dossier_code)
        (payment,) = (each for each in found if each.collection_id == payment_id)
        return Answer(200, payment_document(payment))

    return await once(database, clock, sealer, viewer, request_key, act)


def _refuse_what_cannot_be(viewer: Viewer, wanted: WantedPayment, day: date, today: date) -> None:
    problems = []
    if not EARLIEST_PAYMENT <= day <= today:
        detail = Said("must lie between the year 1990 and today")
        problems.append(FieldProblem("paid_on", "out_of_range", detail))
    if wanted.method is PaidBy.ONLINE and viewer.office_kind is OfficeKind.POST:
        detail = Said("the post takes cash or a transfer at its counter")
        problems.append(FieldProblem("method", "not_at_the_post", detail))
    if problems:
        raise InvalidInput(*problems)
