"""Notes ranges of tracking codes that the post granted to a centre, and lists them."""

from dataclasses import dataclass
from datetime import date, datetime

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.code_refusals import RangesOverlap
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal
from postal_bridge.domain.said import Said
from postal_bridge.domain.tracking_code import SERIAL_MAX, CodeRange, TrackingCode
from postal_bridge.sealing import Sealer
from postal_bridge.store import code_ranges
from postal_bridge.store.code_ranges import GrantedRange
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.look_up_consignment import Document
from postal_bridge.usecases.note_change import OPERATOR, note_change
from postal_bridge.usecases.once import Answer, RequestKey, once

COUNTRY = "VN"
#: There were no such identifiers before.
EARLIEST_GRANT = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Grant:
    """A range as the post writes it: two codes, or two serials with their service indicator."""

    first: str
    last: str
    document: str
    granted_on: date
    service: str | None = None
    country: str = COUNTRY


async def grant_code_range(
    database: Database, clock: Clock, center: Center, grant: Grant
) -> Document:
    """Note a granted range of a centre and return it.

    Raises:
        InvalidInput: the two ends are no codes, or no two ends of one range.
        RangesOverlap: some of the numbers were granted before, to this centre or another.

    """
    async with database.transaction() as connection:
        return await _grant(connection, center, grant, OPERATOR, clock())


async def grant_code_range_for(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    grant: Grant,
) -> Answer:
    """Note a granted range of the viewer's centre and answer it; raises as the one above."""

    async def act(connection: Connection) -> Answer:
        if grant.granted_on > clock().astimezone(viewer.center.zone).date():
            detail = Said("lies in the future")
            raise InvalidInput(FieldProblem("granted_on", "in_the_future", detail))
        document = await _grant(connection, viewer.center, grant, viewer.login, clock())
        return Answer(201, document)

    return await once(database, clock, sealer, viewer, request_key, act)


async def list_code_ranges(
    database: Database, viewer: Viewer, after: str, limit: int
) -> tuple[list[Document], str | None]:
    """Return a page of the ranges of the viewer's centre by their first codes, and the last one.

    A centre has a handful of them, so all are read.
    """
    async with database.snapshot() as connection:
        found = await code_ranges.code_ranges(connection, viewer.center_id)
    documents = {str(document["first"]): document for document in map(_document, found)}
    firsts = sorted(first for first in documents if first > after)
    page = firsts[:limit]
    return [documents[first] for first in page], page[-1] if len(firsts) > limit else None


async def _grant(
    connection: Connection, center: Center, grant: Grant, login: str, now: datetime
) -> Document:
    codes = _read(grant)
    added = await code_ranges.add_code_range(
        connection, center.center_id, codes, grant.granted_on, grant.document
    )
    if not added:
        raise RangesOverlap
    await note_change(
        connection,
        center.center_id,
        login,
        now,
        ChangeKind.RANGE_GRANTED,
        first=codes.code_at(codes.first),
        last=codes.code_at(codes.last),
        document=grant.document,
    )
    return _document(GrantedRange(codes, grant.granted_on, grant.document, codes.first))


def _read(grant: Grant) -> CodeRange:
    problems: list[FieldProblem] = []
    if grant.granted_on < EARLIEST_GRANT:
        detail = Said("is before the year 1990")
        raise InvalidInput(FieldProblem("granted_on", "too_early", detail))
    first, last = (_end(path, text, grant, problems) for path, text in _ends(grant))
    if first is None or last is None:
        # What both ends lack is told once.
        raise InvalidInput(*dict.fromkeys(problems))
    if (first.service, first.country) != (last.service, last.country):
        detail = Said("must have the service indicator and country of the first")
        raise InvalidInput(FieldProblem("last", "other_series", detail))
    if first.serial > last.serial:
        detail = Said("must not come before the first")
        raise InvalidInput(FieldProblem("last", "before_first", detail))
    return CodeRange(first.service, first.serial, last.serial, first.country)


def _ends(grant: Grant) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("first", grant.first), ("last", grant.last)


def _end(path: str, text: str, grant: Grant, problems: list[FieldProblem]) -> TrackingCode | None:
    """Read one end, a whole code or a serial without check digit; note what is wrong with it."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdecimal()):
        try:
            return TrackingCode.parse(plain)
        except Refusal as refusal:
            problems.append(FieldProblem(path, refusal.code(), refusal.detail))
            return None
    if grant.service is None:
        detail = Said("say which service indicator these serials have")
        problems.append(FieldProblem("service", "missing", detail))
    elif len(plain) > len(str(SERIAL_MAX)):
        problems.append(FieldProblem(path, "bad_serial", Said("a serial has at most eight digits")))
    else:
        try:
            return TrackingCode(grant.service, int(plain), grant.country)
        except ValueError:
            detail = Said("service indicator and country are two capital letters each")
            problems.append(FieldProblem("service", "bad_series", detail))
    return None


def _document(granted: GrantedRange) -> Document:
    codes = granted.codes
    left = codes.last - granted.next_serial + 1
    return {
        "first": str(codes.code_at(codes.first)),
        "last": str(codes.code_at(codes.last)),
        "document": granted.document,
        "granted_on": granted.granted_on.isoformat(),
        "next": str(codes.code_at(granted.next_serial)) if left > 0 else None,
        "left": max(left, 0),
    }
