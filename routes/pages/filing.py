"""Filing at the counter: one screen from the procedure to the consignment for the department.

The first step finds the procedure; the second is its checklist, the citizen and the way back.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from postal_bridge.domain.catalogue import Component, Procedure
from postal_bridge.domain.code_refusals import BadDossierCode
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import ReceivedVia, ReturnedVia, ServiceForm
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.masking import normalise_phone
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal, UnknownCode
from postal_bridge.domain.said import Said
from postal_bridge.usecases import register_consignment as registering
from postal_bridge.usecases import register_dossier as filing
from postal_bridge.usecases.look_up_board import list_departments
from postal_bridge.usecases.look_up_procedure import list_procedures, look_up_procedure
from postal_bridge.usecases.register_consignment import ConsignmentOrder, PaperOrder
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.sending import SENDING, request_key_of
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.counter import CounterFiling
from schemas.pages import FilingAddress

#: So many procedures are offered; more words find the others.
OFFERED_MAX = 20
PAPER_DIGITS_MAX = 4
_PAPER = "papers_"
_EXAMPLE = "000.00.19.H53-260313-0001"


class _Listed(NamedTuple):
    """A paper of the checklist with the name of its field."""

    field: str
    component: Component

    @property
    def named(self) -> tuple[str, str]:
        """The field, and what people call it."""
        return self.field, self.component.name


@operation(query=FilingAddress, gives=HTML)
async def ask_filing(call: Call[None, FilingAddress]) -> Reply:
    """Show the form of a procedure, or look for the procedure first."""
    query, database = call.query, call.bridge.database
    if query.procedure:
        try:
            procedure = await look_up_procedure(database, call.viewer, query.procedure)
        except UnknownCode:
            return await _search(call, query.procedure)
        return await _form(call, procedure, Form(), filed=query.filed)
    return await _search(call, query.q)


@operation(takes=FORM, gives=HTML)
async def file_dossier(call: Call[None, None]) -> Reply:
    """File a dossier, register its consignment to the department, and lead on."""
    form = await read_form(call.request)
    bridge, viewer = call.bridge, call.viewer
    try:
        procedure = await look_up_procedure(
            bridge.database, viewer, form.value("procedure_code") or "-"
        )
    except UnknownCode:
        return see_other("/dossiers/new")
    try:
        papers = _papers_of(form, procedure)
        names = [each.field for each in _listed(procedure)]
        said = form.without(SENDING, *names).shaped(CounterFiling)
        _refuse_gaps(said, papers, procedure)
        answer = await filing.register_dossier(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            viewer,
            _filing(said),
            request_key_of(call, form),
        )
    except Refusal as refusal:
        return await _form(call, procedure, form.refused(refusal), status_of(refusal))
    assert answer.document is not None
    code = str(answer.document["code"])
    done = "dossier_filed"
    if said.send_on and said.received_via is ReceivedVia.DIRECT:
        try:
            await registering.register_consignment(
                bridge.database,
                bridge.clock,
                bridge.sealer,
                viewer,
                request_key_of(call, form, "transfer"),
                _transfer(code, procedure, papers),
            )
        except Refusal:
            # The dossier stands; the board goes on asking for what carries it.
            done = "dossier_filed_only"
    if said.then:
        return see_other("/dossiers/new", procedure=procedure.code, filed=code, done=done)
    return see_other(f"/dossiers/{code}", done=done)


def _filing(said: CounterFiling) -> filing.Filing:
    sends = said.received_via is ReceivedVia.POSTAL
    returns = said.returned_via is ReturnedVia.POSTAL
    return filing.Filing(
        code=said.code,
        procedure_code=said.procedure_code,
        received_via=said.received_via,
        department_code=said.department_code,
        service_form={
            (True, True): ServiceForm.BOTH,
            (True, False): ServiceForm.SEND,
            (False, True): ServiceForm.RETURN,
        }.get((sends, returns)),
        filer_name=said.filer_name,
        filer_phone=said.filer_phone,
        filer_address=said.filer_address,
        filer_email=said.filer_email,
        filer_language=said.filer_language,
        fee_dong=said.fee_dong,
        consignment_code=said.consignment_code,
    )


def _transfer(code: str, procedure: Procedure, papers: Mapping[str, int]) -> ConsignmentOrder:
    listed = [
        PaperOrder(each.component.name, each.component.form, papers[each.field])
        for each in _listed(procedure)
        if papers[each.field]
    ]
    return ConsignmentOrder(Leg.TRANSFER_OUT, dossier_code=code, papers=listed)


def _listed(procedure: Procedure) -> list[_Listed]:
    return [
        _Listed(f"{_PAPER}{position}", component)
        for position, component in enumerate(procedure.components, start=1)
    ]


def _papers_of(form: Form, procedure: Procedure) -> dict[str, int]:
    """Return how many of each paper of the checklist were handed in.

    Raises:
        InvalidInput: a count is none.

    """
    counts, problems = {}, []
    for name, _ in _listed(procedure):
        text = form.value(name) or "0"
        if text.isascii() and text.isdecimal() and len(text) <= PAPER_DIGITS_MAX:
            counts[name] = int(text)
        else:
            problems.append(FieldProblem(name, "int_parsing", Said("must be a whole number")))
    if problems:
        raise InvalidInput(*problems)
    return counts


def _refuse_gaps(said: CounterFiling, papers: Mapping[str, int], procedure: Procedure) -> None:
    """Refuse all that the counter can see: the code, papers, where the result should go."""
    problems = []
    try:
        DossierCode.parse(said.code)
    except BadDossierCode as refusal:
        detail = Said("is no dossier code like {code}", code=_EXAMPLE)
        problems.append(FieldProblem("code", refusal.code(), detail))
    if said.received_via is ReceivedVia.DIRECT and not said.accept_incomplete:
        problems += [
            FieldProblem(
                each.field,
                "papers_missing",
                Said("must be handed in: {count}", count=each.component.quantity),
            )
            for each in _listed(procedure)
            if each.component.required and papers[each.field] < each.component.quantity
        ]
    if said.filer_phone and normalise_phone(said.filer_phone) is None:
        detail = Said("is no phone number of Việt Nam")
        problems.append(FieldProblem("filer_phone", "bad_phone", detail))
    if said.returned_via is ReturnedVia.POSTAL:
        if not said.filer_phone:
            problems.append(
                FieldProblem("filer_phone", "phone_missing", Said("is needed by the courier"))
            )
        if not said.filer_address:
            detail = Said("is needed to send the result")
            problems.append(FieldProblem("filer_address", "address_missing", detail))
    if problems:
        raise InvalidInput(*problems)


async def _search(call: Call[None, FilingAddress], words: str | None) -> Reply:
    found, more = await list_procedures(
        call.bridge.database, call.viewer, (words or "").strip() or None, "", OFFERED_MAX
    )
    if words and len(found) == 1:
        return see_other("/dossiers/new", procedure=found[0].code)
    return show(
        call,
        "filing_search.html",
        asked=words or "",
        found=found,
        has_more=more is not None,
        filed=call.query.filed,
    )


async def _form(
    call: Call[Any, Any],
    procedure: Procedure,
    form: Form,
    status: int | None = None,
    filed: str | None = None,
) -> Reply:
    database, viewer = call.bridge.database, call.viewer
    today = call.bridge.clock().astimezone(viewer.center.zone).date()
    departments = [] if procedure.department_code else await list_departments(database, viewer)
    return show(
        call,
        "filing.html",
        status,
        procedure=procedure,
        papers=_listed(procedure),
        form=form,
        is_new=not form.given,
        fee=_fee_on(procedure, today),
        departments=departments,
        filed=filed,
    )


def _fee_on(procedure: Procedure, day: date) -> str:
    """Return what a procedure costs on a day, as people type it; empty where no amount is set."""
    valid: dict[tuple[str, str], int | None] = {}
    newest_first: Sequence[Any] = sorted(
        procedure.fees, key=lambda fee: fee.valid_from, reverse=True
    )
    for fee in newest_first:
        if fee.valid_from <= day:
            valid.setdefault((fee.kind, fee.name), fee.amount_dong)
    amounts = [amount for amount in valid.values() if amount is not None]
    return f"{sum(amounts):,}".replace(",", ".") if amounts else ""
