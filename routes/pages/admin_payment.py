"""The page on which administrators name the account that citizens pay to."""

from dataclasses import asdict
from typing import Any

from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.vietqr import Beneficiary
from postal_bridge.usecases import keep_beneficiary as keeping
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.citizens import BeneficiaryForm


@operation(gives=HTML)
async def show_payment(call: Call[None, None]) -> Reply:
    """Show the account that citizens are told to pay to."""
    return await _show(call, None)


@operation(takes=FORM, gives=HTML)
async def keep_payment(call: Call[None, None]) -> Reply:
    """Keep the account that citizens are told to pay to from today on."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(BeneficiaryForm)
        beneficiary = Beneficiary(said.bank_number, said.account, said.holder, said.bank_name)
        await keeping.keep_beneficiary(
            bridge.database, bridge.clock, call.viewer, beneficiary, said.source
        )
    except Refusal as refusal:
        return await _show(call, form.refused(refusal))
    return see_other("/admin/payment", done="beneficiary_kept")


async def _show(call: Call[Any, Any], refused: Form | None) -> Reply:
    bridge = call.bridge
    known = await keeping.look_up_beneficiary(bridge.database, bridge.clock, call.viewer)
    form = refused or Form(asdict(known) if known else {})
    status = status_of(form.refusal) if form.refusal else None
    return show(call, "admin_payment.html", status, form=form, known=known)
