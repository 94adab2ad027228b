"""Reads bags: what should be in one, what was packed, what was found, and what does not agree."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.custody import Kind, Standing, State, Thing
from postal_bridge.domain.deciding import Scene
from postal_bridge.domain.refusals import Refusal, UnknownCode
from postal_bridge.domain.tracking_code import BagCode
from postal_bridge.store import manifests
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.manifests import Manifest, ManifestLine
from postal_bridge.store.rules import load_scene
from postal_bridge.usecases.look_up_consignment import (
    Document,
    actions_for,
    may_see_person,
    office_of,
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What of a bag's list is not as it should be at its present state."""

    missing: list[str]
    extra: list[str]


def disagreement(state: State, lines: list[ManifestLine]) -> Disagreement:
    """Compare expected with packed until a bag is opened, and packed with found from then on.

    What was expected and not packed has stayed with the sender, so that the receiver, who can
    know of the packed things alone, does not miss it.
    """
    if state is not State.OPENED:
        return Disagreement(
            [line.item_code for line in lines if line.expected and not line.packed_at], []
        )
    return Disagreement(
        missing=[line.item_code for line in lines if line.packed_at and not line.found_at],
        extra=[line.item_code for line in lines if line.found_at and not line.packed_at],
    )


async def look_up_manifest(database: Database, clock: Clock, viewer: Viewer, code: str) -> Document:
    """Return one bag as the viewer may see it.

    Raises:
        UnknownCode: there is none of this code among those the viewer may see.

    """
    async with database.snapshot() as connection:
        found = await find_visible_bag(connection, viewer, code)
        today = clock().astimezone(viewer.center.zone).date()
        scene, _ = await load_scene(connection, viewer.center_id, today)
        return await whole_manifest(connection, viewer, scene, found)


async def list_manifests(
    database: Database,
    viewer: Viewer,
    state: State | None,
    before: tuple[datetime, str],
    limit: int,
) -> tuple[list[Document], tuple[datetime, str] | None]:
    """Return a page of bags, newest first, and where the next page starts."""
    async with database.snapshot() as connection:
        found = await manifests.list_manifests(
            connection, viewer.center_id, office_of(viewer), state, before, limit + 1
        )
    page = found[:limit]
    last = (page[-1].created_at, page[-1].code) if len(found) > limit else None
    return [_head(viewer, manifest) for manifest in page], last


async def bags_seen(database: Database, viewer: Viewer, codes: Collection[str]) -> set[str]:
    """Return those of some bags that the viewer may see."""
    office = office_of(viewer)
    if office is None or not codes:
        return set(codes)
    async with database.snapshot() as connection:
        return await manifests.bags_of_office(connection, viewer.center_id, codes, office)


async def find_visible_bag(connection: Connection, viewer: Viewer, code: str) -> Manifest:
    """Return a bag the viewer may see, however its code was typed.

    Raises:
        UnknownCode: there is none, which is also said when it is not the viewer's to see.

    """
    try:
        plain = str(BagCode.parse(code))
    except Refusal as error:
        raise UnknownCode from error
    found = await manifests.manifest_of_office(
        connection, viewer.center_id, plain, office_of(viewer)
    )
    if found is None:
        raise UnknownCode
    return found


async def whole_manifest(
    connection: Connection, viewer: Viewer, scene: Scene, found: Manifest
) -> Document:
    """Return a bag with its lines, what does not agree, and what the viewer may scan next."""
    lines = await manifests.manifest_lines(connection, viewer.center_id, found.code)
    differing = disagreement(found.state, lines)
    thing = Thing(found.code, Kind.BAG, None, found.from_office, found.to_office)
    standing = Standing(found.state, found.holder, found.offered_to, found.bag)
    return {
        **_head(viewer, found),
        "expected": [line.item_code for line in lines if line.expected],
        "packed": [line.item_code for line in lines if line.packed_at],
        "found": [line.item_code for line in lines if line.found_at],
        "lines": [_line_document(line) for line in lines],
        "differences": {"missing": differing.missing, "extra": differing.extra},
        "next_actions": actions_for(viewer, thing, standing, scene),
    }


def _head(viewer: Viewer, found: Manifest) -> Document:
    known = may_see_person(viewer, found.from_office)
    return {
        "code": found.code,
        "from_office": found.from_office,
        "to_office": found.to_office,
        "state": found.state.value,
        "holder": found.holder,
        "offered_to": found.offered_to,
        "bag": found.bag,
        "seal_number": found.seal_number,
        "created_at": found.created_at.isoformat(),
        "created_by": found.created_by if known else None,
        "checked_at": found.checked_at.isoformat() if found.checked_at else None,
    }


def _line_document(line: ManifestLine) -> Document:
    return {
        "code": line.item_code,
        "kind": line.kind,
        "leg": line.leg,
        "state": line.state,
        "dossier_code": line.dossier_code,
        "further_dossiers": list(line.further or ()),
        "procedure_code": line.procedure_code,
        "procedure_name": line.procedure_name,
        "papers": line.papers,
        "expected": line.expected,
        "packed_at": line.packed_at.isoformat() if line.packed_at else None,
        "found_at": line.found_at.isoformat() if line.found_at else None,
    }
