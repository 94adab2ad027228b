"""Changes one procedure of the administrator's own centre: itself, its checklist, its fees.

Writing is left to the import of catalogues. Fees are never changed for days gone by: what was owed
then stays what it was, and a new amount is a new line with its day.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.catalogue import Catalogue, Component, FeeLine, Procedure
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, UnknownCode
from postal_bridge.domain.said import Said
from postal_bridge.store import catalogue
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.import_catalogue import keep_catalogue
from postal_bridge.usecases.note_change import note_change

#: A field that was empty before or is now, in the list of changes.
_EMPTY = ""
#: An amount that is set for each dossier, in the list of changes.
_SET_EACH = "set_each"


@dataclass(frozen=True, slots=True)
class _Change:
    """One change on its way, within its transaction."""

    connection: Connection
    clock: Clock
    viewer: Viewer

    async def before(self, code: str) -> Procedure:
        """Return a procedure that nobody else changes meanwhile."""
        # The lock comes first: what is read here is what will be told as the state before.
        await catalogue.lock_center(self.connection, self.viewer.center_id)
        found = await catalogue.load_procedure(self.connection, self.viewer.center_id, code)
        if found is None:
            raise UnknownCode
        return found

    async def keep(self, procedure: Procedure) -> None:
        """Write a procedure as a whole; what is wrong with it is named by field."""
        stated = Catalogue((), (procedure,))
        center_id = self.viewer.center_id
        try:
            await keep_catalogue(self.connection, self.clock, center_id, stated, whole=True)
        except InvalidInput as refusal:
            raise InvalidInput(
                *(replace(each, path=each.path.rpartition(".")[2]) for each in refusal.problems)
            ) from None

    async def note(self, what: ChangeKind, code: str, **detail: object) -> None:
        """Note the change in the list of the centre."""
        viewer, now = self.viewer, self.clock()
        await note_change(
            self.connection, viewer.center_id, viewer.login, now, what, procedure=code, **detail
        )


async def add_procedure(
    database: Database, clock: Clock, viewer: Viewer, procedure: Procedure
) -> None:
    """Add a procedure to the viewer's centre.

    Raises:
        InvalidInput: the centre has a procedure of this code, or no such department.

    """
    async with database.transaction() as connection:
        change = _Change(connection, clock, viewer)
        await catalogue.lock_center(connection, viewer.center_id)
        if await catalogue.find_procedure(connection, viewer.center_id, procedure.code):
            detail = Said("the centre has a procedure of this code")
            raise InvalidInput(FieldProblem("code", "known", detail))
        await change.keep(procedure)
        said = {name: value for name, value in _particulars(procedure).items() if value}
        await change.note(ChangeKind.PROCEDURE_ADDED, procedure.code, **said)


async def change_procedure(
    database: Database, clock: Clock, viewer: Viewer, procedure: Procedure
) -> None:
    """Change what a procedure is called, whose it is, its term, and whether the post may carry it.

    The checklist and the fees of `procedure` are not looked at.

    Raises:
        UnknownCode: the centre has no procedure of this code.
        InvalidInput: the centre has no such department.

    """
    async with database.transaction() as connection:
        change = _Change(connection, clock, viewer)
        before = await change.before(procedure.code)
        await change.keep(replace(procedure, components=before.components, fees=()))
        said, was = _particulars(procedure), _particulars(before)
        detail = {name: said[name] for name in said if said[name] != was[name]}
        if detail:
            detail |= {f"{name}_before": was[name] for name in detail}
            await change.note(ChangeKind.PROCEDURE_CHANGED, procedure.code, **detail)


async def change_checklist(
    database: Database, clock: Clock, viewer: Viewer, code: str, papers: tuple[Component, ...]
) -> None:
    """Give a procedure a new checklist in place of the old.

    Raises:
        UnknownCode: the centre has no procedure of this code.

    """
    async with database.transaction() as connection:
        change = _Change(connection, clock, viewer)
        before = await change.before(code)
        if papers == before.components:
            return
        await change.keep(replace(before, components=papers, fees=()))
        # Where only the order is another, both lists are told in full.
        gone = [each for each in before.components if each not in papers]
        new = [each for each in papers if each not in before.components]
        if not gone and not new:
            gone, new = list(before.components), list(papers)
        await change.note(
            ChangeKind.CHECKLIST_CHANGED, code, papers_before=_told(gone), papers=_told(new)
        )


async def keep_fee(
    database: Database, clock: Clock, viewer: Viewer, code: str, fee: FeeLine
) -> None:
    """Add a fee line to a procedure, or correct the amount of one whose day is yet to come.

    The first line of its kind and name may begin in the past, for it changes no other.

    Raises:
        UnknownCode: the centre has no procedure of this code.
        InvalidInput: what is owed by now would become another amount.

    """
    async with database.transaction() as connection:
        change = _Change(connection, clock, viewer)
        before = await change.before(code)
        alike = [each for each in before.fees if (each.kind, each.name) == (fee.kind, fee.name)]
        if fee in alike:
            return
        today = clock().astimezone(viewer.center.zone).date()
        _refuse_another_past(fee, alike, today)
        await change.keep(replace(before, fees=(fee,)))
        corrected = next((each for each in alike if each.valid_from == fee.valid_from), None)
        earlier = corrected or max(
            (each for each in alike if each.valid_from < fee.valid_from),
            key=lambda each: each.valid_from,
            default=None,
        )
        what = ChangeKind.FEE_LINE_CORRECTED if corrected else ChangeKind.FEE_LINE_ADDED
        await change.note(
            what,
            code,
            fee_kind=fee.kind,
            fee_name=fee.name,
            valid_from=fee.valid_from,
            amount_dong=_amount(fee),
            amount_dong_before=_amount(earlier) if earlier else None,
        )


def _refuse_another_past(fee: FeeLine, alike: list[FeeLine], today: date) -> None:
    begun = [each.valid_from for each in alike if each.valid_from <= today]
    if not begun:
        return
    first = today + timedelta(days=1) if max(begun) == today else today
    if fee.valid_from < first:
        detail = Said("this fee holds already: a new amount holds from {first} on", first=first)
        raise InvalidInput(FieldProblem("valid_from", "already_in_force", detail))


def _particulars(procedure: Procedure) -> dict[str, object]:
    def told(count: int | None) -> str:
        return _EMPTY if count is None else str(count)

    return {
        "name": procedure.name,
        "field_name": procedure.field_name or _EMPTY,
        "department": procedure.department_code or _EMPTY,
        "processing_days": told(procedure.processing_days),
        "processing_hours": told(procedure.processing_hours),
        "processing_calendar_days": told(procedure.processing_calendar_days),
        "cutoff": procedure.cutoff.isoformat("minutes") if procedure.cutoff else _EMPTY,
        "postal_eligible": "yes" if procedure.postal_eligible else "no",
    }


def _told(papers: list[Component]) -> str:
    return "\n".join(
        f"{each.name} · {each.form} · {each.quantity} · {'yes' if each.required else 'no'}"
        for each in papers
    )


def _amount(fee: FeeLine) -> str:
    return _SET_EACH if fee.amount_dong is None else str(fee.amount_dong)
