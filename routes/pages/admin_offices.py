"""Offices of the centre: added, renamed, closed and opened again by administrators."""

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.refusals import (
    OfficeInUse,
    OfficeKnown,
    OfficeNeeded,
    Refusal,
    UnknownOffice,
)
from postal_bridge.usecases import manage_people
from postal_bridge.usecases import tell_receipt as telling
from postal_bridge.usecases.change_office import OfficeChange, look_up_office
from postal_bridge.usecases.change_office import change_office as change
from postal_bridge.usecases.keep_message_rules import keep_head as keep_head_of
from postal_bridge.usecases.keep_message_rules import look_up_head
from routes.keys import DOORKEEPER
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.paging import decode_cursor, encode_cursor
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import ListAddress, OfficeChangeForm, OfficeForm, ParticularsForm
from schemas.messages import HeadForm
from schemas.pages import PlaceAddress
from schemas.shape import PAGE_LIMIT

#: A centre's own office comes with the centre.
ADDED_KINDS = (OfficeKind.DEPARTMENT, OfficeKind.POST)


@operation(query=ListAddress, gives=HTML)
async def show_offices(call: Call[None, ListAddress]) -> Reply:
    """Show the offices of the centre, and a form for a new one."""
    return await _list(call, Form(), call.query.cursor)


@operation(takes=FORM, gives=HTML, refuses=(OfficeKnown,))
async def add_office(call: Call[None, None]) -> Reply:
    """Add an office to the centre."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(OfficeForm)
        await manage_people.add_office(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            None,
            code=said.code,
            kind=said.kind,
            name=said.name,
        )
    except Refusal as refusal:
        return await _list(call, form.refused(refusal), None)
    return see_other("/admin/offices", done="office_added")


@operation(query=PlaceAddress, gives=HTML)
async def show_office(call: Call[None, PlaceAddress]) -> Reply:
    """Show an office, to be renamed, closed or opened again."""
    return await _one(call, Form())


@operation(takes=FORM, gives=HTML, refuses=(OfficeNeeded, OfficeInUse))
async def change_office(call: Call[None, None]) -> Reply:
    """Rename, close or reopen an office."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(OfficeChangeForm)
        wanted = OfficeChange(said.name, said.active)
        await change(bridge.database, bridge.clock, call.viewer, call.path["code"], wanted)
    except Refusal as refusal:
        return await _one(call, form.refused(refusal))
    call.request.app[DOORKEEPER].forget()
    return see_other("/admin/offices", done="office_changed")


@operation(takes=FORM, gives=HTML, refuses=(UnknownOffice,))
async def keep_particulars(call: Call[None, None]) -> Reply:
    """Keep what receipts state of an office."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(ParticularsForm)
        await telling.keep_particulars(
            bridge.database,
            bridge.clock,
            call.viewer,
            call.path["code"],
            (said.tax_code, said.address),
        )
    except UnknownOffice:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal))
    return see_other("/admin/offices", done="office_changed")


@operation(takes=FORM, gives=HTML, refuses=(UnknownOffice,))
async def keep_head(call: Call[None, None]) -> Reply:
    """Keep how the head of an office is reached."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(HeadForm)
        await keep_head_of(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            call.path["code"],
            (said.head_phone, said.head_email),
        )
    except UnknownOffice:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal))
    return see_other(f"/admin/offices/{call.path['code']}", done="head_kept")


async def _list(
    call: Call[None, ListAddress] | Call[None, None], form: Form, cursor: str | None
) -> Reply:
    (after,) = decode_cursor(cursor, 1) or ("",)
    found, last = await manage_people.list_offices(
        call.bridge.database, call.viewer, after, PAGE_LIMIT
    )
    return show(
        call,
        "admin_offices.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        offices=found,
        kinds=ADDED_KINDS,
        next_cursor=encode_cursor(last) if last else None,
    )


async def _one(call: Call[None, PlaceAddress] | Call[None, None], form: Form) -> Reply:
    bridge = call.bridge
    office = await look_up_office(bridge.database, call.viewer, call.path["code"])
    status = status_of(form.refusal) if form.refusal else None
    tax_code, address = await telling.look_up_particulars(
        call.bridge.database, call.viewer, call.path["code"]
    )
    head = await look_up_head(bridge.database, bridge.sealer, call.viewer, call.path["code"])
    return show(
        call,
        "admin_office.html",
        status,
        form=form,
        office=office,
        head=head,
        tax_code=tax_code or "",
        address=address or "",
    )
