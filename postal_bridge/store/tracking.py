"""What is read of dossiers and consignments for a citizen who tracks them, across centres.

The only reading that does not know its centre yet. Whether the citizen proves to be the one is
decided in `usecases/track.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from postal_bridge.domain.custody import Event, Leg, State
from postal_bridge.domain.dossier import PortalStatus, ServiceForm
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("tracking")


@dataclass(frozen=True, slots=True)
class TrackedDossier:
    """A dossier as far as its filer is told of it."""

    center_id: int
    code: str
    status: PortalStatus
    received_at: datetime | None
    due_on: date | None
    due_at: datetime | None
    resolved_on: date | None
    returned_on: date | None
    filer_name: str | None
    filer_phone_sealed: bytes | None
    filer_address_sealed: bytes | None
    fee_dong: int | None
    service_form: ServiceForm | None
    rated: bool
    department_name: str
    postal_eligible: bool


@dataclass(frozen=True, slots=True)
class TrackedConsignment:
    """A consignment, the citizen at its one end, and the dossier it carries, if that is known."""

    center_id: int
    code: str
    dossier_code: str | None
    party_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Journey:
    """A consignment of what is tracked, what it carries, and who has it.

    `holder_name` is None for the citizen, `part_of` for what is no part of several.
    """

    code: str
    leg: Leg
    collect_dong: int
    state: State
    holder: str
    holder_name: str | None
    happened_at: datetime
    part_of: str | None
    dossier_codes: Sequence[str]


@dataclass(frozen=True, slots=True)
class JourneyEvent:
    """Something that happened to a consignment, and at which office."""

    code: str
    event: Event
    happened_at: datetime
    office_name: str | None


async def tracked_dossiers(
    connection: Connection, center_ids: Sequence[int], code: str
) -> list[TrackedDossier]:
    """Return the dossiers of a code in the given centres."""
    rows = await connection.fetch(QUERIES["tracked_dossiers"], center_ids, code)
    return [
        TrackedDossier(
            **{
                **row,
                "status": PortalStatus(row["status"]),
                "service_form": ServiceForm(row["service_form"]) if row["service_form"] else None,
            }
        )
        for row in rows
    ]


async def tracked_consignments(
    connection: Connection, center_ids: Sequence[int], code: str
) -> list[TrackedConsignment]:
    """Return the consignments of a code in the given centres."""
    rows = await connection.fetch(QUERIES["tracked_consignments"], center_ids, code)
    return [TrackedConsignment(**row) for row in rows]


async def tracked_by_carriers(
    connection: Connection, center_ids: Sequence[int], code: str
) -> list[TrackedConsignment]:
    """Return the consignments that carriers know by a code in the given centres."""
    rows = await connection.fetch(QUERIES["tracked_by_carriers"], center_ids, code)
    return [TrackedConsignment(**row) for row in rows]


async def journeys(
    connection: Connection, center_id: int, dossier_code: str | None, code: str | None
) -> list[Journey]:
    """Return the consignments of a dossier or of one code, the oldest first."""
    rows = await connection.fetch(QUERIES["journeys"], center_id, dossier_code, code)
    return [
        Journey(**{**row, "leg": Leg(row["leg"]), "state": State(row["state"])}) for row in rows
    ]


async def together_with(connection: Connection, center_id: int, code: str) -> list[str]:
    """Return the codes of the dossiers that a citizen filed or is sent together with one."""
    rows = await connection.fetch(QUERIES["together_with"], center_id, code)
    return [row["code"] for row in rows]


async def journey_events(
    connection: Connection, center_id: int, codes: Iterable[str], events: Iterable[Event]
) -> list[JourneyEvent]:
    """Return which of `events` happened to consignments, in the order they happened."""
    rows = await connection.fetch(
        QUERIES["journey_events"], center_id, list(codes), [event.value for event in events]
    )
    return [JourneyEvent(**{**row, "event": Event(row["event"])}) for row in rows]
