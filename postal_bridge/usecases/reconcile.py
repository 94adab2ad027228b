"""Compares what the post says it sent with what was collected, and keeps what came of it.

One transaction, one run of a centre at a time. Run again it changes nothing; killed at any moment
it leaves nothing. A run that cannot prove its figures is given up whole.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from postal_bridge.domain.access import Center
from postal_bridge.domain.agency_account import AccountSpan
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.period import require_order
from postal_bridge.domain.reconciliation import Decision, Line, LineClass, judge
from postal_bridge.domain.remittance import due_days
from postal_bridge.domain.vietqr import Payee
from postal_bridge.store import matching
from postal_bridge.store.beneficiaries import beneficiary_of
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.matching import OpenLines, Refunded, Run
from postal_bridge.store.money_differences import follow_matches, open_differences
from postal_bridge.store.reconciliations import latest_figures
from postal_bridge.store.remittances import Covered, covered_by_lines, load_terms, summed
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.book_credits import book_credits
from postal_bridge.usecases.book_remittances import book_run
from postal_bridge.usecases.keep_books import book_entries
from postal_bridge.usecases.let_decisions_fall import let_decisions_fall
from postal_bridge.usecases.match_credits import find_credits
from postal_bridge.usecases.propose_matches import propose_matches

#: Dossiers judged together: enough to make the round trips vanish.
DOSSIERS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A run that was kept, with the document that tells its figures."""

    run_id: UUID
    document: dict[str, Any]


async def reconcile(
    database: Database,
    clock: Clock,
    center: Center,
    login: str,
    period: tuple[date, date],
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Reconciled:
    """Match all lines that are open, then count the period and keep the run.

    `progress` is told how many of how many lines are judged.

    Raises:
        InvalidInput: the period ends before it begins.
        FiguresDoNotHold, CreditsDoNotHold: what was found contradicts itself; nothing is kept.

    """
    async with database.transaction() as connection:
        return await reconcile_in(connection, clock, center, login, period, progress)


async def rehearse(
    database: Database, clock: Clock, center: Center, login: str, period: tuple[date, date]
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the figures that a run would have now, and those of the latest run of the period.

    Nothing is kept. Raises as `reconcile` does.
    """
    async with database.rehearsal() as connection:
        latest = await latest_figures(connection, center.center_id, *period)
        found = await reconcile_in(connection, clock, center, login, period)
    return found.document, latest


async def reconcile_in(
    connection: Connection,
    clock: Clock,
    center: Center,
    login: str,
    period: tuple[date, date],
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Reconciled:
    """Reconcile in a transaction that the caller opened; refuses as `reconcile` does."""
    require_order(*period)
    run = Run(uuid4(), *period, started_at=clock(), login=login)
    lines, fallen = await matching.begin(connection, center.center_id)
    covered = await _match(connection, center, run, lines, progress) if lines.count else []
    taken_back = await let_decisions_fall(connection, clock, center, run)
    await _tell_differences(connection, center.center_id, run, lines, fallen)
    found = await find_credits(connection, center.center_id, run, clock())
    await book_run(connection, center.center_id, run, covered, fallen, clock())
    await book_entries(connection, center.center_id, taken_back, clock())
    await book_credits(connection, center.center_id, run, found, clock())
    async with matching.planned_for(connection, lines):
        figures = await matching.figures_of(connection, center.center_id, period, lines.last_line)
    document = {
        "center": center.code,
        "from": period[0].isoformat(),
        "to": period[1].isoformat(),
        **figures.to_document(),
    }
    await matching.add_reconciliation(connection, center.center_id, run, clock(), document)
    return Reconciled(run.run_id, document)


async def _tell_differences(
    connection: Connection, center_id: int, run: Run, lines: OpenLines, fallen: Sequence[Refunded]
) -> None:
    given_back = {each.collection_id for each in fallen}
    await open_differences(connection, center_id, run, lines, given_back)
    await follow_matches(connection, center_id, run.started_at, run.login)
    await propose_matches(connection, center_id, run.run_id)


async def _match(
    connection: Connection,
    center: Center,
    run: Run,
    lines: OpenLines,
    progress: Callable[[int, int], None],
) -> list[Covered]:
    """Give each open line its class; return what batches are found to cover."""
    judging = await _Judging.of(connection, center, run)
    done, covered = await judging.match_alone(lines)
    progress(done, lines.count)
    dossiers: dict[str | None, list[Line]] = {}
    async for dossier_code, line in matching.lines_left(connection, center.center_id, lines):
        if dossier_code not in dossiers and len(dossiers) == DOSSIERS_AT_ONCE:
            covered = summed([*covered, *await judging.judge(dossiers)])
            progress(done, lines.count)
            dossiers.clear()
        dossiers.setdefault(dossier_code, []).append(line)
        done += 1
    covered += await judging.judge(dossiers)
    progress(lines.count, lines.count)
    return covered


@dataclass(frozen=True, slots=True)
class _Judging:
    """What the lines of a run are judged by."""

    connection: Connection
    center_id: int
    run_id: UUID
    due_on: dict[date, date]
    centers_accounts: tuple[AccountSpan, ...]

    @classmethod
    async def of(cls, connection: Connection, center: Center, run: Run) -> "_Judging":
        own = await beneficiary_of(connection, Payee.CENTER, center.code, run.period_to)
        days = await matching.days_collected(connection, center.center_id)
        terms = await load_terms(connection, center.center_id)
        calendar = await load_calendar(connection)
        return cls(
            connection=connection,
            center_id=center.center_id,
            run_id=run.run_id,
            # What is taken after the agreed hour counts for the day after.
            due_on=due_days(days[0], days[1] + timedelta(days=1), terms, calendar) if days else {},
            centers_accounts=(AccountSpan(own.account, date.min),) if own else (),
        )

    async def match_alone(self, lines: OpenLines) -> tuple[int, list[Covered]]:
        """Match in bulk what leaves no choice; return how many lines, and what they cover."""
        return await matching.match_alone(
            self.connection,
            self.center_id,
            self.run_id,
            lines,
            self.due_on,
            [each.account for each in self.centers_accounts],
        )

    async def judge(self, dossiers: Mapping[str | None, Sequence[Line]]) -> list[Covered]:
        """Judge the lines of whole dossiers; those that lead to none are unknown.

        Returns what they cover. What was sent to a wrong account covers nothing.
        """
        codes = [code for code in dossiers if code is not None]
        collections = await matching.collections_of(
            self.connection, self.center_id, codes, self.due_on
        )
        accounts = await matching.accounts_of(self.connection, self.center_id, codes)
        decisions = [
            Decision(line.line_id, LineClass.UNKNOWN, "no_reference")
            for line in dossiers.get(None, ())
        ]
        for code in codes:
            known = (*accounts.get(code, ()), *self.centers_accounts)
            decisions += judge(dossiers[code], collections.get(code, ()), known)
        await matching.keep_decisions(self.connection, self.center_id, self.run_id, decisions)
        arrived = [
            (each.line_id, each.collection_id, each.covered_dong)
            for each in decisions
            if each.collection_id and each.line_class is not LineClass.WRONG_BENEFICIARY
        ]
        return await covered_by_lines(self.connection, self.center_id, arrived)
