"""The size of a real centre's nine months goes in and comes out with the right totals."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from postal_bridge.config import Config
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Database
from postal_bridge.usecases.import_dossiers import import_dossiers
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.summarise import summarise
from tests.conftest import SettableClock
from tests.scale.made_up_dossiers import DEPARTMENTS, FIRST_DAY, LAST_DAY, made_up_lines

COUNT = 60_000


@asynccontextmanager
async def analysed_all_along(database: Database) -> AsyncIterator[None]:
    """Let the planner learn again and again what is committed, as autovacuum does in its time.

    Of what a long transaction has written so far it learns nothing, and takes tables for empty.
    """

    async def analyse() -> None:
        while True:
            async with database.transaction() as connection:
                await connection.execute("analyze dossier, dossier_intake")
            await asyncio.sleep(1)

    analysing = asyncio.create_task(analyse())
    try:
        yield
        assert not analysing.done()
    finally:
        analysing.cancel()


@pytest.mark.scale
async def test_sixty_thousand_lines_are_kept_and_counted_exactly(
    database: Database, clock: SettableClock, config: Config
) -> None:
    center = await add_center(database, clock, "H53", "Trung tâm mẫu")
    sealer = Sealer(config)
    shown: list[int] = []

    async with analysed_all_along(database):
        report = await import_dossiers(
            database,
            clock,
            sealer,
            center,
            made_up_lines(COUNT),
            dry_run=False,
            progress=shown.append,
        )
    assert (report.lines, report.added, report.problems) == (COUNT, COUNT, ())
    assert len(report.departments_added) == DEPARTMENTS
    assert shown == sorted(shown)
    assert shown[-1] == COUNT

    summary = await summarise(database, center, FIRST_DAY, LAST_DAY)
    received, resolved, pending = summary.received, summary.resolved, summary.pending
    assert (received.direct, received.online, received.postal) == (30_000, 15_000, 15_000)
    assert (resolved.early, resolved.on_time, resolved.late) == (30_000, 18_000, 6_000)
    assert (pending.total, pending.overdue) == (6_000, 6_000)
    assert summary.returned.total == 54_000
    paid = [1000 + index for index in range(1, COUNT, 40)]
    assert summary.collected_by_post.dossiers == len(paid)
    assert summary.collected_by_post.amount_dong == sum(paid)
    assert summary.satisfaction.satisfied == COUNT // 40
    assert len(summary.by_department) == DEPARTMENTS

    again = await import_dossiers(
        database, clock, sealer, center, made_up_lines(COUNT), dry_run=False, progress=shown.append
    )
    assert (again.added, again.updated, again.unchanged) == (0, 0, COUNT)
    assert await summarise(database, center, FIRST_DAY, LAST_DAY) == summary
