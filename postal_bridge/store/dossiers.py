"""Dossiers one by one and in lists.

Loading many at once is `dossier_intake`'s, the steps they take are those of `dossier_steps` and
`milestones`. Which rows a viewer may see is a parameter of every query that reads for one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import asyncpg

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import (
    PortalStatus,
    ReceivedVia,
    ReturnedVia,
    Satisfaction,
    ServiceForm,
)
from postal_bridge.domain.term import Term, term_of
from postal_bridge.store.database import Connection, load_queries, plan_anew
from postal_bridge.store.scopes import Scope

QUERIES = load_queries("dossiers")


@dataclass(frozen=True, slots=True)
class NewDossier:
    """A dossier to be added; without `received_at` it is announced and not yet filed."""

    code: str
    procedure_code: str
    department_code: str
    service_form: ServiceForm | None
    received_via: ReceivedVia
    announced_at: datetime
    received_at: datetime | None
    received_on: date | None
    due_on: date | None
    due_at: datetime | None
    status: PortalStatus
    filer_name: str | None
    filer_phone_sealed: bytes | None
    filer_phone_index: bytes | None
    filer_address_sealed: bytes | None
    filer_address_index: bytes | None
    fee_dong: int | None


@dataclass(frozen=True, slots=True)
class LockedDossier:
    """What has to be known of a dossier that takes a step, locked until the transaction ends."""

    status: PortalStatus
    received_on: date | None
    due_on: date | None
    resolved_on: date | None
    returned_on: date | None
    processing_days: int | None
    processing_hours: int | None
    processing_calendar_days: int | None
    cutoff: time | None

    @property
    def term(self) -> Term | None:
        """How long its procedure may take."""
        return term_of(
            self.processing_days,
            self.processing_hours,
            self.processing_calendar_days,
            self.cutoff,
        )


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as it is kept, with the names of its procedure and department."""

    code: str
    procedure_code: str
    procedure_name: str
    department_code: str
    department_name: str
    service_form: ServiceForm | None
    received_via: ReceivedVia
    announced_at: datetime
    received_at: datetime | None
    due_on: date | None
    due_at: datetime | None
    resolved_on: date | None
    returned_on: date | None
    returned_via: ReturnedVia | None
    status: PortalStatus
    filer_name: str | None
    filer_phone_sealed: bytes | None
    filer_address_sealed: bytes | None
    fee_dong: int | None
    satisfaction: Satisfaction | None


@dataclass(frozen=True, slots=True)
class CarriedBy:
    """A consignment that carries papers of a dossier, where it is, and which others are in it.

    `part_of` is the first of the parts in which papers go, None where they go in one.
    """

    code: str
    leg: str
    state: str
    holder: str
    part_of: str | None
    others: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class ListedDossier:
    """A dossier as lists show it; `filer_name_key` is where it stands in a list of names."""

    code: str
    procedure_code: str
    procedure_name: str
    department_code: str
    department_name: str
    received_via: ReceivedVia
    received_at: datetime | None
    received_on: date | None
    due_on: date | None
    due_at: datetime | None
    resolved_on: date | None
    returned_on: date | None
    returned_via: ReturnedVia | None
    status: PortalStatus
    filer_name: str | None
    filer_name_key: str | None = None


@dataclass(frozen=True, slots=True)
class DossierFilter:
    """Which dossiers a list holds; None asks for nothing. `today` says what is overdue."""

    scope: Scope
    today: date
    status: PortalStatus | None = None
    department: str | None = None
    received_from: date | None = None
    received_to: date | None = None
    overdue: bool | None = None

    def values(self) -> tuple[object, ...]:
        """Return the filter as the queries of lists take it."""
        return (
            self.scope.department,
            self.scope.post_office,
            self.status,
            self.department,
            self.received_from,
            self.received_to,
            self.overdue,
            self.today,
            self.scope.codes,
        )


async def add_dossier(connection: Connection, center_id: int, dossier: NewDossier) -> bool:
    """Add a dossier; False when the centre knows one of its code."""
    added = await connection.fetchval(
        QUERIES["add_dossier"],
        center_id,
        dossier.code,
        dossier.procedure_code,
        dossier.department_code,
        dossier.service_form,
        dossier.received_via,
        dossier.announced_at,
        dossier.received_at,
        dossier.received_on,
        dossier.due_on,
        dossier.due_at,
        dossier.status,
        dossier.filer_name,
        dossier.filer_phone_sealed,
        dossier.filer_phone_index,
        dossier.filer_address_sealed,
        dossier.filer_address_index,
        dossier.fee_dong,
    )
    return added is not None


async def lock_dossier(
    connection: Connection, center_id: int, code: str, department: str | None
) -> LockedDossier | None:
    """Lock a dossier of a department, or of any where that is None; None when there is none."""
    row = await connection.fetchrow(QUERIES["lock_dossier"], center_id, code, department)
    return LockedDossier(**{**row, "status": PortalStatus(row["status"])}) if row else None


async def find_dossier(
    connection: Connection, center_id: int, code: str, scope: Scope
) -> Dossier | None:
    """Return a dossier within `scope`, or None."""
    row = await connection.fetchrow(
        QUERIES["dossier_by_code"],
        center_id,
        code,
        scope.department,
        scope.post_office,
        scope.co_ordinates,
    )
    if row is None:
        return None
    return Dossier(
        **{
            **row,
            "service_form": ServiceForm(row["service_form"]) if row["service_form"] else None,
            "received_via": ReceivedVia(row["received_via"]),
            "returned_via": ReturnedVia(row["returned_via"]) if row["returned_via"] else None,
            "status": PortalStatus(row["status"]),
            "satisfaction": Satisfaction(row["satisfaction"]) if row["satisfaction"] else None,
        }
    )


async def carried_already(
    connection: Connection,
    center_id: int,
    dossier_codes: Sequence[str],
    leg: Leg,
    ends: tuple[str, str],
) -> str | None:
    """Return a consignment under way that carries one of the dossiers on this leg, if any does.

    Between offices it is one with the same `ends`: origin and destination.
    """
    query = QUERIES["carried_already"]
    found: str | None = await connection.fetchval(query, center_id, dossier_codes, leg, *ends)
    return found


async def hold_dossiers(
    connection: Connection, center_id: int, dossier_codes: Iterable[str]
) -> None:
    """Keep dossiers from being moved or carried, in the order in which scans lock them."""
    await connection.execute(QUERIES["hold_dossiers"], center_id, sorted(dossier_codes))


async def consignments_of(connection: Connection, center_id: int, code: str) -> list[CarriedBy]:
    """Return the consignments that carry papers of a dossier, the oldest first."""
    rows = await connection.fetch(QUERIES["consignments_of"], center_id, code)
    return [CarriedBy(**row) for row in rows]


async def collected_of(connection: Connection, center_id: int, code: str) -> int:
    """Return how many đồng the post has collected for a dossier, less what was taken back."""
    collected_dong: int = await connection.fetchval(QUERIES["collected_of"], center_id, code)
    return collected_dong


async def dossiers_by_day(
    connection: Connection,
    center_id: int,
    wanted: DossierFilter,
    *,
    code_prefix: str | None,
    phone_index: bytes | None,
    after: tuple[date | None, str] | None,
    limit: int,
) -> list[ListedDossier]:
    """Return dossiers, the latest received first; announced ones, without a day, before all."""
    await plan_anew(connection)
    rows = await connection.fetch(
        QUERIES["dossiers_by_day"],
        center_id,
        *wanted.values(),
        code_prefix,
        phone_index,
        after is not None,
        *(after or (None, "")),
        limit,
    )
    return _listed(rows)


async def dossiers_by_name(
    connection: Connection,
    center_id: int,
    wanted: DossierFilter,
    *,
    words: str,
    after: tuple[str, str],
    limit: int,
) -> list[ListedDossier]:
    """Return dossiers of filers whose names hold `words`, in alphabetical order."""
    await plan_anew(connection)
    rows = await connection.fetch(
        QUERIES["dossiers_by_name"], center_id, *wanted.values(), words, *after, limit
    )
    return _listed(rows)


def _listed(rows: Sequence[asyncpg.Record]) -> list[ListedDossier]:
    return [
        ListedDossier(
            **{
                **row,
                "received_via": ReceivedVia(row["received_via"]),
                "returned_via": ReturnedVia(row["returned_via"]) if row["returned_via"] else None,
                "status": PortalStatus(row["status"]),
            }
        )
        for row in rows
    ]
