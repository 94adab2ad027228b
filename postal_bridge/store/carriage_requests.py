"""Requests of citizens for carriage by the post: kept with who asks sealed, answered or not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.carriage import CarriageKind, RequestState
from postal_bridge.domain.dossier import ServiceForm
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("carriage_requests")


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request to be kept: for a dossier, or for a consignment of which no dossier is known."""

    request_id: UUID
    kind: CarriageKind
    dossier_code: str | None
    consignment_code: str | None
    contact_sealed: bytes
    made_at: datetime


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """A request as the citizen is told of it."""

    kind: CarriageKind
    state: RequestState
    made_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class CarriageRequest:
    """A request as the post office sees it."""

    request_id: UUID
    kind: CarriageKind
    dossier_code: str | None
    consignment_code: str | None
    contact_sealed: bytes
    made_at: datetime
    state: RequestState
    closed_at: datetime | None
    closed_by: str | None
    closed_office_name: str | None
    reason: str | None
    carried_by: str | None
    may_reopen: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """How a request is closed, when, by whom and where; `reason` says why it is declined."""

    state: RequestState
    closed_at: datetime
    closed_by: str
    closed_office: str
    reason: str | None


async def add_request(connection: Connection, center_id: int, request: NewRequest) -> bool:
    """Keep a request; return False when the same one is open already."""
    added = await connection.fetchval(
        QUERIES["add_request"],
        center_id,
        request.request_id,
        request.kind,
        request.dossier_code,
        request.consignment_code,
        request.contact_sealed,
        request.made_at,
    )
    return added is not None


async def requests_of_subject(
    connection: Connection,
    center_id: int,
    dossier_code: str | None,
    consignment_code: str | None,
    limit: int,
) -> list[AnsweredRequest]:
    """Return the newest requests for a dossier or a consignment."""
    rows = await connection.fetch(
        QUERIES["requests_of_subject"], center_id, dossier_code, consignment_code, limit
    )
    return [
        AnsweredRequest(
            CarriageKind(row["kind"]), RequestState(row["state"]), row["made_at"], row["reason"]
        )
        for row in rows
    ]


async def list_requests(
    connection: Connection,
    center_id: int,
    state: RequestState,
    office_code: str | None,
    place: tuple[datetime, UUID],
    limit: int,
) -> list[CarriageRequest]:
    """Return requests of a state beyond a place: open ones oldest first, others newest first.

    Open ones are everybody's; of the others an office sees those it answered itself.
    """
    query = QUERIES["list_requests_backwards"]
    if state is RequestState.OPEN:
        query = QUERIES["list_requests"]
    rows = await connection.fetch(query, center_id, state, office_code, *place, limit)
    return [_request(row) for row in rows]


async def find_request(
    connection: Connection, center_id: int, request_id: UUID, office_code: str | None
) -> CarriageRequest | None:
    """Return a request as an office may see it, or None."""
    query = QUERIES["request_by_id"]
    row = await connection.fetchrow(query, center_id, request_id, office_code)
    return _request(row) if row else None


async def close_request(
    connection: Connection, center_id: int, request_id: UUID, closing: Closing
) -> tuple[CarriageKind, str | None] | None:
    """Close an open request; return its kind and dossier, or None when it is not open."""
    row = await connection.fetchrow(
        QUERIES["close_request"],
        center_id,
        request_id,
        closing.state,
        closing.closed_at,
        closing.closed_by,
        closing.closed_office,
        closing.reason,
    )
    return (CarriageKind(row["kind"]), row["dossier_code"]) if row else None


async def note_carried(
    connection: Connection, center_id: int, request_id: UUID, consignment_code: str
) -> None:
    """Note which consignment an accepted request became."""
    await connection.execute(QUERIES["note_carried"], center_id, request_id, consignment_code)


async def lock_request(connection: Connection, center_id: int, request_id: UUID) -> None:
    """Lock a request until the transaction ends; one that is not there is no matter."""
    await connection.execute(QUERIES["lock_request"], center_id, request_id)


async def note_form_changed(connection: Connection, center_id: int, request_id: UUID) -> None:
    """Note that accepting a request changed what is asked of the post for its dossier."""
    await connection.execute(QUERIES["note_form_changed"], center_id, request_id)


async def reopen_request(
    connection: Connection, center_id: int, request_id: UUID
) -> tuple[CarriageKind, str | None, bool] | None:
    """Open an accepted request again; return its kind, its dossier, and whether that was changed.

    None is returned when it may not be opened again.
    """
    row = await connection.fetchrow(QUERIES["reopen_request"], center_id, request_id)
    if row is None:
        return None
    return CarriageKind(row["kind"]), row["dossier_code"], row["changed_form"]


async def lock_service_form(
    connection: Connection, center_id: int, dossier_code: str
) -> ServiceForm | None:
    """Return what is asked of the post for a dossier, locked until the transaction ends."""
    form = await connection.fetchval(QUERIES["lock_service_form"], center_id, dossier_code)
    return ServiceForm(form) if form else None


async def set_service_form(
    connection: Connection,
    center_id: int,
    dossier_code: str,
    form: ServiceForm | None,
    at: datetime,
) -> None:
    """Note what is asked of the post for a dossier."""
    await connection.execute(QUERIES["set_service_form"], center_id, dossier_code, form, at)


def _request(row: asyncpg.Record) -> CarriageRequest:
    known = {"kind": CarriageKind(row["kind"]), "state": RequestState(row["state"])}
    return CarriageRequest(**{**row, **known})
