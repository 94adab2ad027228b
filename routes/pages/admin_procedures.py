"""Procedures of the centre: looked for, added and changed by administrators, with papers and fees.

Without a script there is no button that makes a row, so the checklist ends in empty rows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.catalogue import ComponentForm, FeeKind, FeeLine, Procedure
from postal_bridge.domain.refusals import Refusal, UnknownCode
from postal_bridge.domain.term import TermUnit
from postal_bridge.usecases import change_procedure as changing
from postal_bridge.usecases.look_up_procedure import list_procedures, look_up_procedure
from postal_bridge.usecases.manage_people import all_offices
from routes.decoding import shape_of_texts
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.paging import decode_cursor, encode_cursor
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.procedure_forms import (
    PAPERS_MAX,
    FeeForm,
    PapersForm,
    ProcedureAddress,
    ProcedureChangeForm,
    ProcedureForm,
    ProceduresAddress,
)
from schemas.shape import PAGE_LIMIT

EMPTY_ROWS = 3
_PAPER = re.compile(r"papers\.([0-9]{1,4})\.(name|form|quantity|required)")


class Row(NamedTuple):
    """A row of the checklist as it is shown: of a paper, or empty."""

    name: str = ""
    form: str = ComponentForm.ORIGINAL
    quantity: str = "1"
    required: bool = True


@dataclass(frozen=True, slots=True)
class DatedFee:
    """A fee as it is listed: with its place, and whether its day is yet to come."""

    place: int
    line: FeeLine
    to_come: bool


@operation(query=ProceduresAddress, gives=HTML)
async def show_procedures(call: Call[None, ProceduresAddress]) -> Reply:
    """Show the procedures that can be filed at the centre, and a form for a new one."""
    return await _list(call, Form(), call.query)


@operation(takes=FORM, gives=HTML)
async def add_procedure(call: Call[None, None]) -> Reply:
    """Add a procedure to the centre."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(ProcedureForm)
        stated = said.procedure(said.code)
        await changing.add_procedure(bridge.database, bridge.clock, call.viewer, stated)
    except Refusal as refusal:
        return await _list(call, form.refused(refusal), ProceduresAddress())
    return see_other(f"/admin/procedures/{said.code}", done="procedure_added")


@operation(query=ProcedureAddress, gives=HTML, refuses=(UnknownCode,))
async def show_procedure(call: Call[None, ProcedureAddress]) -> Reply:
    """Show a procedure with its checklist and its fees, to be changed."""
    return await _one(call, Form(), call.query.fee)


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode,))
async def change_procedure(call: Call[None, None]) -> Reply:
    """Change what a procedure is called, whose it is, and how long it takes."""
    form, bridge, code = await read_form(call.request), call.bridge, call.path["code"]
    try:
        stated = form.shaped(ProcedureChangeForm).procedure(code)
        await changing.change_procedure(bridge.database, bridge.clock, call.viewer, stated)
    except UnknownCode:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal))
    return see_other(f"/admin/procedures/{code}", done="procedure_changed")


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode,))
async def change_papers(call: Call[None, None]) -> Reply:
    """Keep the checklist of a procedure as its rows stand; rows without a name are left out."""
    form, bridge, code = await read_form(call.request), call.bridge, call.path["code"]
    try:
        said = shape_of_texts(PapersForm, _by_row(form.given))
        papers = tuple(paper.component() for _, paper in sorted(said.papers.items()))
        await changing.change_checklist(bridge.database, bridge.clock, call.viewer, code, papers)
    except UnknownCode:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal))
    return see_other(f"/admin/procedures/{code}", done="checklist_changed")


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode,))
async def keep_fee(call: Call[None, None]) -> Reply:
    """Add a fee, or correct one whose day is yet to come."""
    form, bridge, code = await read_form(call.request), call.bridge, call.path["code"]
    try:
        fee = form.shaped(FeeForm).fee()
        await changing.keep_fee(bridge.database, bridge.clock, call.viewer, code, fee)
    except UnknownCode:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal))
    return see_other(f"/admin/procedures/{code}", done="fee_line_kept")


def _by_row(given: Mapping[str, str]) -> dict[str, Any]:
    """Return what was typed by the rows it stands in; rows without a name are left out."""
    rows: dict[str, dict[str, str]] = {}
    others: dict[str, Any] = {}
    for name, text in given.items():
        part = _PAPER.fullmatch(name)
        if part is None:
            others[name] = text
        elif text:
            rows.setdefault(part[1], {})[part[2]] = text
    return others | {"papers": {number: row for number, row in rows.items() if "name" in row}}


def _rows(form: Form, procedure: Procedure) -> dict[int, Row]:
    """Return the rows of the checklist by their numbers: as typed, else as kept with empty ones."""
    typed = {int(part[1]) for name in form.given if (part := _PAPER.fullmatch(name))}
    if typed:
        return {
            number: Row(
                form.value(f"papers.{number}.name"),
                form.value(f"papers.{number}.form"),
                form.value(f"papers.{number}.quantity"),
                f"papers.{number}.required" in form.given,
            )
            for number in sorted(typed)
        }
    kept = [
        Row(each.name, each.form, str(each.quantity), each.required)
        for each in procedure.components
    ]
    empty = min(EMPTY_ROWS, PAPERS_MAX - len(kept))
    return dict(enumerate(kept + [Row()] * empty, start=1))


async def _list(call: Call[None, Any], form: Form, address: ProceduresAddress) -> Reply:
    (after,) = decode_cursor(address.cursor, 1) or ("",)
    words = (address.q or "").strip()
    found, last = await list_procedures(
        call.bridge.database, call.viewer, words or None, after, PAGE_LIMIT
    )
    return show(
        call,
        "admin_procedures.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        departments=await _departments(call),
        units=tuple(TermUnit),
        procedures=found,
        words_sought=words,
        next_cursor=encode_cursor(last) if last else None,
    )


async def _one(call: Call[None, Any], form: Form, place: int | None = None) -> Reply:
    procedure = await look_up_procedure(call.bridge.database, call.viewer, call.path["code"])
    today = call.bridge.clock().astimezone(call.viewer.center.zone).date()
    fees = [
        DatedFee(number, line, line.valid_from > today)
        for number, line in enumerate(procedure.fees)
    ]
    return show(
        call,
        "admin_procedure.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        procedure=procedure,
        departments=await _departments(call),
        units=tuple(TermUnit),
        rows=_rows(form, procedure),
        paper_forms=tuple(ComponentForm),
        fees=fees,
        fee_kinds=tuple(FeeKind),
        corrected=_corrected(form, fees, place),
    )


def _corrected(form: Form, fees: list[DatedFee], place: int | None) -> FeeLine | None:
    """Return the fee whose amount is to be typed anew, if it is one whose day is yet to come."""
    typed = tuple(form.value(name) for name in ("fee_kind", "fee_name", "valid_from"))
    for fee in fees:
        line = fee.line
        meant = fee.place == place or typed == (
            line.kind,
            line.name,
            line.valid_from.isoformat(),
        )
        if fee.to_come and meant:
            return line
    return None


async def _departments(call: Call[None, Any]) -> dict[str, str]:
    """Return the names of those offices of the centre that handle dossiers, by their codes."""
    offices = await all_offices(call.bridge.database, call.viewer)
    return {office.code: office.name for office in offices if office.kind is not OfficeKind.POST}
