"""People of the centre: added, moved, shut out and given new passwords by administrators."""

from postal_bridge.domain.access import Role
from postal_bridge.domain.refusals import NotYourself, PersonKnown, Refusal, UnknownPerson
from postal_bridge.usecases import manage_people
from routes.keys import DOORKEEPER
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.paging import decode_cursor, encode_cursor
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import ListAddress, PersonChangeForm, PersonForm
from schemas.pages import PlaceAddress
from schemas.shape import PAGE_LIMIT


@operation(query=ListAddress, gives=HTML)
async def show_people(call: Call[None, ListAddress]) -> Reply:
    """Show the people of the centre, and a form for somebody new."""
    return await _list(call, Form(), call.query.cursor)


@operation(takes=FORM, gives=HTML, refuses=(PersonKnown,))
async def add_person(call: Call[None, None]) -> Reply:
    """Add a person to an office of the centre."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(PersonForm)
        new = manage_people.NewPerson(
            said.login,
            said.full_name,
            said.role,
            said.office_code,
            call.viewer.center.code,
            said.password,
            said.supervises,
        )
        await manage_people.add_person_for(
            bridge.database, bridge.clock, bridge.sealer, call.viewer, None, new
        )
    except Refusal as refusal:
        return await _list(call, form.without("password").refused(refusal), None)
    # The first supervisor of an office takes something from the others there.
    call.request.app[DOORKEEPER].forget()
    return see_other("/admin/people", done="person_added")


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownPerson,))
async def show_person(call: Call[None, PlaceAddress]) -> Reply:
    """Show a person, to be changed."""
    return await _one(call, Form())


@operation(takes=FORM, gives=HTML, refuses=(UnknownPerson, NotYourself))
async def change_person(call: Call[None, None]) -> Reply:
    """Change what a form says of a person; each form of the page says one thing."""
    form, bridge, login = await read_form(call.request), call.bridge, call.path["login"]
    try:
        said = form.shaped(PersonChangeForm)
        change = manage_people.PersonChange(
            full_name=said.full_name,
            role=said.role,
            office_code=said.office_code,
            password=said.password,
            active=said.active,
            supervises=said.supervises,
        )
        await manage_people.change_person(
            bridge.database, bridge.clock, bridge.sealer, call.viewer, None, login, change
        )
    except Refusal as refusal:
        return await _one(call, form.without("password").refused(refusal))
    call.request.app[DOORKEEPER].forget()
    return see_other(f"/admin/people/{login}", done="person_changed")


async def _list(
    call: Call[None, ListAddress] | Call[None, None], form: Form, cursor: str | None
) -> Reply:
    (after,) = decode_cursor(cursor, 1) or ("",)
    database, viewer = call.bridge.database, call.viewer
    found, last = await manage_people.list_people(database, viewer, after, PAGE_LIMIT)
    offices = await manage_people.all_offices(database, viewer)
    return show(
        call,
        "admin_people.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        people=found,
        offices={office.code: office for office in offices},
        roles=tuple(Role),
        next_cursor=encode_cursor(last) if last else None,
    )


async def _one(call: Call[None, PlaceAddress] | Call[None, None], form: Form) -> Reply:
    database, viewer = call.bridge.database, call.viewer
    person = await manage_people.look_up_person(database, viewer, call.path["login"])
    offices = await manage_people.all_offices(database, viewer)
    return show(
        call,
        "admin_person.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        person=person,
        offices={office.code: office for office in offices},
        roles=tuple(Role),
        own=person.login == viewer.login,
    )
