"""Finds dossiers and consignments by what people remember of a citizen: a name or a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from postal_bridge.domain.delay import is_overdue
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.store.database import Connection, load_queries, plan_anew
from postal_bridge.store.scopes import Scope

QUERIES = load_queries("find")

#: For a post office that has to do with many dossiers, so many of a name are looked at.
CANDIDATES_MAX = 1_000


@dataclass(frozen=True, slots=True)
class FoundDossier:
    """A dossier as a search shows it."""

    code: str
    procedure_name: str
    department_name: str
    received_on: date | None
    due_on: date | None
    resolved_on: date | None
    status: int
    filer_name: str | None

    def is_overdue(self, today: date) -> bool:
        """Tell whether its result is late."""
        return is_overdue(self.due_on, self.resolved_on, PortalStatus(self.status), today)


@dataclass(frozen=True, slots=True)
class FoundConsignment:
    """A consignment as a search shows it."""

    code: str
    leg: str
    dossier_code: str | None
    state: str
    holder: str
    created_at: datetime
    further: Sequence[str] | None


async def dossiers_named(
    connection: Connection, center_id: int, scope: Scope, words: str, limit: int
) -> list[FoundDossier]:
    """Return the latest dossiers of filers whose names have words beginning like `words`."""
    await plan_anew(connection)
    rows = await connection.fetch(
        QUERIES["dossiers_named"],
        center_id,
        words,
        scope.department,
        scope.post_office,
        limit,
        limit if scope.post_office is None else CANDIDATES_MAX,
        scope.codes,
    )
    return [FoundDossier(**row) for row in rows]


async def dossiers_of_phone(
    connection: Connection, center_id: int, scope: Scope, phone_index: bytes, limit: int
) -> list[FoundDossier]:
    """Return the latest dossiers of filers with the phone of this blind index."""
    rows = await connection.fetch(
        QUERIES["dossiers_of_phone"],
        center_id,
        phone_index,
        scope.department,
        scope.post_office,
        limit,
    )
    return [FoundDossier(**row) for row in rows]


async def consignments_of_phone(
    connection: Connection, center_id: int, office: str | None, phone_index: bytes, limit: int
) -> list[FoundConsignment]:
    """Return the latest consignments of citizens with the phone of this blind index."""
    query = QUERIES["consignments_of_phone"]
    rows = await connection.fetch(query, center_id, phone_index, office, limit)
    return [FoundConsignment(**row) for row in rows]
