"""Allots blocks of receipts to offices and their people, lists them, and voids spoilt forms."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.code_refusals import RangesOverlap
from postal_bridge.domain.money_refusals import NotInBlock, UnknownReceiptBlock
from postal_bridge.domain.receipts import NUMBER_MAX, ReceiptBlock, normal_symbol
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import people, receipts
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.receipts import ListedBlock
from postal_bridge.usecases.look_up_consignment import Document
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.note_receipts import adopt_receipts, note_spoilt
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.supervise import require_supervisor

Place = tuple[date, UUID]

_ALL_OFFICES = frozenset({Role.ACCOUNTANT, Role.ADMIN})
_LAST_IDENTITY = UUID(int=2**128 - 1)
#: Before all blocks, the newest of which are listed first.
NEWEST: Place = (date.max, _LAST_IDENTITY)
HIGHEST = (NUMBER_MAX + 1, _LAST_IDENTITY)


@dataclass(frozen=True, slots=True)
class Allotment:
    """A block as it is handed to an office, or to one person of it."""

    form_code: str
    symbol: str
    year: int
    first: int
    last: int
    office_code: str
    login: str | None
    allotted_on: date


@dataclass(frozen=True, slots=True)
class SpoiltForm:
    """A number that nobody will use, and why."""

    block_id: UUID
    number: int
    reason: str


async def allot_receipts(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    wanted: Allotment,
    request_key: RequestKey | None,
) -> Answer:
    """Note a block that was allotted, put what was told of it before into it, and answer it.

    Raises:
        InvalidInput: the numbers, the day, the office or the person cannot be right.
        RangesOverlap: some of the numbers were allotted before.

    """
    now = clock()

    async def act(connection: Connection) -> Answer:
        await _refuse_what_cannot_be(
            connection, viewer, wanted, now.astimezone(viewer.center.zone).date()
        )
        block = ReceiptBlock(
            block_id=uuid4(),
            form_code=wanted.form_code.strip(),
            symbol=normal_symbol(wanted.symbol),
            year=wanted.year,
            first=wanted.first,
            last=wanted.last,
            office_code=wanted.office_code,
            login=wanted.login,
            allotted_on=wanted.allotted_on,
            allotted_by=viewer.login,
        )
        if not await receipts.add_block(connection, viewer.center_id, block):
            raise RangesOverlap
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            now,
            ChangeKind.RECEIPT_BLOCK_ALLOTTED,
            form_code=block.form_code,
            symbol=block.symbol,
            first=block.first,
            last=block.last,
            office=block.office_code,
            collector=block.login,
        )
        await adopt_receipts(connection, viewer.center_id, block, viewer.login, now)
        return Answer(201, await _document(connection, viewer, block.block_id))

    return await once(database, clock, sealer, viewer, request_key, act)


async def list_blocks(
    database: Database, viewer: Viewer, before: Place, limit: int
) -> tuple[list[Document], Place | None]:
    """Return a page of the blocks that the viewer may see, newest first, and where to go on.

    Raises:
        SupervisorNeeded: others look after receipts at the viewer's office.

    """
    async with database.snapshot() as connection:
        await require_keeper(connection, viewer)
        found = await receipts.list_blocks(
            connection, viewer.center_id, office_seen(viewer), before, limit + 1
        )
    page = found[:limit]
    last = (page[-1].block.allotted_on, page[-1].block.block_id) if len(found) > limit else None
    return [block_document(each) for each in page], last


async def void_receipt(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    spoilt: SpoiltForm,
    request_key: RequestKey | None,
) -> Answer:
    """Void a number whose form was spoilt, and answer its block.

    Raises:
        UnknownReceiptBlock: there is none that the viewer may see.
        SupervisorNeeded: others look after receipts at the viewer's office.
        NotInBlock: the number is not one of the block.
        ReceiptInUse: money was taken with it.
        ReceiptVoided: it is void already.

    """
    now = clock()

    async def act(connection: Connection) -> Answer:
        await require_keeper(connection, viewer)
        found = await block_seen(connection, viewer, spoilt.block_id)
        if not found.block.first <= spoilt.number <= found.block.last:
            raise NotInBlock
        spoiling = viewer.login, now, spoilt.reason
        await note_spoilt(connection, viewer.center_id, found.block, spoilt.number, spoiling)
        return Answer(200, await _document(connection, viewer, spoilt.block_id))

    return await once(database, clock, sealer, viewer, request_key, act)


async def require_keeper(connection: Connection, viewer: Viewer) -> None:
    """Let those pass who look after receipts: accountants, administrators, and supervisors.

    Raises:
        SupervisorNeeded: the viewer's office has supervisors, and the viewer is none of them.

    """
    if not sees_all_offices(viewer):
        await require_supervisor(connection, viewer)


async def block_seen(connection: Connection, viewer: Viewer, block_id: UUID) -> ListedBlock:
    """Return a block that the viewer may see.

    Raises:
        UnknownReceiptBlock: there is none.

    """
    found = await receipts.find_block(connection, viewer.center_id, block_id, office_seen(viewer))
    if found is None:
        raise UnknownReceiptBlock
    return found


def sees_all_offices(viewer: Viewer) -> bool:
    """Tell whether a viewer looks after the receipts of all offices."""
    return viewer.role in _ALL_OFFICES


def office_seen(viewer: Viewer) -> str | None:
    """Return the office whose blocks alone a viewer sees, or None for all."""
    return None if sees_all_offices(viewer) else viewer.office_code


def block_document(listed: ListedBlock) -> Document:
    """Return a block as it is told."""
    block, count = listed.block, listed.count
    return {
        "block_id": str(block.block_id),
        "form_code": block.form_code,
        "symbol": block.symbol,
        "year": block.year,
        "first": block.first,
        "last": block.last,
        "office": block.office_code,
        "login": block.login,
        "allotted_on": block.allotted_on.isoformat(),
        "allotted_by": block.allotted_by,
        "told": count.told,
        "missing": count.missing,
        "next": count.highest + 1 if count.highest < block.last else None,
    }


async def _document(connection: Connection, viewer: Viewer, block_id: UUID) -> Document:
    return block_document(await block_seen(connection, viewer, block_id))


async def _refuse_what_cannot_be(
    connection: Connection, viewer: Viewer, wanted: Allotment, today: date
) -> None:
    problems = []
    if not 1 <= wanted.first <= wanted.last <= NUMBER_MAX:
        detail = Said("must not come before the first, and have at most eight digits")
        problems.append(FieldProblem("last", "before_first", detail))
    if wanted.allotted_on > today:
        problems.append(FieldProblem("allotted_on", "in_the_future", Said("lies in the future")))
    center_code = viewer.center.code
    if not await people.offices_of_code(connection, wanted.office_code, center_code):
        problems.append(FieldProblem("office", "unknown", Said("is no office of the centre")))
    elif wanted.login is not None:
        person = await people.person_by_login(connection, wanted.login)
        works_at = (person.center_id, person.office_code) if person else None
        if works_at != (viewer.center_id, wanted.office_code):
            detail = Said("does not work at this office")
            problems.append(FieldProblem("login", "elsewhere", detail))
    if problems:
        raise InvalidInput(*problems)
