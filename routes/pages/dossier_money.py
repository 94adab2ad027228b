"""The forms about money on the page of a dossier: fee lines, payments, refunds, taking them back.

What a button says is recorded at once; it can be taken back with a reason.
"""

from typing import NamedTuple

from postal_bridge.domain.access import Role
from postal_bridge.domain.fees import LetOff, MoneyKind
from postal_bridge.domain.refusals import (
    FieldProblem,
    InvalidInput,
    NotForYourRole,
    Refusal,
    UnknownCode,
)
from postal_bridge.domain.said import Said
from postal_bridge.usecases import record_payment as paying
from postal_bridge.usecases import refund_surplus as refunding
from postal_bridge.usecases import work_fees as working
from postal_bridge.usecases.once import Asked
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.sending import request_key_of
from routes.pages.things import dossier_page
from routes.route import HTML, Call, Reply, operation
from schemas.fee_forms import ApproveForm, FeeForm, PaymentForm, RefundForm, TakeBackForm

_CASHIERS = frozenset({Role.POST, Role.CENTER, Role.ACCOUNTANT, Role.ADMIN})
_BOOK_KEEPERS = frozenset({Role.ACCOUNTANT, Role.ADMIN})
_FEE_KEEPERS = frozenset({Role.CENTER, Role.DEPARTMENT, Role.ACCOUNTANT, Role.ADMIN})


class _Act(NamedTuple):
    """What a button does: for whom, and what is told afterwards."""

    roles: frozenset[Role]
    done: str


_ACTS = {
    "fee": _Act(_FEE_KEEPERS, "fee_added"),
    "cancel": _Act(_FEE_KEEPERS, "fee_cancelled"),
    "pay": _Act(_CASHIERS, "payment_recorded"),
    "take_back": _Act(_CASHIERS, "payment_taken_back"),
    "refund": _Act(_CASHIERS, "refund_asked"),
    "approve_refund": _Act(_BOOK_KEEPERS, "refund_approved"),
    "reject_refund": _Act(_CASHIERS, "refund_rejected"),
    "cancel_refund": _Act(_CASHIERS, "refund_cancelled"),
}


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode, NotForYourRole))
async def keep_money(call: Call[None, None]) -> Reply:
    """Add or cancel a fee line of a dossier, record a payment, give a surplus back, or undo one."""
    form, code = await read_form(call.request), call.path["code"]
    try:
        act = _act(form, call.viewer.role)
        await _carry_out(call, form, code)
    except (UnknownCode, NotForYourRole):
        raise
    except Refusal as refusal:
        return await dossier_page(call, form.refused(refusal))
    return see_other(f"/dossiers/{code}", done=act.done)


def _act(form: Form, role: Role) -> _Act:
    """Return what the button that was pressed does, if it is for this role."""
    act = _ACTS.get(form.value("act"))
    if act is None:
        problem = FieldProblem("act", "unknown_act", Said("is no button of this page"))
        raise InvalidInput(problem)
    if role not in act.roles:
        raise NotForYourRole
    return act


async def _carry_out(call: Call[None, None], form: Form, code: str) -> None:
    bridge, viewer = call.bridge, call.viewer
    tools = bridge.database, bridge.clock, bridge.sealer, viewer
    key = request_key_of(call, form)
    match form.value("act"):
        case "fee":
            await working.add_fee(*tools, _fee(form.shaped(FeeForm), code), key)
        case "pay":
            paid = form.shaped(PaymentForm)
            payment = paying.WantedPayment(
                code, paid.paid_dong, paid.method, paid.paid_on, paid.receipt_number
            )
            await paying.record_payment(*tools, payment, key)
        case "cancel":
            said = form.shaped(TakeBackForm)
            await working.cancel_fee(*tools, said.id, said.reason, key)
        case "take_back":
            said = form.shaped(TakeBackForm)
            await paying.take_payment_back(*tools, said.id, said.reason, key)
        case _:
            await _refund(call.asked_under(key), form, code)


async def _refund(asked: Asked, form: Form, code: str) -> None:
    match form.value("act"):
        case "refund":
            said = form.shaped(RefundForm)
            wanted = refunding.WantedRefund(
                dossier_code=code,
                amount_dong=said.refund_dong,
                method=said.refund_method,
                reason=said.refund_reason,
                office_code=said.office_code,
                refunded_on=said.refunded_on,
            )
            await refunding.refund_surplus(asked, wanted)
        case "approve_refund":
            await refunding.approve_refund(asked, form.shaped(ApproveForm).id)
        case "reject_refund":
            back = form.shaped(TakeBackForm)
            await refunding.reject_refund(asked, back.id, back.reason)
        case _:
            back = form.shaped(TakeBackForm)
            await refunding.cancel_refund(asked, back.id, back.reason)


def _fee(said: FeeForm, code: str) -> working.WantedFee:
    let_off = None
    if (said.percent is None) != (said.ground is None):
        missing = "percent" if said.percent is None else "ground"
        detail = Said("percent and ground of what is let off go together")
        raise InvalidInput(FieldProblem(missing, "required", detail))
    if said.percent is not None and said.ground is not None:
        let_off = LetOff(said.percent, said.ground)
    return working.WantedFee(
        dossier_code=code,
        kind=MoneyKind(said.kind),
        name=said.name,
        amount_dong=said.amount_dong,
        let_off=let_off,
        due_when=said.due_when,
        route=said.route,
    )
