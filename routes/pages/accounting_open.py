"""The workbench of accountants: what does not fit, one by one or many at once, by keyboard too.

What people may do about a difference is judged by its use cases; here it is offered. Many are
worked one after the other: what is refused of one does not hold up the rest, and is told.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from postal_bridge.domain.money_difference import SURPLUS, Action, Wish
from postal_bridge.domain.reconciliation import DIFFERENCES
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal, UnknownDifference
from postal_bridge.domain.said import Said
from postal_bridge.usecases import decide_money_difference as deciding
from postal_bridge.usecases import look_up_money as looking_up
from postal_bridge.usecases import work_money_differences as working
from postal_bridge.usecases.difference_evidence import (
    EVIDENCE_BYTES_MAX,
    Paper,
    attach_evidence,
)
from postal_bridge.usecases.difference_steps import Looked
from postal_bridge.usecases.look_up_board import list_departments
from postal_bridge.usecases.look_up_money_difference import look_up_money_difference
from routes.money_differences import difference_named, largest_place, oldest_place
from routes.pages import money_words
from routes.pages.choosing import said_reason, ticked
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.row_choice import choice_of, chosen_rows, wish_of
from routes.pages.sending import request_key_of
from routes.paging import encode_cursor
from routes.problems import UnknownAddress, status_of
from routes.route import HTML, OCTETS, Call, Reply, operation
from routes.uploads import MULTIPART, received
from schemas.accounting import OpenAddress, RowsForm, StepForm
from schemas.pages import PlaceAddress

LISTED = 50
OPEN = "/accounting/open"
#: What of an address says which differences are listed.
NARROWING = ("class", "order", "least_days", "least_dong")
#: Said about many at once, without rows to choose.
OF_MANY = (Action.ADJUSTMENT, Action.CARRY_FORWARD)


class Refused(NamedTuple):
    """One of many differences that could not be worked, and why."""

    difference_id: UUID
    refusal: Refusal


@operation(query=OpenAddress, gives=HTML)
async def show_open(call: Call[None, OpenAddress]) -> Reply:
    """List what is not settled, the oldest first."""
    return await _list(call, Form(), ())


@operation(query=OpenAddress, takes=FORM, gives=HTML)
async def act_on_many(call: Call[None, OpenAddress]) -> Reply:
    """Do one thing about every difference that is ticked."""
    form = await read_form(call.request)
    refused = []
    try:
        said = form.without("sending", *ticked(form, "tick")).shaped(StepForm)
        looked = [_looked(form.value(tick)) for tick in ticked(form, "tick")]
        if not looked:
            raise InvalidInput(FieldProblem("act", "nothing_ticked", Said("tick a row first")))
        if said.act == "resolve" and said.action not in OF_MANY:
            detail = Said("is settled one by one: open its row")
            raise InvalidInput(FieldProblem("action", "one_by_one", detail))
        if said.act == "assign" and not (said.assignee or said.due_on):
            detail = Said("say whose they are to be, or by when")
            raise InvalidInput(FieldProblem("assignee", "missing", detail))
        for each in looked:
            try:
                await _act(call, form, said, each, None)
            except Refusal as refusal:
                refused.append(Refused(each.difference_id, refusal))
    except Refusal as refusal:
        return await _list(call, form.refused(refusal), ())
    if refused:
        return await _list(call, form, refused)
    return see_other(OPEN, done="differences_worked", **_narrowed(call.query))


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownDifference,))
async def show_story(call: Call[None, PlaceAddress]) -> Reply:
    """Show a difference with everything behind it, and what may be done about it."""
    return await _story(call, Form())


@operation(takes=FORM, gives=HTML, refuses=(UnknownDifference,))
async def act_on_one(call: Call[None, None]) -> Reply:
    """Do something about a difference."""
    form, difference_id = await read_form(call.request), difference_named(call)
    try:
        said = form.without("sending", "version").shaped(StepForm)
        looked = _looked(f"{difference_id} {form.value('version')}")
        story = await look_up_money_difference(
            call.bridge.database, call.bridge.sealer, call.viewer, difference_id
        )
        await _act(call, form, said, looked, story)
    except UnknownDifference:
        raise
    except Refusal as refusal:
        return await _story(call, form.refused(refusal))
    return see_other(f"{OPEN}/{difference_id}", done="differences_worked")


@operation(takes=FORM, gives=HTML, refuses=(UnknownDifference,))
async def choose_rows(call: Call[None, None]) -> Reply:
    """Look for the other side of a difference, or match it with the rows that are ticked."""
    form, difference_id = await read_form(call.request), difference_named(call)
    ticks = [*ticked(form, "line"), *ticked(form, "collection")]
    try:
        said = form.without("sending", "version", *ticks).shaped(RowsForm)
        if said.act == "look":
            chosen_rows(form)
            return await _story(call, form)
        looked = _looked(f"{difference_id} {form.value('version')}")
        asked = call.asked_under(request_key_of(call, form))
        await deciding.resolve_money_difference(asked, looked, wish_of(form, said.reason))
    except UnknownDifference:
        raise
    except Refusal as refusal:
        return await _story(call, form.refused(refusal))
    return see_other(f"{OPEN}/{difference_id}", done="differences_worked")


@operation(takes=MULTIPART, gives=HTML, refuses=(UnknownDifference,))
async def attach_paper(call: Call[None, None]) -> Reply:
    """Keep a paper that shows how a difference came about or was settled."""
    difference_id, form = difference_named(call), Form()
    try:
        async with received(call.request, EVIDENCE_BYTES_MAX) as upload:
            form = Form({**upload.fields, "content": upload.content_hash.hex()})
            content = await asyncio.to_thread(upload.path.read_bytes)
        await attach_evidence(
            call.asked_under(request_key_of(call, form)),
            _looked(f"{difference_id} {form.value('version')}"),
            Paper(upload.name, OCTETS, content),
        )
    except UnknownDifference:
        raise
    except Refusal as refusal:
        return await _story(call, form.refused(refusal))
    return see_other(f"{OPEN}/{difference_id}", done="paper_attached")


async def _act(
    call: Call[Any, Any],
    form: Form,
    said: StepForm,
    looked: Looked,
    story: dict[str, Any] | None,
) -> None:
    """Carry out a step; `story` has the proposals that one may be chosen from."""
    who = call.asked_under(request_key_of(call, form, str(looked.difference_id))), looked
    if said.act == "take":
        taking = working.Assignment(call.viewer.login, said.due_on, rest_stays=True)
        await working.assign_money_difference(*who, taking)
    elif said.act == "assign":
        # Of one difference its page shows whose it is; of many, nobody sees that.
        assignment = working.Assignment(said.assignee, said.due_on, rest_stays=story is None)
        await working.assign_money_difference(*who, assignment)
    elif said.act == "comment":
        await working.comment_on_money_difference(*who, said_reason(said.reason))
    elif said.act == "approve":
        await deciding.approve_money_difference(*who)
    elif said.act == "reject":
        await deciding.reject_money_difference(*who, said_reason(said.reason))
    elif said.act == "undo":
        await deciding.undo_money_difference(*who, said_reason(said.reason))
    else:
        await deciding.resolve_money_difference(*who, _wish(said, story))


def _wish(said: StepForm, story: dict[str, Any] | None) -> Wish:
    if said.action is None:
        raise _missing("action")
    if said.action is Action.REFUND and said.refunded_by is None:
        raise _missing("refunded_by")
    if story and said.action is Action.ADJUSTMENT and _wants_taker(story) and not said.department:
        raise _missing("department")
    proposals = story["proposals"] if story else []
    chosen: dict[str, Any] = {"line_ids": [], "collection_ids": []}
    if said.proposal is not None and said.proposal < len(proposals):
        chosen = proposals[said.proposal]
    own_line = story["line_id"] if story else None
    return Wish(
        action=said.action,
        reason=said_reason(said.reason),
        collection_ids=tuple(UUID(each) for each in chosen["collection_ids"]),
        line_ids=tuple(int(each) for each in chosen["line_ids"] if each != own_line),
        refunded_by=said.refunded_by,
        department=said.department,
    )


def _looked(text: str) -> Looked:
    difference_id, _, version = text.partition(" ")
    try:
        return Looked(UUID(difference_id), int(version))
    except ValueError:
        raise UnknownDifference from None


async def _list(call: Call[Any, OpenAddress], form: Form, refused: Iterable[Refused]) -> Reply:
    bridge, query = call.bridge, call.query
    if query.line_class is not None and query.line_class not in DIFFERENCES:
        raise UnknownAddress
    wanted = working.WantedDifferences(
        difference_class=query.line_class, least_days=query.least_days, least_dong=query.least_dong
    )
    place = largest_place if query.order == "largest" else oldest_place
    found, last = await looking_up.list_open(
        bridge.database, bridge.clock, call.viewer, wanted, place(query.cursor), LISTED
    )
    told = list(refused)
    status = status_of(form.refusal or told[0].refusal) if form.refusal or told else None
    return show(
        call,
        "accounting_open.html",
        status,
        classes=await looking_up.count_open(bridge.database, call.viewer),
        line_class=query.line_class,
        asked=query,
        narrowed=_narrowed(query),
        found=found,
        form=form,
        refused_ones=told,
        of_many=OF_MANY,
        staff=await working.list_staff(bridge.database, call.viewer),
        viewer=call.viewer,
        next_cursor=encode_cursor(*map(str, last)) if last else None,
    )


def _narrowed(query: OpenAddress) -> dict[str, str]:
    """Return what narrows the list, as it stands in the address."""
    said = query.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {name: str(said[name]) for name in NARROWING if name in said}


async def _story(call: Call[Any, Any], form: Form) -> Reply:
    bridge = call.bridge
    story = await look_up_money_difference(
        bridge.database, bridge.sealer, call.viewer, difference_named(call)
    )
    return show(
        call,
        "accounting_story.html",
        status_of(form.refusal) if form.refusal else None,
        story=story,
        choice=await choice_of(call, form, story),
        form=form,
        viewer=call.viewer,
        staff=await working.list_staff(bridge.database, call.viewer),
        departments=await _takers(call, story),
        known_steps=money_words.WORDS["difference_step"],
    )


def _missing(name: str) -> InvalidInput:
    return InvalidInput(FieldProblem(name, "missing", Said("is required")))


def _wants_taker(story: dict[str, Any]) -> bool:
    """Tell whether a surplus can only be accepted once somebody says whose it is."""
    return story["class"] in SURPLUS and not story["department"]


async def _takers(call: Call[Any, Any], story: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the departments that a surplus may be accepted for, where that has to be said."""
    if not _wants_taker(story):
        return []
    found = await list_departments(call.bridge.database, call.viewer)
    return [(each.code, each.name) for each in found]
