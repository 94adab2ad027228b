"""The summary of a period against a plain model that counts the same dossiers one by one."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest

from postal_bridge.config import Config
from postal_bridge.domain.access import Center
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import DossierLine, ReceivedVia, ReturnedVia, Satisfaction
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.domain.summary import (
    CollectedByPost,
    DepartmentLine,
    Pending,
    Received,
    Resolved,
    Returned,
    SatisfactionCounts,
    Summary,
    Transit,
)
from postal_bridge.sealing import Sealer
from postal_bridge.store.collections import Collection, add_collection, reverse_collection_of_scan
from postal_bridge.store.database import Database
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.import_dossiers import import_dossiers
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.summarise import summarise
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.scale.made_up_dossiers import ZONE, made_up_line

DEPARTMENTS = ("SO01", "SO02", "SO03")
FIRST_DAY = date(2025, 3, 1)


@pytest.fixture
async def center(database: Database, clock: SettableClock) -> Center:
    return await add_center(database, clock, "H53", "Trung tâm mẫu")


async def load(
    database: Database,
    clock: SettableClock,
    config: Config,
    center: Center,
    lines: Sequence[DossierLine],
) -> None:
    report = await import_dossiers(
        database,
        clock,
        Sealer(config),
        center,
        lines,
        dry_run=False,
        progress=lambda _: None,
    )
    assert report.added == len(lines)


def any_line(index: int, chance: Random) -> DossierLine:
    """Return a dossier of some weeks of spring, with every gap that a real one may have."""
    received_on = FIRST_DAY + timedelta(days=chance.randrange(40))
    due_on = chance.choice([None, received_on + timedelta(days=chance.randrange(15))])
    resolved_on = chance.choice([None, due_on, received_on + timedelta(days=chance.randrange(30))])
    returned_on = None
    if resolved_on:
        returned_on = chance.choice([None, resolved_on + timedelta(days=chance.randrange(10))])
    paid = returned_on is not None and chance.random() < 0.5
    return DossierLine(
        line=index + 2,
        code=f"H53.01-{received_on:%y%m%d}-{index:04}",
        procedure_code="1.000001",
        department_code=chance.choice(DEPARTMENTS),
        received_via=chance.choice(list(ReceivedVia)),
        received_at=datetime(
            received_on.year, received_on.month, received_on.day, 23, 59, tzinfo=ZONE
        ),
        due_on=due_on,
        resolved_on=resolved_on,
        returned_on=returned_on,
        returned_via=chance.choice(list(ReturnedVia)) if returned_on else None,
        collected_by_post_dong=chance.randrange(1, 5_000_000) if paid else None,
        collected_on=returned_on if paid else None,
        satisfaction=chance.choice([None, *Satisfaction]),
    )


class Model:
    """Counts a period the slow way."""

    def __init__(self, lines: Sequence[DossierLine], first: date, last: date) -> None:
        self.lines = lines
        self.first = first
        self.last = last

    def within(self, day: date | None) -> bool:
        """Tell whether a day lies within the period."""
        return day is not None and self.first <= day <= self.last

    def received(self, lines: Sequence[DossierLine]) -> list[DossierLine]:
        """Return those received within the period."""
        return [line for line in lines if self.within(line.received_at.date())]

    def resolved(self, lines: Sequence[DossierLine], kept: str) -> int:
        """Count those resolved early, on_time or late within the period."""
        return sum(self.within(line.resolved_on) and kept == self.kept(line) for line in lines)

    @staticmethod
    def kept(line: DossierLine) -> str:
        """Say how a resolved dossier kept its day."""
        assert line.resolved_on
        if line.due_on is None or line.resolved_on == line.due_on:
            return "on_time"
        return "early" if line.resolved_on < line.due_on else "late"

    def pending(self, lines: Sequence[DossierLine]) -> list[DossierLine]:
        """Return those received and not resolved when the last day ended."""
        return [
            line
            for line in lines
            if line.received_at.date() <= self.last
            and (line.resolved_on is None or line.resolved_on > self.last)
        ]

    def carried_over(self) -> int:
        """Count those received and not resolved when the first day began."""
        before = self.first - timedelta(days=1)
        return len(Model(self.lines, before, before).pending(self.lines))

    def summary(self) -> Summary:
        """Return the whole of it."""
        lines = self.lines
        received = [line.received_via for line in self.received(lines)]
        kept = [self.resolved(lines, name) for name in ("early", "on_time", "late")]
        pending = self.pending(lines)
        overdue = sum(line.due_on is not None and line.due_on < self.last for line in pending)
        returned = [line.returned_via for line in lines if self.within(line.returned_on)]
        paid = [
            line.collected_by_post_dong
            for line in lines
            if line.collected_by_post_dong and self.within(line.collected_on)
        ]
        ratings = [
            line.satisfaction
            for line in lines
            if self.within(line.returned_on or line.resolved_on or line.received_at.date())
        ]
        levels = [ratings.count(level) for level in Satisfaction]
        departments = [self.department(code) for code in DEPARTMENTS]
        return Summary(
            center="H53",
            period_from=self.first,
            period_to=self.last,
            received=Received(
                len(received),
                received.count(ReceivedVia.DIRECT),
                received.count(ReceivedVia.ONLINE),
                received.count(ReceivedVia.POSTAL),
            ),
            carried_over=self.carried_over(),
            resolved=Resolved(sum(kept), *kept),
            pending=Pending(len(pending), len(pending) - overdue, overdue),
            returned=Returned(
                len(returned),
                returned.count(ReturnedVia.COUNTER),
                returned.count(ReturnedVia.POSTAL),
                returned.count(ReturnedVia.ONLINE),
            ),
            collected_by_post=CollectedByPost(len(paid), sum(paid)),
            satisfaction=SatisfactionCounts(sum(levels), *levels),
            by_department=tuple(
                line for line in departments if line.received or line.resolved or line.pending
            ),
            transit=Transit(0, 0, 0),
        )

    def department(self, code: str) -> DepartmentLine:
        """Return the line of one department."""
        lines = [line for line in self.lines if line.department_code == code]
        early, on_time, late = (self.resolved(lines, k) for k in ("early", "on_time", "late"))
        return DepartmentLine(
            code=code,
            name=code,
            received=len(self.received(lines)),
            resolved=early + on_time + late,
            early=early,
            on_time=on_time,
            late=late,
            pending=len(self.pending(lines)),
        )


async def test_every_period_agrees_with_counting_one_by_one(
    database: Database, clock: SettableClock, config: Config, center: Center
) -> None:
    chance = Random("a spring at a centre")  # noqa: S311 - made-up dossiers, not secrets
    lines = [any_line(index, chance) for index in range(500)]
    await load(database, clock, config, center, lines)
    for _ in range(120):
        first = FIRST_DAY + timedelta(days=chance.randrange(-5, 70))
        last = first + timedelta(days=chance.randrange(40))
        expected = Model(lines, first, last).summary()
        assert await summarise(database, center, first, last) == expected


async def test_what_a_period_leaves_pending_the_next_one_carries_over(
    database: Database, clock: SettableClock, config: Config, center: Center
) -> None:
    chance = Random("two halves")  # noqa: S311 - made-up dossiers, not secrets
    await load(database, clock, config, center, [any_line(i, chance) for i in range(200)])
    middle = FIRST_DAY + timedelta(days=20)
    before = await summarise(database, center, FIRST_DAY, middle)
    after = await summarise(
        database, center, middle + timedelta(days=1), FIRST_DAY + timedelta(days=60)
    )
    assert before.pending.total > 0
    assert after.carried_over == before.pending.total


async def test_a_period_of_which_nothing_is_known_is_all_noughts(
    database: Database, center: Center
) -> None:
    summary = await summarise(database, center, FIRST_DAY, FIRST_DAY)
    assert summary == Model([], FIRST_DAY, FIRST_DAY).summary()
    assert summary.by_department == ()


async def test_a_period_that_ends_before_it_begins_is_refused(
    database: Database, center: Center
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await summarise(database, center, FIRST_DAY, FIRST_DAY - timedelta(days=1))
    assert [problem.path for problem in refused.value.problems] == ["to"]


async def test_another_centre_is_not_counted(
    database: Database, clock: SettableClock, config: Config, center: Center
) -> None:
    other = await add_center(database, clock, "H26", "Trung tâm khác")
    await load(database, clock, config, other, [made_up_line(0)])
    summary = await summarise(database, center, date(2025, 1, 1), date(2025, 12, 31))
    assert summary.received.total == 0


COUNTED = """
    insert into courier_settlement (center_id, settlement_id, office_code, login, day,
        expected_dong, counted_dong, settled_at, settled_by)
    values ($1, gen_random_uuid(), 'H53.BC', 'post', $2, 70000, 70000, $3, 'truong.quay')"""


@pytest.mark.parametrize("is_counted", [True, False])
async def test_money_taken_back_comes_off_on_its_day_unless_its_cash_was_counted(
    database: Database, clock: SettableClock, config: Config, center: Center, is_counted: bool
) -> None:
    line = made_up_line(0)
    await load(database, clock, config, center, [line])
    scan_id, taken_on, back_on = uuid4(), date(2025, 1, 8), date(2025, 2, 3)
    collection = Collection(
        collection_id=uuid4(),
        dossier_code=line.code,
        consignment_code="EV000000017VN",
        scan_id=scan_id,
        amount_dong=70_000,
        method="cash",
        receipt_number=None,
        collected_on=taken_on,
        office_code="H53.BC",
        login="post",
        recorded_at=clock(),
    )
    async with database.transaction() as connection:
        await add_collection(connection, center.center_id, collection)
        if is_counted:
            await connection.execute(COUNTED, center.center_id, taken_on, clock())
        reversal = (uuid4(), back_on, "post", clock())
        await reverse_collection_of_scan(connection, center.center_id, scan_id, reversal)
    january = await summarise(database, center, taken_on, date(2025, 1, 31))
    february = await summarise(database, center, date(2025, 2, 1), back_on)
    both = await summarise(database, center, taken_on, back_on)
    taken = CollectedByPost(1, 70_000), CollectedByPost(0, -70_000)
    nothing = CollectedByPost(0, 0), CollectedByPost(0, 0)
    expected = taken if is_counted else nothing
    assert (january.collected_by_post, february.collected_by_post) == expected
    assert both.collected_by_post == CollectedByPost(0, 0)


async def test_carriage_is_measured_against_its_norm_where_it_ends(
    bridge: Bridge, clock: SettableClock
) -> None:
    stage = await found_center(bridge, clock)
    started_on = clock().date()
    outbound = [
        (await stage.register(stage.clerk, Leg.OUTBOUND, citizen=Citizen("Lê Minh Họa")))["code"]
        for _ in range(3)
    ]
    for code in outbound:
        await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
        await stage.recorded(stage.post, code, "take")
    await stage.recorded(stage.post, outbound[0], "go_out", "deliver")
    # From a Friday, two working days end on Tuesday; this is the Wednesday after.
    clock.advance(timedelta(days=5))
    await stage.recorded(stage.post, outbound[1], "go_out", "deliver")
    ended_on = clock().date()
    all_of_it = await summarise(bridge.database, stage.center, started_on, ended_on)
    assert all_of_it.transit == Transit(measured=2, within_norm=1, late=1)
    last_day = await summarise(bridge.database, stage.center, ended_on, ended_on)
    assert last_day.transit == Transit(measured=1, within_norm=0, late=1)
