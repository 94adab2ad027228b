"""Giving surpluses of dossiers back to citizens."""

from typing import Any
from uuid import UUID

from postal_bridge.domain.difference_refusals import SecondPersonNeeded
from postal_bridge.domain.money_refusals import (
    NoSuchSurplus,
    NotForThePost,
    RefundDecided,
    UnknownRefund,
)
from postal_bridge.domain.period_refusals import DecisionIsSealed
from postal_bridge.domain.refusals import UnknownCode, UnknownOffice
from postal_bridge.usecases import refund_surplus as refunding
from postal_bridge.usecases.once import Answer
from routes.route import Call, operation
from schemas.fees import NewRefundShape, RefundReason, RefundShape

_UNFIT = (NoSuchSurplus, NotForThePost)
_STEP = (UnknownRefund, RefundDecided)


@operation(
    takes=NewRefundShape,
    gives=RefundShape,
    status=201,
    refuses=(UnknownCode, UnknownOffice, *_UNFIT),
)
async def refund_surplus(call: Call[NewRefundShape, None]) -> Answer:
    """Give what was paid for a dossier above what is owed back to the citizen.

    Above an amount it is only proposed until another person agrees. The post gives back its own
    price, or a payment that it took as a whole and has not sent on; agencies give back the rest.
    """
    body = call.body
    wanted = refunding.WantedRefund(
        dossier_code=body.dossier_code,
        amount_dong=body.amount_dong,
        method=body.method,
        reason=body.reason,
        office_code=body.office_code,
        refunded_on=body.refunded_on,
    )
    return await refunding.refund_surplus(call.asked, wanted)


@operation(gives=RefundShape, refuses=(*_STEP, SecondPersonNeeded, *_UNFIT))
async def approve_refund(call: Call[None, None]) -> Answer:
    """Give back what another person proposed."""
    return await refunding.approve_refund(call.asked, _named(call))


@operation(takes=RefundReason, gives=RefundShape, refuses=_STEP)
async def reject_refund(call: Call[RefundReason, None]) -> Answer:
    """Turn a proposed refund down, with the reason."""
    return await refunding.reject_refund(call.asked, _named(call), call.body.reason)


@operation(takes=RefundReason, gives=RefundShape, refuses=(*_STEP, DecisionIsSealed))
async def cancel_refund(call: Call[RefundReason, None]) -> Answer:
    """Note that a refund was not paid after all, with the reason; both stay in the books."""
    return await refunding.cancel_refund(call.asked, _named(call), call.body.reason)


def _named(call: Call[Any, None]) -> UUID:
    try:
        return UUID(call.path["refund_id"])
    except ValueError:
        raise UnknownRefund from None
