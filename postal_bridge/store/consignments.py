"""Posting slips: what is carried on a leg, its papers and counts, its times, its events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.custody import Leg, State
from postal_bridge.domain.custody_log import CustodyLog
from postal_bridge.store import custody
from postal_bridge.store.database import Connection, load_queries, plan_anew

QUERIES = load_queries("consignments")


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the list on the slip; `to_withdraw`: the agency wants it back on delivery."""

    position: int
    name: str
    form: str
    quantity: int
    to_withdraw: bool = False


@dataclass(frozen=True, slots=True)
class PaperCounted:
    """What one office counted of one paper with one scan."""

    consignment_code: str
    position: int
    scan_id: UUID
    office_code: str
    fate: str
    counted: int
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """A posting slip as it is first written; `party_sealed` holds who the citizen is."""

    code: str
    leg: Leg
    dossier_code: str | None
    procedure_code: str | None
    post_office: str | None
    party_sealed: bytes | None
    phone_index: bytes | None
    collect_dong: int
    scope: str
    reference: str | None
    created_at: datetime
    created_by: str
    created_office: str
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class CarriedDossier:
    """A dossier that a consignment carries."""

    dossier_code: str
    procedure_name: str
    department_code: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the consignments by which papers go in parts."""

    code: str
    state: State
    holder: str


@dataclass(frozen=True, slots=True)
class Consignment:
    """A consignment with how it stands now; of `collect_dong`, `due_dong` is still to be paid.

    `further` are the dossiers it carries beside `dossier_code`, `part_of` is the first part.
    """

    code: str
    leg: Leg
    dossier_code: str | None
    procedure_code: str | None
    post_office: str | None
    party_sealed: bytes | None
    collect_dong: int
    due_dong: int
    scope: str
    reference: str | None
    posted_on: date | None
    norm_on: date | None
    reached_on: date | None
    created_at: datetime
    created_by: str
    created_office: str
    part_of: str | None
    further: Sequence[str] | None
    origin: str
    destination: str
    state: State
    holder: str
    offered_to: str | None
    bag: str | None
    invitations: int
    invited_on: date | None
    damaged: bool
    label_prints: int
    version: int
    happened_at: datetime
    procedure_name: str | None
    department_code: str | None


@dataclass(frozen=True, slots=True)
class SlipDossier:
    """What a slip takes over from the dossier it names; phone and address are sealed."""

    code: str
    department_code: str
    procedure_code: str
    filer_name: str | None
    filer_phone_sealed: bytes | None
    filer_address_sealed: bytes | None
    phone_index: bytes | None


@dataclass(frozen=True, slots=True)
class SlipProcedure:
    """What a slip has to know of a procedure."""

    code: str
    name: str
    postal_eligible: bool


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One event of a log with what the reader needs beside it."""

    sequence: int
    event: str
    state_after: str
    holder_after: str
    happened_at: datetime
    recorded_at: datetime
    office_code: str
    office_name: str | None
    login: str
    scan_id: UUID | None
    corrects: int | None
    detail: dict[str, str]
    hash: bytes
    device_at: datetime | None
    corrected: bool


@dataclass(frozen=True, slots=True)
class ConsignmentFilter:
    """Which consignments are wanted; None leaves a question open."""

    office: str | None = None
    state: str | None = None
    leg: str | None = None
    holder: str | None = None
    dossier_code: str | None = None
    codes: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Carriage:
    """When the post had a consignment in hand, when the norm wants it there, when it was."""

    code: str
    posted_on: date | None
    norm_on: date | None
    reached_on: date | None


async def add_consignment(connection: Connection, center_id: int, slip: Slip) -> bool:
    """Write the slip of a thing just put into custody; False when its reference is taken."""
    status = await connection.execute(
        QUERIES["add_consignment"],
        center_id,
        slip.code,
        slip.leg,
        slip.dossier_code,
        slip.procedure_code,
        slip.post_office,
        slip.party_sealed,
        slip.phone_index,
        slip.collect_dong,
        slip.scope,
        slip.reference,
        slip.created_at,
        slip.created_by,
        slip.created_office,
        slip.part_of,
    )
    return status == "INSERT 0 1"


async def add_papers(
    connection: Connection, center_id: int, code: str, papers: Sequence[Paper]
) -> None:
    """List the papers inside a consignment."""
    await connection.execute(
        QUERIES["add_papers"],
        center_id,
        code,
        [p.position for p in papers],
        [p.name for p in papers],
        [p.form for p in papers],
        [p.quantity for p in papers],
        [p.to_withdraw for p in papers],
    )


async def carry_further(
    connection: Connection, center_id: int, code: str, leg: Leg, dossier_codes: Sequence[str]
) -> None:
    """Say which dossiers a consignment carries beside the one it names."""
    if dossier_codes:
        await connection.execute(QUERIES["carry_further"], center_id, code, leg, dossier_codes)
        await connection.execute(QUERIES["mark_bundled"], center_id, code)
        await connection.execute(QUERIES["note_bound"], center_id, code)


async def carried_by(connection: Connection, center_id: int, code: str) -> list[CarriedDossier]:
    """Return the dossiers that a consignment carries, the one it names first."""
    rows = await connection.fetch(QUERIES["carried_by"], center_id, code)
    return [CarriedDossier(**row) for row in rows]


async def begin_parts(
    connection: Connection, center_id: int, code: str, dossier_codes: Sequence[str]
) -> None:
    """Say that papers of dossiers go in parts, of which `code` is the first.

    From here to the end of the transaction nobody else moves these dossiers.
    """
    await connection.execute(QUERIES["note_parts"], center_id, sorted(dossier_codes))
    await connection.execute(QUERIES["begin_parts"], center_id, code)


async def parts_with(connection: Connection, center_id: int, first: str) -> list[Part]:
    """Return the parts of which a consignment is the first, in the order of registering."""
    rows = await connection.fetch(QUERIES["parts_with"], center_id, first)
    return [Part(row["code"], State(row["state"]), row["holder"]) for row in rows]


async def papers_of(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> dict[str, list[Paper]]:
    """Return the papers of each of `codes`."""
    papers: dict[str, list[Paper]] = {code: [] for code in codes}
    for row in await connection.fetch(QUERIES["papers_of"], center_id, sorted(papers)):
        values = dict(row)
        papers[values.pop("consignment_code")].append(Paper(**values))
    return papers


async def paper_counts_of(connection: Connection, center_id: int, code: str) -> list[PaperCounted]:
    """Return what each side counted in a consignment."""
    rows = await connection.fetch(QUERIES["paper_counts_of"], center_id, code)
    return [PaperCounted(consignment_code=code, **row) for row in rows]


async def count_papers(
    connection: Connection, center_id: int, counts: Sequence[PaperCounted]
) -> None:
    """Keep what scans say was counted, returned or withdrawn."""
    await connection.execute(
        QUERIES["count_papers"],
        center_id,
        [c.consignment_code for c in counts],
        [c.position for c in counts],
        [c.scan_id for c in counts],
        [c.office_code for c in counts],
        [c.fate for c in counts],
        [c.counted for c in counts],
        [c.counted_at for c in counts],
    )


async def mark_carriage(
    connection: Connection, center_id: int, carriages: Sequence[Carriage]
) -> None:
    """Note the days of carriage of consignments."""
    await connection.execute(
        QUERIES["mark_carriage"],
        center_id,
        [c.code for c in carriages],
        [c.posted_on for c in carriages],
        [c.norm_on for c in carriages],
        [c.reached_on for c in carriages],
    )


async def bind_dossier(
    connection: Connection, center_id: int, code: str, dossier: SlipDossier
) -> bool:
    """Say which dossier a consignment carries; False when it carries another."""
    query = QUERIES["bind_dossier"]
    status = await connection.execute(query, center_id, code, dossier.code, dossier.procedure_code)
    is_bound = status == "UPDATE 1"
    if is_bound:
        await connection.execute(QUERIES["note_bound"], center_id, code)
    return is_bound


async def find_consignment(
    connection: Connection, center_id: int, code: str, office: str | None
) -> Consignment | None:
    """Return a consignment if `office` has to do with it; every one when `office` is None."""
    row = await connection.fetchrow(QUERIES["consignment_by_code"], center_id, code, office)
    return _consignment(row) if row else None


async def list_consignments(
    connection: Connection, center_id: int, wanted: ConsignmentFilter, after: str, limit: int
) -> list[Consignment]:
    """Return consignments whose code comes after `after`, in order of code."""
    await plan_anew(connection)
    rows = await connection.fetch(
        QUERIES["list_consignments"],
        center_id,
        wanted.office,
        wanted.state,
        wanted.leg,
        wanted.holder,
        wanted.dossier_code,
        after,
        wanted.codes,
        limit,
    )
    return [_consignment(row) for row in rows]


async def put_into_custody(connection: Connection, center_id: int, log: CustodyLog) -> bool:
    """Put a thing whose log was just begun into custody; False when its code is taken."""
    try:
        async with connection.transaction():
            await custody.register_thing(connection, center_id, log)
    except asyncpg.UniqueViolationError:
        return False
    return True


async def events_of_consignment(
    connection: Connection, center_id: int, code: str, after: tuple[datetime, int], limit: int
) -> list[ToldEvent]:
    """Return what happened after (moment, sequence), in the order it happened."""
    query = QUERIES["events_of_consignment"]
    rows = await connection.fetch(query, center_id, code, *after, limit)
    return [ToldEvent(**row) for row in rows]


async def dossier_for_slip(
    connection: Connection, center_id: int, code: str, office: str | None, *, for_post: bool
) -> SlipDossier | None:
    """Return a dossier if `office` has to do with it; every one when `office` is None."""
    query = QUERIES["dossier_for_slip"]
    row = await connection.fetchrow(query, center_id, code, office, for_post)
    return SlipDossier(**row) if row else None


async def procedure_for_slip(
    connection: Connection, center_id: int, code: str
) -> SlipProcedure | None:
    """Return what a slip has to know of a procedure, if there is one."""
    row = await connection.fetchrow(QUERIES["procedure_for_slip"], center_id, code)
    return SlipProcedure(**row) if row else None


async def components_of_procedure(
    connection: Connection, center_id: int, procedure_code: str
) -> list[Paper]:
    """Return the papers that go with a procedure."""
    rows = await connection.fetch(QUERIES["components_of_procedure"], center_id, procedure_code)
    return [Paper(**row) for row in rows]


def _consignment(row: asyncpg.Record) -> Consignment:
    values = dict(row)
    values["leg"] = Leg(values["leg"])
    values["state"] = State(values["state"])
    values["bag"] = values.pop("bag_code")
    return Consignment(**values)
