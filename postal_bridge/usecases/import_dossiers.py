"""Load dossiers from the lines of a file: known ones updated, new ones added, bad ones listed.

One transaction for the whole file, so that a file is in or it is not; one import of a centre at a
time. The lines are settled in batches, each by a few statements however many lines it has.

What follows from a line: a dossier returned has the status 10, one resolved 9, any other 4, for a
line always names the department that handles it; steps that people took since (a supplement
asked, a stop) are kept. A rating counts on the day of return, else of resolution, else of receipt.
Money is added and reversed, never changed. A dossier of another unit is kept and noted, since
citizens may file anywhere.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, islice
from uuid import UUID

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.dossier import DossierLine, LineProblem
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.dossier_intake import (
    CollectionEntry,
    foreign_unit,
    settle_collection,
)
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import dossier_intake
from postal_bridge.store.catalogue import lock_center
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.dossier_intake import CatalogueName, IntakeRow
from postal_bridge.usecases.enter_register import enter_register
from postal_bridge.usecases.filer import seal_filer
from postal_bridge.usecases.fold_figures import fold_figures
from postal_bridge.usecases.keep_books import book_collections

#: Lines settled together: enough to make the round trips vanish, few enough to show progress.
BATCH_LINES = 5_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would have done when it was a rehearsal.

    `added`, `updated` and `unchanged` count good lines; `lines` counts the bad ones too. Problems
    kept a line out, notices did not. Both are in the order of the lines.
    """

    lines: int
    added: int
    updated: int
    unchanged: int
    problems: tuple[LineProblem, ...]
    notices: tuple[LineProblem, ...]
    departments_added: tuple[CatalogueName, ...]
    procedures_added: tuple[CatalogueName, ...]
    dry_run: bool


class _RehearsalOver(Exception):  # noqa: N818 - it ends a rehearsal, nothing went wrong
    """Thrown to leave the transaction without committing."""


@dataclass(slots=True)
class _Tally:
    """The report while it grows."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    lines_read: int = 0
    problems: list[LineProblem] = field(default_factory=list)
    notices: list[LineProblem] = field(default_factory=list)
    departments: list[CatalogueName] = field(default_factory=list)
    procedures: list[CatalogueName] = field(default_factory=list)

    def report(self, *, dry_run: bool) -> ImportReport:
        return ImportReport(
            lines=self.lines_read,
            added=self.added,
            updated=self.updated,
            unchanged=self.unchanged,
            problems=tuple(sorted(self.problems, key=_line_of)),
            notices=tuple(sorted(self.notices, key=_line_of)),
            departments_added=tuple(self.departments),
            procedures_added=tuple(self.procedures),
            dry_run=dry_run,
        )


def _line_of(problem: LineProblem) -> int:
    return problem.line


async def import_dossiers(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    center: Center,
    lines: Iterable[DossierLine | LineProblem],
    *,
    dry_run: bool,
    progress: Callable[[int], None],
) -> ImportReport:
    """Load `lines` into the dossiers of `center`; `dry_run` keeps nothing.

    Lines that could not be read (`LineProblem`) are listed with those that cannot be kept.
    `progress` is called with the number of lines read so far. Refuses nothing: what is wrong
    with a line is in the report.
    """
    tally = _Tally()
    reader = _Reader(center, sealer, tally)
    with suppress(_RehearsalOver):
        async with database.transaction() as connection:
            await lock_center(connection, center.center_id)
            await dossier_intake.plan_for_many(connection)
            now = clock()
            written: list[UUID] = []
            for rows in reader.batches(lines):
                written += await _settle_batch(connection, center.center_id, rows, now, tally)
                progress(tally.lines_read)
            progress(tally.lines_read)
            received = await dossier_intake.codes_without_number(connection, center.center_id)
            await dossier_intake.clear_intake(connection, center.center_id)
            if dry_run:
                raise _RehearsalOver
            # Not batch by batch: whoever locks journal and register locks nothing else any more.
            await book_collections(connection, center.center_id, written, now)
            await enter_register(connection, center.center_id, received, now)
    if tally.added and not dry_run:
        async with database.transaction() as connection:
            await dossier_intake.refresh_statistics(connection)
    if not dry_run:
        await fold_figures(database, center)
    return tally.report(dry_run=dry_run)


async def _settle_batch(
    connection: Connection,
    center_id: int,
    rows: Sequence[IntakeRow],
    now: datetime,
    tally: _Tally,
) -> list[UUID]:
    """Bring one batch into the dossiers, their catalogue and the money collected.

    Returns the collections that were written and are yet to be booked.
    """
    number = rows[0].batch
    await dossier_intake.set_down(connection, rows)
    left, known = await _drop_conflicting(connection, center_id, number, len(rows), tally)
    tally.departments += await dossier_intake.add_departments(connection, center_id, number, now)
    tally.procedures += await dossier_intake.add_procedures(connection, center_id, number)
    added = await dossier_intake.add_dossiers(connection, center_id, number, now)
    if len(added) < left - known:
        # Somebody filed one of these dossiers this very moment: judge the lines against it too.
        left, known = await _drop_conflicting(connection, center_id, number, left, tally)
    changed = await dossier_intake.update_dossiers(connection, center_id, number, now)
    paid, written = await _settle_money(connection, center_id, number, now, tally)
    changed |= paid
    tally.added += len(added)
    tally.updated += len(changed - added)
    tally.unchanged += left - len(changed | added)
    return written


async def _drop_conflicting(
    connection: Connection, center_id: int, number: int, lines: int, tally: _Tally
) -> tuple[int, int]:
    """Take out the lines that cannot be kept; return how many are left, and of those known.

    The known dossiers are locked first, so that what is judged here is what is updated later.
    """
    known = await dossier_intake.lock_known(connection, center_id, number)
    conflicts = await dossier_intake.conflicting_lines(connection, center_id, number)
    if conflicts:
        tally.problems += [conflict.problem() for conflict in conflicts]
        dropped = [conflict.line for conflict in conflicts]
        await dossier_intake.drop_lines(connection, center_id, number, dropped)
        known = await dossier_intake.lock_known(connection, center_id, number)
    return lines - len(conflicts), known


async def _settle_money(
    connection: Connection, center_id: int, number: int, now: datetime, tally: _Tally
) -> tuple[set[str], list[UUID]]:
    """Write what the batch says the post collected; return whose money changes, and the rows."""
    entries: list[CollectionEntry] = []
    for stated in await dossier_intake.stated_collections(connection, center_id, number):
        entries += settle_collection(stated)
        notice = stated.notice()
        if notice:
            tally.notices.append(notice)
    written: list[UUID] = []
    if entries:
        written = await dossier_intake.add_collections(connection, center_id, entries, now)
    return {entry.dossier_code for entry in entries}, written


class _Reader:
    """Turns lines into rows to be set down; lists the lines that cannot be."""

    def __init__(self, center: Center, sealer: Sealer, tally: _Tally) -> None:
        self._center = center
        self._sealer = sealer
        self._tally = tally
        self._last_line = 0
        self._codes: set[str] = set()

    def batches(self, lines: Iterable[DossierLine | LineProblem]) -> Iterator[list[IntakeRow]]:
        """Yield rows in batches, numbered from 0."""
        rows = self._rows(lines)
        for number in count():
            batch = [row._replace(batch=number) for row in islice(rows, BATCH_LINES)]
            if not batch:
                return
            yield batch

    def _rows(self, lines: Iterable[DossierLine | LineProblem]) -> Iterator[IntakeRow]:
        for line in lines:
            # A line with several bad cells comes several times, and counts once all the same.
            if line.line != self._last_line:
                self._last_line = line.line
                self._tally.lines_read += 1
            if isinstance(line, LineProblem):
                self._tally.problems.append(line)
                continue
            code = DossierCode.parse(line.code)
            if code.text in self._codes:
                reason = Said("stands in an earlier line too")
                self._tally.problems.append(LineProblem(line.line, "code", code.text, reason))
                continue
            self._codes.add(code.text)
            notice = foreign_unit(line.line, code, self._center.code)
            if notice:
                self._tally.notices.append(notice)
            yield self._row(line, code.text)

    def _row(self, line: DossierLine, code: str) -> IntakeRow:
        filer = seal_filer(
            self._sealer, self._center.code, code, line.filer_phone, line.filer_address
        )
        return IntakeRow(
            center_id=self._center.center_id,
            batch=0,
            code=code,
            line=line.line,
            procedure_code=line.procedure_code,
            procedure_name=line.procedure_name,
            department_code=line.department_code,
            department_name=line.department_name,
            received_via=line.received_via,
            received_at=line.received_at,
            received_on=line.received_at.astimezone(self._center.zone).date(),
            due_on=line.due_on,
            resolved_on=line.resolved_on,
            returned_on=line.returned_on,
            returned_via=line.returned_via,
            filer_name=line.filer_name,
            filer_phone_sealed=filer.phone_sealed,
            filer_phone_index=filer.phone_index,
            filer_address_sealed=filer.address_sealed,
            filer_address_index=filer.address_index,
            fee_dong=line.fee_dong,
            collected_dong=line.collected_by_post_dong,
            collected_on=line.collected_on,
            satisfaction=line.satisfaction,
        )
