"""What the national portal holds of dossiers as far as we know, and where it differs from us."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.portal_rules import Judgement
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("portal_dossiers")


@dataclass(frozen=True, slots=True)
class Known:
    """What we know that the portal holds of a dossier; `asked_at` is None when nobody asked."""

    is_held: bool
    status: PortalStatus | None
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """What the portal holds of a dossier now, and when it is to be asked for it again."""

    dossier_code: str
    is_held: bool
    status: PortalStatus | None
    ask_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A dossier to be asked for, and the statuses it is said to have moved to meanwhile."""

    dossier_code: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideCount:
    """How many dossiers stand at a status with us and at one with the portal; 0 is none."""

    ours: int
    theirs: int
    dossiers: int


@dataclass(frozen=True, slots=True)
class Unlike:
    """A dossier of which the portal holds another status than we do."""

    dossier_code: str
    ours: PortalStatus | None
    theirs: PortalStatus | None
    asked_at: datetime | None
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Registered:
    """A dossier that began at the portal, as it stands; `received_at` is when its papers came."""

    dossier_code: str
    registered_at: datetime
    procedure_name: str
    status: PortalStatus
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What the portal holds or said and what could not be taken over; `refusal` is its code."""

    finding_id: UUID
    dossier_code: str
    kind: Judgement
    ours: PortalStatus | None
    theirs: str
    refusal: str | None
    found_at: datetime


async def known_of(
    connection: Connection, center_id: int, codes: Sequence[str]
) -> dict[str, Known]:
    """Return what we know that the portal holds of dossiers, by their codes."""
    rows = await connection.fetch(QUERIES["known_of"], center_id, codes)
    return {
        row["dossier_code"]: Known(row["is_held"], _status(row["status"]), row["asked_at"])
        for row in rows
    }


async def keep_known(
    connection: Connection, center_id: int, found: Sequence[Found], asked_at: datetime
) -> None:
    """Note what the portal was found to hold."""
    await connection.execute(
        QUERIES["keep_known"],
        center_id,
        [each.dossier_code for each in found],
        asked_at,
        [each.is_held for each in found],
        [each.status for each in found],
        [each.ask_at for each in found],
    )


async def keep_told(connection: Connection, center_id: int, told: Sequence[Found]) -> None:
    """Note that the portal holds dossiers with the statuses it was just told."""
    await connection.execute(
        QUERIES["keep_told"],
        center_id,
        [each.dossier_code for each in told],
        [each.status for each in told],
        [each.ask_at for each in told],
    )


async def hint(
    connection: Connection, center_id: int, code: str, now: datetime, hinted: str
) -> None:
    """Note that a dossier is said to have moved to a status."""
    await connection.execute(QUERIES["hint"], center_id, code, now, hinted)


async def drop_hints(connection: Connection, center_id: int, code: str, count: int) -> None:
    """Note that the first so many hints of a dossier were looked into."""
    await connection.execute(QUERIES["drop_hints"], center_id, code, count)


async def ask_all(connection: Connection, center_id: int, now: datetime) -> int:
    """Have the portal asked for every dossier that it holds; return how many those are."""
    status = await connection.execute(QUERIES["ask_all"], center_id, now)
    return int(status.rpartition(" ")[2])


async def put_off(
    connection: Connection, center_id: int, codes: Sequence[str], until: datetime
) -> None:
    """Have dossiers asked for later than they were to be."""
    await connection.execute(QUERIES["put_off"], center_id, codes, until)


async def due_to_ask(
    connection: Connection, center_id: int, now: datetime, most: int
) -> list[ToAsk]:
    """Return dossiers that the portal is to be asked for by now."""
    rows = await connection.fetch(QUERIES["due_to_ask"], center_id, now, most)
    return [ToAsk(row["dossier_code"], tuple(row["hinted"])) for row in rows]


async def statuses_of(
    connection: Connection, center_id: int, codes: Sequence[str]
) -> dict[str, PortalStatus]:
    """Return the statuses of those dossiers that we know, by their codes."""
    rows = await connection.fetch(QUERIES["statuses_of"], center_id, codes)
    return {row["code"]: PortalStatus(row["status"]) for row in rows}


async def statuses_passed(
    connection: Connection, center_id: int, code: str
) -> frozenset[PortalStatus]:
    """Return the statuses that a dossier has been through."""
    rows = await connection.fetch(QUERIES["statuses_passed"], center_id, code)
    return frozenset(PortalStatus(row["status"]) for row in rows)


async def held_of_center(connection: Connection, center_id: int) -> dict[str, PortalStatus | None]:
    """Return the statuses of all dossiers that a centre knows that the portal holds."""
    rows = await connection.fetch(QUERIES["held_of_center"], center_id)
    return {row["dossier_code"]: _status(row["status"]) for row in rows}


async def count_sides(connection: Connection, center_id: int) -> list[SideCount]:
    """Return how many dossiers stand at which status on both sides."""
    rows = await connection.fetch(QUERIES["count_sides"], center_id)
    return [SideCount(**row) for row in rows]


async def unlike(connection: Connection, center_id: int, after: str, limit: int) -> list[Unlike]:
    """Return dossiers of which both sides hold different statuses, by code."""
    rows = await connection.fetch(QUERIES["unlike"], center_id, after, limit)
    return [
        Unlike(**{**row, "ours": _status(row["ours"]), "theirs": _status(row["theirs"])})
        for row in rows
    ]


async def add_finding(connection: Connection, center_id: int, finding: Finding) -> bool:
    """Note what cannot be taken over; False when the same is open already."""
    is_new: bool = await connection.fetchval(
        QUERIES["add_finding"],
        center_id,
        finding.finding_id,
        finding.dossier_code,
        finding.kind,
        finding.ours,
        finding.theirs,
        finding.refusal,
        finding.found_at,
    )
    return is_new


async def close_findings(
    connection: Connection,
    center_id: int,
    code: str,
    kinds: Collection[Judgement],
    now: datetime,
    said: tuple[str, str],
) -> None:
    """Close what was found of a dossier of some kinds: said is (who, why)."""
    await connection.execute(QUERIES["close_findings"], center_id, code, list(kinds), now, *said)


async def open_finding(connection: Connection, center_id: int, finding_id: UUID) -> Finding | None:
    """Return a finding that is open."""
    return _finding(await connection.fetchrow(QUERIES["open_finding"], center_id, finding_id))


async def ask_soon(connection: Connection, center_id: int, code: str, now: datetime) -> None:
    """Have the portal asked soon for a dossier."""
    await connection.execute(QUERIES["ask_soon"], center_id, code, now)


async def procedures_named(connection: Connection, center_id: int, code: str) -> list[str]:
    """Return the procedures, at most two, that the portal means by a code."""
    rows = await connection.fetch(QUERIES["procedures_named"], center_id, code)
    return [row["code"] for row in rows]


async def departments_named(connection: Connection, center_id: int, name: str) -> list[str]:
    """Return the offices, at most two, that are meant by a name or a code."""
    rows = await connection.fetch(QUERIES["departments_named"], center_id, name)
    return [row["code"] for row in rows]


async def note_registered(connection: Connection, center_id: int, code: str, now: datetime) -> None:
    """Note that a dossier that began at the portal is registered here."""
    await connection.execute(QUERIES["note_registered"], center_id, code, now)


async def registered_before(
    connection: Connection, center_id: int, before: tuple[datetime, str], limit: int
) -> list[Registered]:
    """Return dossiers that began at the portal, the latest registered first."""
    rows = await connection.fetch(QUERIES["registered_before"], center_id, *before, limit)
    return [Registered(**{**row, "status": PortalStatus(row["status"])}) for row in rows]


async def findings_after(
    connection: Connection, center_id: int, after: tuple[datetime, UUID], limit: int
) -> list[Finding]:
    """Return findings that are open, the oldest first."""
    rows = await connection.fetch(QUERIES["findings_after"], center_id, *after, limit)
    return [
        Finding(**{**row, "kind": Judgement(row["kind"]), "ours": _status(row["ours"])})
        for row in rows
    ]


async def count_findings(connection: Connection, center_id: int) -> int:
    """Return how many findings are open."""
    found: int = await connection.fetchval(QUERIES["count_findings"], center_id)
    return found


async def settle_finding(
    connection: Connection, center_id: int, finding_id: UUID, now: datetime, said: tuple[str, str]
) -> Finding | None:
    """Note who said what became of a finding: (login, reason); None when none such is open."""
    row = await connection.fetchrow(QUERIES["settle_finding"], center_id, finding_id, now, *said)
    return _finding(row)


def _finding(row: asyncpg.Record | None) -> Finding | None:
    if row is None:
        return None
    return Finding(**{**row, "kind": Judgement(row["kind"]), "ours": _status(row["ours"])})


def _status(number: int | None) -> PortalStatus | None:
    return None if number is None else PortalStatus(number)
