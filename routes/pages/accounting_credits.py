"""Credits of banks on the pages of accountants: what they may be, put together and taken apart.

Rows are chosen by ticking; each press shows what both sides come to, what would remain and how it
would be booked, without a script.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from postal_bridge.domain.bank_credits import CHOSEN_MAX, CreditRows
from postal_bridge.domain.credit_refusals import UnknownCredit
from postal_bridge.domain.line_explanation import Explanation
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal
from postal_bridge.domain.said import Said
from postal_bridge.usecases import decide_credits as deciding
from postal_bridge.usecases import explain_lines as explaining
from postal_bridge.usecases.look_up_credits import look_up_credit
from postal_bridge.usecases.look_up_remittances import list_credits
from routes.credits import credit_named
from routes.pages.choosing import (
    Booking,
    identities_in,
    numbers_in,
    require_few,
    said_reason,
    ticked,
)
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.sending import request_key_of
from routes.problems import status_of
from routes.remittances import credit_place, cursor_of
from routes.route import HTML, Call, Reply, operation
from schemas.accounting import CreditForm, CreditsAddress
from schemas.pages import PlaceAddress

LISTED = 50
CREDITS = "/accounting/credits"


@operation(query=CreditsAddress, gives=HTML)
async def show_credits(call: Call[None, CreditsAddress]) -> Reply:
    """List what banks credited and nothing explains, or all of it, the newest first."""
    query = call.query
    found, last = await list_credits(
        call.bridge.database,
        call.viewer,
        credit_place(query.cursor),
        LISTED,
        unknown=not query.explained,
    )
    return show(
        call,
        "accounting_credits.html",
        found=found,
        explained=query.explained,
        next_cursor=cursor_of(last),
    )


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownCredit,))
async def show_one(call: Call[None, PlaceAddress]) -> Reply:
    """Show a credit with what it is, or with what it may be."""
    return await _show(call, Form())


@operation(takes=FORM, gives=HTML, refuses=(UnknownCredit,))
async def act_on_credit(call: Call[None, None]) -> Reply:
    """Look for rows, put those that are ticked together, say that they are not, or undo a group."""
    form, line_id = await read_form(call.request), credit_named(call)
    ticks = [*ticked(form, "batch"), *ticked(form, "credit")]
    try:
        said = form.without("sending", *ticks).shaped(CreditForm)
        if said.act == "look":
            return await _show(call, form)
        done = await _act(call, form, said, line_id)
    except UnknownCredit:
        raise
    except Refusal as refusal:
        return await _show(call, form.refused(refusal))
    return see_other(f"{CREDITS}/{line_id}", done=done)


async def _act(call: Call[Any, Any], form: Form, said: CreditForm, line_id: int) -> str:
    """Carry out what was asked for; return what is said about it then."""
    reason, chosen = said_reason(said.reason), _chosen(form, line_id)
    if said.act in ("explain", "pay", "take_back"):
        asked = call.asked_under(request_key_of(call, form))
        if said.act == "take_back":
            await explaining.take_explanation_back(asked, line_id, reason)
            return "explanation_taken_back"
        answer = await explaining.explain_line(asked, line_id, _explanation(said), reason)
        assert answer.document is not None, "a turn is always told"
        return f"line_{answer.document['action']}"
    if said.act == "undo":
        story = await look_up_credit(call.bridge.database, call.viewer, line_id)
        group_id = UUID(story["group_id"]) if story["group_id"] else UUID(int=0)
        await deciding.undo_group(call.asked_under(request_key_of(call, form)), group_id, reason)
        return "group_undone"
    if not chosen.remittance_ids:
        raise InvalidInput(FieldProblem("batch", "nothing_ticked", Said("tick a row first")))
    if said.act == "accept":
        asked = call.asked_under(request_key_of(call, form))
        await deciding.accept_credits(asked, chosen, reason)
        return "credits_accepted"
    for remittance_id in chosen.remittance_ids:
        asked = call.asked_under(request_key_of(call, form, str(remittance_id)))
        await deciding.reject_credit(asked, line_id, remittance_id, reason)
    return "credits_rejected"


def _explanation(said: CreditForm) -> Explanation:
    if said.act == "explain":
        return Explanation.of(said.refund)
    if not said.dossier_code:
        detail = Said("say for which dossier it was paid")
        raise InvalidInput(FieldProblem("dossier_code", "missing", detail))
    return Explanation.of(None, said.dossier_code)


def _chosen(form: Form, line_id: int) -> CreditRows:
    """Return the rows that are ticked; the credit that is looked at is always among them.

    Raises:
        InvalidInput: they are no rows, or more than anybody checks by eye.

    """
    remittance_ids = identities_in(form, "batch")
    line_ids = list(dict.fromkeys([line_id, *numbers_in(form, "credit")]))
    require_few("batch", remittance_ids, CHOSEN_MAX)
    require_few("credit", line_ids, CHOSEN_MAX)
    return CreditRows(line_ids, remittance_ids)


async def _show(call: Call[Any, Any], form: Form) -> Reply:
    bridge, viewer, line_id = call.bridge, call.viewer, credit_named(call)
    wanted = form.value("wanted")[:64].strip()
    try:
        chosen = _chosen(form, line_id)
    except InvalidInput as refusal:
        form, chosen = form.refused(refusal), CreditRows([line_id], [])
    story = await look_up_credit(bridge.database, viewer, line_id, wanted, chosen)
    booking = Booking()
    if chosen.remittance_ids and not form.refusal:
        booking = await Booking.of(
            deciding.preview_credits(bridge.database, bridge.clock, viewer, chosen)
        )
    return show(
        call,
        "accounting_credit.html",
        status_of(form.refusal) if form.refusal else None,
        story=story,
        form=form,
        chosen=chosen,
        sums=(
            _sum(story["batches"], "remittance_id", map(str, chosen.remittance_ids)),
            _sum(story["credits"], "line_id", chosen.line_ids),
        ),
        booking=booking,
        names={each["remittance_id"]: each["batch"] for each in story["batches"]},
        wanted=wanted,
        zone=viewer.center.zone,
    )


def _sum(rows: list[dict[str, Any]], name: str, chosen: Iterable[Any]) -> int:
    ticked_ones = set(chosen)
    return sum(row["amount_dong"] or 0 for row in rows if row[name] in ticked_ones)
