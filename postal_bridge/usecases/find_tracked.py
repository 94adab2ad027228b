"""Finds what the code leads to that a citizen tracks by, and whom it concerns.

That is the code of a dossier, of a consignment, or what a carrier calls a consignment. Who may be
told what of it is for `track` to say.
"""

import hmac
from dataclasses import dataclass
from typing import TypeAlias

from postal_bridge.domain.access import Center
from postal_bridge.domain.code_refusals import UnreadableCode
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.masking import last_four
from postal_bridge.domain.tracking_code import OutsideCode, TrackingCode, classify
from postal_bridge.sealing import Sealer
from postal_bridge.store import code_ranges, tracking
from postal_bridge.store.database import Connection
from postal_bridge.store.tracking import TrackedConsignment, TrackedDossier
from postal_bridge.usecases.citizen import Citizen, open_citizen
from postal_bridge.usecases.filer import open_phone, phone_index

#: By what citizens track.
Tracking: TypeAlias = DossierCode | TrackingCode | OutsideCode


@dataclass(frozen=True, slots=True)
class Found:
    """What a code leads to in one centre: a dossier, a consignment, or one with the other."""

    center: Center
    dossier: TrackedDossier | None
    consignment: TrackedConsignment | None
    citizens: tuple[Citizen, ...]

    def opened_by(self, digits: str) -> Citizen | None:
        """Return the citizen whose telephone number ends in `digits`."""
        for citizen in self.citizens:
            ending = last_four(citizen.phone) if citizen.phone else None
            if ending and hmac.compare_digest(ending.encode(), digits.encode()):
                return citizen
        return None

    def known_by(self, sealer: Sealer, key: str) -> Citizen | None:
        """Return the citizen of a key that was made of their telephone number."""
        return next((each for each in self.citizens if citizen_key(sealer, each) == key), None)


def citizen_key(sealer: Sealer, citizen: Citizen) -> str:
    """Return what stands for a citizen's telephone number and does not tell it."""
    return phone_index(sealer, citizen.phone).hex() if citizen.phone else ""


def read_tracking(text: str) -> Tracking | None:
    """Return by what somebody tracks who typed `text`, or None when nothing is tracked by it."""
    try:
        read = classify(text)
    except UnreadableCode:
        return OutsideCode.read(text)
    return read if isinstance(read, DossierCode | TrackingCode) else None


async def likely_center(
    connection: Connection, centers: dict[int, Center], code: Tracking
) -> int | None:
    """Return the centre whose unit code a dossier bears, or to which a number was granted."""
    if isinstance(code, TrackingCode):
        return await code_ranges.granted_to(connection, code)
    units = {center.code: center_id for center_id, center in centers.items()}
    return units.get(code.unit_code) if isinstance(code, DossierCode) else None


async def find_tracked(
    connection: Connection,
    sealer: Sealer,
    centers: dict[int, Center],
    ids: list[int],
    code: Tracking,
) -> list[Found]:
    """Return what a code leads to in some centres."""
    if isinstance(code, DossierCode):
        rows = await tracking.tracked_dossiers(connection, ids, str(code))
        return [_found(sealer, centers[row.center_id], row, None) for row in rows]
    found, text = [], str(code)
    # What bears the code of a carrier alone is found by that, where nothing of ours is called so.
    own = await tracking.tracked_consignments(connection, ids, text)
    for consignment in own or await tracking.tracked_by_carriers(connection, ids, text):
        center, dossier = centers[consignment.center_id], None
        if consignment.dossier_code:
            (dossier,) = await tracking.tracked_dossiers(
                connection, [center.center_id], consignment.dossier_code
            )
        found.append(_found(sealer, center, dossier, consignment))
    return found


def _found(
    sealer: Sealer,
    center: Center,
    dossier: TrackedDossier | None,
    consignment: TrackedConsignment | None,
) -> Found:
    citizens = []
    if dossier:
        phone = open_phone(sealer, center.code, dossier.code, dossier.filer_phone_sealed)
        citizens.append(Citizen(dossier.filer_name or "", phone))
    if consignment:
        sealed = consignment.party_sealed
        party = open_citizen(sealer, center.code, consignment.code, sealed)
        citizens += [party] if party else []
    return Found(center, dossier, consignment, tuple(citizens))
