"""Prints labels: counts each print, voids the one before, signs what the QR code holds.

What a label looks like is for the documents; here is what it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from postal_bridge.domain.access import OfficeKind, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.code_refusals import shown
from postal_bridge.domain.custody import CITIZEN, Kind, Leg
from postal_bridge.domain.deciding import Scene
from postal_bridge.domain.refusals import Refusal, UnknownThings
from postal_bridge.domain.tracking_code import BagCode, KeyRing, TrackingCode, classify, sign_label
from postal_bridge.sealing import Sealer
from postal_bridge.store import labels
from postal_bridge.store.database import Database
from postal_bridge.store.handovers import office_names
from postal_bridge.store.labels import LabelledThing
from postal_bridge.store.rules import load_scene
from postal_bridge.usecases.citizen import Citizen, open_citizen
from postal_bridge.usecases.look_up_consignment import office_of


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """What one print of a label says. `payload` is the signed text; the first lines are names.

    A bag has no leg of its own; its label shows the one on which things go between such offices.
    `further` counts the dossiers inside beside the one that is named.
    """

    code: str
    kind: Kind
    payload: str
    leg: Leg
    sender_lines: tuple[str, ...] = field(repr=False)
    recipient_lines: tuple[str, ...] = field(repr=False)
    dossier_code: str | None
    further: int
    collect_dong: int
    papers: int
    print_number: int
    printed_at: datetime


async def print_labels(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    keys: KeyRing,
    viewer: Viewer,
    codes: Sequence[str],
) -> list[LabelFacts]:
    """Count one more print of each label and return what they say, each code once, in order.

    Prints made before are void from then on: a scan of one is refused.

    Raises:
        UnknownThings: some of the codes name nothing that the viewer may see; nothing is counted.

    """
    wanted = {text: _readable(text) for text in dict.fromkeys(codes)}
    plain = dict.fromkeys(str(code) for code in wanted.values() if code)
    now = clock()
    async with database.transaction() as connection:
        things = await labels.things_to_label(
            connection, viewer.center_id, plain, office_of(viewer)
        )
        unknown = [t for t, code in wanted.items() if code is None or str(code) not in things]
        if unknown:
            raise UnknownThings(codes=", ".join(map(shown, unknown)))
        prints = await labels.count_prints(connection, viewer.center_id, plain)
        ends = {end for thing in things.values() for end in (thing.origin, thing.destination)}
        names = await office_names(connection, viewer.center_id, ends)
        today = now.astimezone(viewer.center.zone).date()
        scene, _ = await load_scene(connection, viewer.center_id, today)
    read = {str(code): code for code in wanted.values() if code}
    found = []
    for text in plain:
        thing, number = things[text], prints[text]
        citizen = open_citizen(sealer, viewer.center.code, text, thing.party_sealed)
        found.append(
            LabelFacts(
                code=text,
                kind=thing.kind,
                payload=sign_label(read[text], number, keys),
                leg=thing.leg or _leg_between(thing, scene),
                sender_lines=_lines(thing.origin, names, citizen, viewer.center.name),
                recipient_lines=_lines(thing.destination, names, citizen, viewer.center.name),
                dossier_code=thing.dossier_code,
                further=len(thing.further or ()),
                collect_dong=thing.collect_dong,
                papers=thing.papers,
                print_number=number,
                printed_at=now.astimezone(viewer.center.zone),
            )
        )
    return found


def _readable(text: str) -> TrackingCode | BagCode | None:
    try:
        read = classify(text)
    except Refusal:
        return None
    return read if isinstance(read, TrackingCode | BagCode) else None


def _lines(
    end: str, names: dict[str, str], citizen: Citizen | None, center_name: str
) -> tuple[str, ...]:
    """Return an address: a name and what helps to reach it."""
    if end != CITIZEN:
        name = names.get(end, end)
        return (name,) if name == center_name else (name, center_name)
    if citizen is None:
        return ("Công dân",)
    phone = f"ĐT: {citizen.phone}" if citizen.phone else None
    return tuple(line for line in (citizen.name, citizen.address, phone) if line)


def _leg_between(thing: LabelledThing, scene: Scene) -> Leg:
    """Tell which leg a bag serves: to and from departments, out to the post, else in."""
    if scene.offices.get(thing.destination) is OfficeKind.DEPARTMENT:
        return Leg.TRANSFER_OUT
    if scene.offices.get(thing.origin) is OfficeKind.DEPARTMENT:
        return Leg.TRANSFER_BACK
    to_post = scene.offices.get(thing.destination) is OfficeKind.POST
    return Leg.OUTBOUND if to_post else Leg.INBOUND
