"""Centres, offices and people, as they are kept.

What may be added or changed by whom is decided in `usecases/manage_people.py`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import asyncpg

from postal_bridge.domain.access import Center, OfficeKind, Role
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("people")


@dataclass(frozen=True, slots=True)
class Office:
    """A place of a centre that holds papers."""

    code: str
    kind: OfficeKind
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class PlacedOffice:
    """An office together with the centre it belongs to."""

    center: Center
    office: Office


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in; `password_hash` is None until a password is set."""

    login: str
    center_id: int
    office_code: str
    role: Role
    full_name: str
    password_hash: str | None = field(repr=False)
    active: bool
    supervises: bool = False


def center_from(row: asyncpg.Record, *, prefix: str = "") -> Center:
    """Return the centre in a row whose code and name columns carry `prefix`."""
    return Center(
        center_id=row["center_id"],
        code=row[f"{prefix}code"],
        name=row[f"{prefix}name"],
        zone=ZoneInfo(row["time_zone"]),
        sandbox=row["sandbox"],
    )


def _office_from(row: asyncpg.Record) -> Office:
    return Office(row["code"], OfficeKind(row["kind"]), row["name"], row["active"])


def _person_from(row: asyncpg.Record) -> Person:
    return Person(**{**row, "role": Role(row["role"])})


async def add_center(
    connection: Connection, code: str, name: str, created_at: datetime, *, sandbox: bool = False
) -> Center | None:
    """Add a centre and return it, or None when its code is known."""
    await connection.execute(QUERIES["lock_centers"])
    row = await connection.fetchrow(QUERIES["add_center"], code, name, created_at, sandbox)
    return center_from(row) if row else None


async def center_by_code(connection: Connection, code: str) -> Center | None:
    """Return the centre of a province's unit code, or None."""
    row = await connection.fetchrow(QUERIES["center_by_code"], code)
    return center_from(row) if row else None


async def all_centers(connection: Connection) -> list[Center]:
    """Return every centre in the order of their codes."""
    return [center_from(row) for row in await connection.fetch(QUERIES["all_centers"])]


async def add_office(
    connection: Connection,
    center_id: int,
    code: str,
    kind: OfficeKind,
    name: str,
    created_at: datetime,
) -> Office | None:
    """Add an office and return it, or None when the centre has one of this code."""
    row = await connection.fetchrow(QUERIES["add_office"], center_id, code, kind, name, created_at)
    return _office_from(row) if row else None


async def offices_after(
    connection: Connection, center_id: int, code: str, limit: int
) -> list[Office]:
    """Return at most `limit` offices of a centre whose codes come after `code`."""
    rows = await connection.fetch(QUERIES["offices_after"], center_id, code, limit)
    return [_office_from(row) for row in rows]


async def change_office(
    connection: Connection, center_id: int, code: str, *, name: str | None, active: bool | None
) -> Office | None:
    """Change what is not None and return the office, or None when the centre has no such one."""
    row = await connection.fetchrow(QUERIES["change_office"], center_id, code, name, active)
    return _office_from(row) if row else None


async def is_office_in_use(connection: Connection, center_id: int, code: str) -> bool:
    """Tell whether papers lie at an office or are offered to it, or anybody works there."""
    in_use: bool = await connection.fetchval(QUERIES["is_office_in_use"], center_id, code)
    return in_use


async def offices_of_code(
    connection: Connection, code: str, center_code: str | None
) -> list[PlacedOffice]:
    """Return the offices of this code, of one centre or of all."""
    rows = await connection.fetch(QUERIES["offices_of_code"], code, center_code)
    return [PlacedOffice(center_from(row, prefix="center_"), _office_from(row)) for row in rows]


async def add_person(connection: Connection, person: Person, created_at: datetime) -> Person | None:
    """Add a person and return them, or None when the login is taken."""
    row = await connection.fetchrow(
        QUERIES["add_person"],
        person.login,
        person.center_id,
        person.office_code,
        person.role,
        person.full_name,
        person.password_hash,
        created_at,
        person.supervises,
    )
    return _person_from(row) if row else None


async def person_by_login(connection: Connection, login: str) -> Person | None:
    """Return the person of a login, in whichever centre, or None."""
    row = await connection.fetchrow(QUERIES["person_by_login"], login)
    return _person_from(row) if row else None


async def people_after(
    connection: Connection, center_id: int, login: str, limit: int
) -> list[Person]:
    """Return at most `limit` people of a centre whose logins come after `login`."""
    rows = await connection.fetch(QUERIES["people_after"], center_id, login, limit)
    return [_person_from(row) for row in rows]


async def change_person(
    connection: Connection,
    center_id: int,
    login: str,
    *,
    full_name: str | None,
    password_hash: str | None,
    active: bool | None,
    role: Role | None = None,
    office_code: str | None = None,
    supervises: bool | None = None,
) -> Person | None:
    """Change what is not None and return the person, or None when the centre has no such one.

    Nobody supervises who is of another role than those who may, or, unless `supervises` says so,
    who has just come to an office.
    """
    row = await connection.fetchrow(
        QUERIES["change_person"],
        center_id,
        login,
        full_name,
        password_hash,
        active,
        role,
        office_code,
        supervises,
    )
    return _person_from(row) if row else None


async def supervisors_of(connection: Connection, center_id: int, office: str) -> dict[str, str]:
    """Return the names of those who supervise an office and can sign in, by login."""
    rows = await connection.fetch(QUERIES["supervisors_of"], center_id, office)
    return {row["login"]: row["full_name"] for row in rows}


async def hold_password(connection: Connection, login: str, password_hash: str) -> bool:
    """Keep a person's password from being changed until the transaction ends.

    Returns False when it was changed already, or the person is no longer active.
    """
    held = await connection.fetchval(QUERIES["hold_password"], login, password_hash)
    return held is not None


async def replace_hash(connection: Connection, login: str, password_hash: str) -> None:
    """Keep a password hashed with newer parameters."""
    await connection.execute(QUERIES["replace_hash"], login, password_hash)
