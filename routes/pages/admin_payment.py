"""The page on which administrators name the accounts that citizens pay to."""

from dataclasses import asdict
from typing import Any

from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.vietqr import Beneficiary, Payee
from postal_bridge.usecases import keep_beneficiary as keeping
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.citizens import BeneficiaryForm


@operation(gives=HTML)
async def show_payment(call: Call[None, None]) -> Reply:
    """Show the accounts that citizens are told to pay to."""
    return await _show(call, None)


@operation(takes=FORM, gives=HTML)
async def keep_payment(call: Call[None, None]) -> Reply:
    """Keep an account that citizens are told to pay to from today on."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(BeneficiaryForm)
        beneficiary = Beneficiary(said.bank_number, said.account, said.holder, said.bank_name)
        await keeping.keep_beneficiary(
            bridge.database, bridge.clock, call.viewer, said.payee, beneficiary, said.source
        )
    except Refusal as refusal:
        return await _show(call, form.refused(refusal))
    return see_other("/admin/payment", done="beneficiary_kept")


async def _show(call: Call[Any, Any], refused: Form | None) -> Reply:
    bridge = call.bridge
    known, forms = {}, {}
    for payee in Payee:
        account = await keeping.look_up_beneficiary(
            bridge.database, bridge.clock, call.viewer, payee
        )
        known[payee], forms[payee] = account, Form(asdict(account) if account else {})
    if refused:
        # What cannot be told apart is shown where the centre's own account stands.
        is_post = refused.value("payee") == Payee.POST
        forms[Payee.POST if is_post else Payee.CENTER] = refused
    status = status_of(refused.refusal) if refused and refused.refusal else None
    return show(
        call, "admin_payment.html", status, form=refused or Form(), forms=forms, known=known
    )
