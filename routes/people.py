"""Offices and people of the viewer's own centre."""

from postal_bridge.domain.refusals import (
    NotYourself,
    OfficeKnown,
    PersonKnown,
    UnknownPerson,
)
from postal_bridge.usecases import manage_people
from postal_bridge.usecases.once import Answer
from routes.keys import DOORKEEPER
from routes.paging import decode_cursor, encode_cursor
from routes.route import Call, operation
from schemas.people import (
    NewOffice,
    NewPerson,
    OfficeShape,
    PersonChangeShape,
    PersonShape,
)
from schemas.shape import Page, PageQuery


@operation(query=PageQuery, gives=Page[OfficeShape])
async def list_offices(call: Call[None, PageQuery]) -> Page[OfficeShape]:
    """List the offices of the centre in the order of their codes."""
    (after,) = decode_cursor(call.query.cursor, 1) or ("",)
    offices, next_code = await manage_people.list_offices(
        call.bridge.database, call.viewer, after, call.query.limit
    )
    return Page[OfficeShape](
        items=[
            OfficeShape(code=office.code, kind=office.kind, name=office.name, active=office.active)
            for office in offices
        ],
        next_cursor=None if next_code is None else encode_cursor(next_code),
    )


@operation(takes=NewOffice, gives=OfficeShape, status=201, refuses=(OfficeKnown,))
async def add_office(call: Call[NewOffice, None]) -> Answer:
    """Add an office to the centre."""
    return await manage_people.add_office(
        call.bridge.database,
        call.bridge.clock,
        call.bridge.sealer,
        call.viewer,
        call.request_key,
        code=call.body.code,
        kind=call.body.kind,
        name=call.body.name,
    )


@operation(query=PageQuery, gives=Page[PersonShape])
async def list_people(call: Call[None, PageQuery]) -> Page[PersonShape]:
    """List the people of the centre in the order of their logins."""
    (after,) = decode_cursor(call.query.cursor, 1) or ("",)
    found, next_login = await manage_people.list_people(
        call.bridge.database, call.viewer, after, call.query.limit
    )
    return Page[PersonShape](
        items=[
            PersonShape(
                login=person.login,
                full_name=person.full_name,
                role=person.role,
                office_code=person.office_code,
                active=person.active,
                supervises=person.supervises,
            )
            for person in found
        ],
        next_cursor=None if next_login is None else encode_cursor(next_login),
    )


@operation(takes=NewPerson, gives=PersonShape, status=201, refuses=(PersonKnown,))
async def add_person(call: Call[NewPerson, None]) -> Answer:
    """Add a person to an office of the centre.

    The role has to fit the kind of the office: post staff work at post offices, department staff
    at departments, centre staff and administrators at the centre, accountants anywhere. For post
    staff the centre's own code stands for the post's counter at the centre.

    A supervisor settles refused scans, closes differences and counts couriers' cash. Where an
    office has none, everybody there may.
    """
    new = manage_people.NewPerson(
        login=call.body.login,
        full_name=call.body.full_name,
        role=call.body.role,
        office_code=call.body.office_code,
        center_code=call.viewer.center.code,
        password=call.body.password,
        supervises=call.body.supervises,
    )
    answer = await manage_people.add_person_for(
        call.bridge.database,
        call.bridge.clock,
        call.bridge.sealer,
        call.viewer,
        call.request_key,
        new,
    )
    # The first supervisor of an office takes something from the others there.
    call.request.app[DOORKEEPER].forget()
    return answer


@operation(takes=PersonChangeShape, gives=PersonShape, refuses=(UnknownPerson, NotYourself))
async def change_person(call: Call[PersonChangeShape, None]) -> Answer:
    """Change a person of the centre.

    A new password ends all sessions and tokens of the person at once, and so does shutting the
    person out with `active: false`.
    """
    change = manage_people.PersonChange(
        full_name=call.body.full_name,
        password=call.body.password,
        active=call.body.active,
        supervises=call.body.supervises,
    )
    answer = await manage_people.change_person(
        call.bridge.database,
        call.bridge.clock,
        call.bridge.sealer,
        call.viewer,
        call.request_key,
        call.path["login"],
        change,
    )
    call.request.app[DOORKEEPER].forget()
    return answer
