"""Fee lines of dossiers, and what is paid for them outside of scans."""

from uuid import UUID

from postal_bridge.domain.fees import LetOff, MoneyKind
from postal_bridge.domain.money_refusals import (
    FeeCancelled,
    PaymentGivenBack,
    PaymentTakenBack,
    UnknownFee,
    UnknownPayment,
)
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.usecases import record_payment as paying
from postal_bridge.usecases import work_fees as working
from postal_bridge.usecases.look_up_fees import look_up_fees
from postal_bridge.usecases.once import Answer
from routes.route import Call, Reply, operation
from schemas.fees import (
    CancelFee,
    DossierFees,
    FeeShape,
    FeesQuery,
    NewFeeShape,
    NewPaymentShape,
    PaymentShape,
    TakePaymentBack,
)


@operation(query=FeesQuery, gives=DossierFees, refuses=(UnknownCode,))
async def list_fees(call: Call[None, FeesQuery]) -> Reply:
    """Read what is owed for a dossier by kind, what was paid, and what is left."""
    return Reply(await look_up_fees(call.bridge.database, call.viewer, call.query.dossier))


@operation(takes=NewFeeShape, gives=FeeShape, status=201, refuses=(UnknownCode,))
async def add_fee(call: Call[NewFeeShape, None]) -> Answer:
    """Add a fee line to a dossier, in full or with what the law lets off.

    Departments do so for their own dossiers. A line is never changed: cancel it and add another.
    """
    body, bridge = call.body, call.bridge
    let_off = LetOff(body.let_off.percent, body.let_off.ground) if body.let_off else None
    wanted = working.WantedFee(
        dossier_code=body.dossier_code,
        kind=MoneyKind(body.kind),
        name=body.name,
        amount_dong=body.amount_dong,
        let_off=let_off,
        payer=body.payer,
        due_when=body.due_when,
        route=body.route,
    )
    return await working.add_fee(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, wanted, call.request_key
    )


@operation(takes=CancelFee, gives=FeeShape, refuses=(UnknownFee, FeeCancelled))
async def cancel_fee(call: Call[CancelFee, None]) -> Answer:
    """Cancel a fee line, with the reason.

    What was paid for it is kept for the citizen, and covers what is owed of the same kind anew.
    """
    try:
        fee_id = UUID(call.path["fee_id"])
    except ValueError:
        raise UnknownFee from None
    bridge = call.bridge
    return await working.cancel_fee(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        fee_id,
        call.body.reason,
        call.request_key,
    )


@operation(takes=NewPaymentShape, gives=PaymentShape, status=201, refuses=(UnknownCode,))
async def record_payment(call: Call[NewPaymentShape, None]) -> Answer:
    """Record what was paid for a dossier online or at a counter.

    Cash that the post takes is in the hands of whoever records it, until it is counted.
    """
    body, bridge = call.body, call.bridge
    wanted = paying.WantedPayment(
        dossier_code=body.dossier_code,
        amount_dong=body.amount_dong,
        method=body.method,
        paid_on=body.paid_on,
        receipt_number=body.receipt_number,
    )
    return await paying.record_payment(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, wanted, call.request_key
    )


@operation(
    takes=TakePaymentBack,
    gives=PaymentShape,
    refuses=(UnknownPayment, PaymentGivenBack, PaymentTakenBack),
)
async def take_payment_back(call: Call[TakePaymentBack, None]) -> Answer:
    """Take a payment back that was recorded by mistake, with the reason.

    Money of a scan is taken back by correcting the scan.
    """
    try:
        payment_id = UUID(call.path["payment_id"])
    except ValueError:
        raise UnknownPayment from None
    bridge = call.bridge
    return await paying.take_payment_back(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        payment_id,
        call.body.reason,
        call.request_key,
    )
