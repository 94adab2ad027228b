"""Adds and changes centres, offices and people.

An installation's first rows come by the command line; after that an administrator manages the
own centre through the API and touches no other.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer, counter_of
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.refusals import (
    CenterKnown,
    FieldProblem,
    InvalidInput,
    NotYourself,
    OfficeKnown,
    PersonKnown,
    UnknownPerson,
)
from postal_bridge.domain.said import Said
from postal_bridge.domain.sandbox import sandbox_numbers
from postal_bridge.sealing import Sealer
from postal_bridge.store import code_ranges, credentials, people
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.people import Office, Person
from postal_bridge.usecases import passwords
from postal_bridge.usecases.note_change import OPERATOR, note_change
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.place_person import office_for
from postal_bridge.usecases.supervise import supervision_problem

COUNTER_NAME = "Quầy bưu chính công ích tại Trung tâm"
#: Where other centres name the paper of the post.
SANDBOX_DOCUMENT = "Dải mã thử nghiệm, không gửi được"
NAME_LENGTH_MAX = 200
#: More offices no centre has: as many are shown at once where one is chosen.
OFFICES_MAX = 1_000

_CENTER_CODE = re.compile(r"[A-Z][0-9]{2}", re.ASCII)
_OFFICE_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,29}", re.ASCII)
_SAID = {None: None, True: "yes", False: "no"}
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be added; `center_code` is needed where office codes are ambiguous."""

    login: str
    full_name: str
    role: Role
    office_code: str
    center_code: str | None
    password: str = field(repr=False)
    supervises: bool = False


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What is to be changed of a person; None leaves it as it is.

    `role` and `office_code` go together: each role works at offices of its kind.
    """

    full_name: str | None = None
    role: Role | None = None
    office_code: str | None = None
    password: str | None = field(default=None, repr=False)
    active: bool | None = None
    supervises: bool | None = None


async def add_center(
    database: Database, clock: Clock, code: str, name: str, *, sandbox: bool = False
) -> Center:
    """Add a centre with its own office and with the post's counter there.

    The office has the code of the centre; the counter `<code>.BC`, where post staff of the centre
    work until other post offices are added. A sandbox has numbers of its own besides, which no
    post granted.

    Raises:
        InvalidInput: the code is not that of a province's unit (H53), or the name is empty.
        CenterKnown: there is a centre of this code.

    """
    problems = [
        _unless(_CENTER_CODE.fullmatch(code), "code", Said("must be a letter and two digits"))
    ]
    _refuse([*problems, _name_problem(name, "name")])
    now = clock()
    async with database.transaction() as connection:
        center = await people.add_center(connection, code, name, now, sandbox=sandbox)
        if center is None:
            raise CenterKnown(center=code)
        add = people.add_office
        await add(connection, center.center_id, code, OfficeKind.CENTER, name, now)
        counter = counter_of(code)
        await add(connection, center.center_id, counter, OfficeKind.POST, COUNTER_NAME, now)
        if sandbox:
            day = now.astimezone(center.zone).date()
            numbers = sandbox_numbers(center.center_id)
            await code_ranges.add_code_range(
                connection, center.center_id, numbers, day, SANDBOX_DOCUMENT
            )
    return center


async def add_office(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    *,
    code: str,
    kind: OfficeKind,
    name: str,
) -> Answer:
    """Add an office to the viewer's centre.

    Raises:
        InvalidInput: code or name have not the right shape.
        OfficeKnown: the centre has an office of this code.

    """

    async def act(connection: Connection) -> Answer:
        shape = Said("must be 1 to 30 of A-Z, 0-9, dot, underscore and hyphen")
        problems = [_unless(_OFFICE_CODE.fullmatch(code), "code", shape)]
        _refuse([*problems, _name_problem(name, "name")])
        office = await people.add_office(connection, viewer.center_id, code, kind, name, clock())
        if office is None:
            raise OfficeKnown(office=code)
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            clock(),
            ChangeKind.OFFICE_ADDED,
            office=code,
            kind=kind.value,
            name=name,
        )
        return Answer(201, office_document(office))

    return await once(database, clock, sealer, viewer, request_key, act)


async def list_offices(
    database: Database, viewer: Viewer, after: str, limit: int
) -> tuple[list[Office], str | None]:
    """Return a page of the offices of the viewer's centre, and where the next page starts."""
    async with database.snapshot() as connection:
        found = await people.offices_after(connection, viewer.center_id, after, limit + 1)
    page = found[:limit]
    return page, page[-1].code if len(found) > limit else None


async def all_offices(database: Database, viewer: Viewer) -> list[Office]:
    """Return every office of the viewer's centre, open or closed."""
    offices, _ = await list_offices(database, viewer, "", OFFICES_MAX)
    return offices


async def add_person(database: Database, clock: Clock, new: NewPerson) -> Person:
    """Add a person to an office of whichever centre has it.

    Post staff added to the centre's own office join the post's counter there.

    Raises:
        InvalidInput: a field has not the right shape; the office is unknown, of a kind where
            nobody of this role works, or there is one of this code in several centres.
        PersonKnown: the login is taken.

    """
    password_hash = await _checked_hash(new)
    async with database.transaction() as connection:
        return await _add_person(connection, clock(), new, password_hash, by=OPERATOR)


async def add_person_for(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    new: NewPerson,
) -> Answer:
    """Add a person to an office of the administrator's centre; see `add_person`."""
    password_hash = await _checked_hash(new)

    async def act(connection: Connection) -> Answer:
        person = await _add_person(connection, clock(), new, password_hash, by=viewer.login)
        return Answer(201, person_document(person))

    return await once(database, clock, sealer, viewer, request_key, act)


async def list_people(
    database: Database, viewer: Viewer, after: str, limit: int
) -> tuple[list[Person], str | None]:
    """Return a page of the people of the viewer's centre, and where the next page starts."""
    async with database.snapshot() as connection:
        found = await people.people_after(connection, viewer.center_id, after, limit + 1)
    page = found[:limit]
    return page, page[-1].login if len(found) > limit else None


async def look_up_person(database: Database, viewer: Viewer, login: str) -> Person:
    """Return a person of the viewer's centre.

    Raises:
        UnknownPerson: the centre has nobody of this login.

    """
    async with database.snapshot() as connection:
        person = await people.person_by_login(connection, login)
    if person is None or person.center_id != viewer.center_id:
        raise UnknownPerson
    return person


async def change_person(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    login: str,
    change: PersonChange,
) -> Answer:
    """Change a person of the administrator's centre.

    A new password, or shutting the person out, ends all their sessions and tokens at once.

    Raises:
        InvalidInput: a field has not the right shape.
        UnknownPerson: the centre has nobody of this login.
        NotYourself: administrators do not shut themselves out, so that one always remains.

    """
    problems = []
    if change.full_name is not None:
        problems.append(_name_problem(change.full_name, "full_name"))
    if change.password is not None:
        problems.append(passwords.problem_with(change.password, login, "password"))
    _refuse(problems)
    password_hash = None
    if change.password is not None:
        password_hash = await passwords.hash_password(change.password)

    async def act(connection: Connection) -> Answer:
        demotes = change.role is not None and change.role is not viewer.role
        if login == viewer.login and (change.active is False or demotes):
            raise NotYourself
        office_code = await _new_office(connection, viewer, change)
        person = await people.change_person(
            connection,
            viewer.center_id,
            login,
            full_name=change.full_name,
            password_hash=password_hash,
            active=change.active,
            role=change.role,
            office_code=office_code,
            supervises=change.supervises,
        )
        if person is None:
            raise UnknownPerson
        _refuse([supervision_problem(person.role) if change.supervises else None])
        await _note_changed(connection, viewer, clock(), login, change, office_code)
        if password_hash is not None or change.active is False:
            await credentials.revoke_all(connection, viewer.center_id, login, clock())
        return Answer(200, person_document(person))

    return await once(database, clock, sealer, viewer, request_key, act)


async def _note_changed(
    connection: Connection,
    viewer: Viewer,
    now: datetime,
    login: str,
    change: PersonChange,
    office_code: str | None,
) -> None:
    await note_change(
        connection,
        viewer.center_id,
        viewer.login,
        now,
        ChangeKind.PERSON_CHANGED,
        person=login,
        full_name=change.full_name,
        role=change.role and change.role.value,
        office=office_code,
        active=_SAID[change.active],
        supervises=_SAID[change.supervises],
        password=None if change.password is None else "new",
    )


async def _new_office(connection: Connection, viewer: Viewer, change: PersonChange) -> str | None:
    if change.role is None or change.office_code is None:
        return None
    placed = await office_for(connection, change.role, change.office_code, viewer.center.code)
    return placed.office.code


def office_document(office: Office) -> dict[str, object]:
    """Return an office as it is answered."""
    return {
        "code": office.code,
        "kind": office.kind.value,
        "name": office.name,
        "active": office.active,
    }


def person_document(person: Person) -> dict[str, object]:
    """Return a person as they are answered, without any trace of the password."""
    return {
        "login": person.login,
        "full_name": person.full_name,
        "role": person.role.value,
        "office_code": person.office_code,
        "active": person.active,
        "supervises": person.supervises,
    }


async def _checked_hash(new: NewPerson) -> str:
    shape = Said("must be 2 to 64 of a-z, 0-9, dot, underscore, hyphen and @")
    _refuse(
        [
            _unless(_LOGIN.fullmatch(new.login), "login", shape),
            _name_problem(new.full_name, "full_name"),
            passwords.problem_with(new.password, new.login, "password"),
            supervision_problem(new.role) if new.supervises else None,
        ]
    )
    return await passwords.hash_password(new.password)


async def _add_person(
    connection: Connection, now: datetime, new: NewPerson, password_hash: str, *, by: str
) -> Person:
    placed = await office_for(connection, new.role, new.office_code, new.center_code)
    person = Person(
        login=new.login,
        center_id=placed.center.center_id,
        office_code=placed.office.code,
        role=new.role,
        full_name=new.full_name,
        password_hash=password_hash,
        active=True,
        supervises=new.supervises,
    )
    added = await people.add_person(connection, person, now)
    if added is None:
        raise PersonKnown(login=new.login)
    await note_change(
        connection,
        added.center_id,
        by,
        now,
        ChangeKind.PERSON_ADDED,
        person=added.login,
        full_name=added.full_name,
        role=added.role.value,
        office=added.office_code,
        supervises="yes" if added.supervises else None,
    )
    return added


def _unless(fits: object, path: str, detail: Said) -> FieldProblem | None:
    return None if fits else FieldProblem(path, "bad_shape", detail)


def _name_problem(name: str, path: str) -> FieldProblem | None:
    fits = name.strip() and len(name) <= NAME_LENGTH_MAX and name.isprintable()
    return _unless(
        fits, path, Said("must be 1 to {most} characters on one line", most=NAME_LENGTH_MAX)
    )


def _refuse(problems: list[FieldProblem | None]) -> None:
    found = [problem for problem in problems if problem is not None]
    if found:
        raise InvalidInput(*found)
