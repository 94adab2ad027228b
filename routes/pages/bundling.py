"""Filing several dossiers of one citizen as one, and adding a part to a consignment.

Without a script there is no button that makes a row, so there are as many as most bundles have,
and some more.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import ReceivedVia, ReturnedVia, ServiceForm
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal, UnknownCode
from postal_bridge.usecases.file_bundle import BundleFiling, file_bundle
from postal_bridge.usecases.look_up_consignment import look_up_consignment
from postal_bridge.usecases.look_up_procedure import list_procedures
from postal_bridge.usecases.register_consignment import ConsignmentOrder, register_consignment
from postal_bridge.usecases.register_dossier import Filing
from routes.decoding import shape_of_texts
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.sending import SENDING, request_key_of
from routes.pages.things import consignment_page
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.bundle_forms import BundleForm
from schemas.shape import PAGE_LIMIT_MAX

ROWS = 5
_CELL = re.compile(r"dossiers\.([0-9]{1,2})\.(code|procedure_code|fee_dong)")
_PLACED = re.compile(r"dossiers\[([0-9]+)\]\.(\w+)")


@operation(gives=HTML)
async def ask_bundle(call: Call[None, None]) -> Reply:
    """Show the form by which several dossiers of one citizen are filed as one."""
    return await _form(call, Form())


@operation(takes=FORM, gives=HTML)
async def file_bundle_by_form(call: Call[None, None]) -> Reply:
    """File several dossiers of one citizen as one, and lead on to the first of them."""
    form = await read_form(call.request)
    try:
        said = shape_of_texts(BundleForm, _by_row(form.without(SENDING).given))
        asked = call.asked_under(request_key_of(call, form))
        answer = await file_bundle(asked, _bundle(said))
    except Refusal as refusal:
        return await _form(call, form.refused(_at_rows(refusal, form)))
    assert answer.document is not None
    first = answer.document["dossiers"][0]["code"]
    return see_other(f"/dossiers/{first}", done="bundle_filed")


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode,))
async def add_part(call: Call[None, None]) -> Reply:
    """Register a further part of the papers of a consignment, and lead on to it."""
    form, bridge, code = await read_form(call.request), call.bridge, call.path["code"]
    found = await look_up_consignment(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, code
    )
    try:
        answer = await register_consignment(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            request_key_of(call, form),
            ConsignmentOrder(Leg(str(found["leg"])), part_of=code),
        )
    except Refusal as refusal:
        return await consignment_page(call, form.refused(refusal))
    assert answer.document is not None
    return see_other(f"/consignments/{answer.document['code']}", done="part_added")


def _bundle(said: BundleForm) -> BundleFiling:
    sends = said.received_via is ReceivedVia.POSTAL
    returns = said.returned_via is ReturnedVia.POSTAL
    forms = {
        (True, True): ServiceForm.BOTH,
        (True, False): ServiceForm.SEND,
        (False, True): ServiceForm.RETURN,
    }
    filings = [
        Filing(
            code=row.code,
            procedure_code=row.procedure_code,
            received_via=said.received_via,
            service_form=forms.get((sends, returns)),
            filer_name=said.filer_name,
            filer_phone=said.filer_phone,
            filer_address=said.filer_address,
            fee_dong=row.fee_dong,
            consignment_code=said.consignment_code,
        )
        for _, row in sorted(said.dossiers.items())
    ]
    return BundleFiling(said.name, filings)


def _by_row(given: Mapping[str, str]) -> dict[str, Any]:
    """Return what was typed by the rows it stands in; rows without a code are left out."""
    rows: dict[str, dict[str, str]] = {}
    others: dict[str, Any] = {}
    for name, text in given.items():
        part = _CELL.fullmatch(name)
        if part is None:
            others |= {name: text} if text else {}
        elif text:
            rows.setdefault(part[1], {})[part[2]] = text
    return others | {"dossiers": {number: row for number, row in rows.items() if "code" in row}}


def _at_rows(refusal: Refusal, form: Form) -> Refusal:
    """Return a refusal whose problems stand at the rows that were typed."""
    if not isinstance(refusal, InvalidInput):
        return refusal
    rows = sorted(_by_row(form.given)["dossiers"], key=int)

    def placed(problem: FieldProblem) -> FieldProblem:
        part = _PLACED.fullmatch(problem.path)
        return (
            replace(problem, path=f"dossiers.{rows[int(part[1])]}.{part[2]}") if part else problem
        )

    return InvalidInput(*map(placed, refusal.problems))


async def _form(call: Call[None, None], form: Form) -> Reply:
    procedures, _ = await list_procedures(
        call.bridge.database, call.viewer, None, "", PAGE_LIMIT_MAX
    )
    return show(
        call,
        "bundle_new.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        rows=range(1, ROWS + 1),
        procedures=procedures,
        received=tuple(ReceivedVia),
        returned=tuple(ReturnedVia),
    )
