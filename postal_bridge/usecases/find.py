"""Finds things by one line of text: a code of any sort, words of a name, or a phone.

What a viewer may not see is not found. A code leads to one thing; names and phones bring a list,
the latest first.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.code_refusals import UnreadableCode
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.masking import mask_name, normalise_phone
from postal_bridge.domain.refusals import Refusal, UnknownCode
from postal_bridge.domain.tracking_code import BagCode, KeyRing, QrPayload, classify, verify_label
from postal_bridge.sealing import Sealer
from postal_bridge.store import dossiers, find
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.find import FoundConsignment, FoundDossier
from postal_bridge.store.scopes import narrowed
from postal_bridge.usecases.filer import phone_index
from postal_bridge.usecases.look_up_consignment import find_visible, office_of
from postal_bridge.usecases.look_up_dossier import scope_of
from postal_bridge.usecases.look_up_manifest import find_visible_bag

FOUND_MAX = 50
#: One letter names nobody, and would be looked for in every name there is.
LETTERS_MIN = 2

_DIGIT = re.compile(r"[0-9]")


class Sort(StrEnum):
    """What a code is of."""

    DOSSIER = "dossier"
    CONSIGNMENT = "consignment"
    BAG = "bag"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: one thing by its code, or lists; `more` tells that lists were cut.

    `refusal` is what is wrong with a text that has digits like a code but is none that is known.
    """

    code: str | None = None
    sort: Sort | None = None
    dossiers: tuple[FoundDossier, ...] = ()
    consignments: tuple[FoundConsignment, ...] = ()
    more: bool = False
    refusal: Refusal | None = None


async def find_things(
    database: Database, sealer: Sealer, keys: KeyRing, viewer: Viewer, text: str
) -> Found:
    """Return what somebody may have meant who typed or scanned `text`."""
    text = text.strip()
    phone = normalise_phone(text)
    async with database.snapshot() as connection:
        if phone is not None:
            return await _of_phone(connection, viewer, phone_index(sealer, phone))
        if _DIGIT.search(text):
            return await _of_code(connection, keys, viewer, text)
        if sum(map(str.isalpha, text)) < LETTERS_MIN:
            return Found()
        scope = await narrowed(connection, viewer.center_id, scope_of(viewer))
        found = await find.dossiers_named(connection, viewer.center_id, scope, text, FOUND_MAX + 1)
    return Found(dossiers=_shown(found, viewer), more=len(found) > FOUND_MAX)


async def _of_phone(connection: Connection, viewer: Viewer, index: bytes) -> Found:
    center_id, limit = viewer.center_id, FOUND_MAX + 1
    found = await find.dossiers_of_phone(connection, center_id, scope_of(viewer), index, limit)
    carried: list[FoundConsignment] = []
    if viewer.role is not Role.ACCOUNTANT:
        carried = await find.consignments_of_phone(
            connection, center_id, office_of(viewer), index, limit
        )
    return Found(
        dossiers=_shown(found, viewer),
        consignments=tuple(carried[:FOUND_MAX]),
        more=max(len(found), len(carried)) > FOUND_MAX,
    )


async def _of_code(connection: Connection, keys: KeyRing, viewer: Viewer, text: str) -> Found:
    try:
        read = classify(text)
        if isinstance(read, QrPayload):
            read = verify_label(read, keys).code
        if isinstance(read, DossierCode):
            scope = scope_of(viewer)
            if await dossiers.find_dossier(connection, viewer.center_id, read.text, scope) is None:
                raise UnknownCode
            return Found(read.text, Sort.DOSSIER)
        if viewer.role is Role.ACCOUNTANT:
            # What is under way is no business of theirs.
            raise UnknownCode
        if isinstance(read, BagCode):
            bag = await find_visible_bag(connection, viewer, str(read))
            return Found(bag.code, Sort.BAG)
        consignment = await find_visible(connection, viewer, str(read))
    except UnreadableCode as refusal:
        return await _of_outside_code(connection, viewer, text, refusal)
    except Refusal as refusal:
        return Found(refusal=refusal)
    return Found(consignment.code, Sort.CONSIGNMENT)


async def _of_outside_code(
    connection: Connection, viewer: Viewer, text: str, unreadable: Refusal
) -> Found:
    """Return the consignment that a carrier calls so, or else why the text is no code of ours."""
    if viewer.role is Role.ACCOUNTANT:
        return Found(refusal=unreadable)
    try:
        consignment = await find_visible(connection, viewer, text)
    except Refusal:
        return Found(refusal=unreadable)
    return Found(consignment.code, Sort.CONSIGNMENT)


def _shown(found: list[FoundDossier], viewer: Viewer) -> tuple[FoundDossier, ...]:
    page = found[:FOUND_MAX]
    if viewer.role is Role.ACCOUNTANT:
        page = [replace(each, filer_name=mask_name(each.filer_name or "")) for each in page]
    return tuple(page)
