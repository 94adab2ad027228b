"""Begins a bag with its list of what should be in it, packing it at once when asked.

From then on the bag, and what is in it, moves by scans alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.code_refusals import CodeTaken
from postal_bridge.domain.custody import Kind, Thing
from postal_bridge.domain.custody_log import CustodyLog, Recorder
from postal_bridge.domain.deciding import Scene
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal
from postal_bridge.domain.said import Said
from postal_bridge.domain.scan import Action, Scan
from postal_bridge.domain.tracking_code import BagCode, TrackingCode, classify
from postal_bridge.store import consignments, manifests
from postal_bridge.store.code_ranges import take_number
from postal_bridge.store.database import Connection, Database, TransactionLostError
from postal_bridge.store.rules import load_scene
from postal_bridge.usecases.look_up_consignment import office_of
from postal_bridge.usecases.look_up_manifest import find_visible_bag, whole_manifest
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.record_scan import ATTEMPTS_MAX
from postal_bridge.usecases.scan_answers import ScanRules, Submitted
from postal_bridge.usecases.settle_scans import Settlement

SERIES = "bag"


@dataclass(frozen=True, slots=True)
class ManifestOrder:
    """A bag to be begun; with `pack` its items are packed as if each were scanned."""

    to_office: str
    items: Sequence[str] = ()
    pack: bool = False
    seal_number: str | None = None


async def open_manifest(
    database: Database,
    rules: ScanRules,
    viewer: Viewer,
    request_key: RequestKey | None,
    order: ManifestOrder,
) -> Answer:
    """Begin a bag at the viewer's office and answer it.

    All items are packed or, when one cannot be, none, and then there is no bag either.

    Raises:
        InvalidInput: the office is unknown, or an item is unknown or cannot be packed; under the
            path of each item stands the code of the refusal that packing it would have met.

    """

    async def act(connection: Connection) -> Answer:
        now = rules.clock()
        today = now.astimezone(viewer.center.zone).date()
        scene, _ = await load_scene(connection, viewer.center_id, today)
        _refuse_office(viewer, order.to_office, scene)
        items = await _known_items(connection, viewer, order.items)
        code = await _begin(connection, viewer, order, now)
        if items:
            await manifests.expect_items(connection, viewer.center_id, code, items)
        if items and order.pack:
            await _pack(connection, rules, viewer, code, items, now)
        found = await find_visible_bag(connection, viewer, code)
        return Answer(201, await whole_manifest(connection, viewer, scene, found))

    for _ in range(ATTEMPTS_MAX - 1):
        try:
            return await once(database, rules.clock, rules.sealer, viewer, request_key, act)
        except TransactionLostError:
            continue
    return await once(database, rules.clock, rules.sealer, viewer, request_key, act)


def _refuse_office(viewer: Viewer, to_office: str, scene: Scene) -> None:
    if to_office not in scene.offices:
        detail = Said("is no office of this centre")
        raise InvalidInput(FieldProblem("to_office", "unknown_office", detail))
    if to_office == viewer.office_code:
        detail = Said("must be another office than your own")
        raise InvalidInput(FieldProblem("to_office", "own_office", detail))


async def _known_items(connection: Connection, viewer: Viewer, texts: Sequence[str]) -> list[str]:
    """Return the codes of the items in the order given, each known and given once."""
    problems, codes = [], []
    for position, text in enumerate(texts):
        code = _item_code(text)
        if isinstance(code, Refusal):
            problems.append(FieldProblem(f"items.{position}", code.code(), code.detail))
        else:
            codes.append((position, code))
    known = await manifests.codes_of_office(
        connection, viewer.center_id, {code for _, code in codes}, office_of(viewer)
    )
    seen: set[str] = set()
    for position, code in codes:
        if code not in known:
            detail = Said("is nothing that you may see")
            problems.append(FieldProblem(f"items.{position}", "unknown_code", detail))
        elif code in seen:
            detail = Said("is given more than once")
            problems.append(FieldProblem(f"items.{position}", "given_twice", detail))
        seen.add(code)
    if problems:
        raise InvalidInput(*problems)
    return [code for _, code in codes]


def _item_code(text: str) -> str | Refusal:
    """Read a tracking or bag code; a dossier's names no one thing that can be packed."""
    try:
        read = classify(text)
        if isinstance(read, TrackingCode | BagCode):
            return str(read)
        return str(TrackingCode.parse(text))
    except Refusal as refusal:
        return refusal


async def _begin(
    connection: Connection, viewer: Viewer, order: ManifestOrder, now: datetime
) -> str:
    center_id = viewer.center_id
    number = await take_number(connection, center_id, SERIES, 1)
    code = str(BagCode(viewer.center.code, number))
    thing = Thing(code, Kind.BAG, None, viewer.office_code, order.to_office)
    log = CustodyLog.begin(thing, Recorder(viewer.login, viewer.office_code, now))
    if not await consignments.put_into_custody(connection, center_id, log):
        raise CodeTaken(code=code)
    offices = viewer.office_code, order.to_office
    made = now, viewer.login
    await manifests.add_manifest(connection, center_id, code, offices, order.seal_number, made)
    return code


async def _pack(
    connection: Connection,
    rules: ScanRules,
    viewer: Viewer,
    bag: str,
    items: Sequence[str],
    now: datetime,
) -> None:
    """Pack the items by scans of our own, settled in the transaction that begins the bag."""
    scans = [Scan(uuid4(), item, Action.PACK, now, bag=bag) for item in items]
    submitted = [Submitted(viewer, scan) for scan in scans]
    settlement = await Settlement.prepare(connection, rules, viewer.center, submitted)
    answers = [settlement.answer(each) for each in submitted]
    problems = [
        FieldProblem(f"items.{position}", answer.code, Said(answer.detail))
        for position, answer in enumerate(answers)
        if answer.code and answer.detail
    ]
    if problems:
        raise InvalidInput(*problems)
    await settlement.save(connection)
