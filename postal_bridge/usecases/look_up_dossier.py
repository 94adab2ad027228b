"""Read dossiers: one with all that belongs to it, or a list of those that are looked for.

Who sees which rows is part of the query; who sees how much of a person is decided here. What a
viewer may not see does not exist for them.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.code_refusals import BadDossierCode
from postal_bridge.domain.delay import is_overdue
from postal_bridge.domain.dossier import NEXT_STATUSES, STATUSES_OF_ROLE, PortalStatus
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.masking import mask_name, mask_phone, normalise_phone
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, UnknownCode
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import bundles, dossiers
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.dossier_steps import StepTaken, steps_of
from postal_bridge.store.dossiers import Dossier, DossierFilter, ListedDossier
from postal_bridge.store.office_hours import term_due_of
from postal_bridge.store.scopes import Scope, narrowed
from postal_bridge.usecases.filer import open_address, open_phone, phone_index
from postal_bridge.usecases.tell_delay import clock_document

#: Roles that deal with the filer and so may call or write to them.
_REACHES_FILER = frozenset({Role.CENTER, Role.ADMIN, Role.DEPARTMENT})

#: Beginnings of codes have digits and no blanks; names have no digits.
_CODE_PREFIX = re.compile(r"(?=.*[0-9])[0-9A-Z.-]+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: words of a name, a phone, the beginning of a code; and which of those.

    None asks for nothing. `overdue` are those not resolved after the day they were due.
    """

    words: str | None = None
    status: PortalStatus | None = None
    department: str | None = None
    received_from: date | None = None
    received_to: date | None = None
    overdue: bool | None = None


async def look_up_dossier(
    database: Database, clock: Clock, sealer: Sealer, viewer: Viewer, code: str
) -> dict[str, Any]:
    """Return a dossier with its steps and consignments as a document.

    Raises:
        UnknownCode: there is no such dossier, or the viewer may not see it.

    """
    async with database.snapshot() as connection:
        return await read_dossier(connection, sealer, viewer, code, clock())


async def read_dossier(
    connection: Connection, sealer: Sealer, viewer: Viewer, code: str, now: datetime
) -> dict[str, Any]:
    """Return what `look_up_dossier` does, within a transaction that is open already."""
    center_id, code = viewer.center_id, stored_code(code)
    scope = replace(scope_of(viewer), co_ordinates=True)
    dossier = await dossiers.find_dossier(connection, center_id, code, scope)
    if dossier is None:
        raise UnknownCode
    next_statuses = NEXT_STATUSES[dossier.status] & STATUSES_OF_ROLE[viewer.role]
    steps = await steps_of(connection, center_id, code)
    carried = await dossiers.consignments_of(connection, center_id, code)
    collected_dong = await dossiers.collected_of(connection, center_id, code)
    term_due_on = await term_due_of(connection, center_id, code)
    zone = viewer.center.zone
    return {
        **_dossier_document(dossier, viewer, now),
        "filer": filer_document(dossier, sealer, viewer),
        "collected_dong": collected_dong,
        "term_due_on": term_due_on and term_due_on.isoformat(),
        "consignments": [
            {
                "code": each.code,
                "leg": each.leg,
                "state": each.state,
                "holder": each.holder,
                "part_of": each.part_of,
                "other_dossiers": list(each.others or ()),
            }
            for each in carried
        ],
        "bundle": await _bundle_document(connection, viewer, code, now),
        "clock": await clock_document(
            connection, viewer.center, dossier, steps, _today(viewer, now)
        ),
        "steps": [_step_document(step, viewer) for step in steps],
        "announced_at": dossier.announced_at.astimezone(zone).isoformat(),
        "service_form": dossier.service_form and dossier.service_form.value,
        "fee_dong": dossier.fee_dong,
        "satisfaction": dossier.satisfaction and dossier.satisfaction.value,
        "next_statuses": [] if co_ordinates(viewer, dossier) else sorted(next_statuses),
    }


async def _bundle_document(
    connection: Connection, viewer: Viewer, code: str, now: datetime
) -> dict[str, Any] | None:
    """Return what a dossier was filed with, as far as the viewer may see it."""
    bundle = await bundles.bundle_of_dossier(connection, viewer.center_id, code)
    if bundle is None:
        return None
    documents = await bundled_documents(connection, viewer, bundle.bundle_id, now)
    return {
        "bundle_id": str(bundle.bundle_id),
        "name": bundle.name,
        "others": [each for each in documents if each["code"] != code],
    }


async def bundled_documents(
    connection: Connection, viewer: Viewer, bundle_id: UUID, now: datetime
) -> list[dict[str, Any]]:
    """Return the dossiers of a bundle that a viewer may see, as lists show them."""
    found = []
    for code in await bundles.dossiers_of_bundle(connection, viewer.center_id, bundle_id):
        dossier = await dossiers.find_dossier(connection, viewer.center_id, code, scope_of(viewer))
        if dossier:
            found.append(_listed_document(dossier, viewer, now))
    return found


def stored_code(code: str) -> str:
    """Return a code as it is stored; what is no code is the code of nothing."""
    try:
        return DossierCode.parse(code).text
    except BadDossierCode:
        raise UnknownCode from None


def co_ordinates(viewer: Viewer, dossier: Dossier) -> bool:
    """Tell whether a viewer's department has only papers of a dossier that another decides on."""
    return viewer.role is Role.DEPARTMENT and viewer.office_code != dossier.department_code


def scope_of(viewer: Viewer) -> Scope:
    """Return with whose dossiers a viewer may deal; more may be read, see `read_dossier`."""
    if viewer.role is Role.DEPARTMENT:
        return Scope(department=viewer.office_code)
    if viewer.role is Role.POST:
        return Scope(post_office=viewer.office_code)
    return Scope()


async def list_dossiers(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    search: Search,
    after: tuple[str, str] | None,
    limit: int,
) -> tuple[list[dict[str, Any]], tuple[str, str] | None]:
    """Return a page of the dossiers looked for as documents, and where the next page starts.

    Words of a name bring a list in alphabetical order, anything else the latest received first.

    Raises:
        InvalidInput: `after` is no place in this list.

    """
    now = clock()
    wanted = DossierFilter(
        scope=scope_of(viewer),
        today=_today(viewer, now),
        status=search.status,
        department=search.department,
        received_from=search.received_from,
        received_to=search.received_to,
        overdue=search.overdue,
    )
    words = (search.words or "").strip()
    phone = normalise_phone(words)
    by_name = bool(words) and phone is None and not _CODE_PREFIX.fullmatch(words)
    async with database.snapshot() as connection:
        scope = await narrowed(connection, viewer.center_id, wanted.scope)
        wanted = replace(wanted, scope=scope)
        if by_name:
            found = await dossiers.dossiers_by_name(
                connection,
                viewer.center_id,
                wanted,
                words=words,
                after=after or ("", ""),
                limit=limit + 1,
            )
        else:
            found = await dossiers.dossiers_by_day(
                connection,
                viewer.center_id,
                wanted,
                code_prefix=words.upper() if words and not phone else None,
                phone_index=phone_index(sealer, phone) if phone else None,
                after=_place_by_day(after),
                limit=limit + 1,
            )
    page = found[:limit]
    items = [_listed_document(dossier, viewer, now) for dossier in page]
    return items, _place_of(page[-1], by_name=by_name) if len(found) > limit else None


def _place_by_day(after: tuple[str, str] | None) -> tuple[date | None, str] | None:
    if after is None:
        return None
    day, code = after
    try:
        return date.fromisoformat(day) if day else None, code
    except ValueError:
        problem = FieldProblem("cursor", "bad_cursor", Said("is not a cursor of this list"))
        raise InvalidInput(problem) from None


def _place_of(last: ListedDossier, *, by_name: bool) -> tuple[str, str]:
    if by_name:
        return last.filer_name_key or "", last.code
    return last.received_on.isoformat() if last.received_on else "", last.code


def _today(viewer: Viewer, now: datetime) -> date:
    return now.astimezone(viewer.center.zone).date()


def _dossier_document(
    dossier: Dossier | ListedDossier, viewer: Viewer, now: datetime
) -> dict[str, Any]:
    """Return what lists and the single reading have in common."""
    zone = viewer.center.zone
    due_on, resolved_on = dossier.due_on, dossier.resolved_on
    return {
        "code": dossier.code,
        "procedure_code": dossier.procedure_code,
        "procedure_name": dossier.procedure_name,
        "department_code": dossier.department_code,
        "department_name": dossier.department_name,
        "received_via": dossier.received_via.value,
        "received_at": dossier.received_at and dossier.received_at.astimezone(zone).isoformat(),
        "due_on": due_on and due_on.isoformat(),
        "due_at": dossier.due_at and dossier.due_at.astimezone(zone).isoformat(),
        "overdue": is_overdue(due_on, resolved_on, dossier.status, _today(viewer, now)),
        "resolved_on": resolved_on and resolved_on.isoformat(),
        "returned_on": dossier.returned_on and dossier.returned_on.isoformat(),
        "returned_via": dossier.returned_via and dossier.returned_via.value,
        "status": int(dossier.status),
    }


def _listed_document(
    dossier: Dossier | ListedDossier, viewer: Viewer, now: datetime
) -> dict[str, Any]:
    return {
        **_dossier_document(dossier, viewer, now),
        "filer_name": _name(dossier.filer_name, viewer),
    }


def filer_document(dossier: Dossier, sealer: Sealer, viewer: Viewer) -> dict[str, Any]:
    """Return the filer: whole to those who deal with them, otherwise as little as serves."""
    place = viewer.center.code, dossier.code
    phone = open_phone(sealer, *place, dossier.filer_phone_sealed)
    if viewer.role in _REACHES_FILER and not co_ordinates(viewer, dossier):
        address = open_address(sealer, *place, dossier.filer_address_sealed)
    else:
        phone, address = phone and mask_phone(phone), None
    return {"name": _name(dossier.filer_name, viewer), "phone": phone, "address": address}


def _name(name: str | None, viewer: Viewer) -> str | None:
    return mask_name(name) if name and viewer.role is Role.ACCOUNTANT else name


def _step_document(step: StepTaken, viewer: Viewer) -> dict[str, Any]:
    """Return a step; who it was is told within the office and to the centre."""
    zone = viewer.center.zone
    known = viewer.sees_whole_center or step.office_code == viewer.office_code
    return {
        "status": int(step.status),
        "happened_at": step.happened_at.astimezone(zone).isoformat(),
        "recorded_at": step.recorded_at.astimezone(zone).isoformat(),
        "office_code": step.office_code,
        "office_name": step.office_name,
        "login": step.login if known else None,
        "note": step.note,
        "reason": step.reason,
        "contact": step.contact,
    }
