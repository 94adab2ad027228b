"""Tells which thing each scanned or typed code means, before anything is locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.refusals import AmbiguousCode, Refusal, UnknownCode
from postal_bridge.domain.scan import Scan
from postal_bridge.domain.tracking_code import KeyRing, QrPayload, classify, verify_label
from postal_bridge.store import custody as custody_store
from postal_bridge.store.database import Connection


@dataclass(frozen=True, slots=True)
class Named:
    """The code of the thing that is meant; `print_number` when it was read off a label."""

    code: str
    print_number: int | None = None


async def name_things(
    connection: Connection, center_id: int, keys: KeyRing, scans: Sequence[Scan]
) -> dict[UUID, Named | Refusal]:
    """Return for each scan the thing it means, or why that cannot be told.

    A dossier code means the one consignment of the dossier that is still on its way; in a
    correction the one that the earlier scan meant, though that may have ended its way.
    """
    named: dict[UUID, Named | Refusal] = {}
    by_dossier: dict[UUID, str] = {}
    corrected = {scan.scan_id: scan.corrects for scan in scans if scan.corrects}
    for scan in scans:
        try:
            read = classify(scan.code)
            if isinstance(read, QrPayload):
                verify_label(read, keys)
                named[scan.scan_id] = Named(str(read.code), read.print_number)
            elif isinstance(read, DossierCode):
                by_dossier[scan.scan_id] = read.text
            else:
                named[scan.scan_id] = Named(str(read))
        except Refusal as refusal:
            named[scan.scan_id] = refusal
    if by_dossier:
        wanted = set(by_dossier.values())
        found = await custody_store.things_of_dossiers(connection, center_id, wanted)
        wrong = {corrected[scan_id] for scan_id in by_dossier if scan_id in corrected}
        meant: dict[tuple[UUID, str], str] = {}
        if wrong:
            meant = await custody_store.dossier_things_of_scans(connection, center_id, wrong)
        for scan_id, dossier_code in by_dossier.items():
            code = meant.get((corrected[scan_id], dossier_code)) if scan_id in corrected else None
            named[scan_id] = Named(code) if code else _only_one(found[dossier_code])
    return named


def name_bag(text: str, keys: KeyRing) -> Named | Refusal:
    """Return the bag that a scan says it is about."""
    try:
        read = classify(text)
        if isinstance(read, QrPayload):
            verify_label(read, keys)
            return Named(str(read.code), read.print_number)
    except Refusal as refusal:
        return refusal
    return Named(str(read))


def _only_one(codes: list[str]) -> Named | Refusal:
    if len(codes) == 1:
        return Named(codes[0])
    return AmbiguousCode() if codes else UnknownCode()
