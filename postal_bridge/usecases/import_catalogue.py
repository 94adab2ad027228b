"""Load a catalogue: offices, procedures, checklists and fees of a centre, all of it or nothing.

What a catalogue leaves out is kept: a procedure it does not name, a checklist or fee it does not
state. A stated checklist takes the place of the old one. Whoever changes one procedure by a page
writes it through `keep_catalogue` as well, so that there is one way of writing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from postal_bridge.domain.access import Center, OfficeKind
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.catalogue import Catalogue, Component, Procedure
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.store import catalogue as catalogue_store
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.note_change import OPERATOR, note_change


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many of a list were new, changed, or already as stated."""

    added: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """What loading a catalogue did; checklists are counted by procedure, fees as changed or not."""

    offices: Loaded
    procedures: Loaded
    checklists_changed: int
    fees_changed: int


async def import_catalogue(
    database: Database, clock: Clock, center: Center, catalogue: Catalogue
) -> CatalogueReport:
    """Bring the catalogue of `center` to what `catalogue` states.

    Raises:
        InvalidInput: an office is known as one of another kind, or a procedure names a department
            that neither the catalogue nor the centre has; nothing is kept.

    """
    async with database.transaction() as connection:
        report = await keep_catalogue(connection, clock, center.center_id, catalogue)
        counts = {
            "offices": report.offices.added + report.offices.updated,
            "procedures": report.procedures.added + report.procedures.updated,
            "checklists": report.checklists_changed,
            "fees": report.fees_changed,
        }
        if any(counts.values()):
            what = ChangeKind.CATALOGUE_IMPORTED
            await note_change(connection, center.center_id, OPERATOR, clock(), what, **counts)
    return report


async def keep_catalogue(
    connection: Connection,
    clock: Clock,
    center_id: int,
    catalogue: Catalogue,
    *,
    whole: bool = False,
) -> CatalogueReport:
    """Write what a catalogue states, and nothing about who stated it.

    With `whole` its procedures are stated with all they have: what one leaves out is taken away
    from it. Fees are kept all the same, for they say what was owed on days gone by.

    Raises:
        InvalidInput: as `import_catalogue` says.

    """
    await catalogue_store.lock_center(connection, center_id)
    kinds = await catalogue_store.office_kinds(connection, center_id)
    _refuse_contradictions(catalogue, kinds)
    changed = await catalogue_store.put_offices(connection, center_id, catalogue.offices, clock())
    offices = _loaded((office.code for office in catalogue.offices), changed, set(kinds))
    procedures = await _put_procedures(connection, center_id, catalogue.procedures, whole=whole)
    checklists = await _put_checklists(connection, center_id, catalogue.procedures, whole=whole)
    stated = [(p.code, fee) for p in catalogue.procedures for fee in p.fees]
    fees = await catalogue_store.put_fees(connection, center_id, stated)
    return CatalogueReport(offices, procedures, checklists, len(fees))


def _refuse_contradictions(catalogue: Catalogue, kinds: Mapping[str, OfficeKind]) -> None:
    problems = []
    for index, office in enumerate(catalogue.offices):
        known = kinds.get(office.code)
        if known not in (None, office.kind):
            detail = Said("the centre knows {office} as {known}", office=office.code, known=known)
            problems.append(FieldProblem(f"offices[{index}].kind", "other_kind", detail))
    stated = {office.code: office.kind for office in catalogue.offices}
    for index, procedure in enumerate(catalogue.procedures):
        code = procedure.department_code
        if code is None:
            continue
        kind = kinds.get(code) or stated.get(code)
        if kind is None or kind is OfficeKind.POST:
            detail = Said(
                "there is no department {code} in this centre or in the catalogue", code=code
            )
            path = f"procedures[{index}].department_code"
            problems.append(FieldProblem(path, "unknown_department", detail))
    if problems:
        raise InvalidInput(*problems)


async def _put_procedures(
    connection: Connection, center_id: int, procedures: Iterable[Procedure], *, whole: bool
) -> Loaded:
    procedures = list(procedures)
    codes = [procedure.code for procedure in procedures]
    known = await catalogue_store.known_procedures(connection, center_id, codes)
    changed = await catalogue_store.put_procedures(connection, center_id, procedures, whole=whole)
    return _loaded(codes, changed, known)


async def _put_checklists(
    connection: Connection, center_id: int, procedures: Iterable[Procedure], *, whole: bool
) -> int:
    """Write the checklists that differ and return how many did."""
    stated = {p.code: p.components for p in procedures if whole or p.components}
    kept = await catalogue_store.components_of(connection, center_id, stated)
    differing: dict[str, tuple[Component, ...]] = {
        code: components for code, components in stated.items() if kept.get(code, ()) != components
    }
    if differing:
        await catalogue_store.replace_components(connection, center_id, differing)
    return len(differing)


def _loaded(codes: Iterable[str], changed: set[str], known: set[str]) -> Loaded:
    codes = set(codes)
    added, updated = changed - known, changed & known
    return Loaded(len(added), len(updated), len(codes - changed))
