"""Whatever happens to dossiers, and whenever it is folded, reports say what a recount says."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.access import Center
from postal_bridge.domain.catalogue import Catalogue, Procedure
from postal_bridge.domain.custody_audit import Check
from postal_bridge.domain.dossier import (
    DossierLine,
    PortalStatus,
    ReceivedVia,
    ReturnedVia,
    Satisfaction,
)
from postal_bridge.domain.figures import Counts, total
from postal_bridge.domain.refusals import InvalidInput, StepNotAllowed, StepStands, UnknownCode
from postal_bridge.store import dossier_figures
from postal_bridge.store.audit import contradictions
from postal_bridge.store.catalogue import office_kinds
from postal_bridge.store.database import Database
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.fold_figures import fold_figures
from postal_bridge.usecases.import_catalogue import import_catalogue
from postal_bridge.usecases.import_dossiers import import_dossiers
from postal_bridge.usecases.take_back_step import TAKEN_BACK_NOTE, take_back_step
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.usecases.test_summarise import any_line

#: Days around those on which the stories happen.
FIRST_DAY, DAYS = date(2025, 12, 20), 120
PATIENCE_SECONDS = 30
#: With this dice a dossier is filed at the counter and due three days later.
IN_HAND = 4
STORIES = count(1)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["file", "import", "step", "ask", "answer", "take back", "fold", "wait", "move field"]
        ),
        st.integers(0, 2),
        st.integers(0, 1000),
    ),
    max_size=25,
)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def load(stage: Stage, lines: Sequence[DossierLine]) -> None:
    await import_dossiers(
        stage.bridge.database,
        stage.clock,
        stage.bridge.sealer,
        stage.center,
        lines,
        dry_run=False,
        progress=lambda _: None,
    )


async def recounted(database: Database, center: Center, first: date, last: date) -> Counts:
    """Count the dossiers of a period one by one, as somebody does who trusts no figures."""
    async with database.snapshot() as connection:
        rows = await connection.fetch(
            "select * from dossier where center_id = $1 and received_on is not null",
            center.center_id,
        )
        steps = await connection.fetch(
            "select * from dossier_step where center_id = $1 order by recorded_at", center.center_id
        )
    counted: dict[str, int] = {}

    def add(name: str) -> None:
        counted[name] = counted.get(name, 0) + 1

    for row in rows:
        if row["received_on"] > last:
            continue
        resolved_on, due_on = row["resolved_on"], row["due_on"]
        if row["received_on"] >= first:
            add(row["received_via"])
        elif resolved_on is None or resolved_on >= first:
            add("carried_over")
        if resolved_on and first <= resolved_on <= last:
            late = due_on and resolved_on > due_on
            early = due_on and resolved_on < due_on
            add("late" if late else "early" if early else "on_time")
        pending = resolved_on is None or resolved_on > last
        told = [step for step in steps if step["dossier_code"] == row["code"]]
        if pending and due_on and due_on < last and not stands(told, center, last):
            add("overdue")
        if row["returned_on"] and first <= row["returned_on"] <= last:
            add(f"returned_{row['returned_via'] or 'counter'}")
        if row["rated_on"] and first <= row["rated_on"] <= last:
            add(row["satisfaction"])
    return Counts(**counted)


def stands(steps: Sequence[Any], center: Center, day: date) -> bool:
    """Tell whether a clock stood when a day ended, by the last word of all that tell of it."""
    kept: list[Any] = []
    for step in steps:
        if step["note"] == TAKEN_BACK_NOTE:
            kept.pop()
        else:
            kept.append(step)
    known = [x for x in kept if x["happened_at"].astimezone(center.zone).date() <= day]
    return bool(known) and known[-1]["status"] in (5, 6)


async def reported(database: Database, center: Center, first: date, last: date) -> Counts:
    async with database.snapshot() as connection:
        return total(
            await dossier_figures.counted_groups(connection, center.center_id, first, last)
        )


async def agrees(stage: Stage, chance: Random) -> None:
    """Compare some periods, and every day and month kept, with the dossiers themselves."""
    database, center = stage.bridge.database, stage.center
    for _ in range(6):
        first = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        last = first + timedelta(days=chance.randrange(90))
        assert await reported(database, center, first, last) == await recounted(
            database, center, first, last
        )
    async with database.snapshot() as connection:
        assert not await contradictions(connection, center.center_id, 10)
        for office in await office_kinds(connection, center.center_id):
            unlike = dossier_figures.unlike_figures(connection, center.center_id, office, 10)
            assert not await unlike


class Story:
    """Things that happen to a handful of dossiers through the use cases."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        # Stories follow one another in one centre, each with dossiers of its own.
        self.number = next(STORIES)
        self.steps: dict[str, list[WantedStep]] = {}

    async def act(self, what: str, number: int, dice: int) -> None:
        """Let one thing happen, if it can."""
        chance = Random(dice)  # noqa: S311 - a story, no secret
        code = f"H53.01-260101-{self.number:04}{number}"
        # No two things are told of at the same moment.
        self.stage.clock.advance(timedelta(seconds=1))
        match what:
            case "file":
                await self._file(code, chance)
            case "import":
                await load(self.stage, [self._line(code, chance)])
            case "step":
                await self._step(code, chance, (2, 4, 7, 8, 9, 10))
            case "ask":
                await self._step(code, chance, (5, 6))
            case "answer":
                await self._step(code, chance, (4,))
            case "take back":
                await self._take_back(code)
            case "fold":
                await fold_figures(self.stage.bridge.database, self.stage.center)
            case "wait":
                self.stage.clock.advance(timedelta(days=chance.randrange(1, 9)))
            case "move field":
                await self._move_field(chance)

    async def _file(self, code: str, chance: Random) -> None:
        clock = self.stage.clock
        via = chance.choice(list(ReceivedVia))
        known = await self.stage.value(
            "select code from dossier where center_id = $1 and code = $2",
            self.stage.center.center_id,
            code,
        )
        if known is None:
            columns: dict[str, object] = {"code": code, "received_via": via.value}
            # What is sealed opens under the code it was sealed for.
            columns |= {"filer_phone_sealed": None, "filer_address_sealed": None}
            columns["due_on"] = chance.choice([None, clock().date() + timedelta(days=3)])
            if via is not ReceivedVia.POSTAL:
                columns |= {"received_at": clock(), "received_on": clock().date(), "status": 2}
            await self.stage.add_dossier(0, **columns)

    def _line(self, code: str, chance: Random) -> DossierLine:
        line = any_line(0, chance)
        resolved_on = chance.choice([None, date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 9)])
        returned_on = chance.choice([None, date(2026, 3, 11)]) if resolved_on else None
        return DossierLine(
            line=2,
            code=code,
            procedure_code=chance.choice([PROCEDURE, "1.000009"]),
            department_code=chance.choice(["SNV", "STP"]),
            received_via=line.received_via,
            received_at=line.received_at.replace(
                year=2026, month=chance.choice([1, 2]), day=chance.randrange(1, 29)
            ),
            due_on=chance.choice([None, date(2026, 2, 10), date(2026, 3, 1)]),
            resolved_on=resolved_on,
            returned_on=returned_on,
            returned_via=chance.choice([None, *ReturnedVia]) if returned_on else None,
            satisfaction=chance.choice([None, *Satisfaction]),
        )

    async def _step(self, code: str, chance: Random, statuses: Sequence[int]) -> None:
        status = PortalStatus(chance.choice(statuses))
        via = ReturnedVia.COUNTER if status is PortalStatus.RETURNED else None
        # What happened some days ago is told of today, whatever was told of in between.
        days_ago = chance.choice([0, 0, 0, chance.randrange(1, 9)])
        day = (self.stage.clock() - timedelta(days=days_ago)).date() if days_ago else None
        wanted = WantedStep(status, day, returned_via=via)
        bridge = self.stage.bridge
        try:
            await advance_dossier(
                bridge.database, bridge.clock, bridge.sealer, self.stage.admin, code, wanted, None
            )
        except (InvalidInput, StepNotAllowed, UnknownCode):
            return
        self.steps.setdefault(code, []).append(wanted)

    async def _take_back(self, code: str) -> None:
        bridge, steps = self.stage.bridge, self.steps.get(code)
        if not steps:
            return
        try:
            await take_back_step(
                bridge.database, bridge.clock, bridge.sealer, self.stage.admin, None, code,
                steps.pop().step_id,
            )  # fmt: skip
        except StepStands:
            return

    async def _move_field(self, chance: Random) -> None:
        field = chance.choice(["Hộ tịch", "Đất đai"])
        stated = Catalogue((), (Procedure(PROCEDURE, "Cấp phiếu ví dụ", field_name=field),))
        await import_catalogue(
            self.stage.bridge.database, self.stage.clock, self.stage.center, stated
        )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS, dice=st.integers(0, 1000))
async def test_reports_say_what_a_recount_says_whatever_happened(
    stage: Stage, acts: list[tuple[str, int, int]], dice: int
) -> None:
    stage.clock.now = MORNING
    story = Story(stage)
    # One is in hand with a day that soon passes, so that there is something to ask about.
    await story.act("file", 0, IN_HAND)
    for act in acts:
        await story.act(*act)
    chance = Random(dice)  # noqa: S311 - periods, no secret
    await agrees(stage, chance)
    await fold_figures(stage.bridge.database, stage.center)
    assert await stage.value("select count(*) from dossier_change") == 0
    await agrees(stage, chance)


async def test_what_was_just_changed_counts_before_it_is_folded(stage: Stage) -> None:
    await load(stage, [any_line(0, Random(1))])  # noqa: S311 - a story, no secret
    await stage.add_dossier(
        2, received_at=stage.clock(), received_on=stage.clock().date(), status=2
    )
    assert await stage.value("select count(*) from dossier_change") == 1
    today = stage.clock().date()
    assert (await reported(stage.bridge.database, stage.center, today, today)).postal == 1


async def test_changes_are_folded_once_however_many_fold_at_the_same_moment(stage: Stage) -> None:
    today = stage.clock().date()
    for number in range(30):
        await stage.add_dossier(number, received_at=stage.clock(), received_on=today, status=2)
    folds = [fold_some(stage) for _ in range(6)]
    assert sum(await asyncio.gather(*folds)) == 30
    assert (await reported(stage.bridge.database, stage.center, today, today)).postal == 30
    await agrees(stage, Random(2))  # noqa: S311 - periods, no secret


async def fold_some(stage: Stage) -> int:
    """Fold by handfuls, so that several have something to do."""
    folded = 0
    while True:
        async with stage.bridge.database.transaction() as connection:
            taken = await dossier_figures.fold_changes(connection, stage.center.center_id, 4)
        folded += taken
        if not taken:
            return folded


async def test_who_changes_a_dossier_waits_for_nobody_who_folds(stage: Stage) -> None:
    today = stage.clock().date()
    columns = {"received_at": stage.clock(), "received_on": today, "status": 2}
    await stage.add_dossier(1, **columns)
    async with stage.bridge.database.transaction() as connection:
        assert await dossier_figures.fold_changes(connection, stage.center.center_id, 10) == 1
        # The one who folds has not committed; another dossier of the same day comes in meanwhile.
        async with asyncio.timeout(PATIENCE_SECONDS):
            await stage.add_dossier(2, **columns)
        # Whoever reads sees both at once, the one as it was before.
        assert (await reported(stage.bridge.database, stage.center, today, today)).postal == 2
    assert (await reported(stage.bridge.database, stage.center, today, today)).postal == 2
    await agrees(stage, Random(3))  # noqa: S311 - periods, no secret


async def test_an_audit_finds_a_figure_that_the_dossiers_do_not_make(stage: Stage) -> None:
    await stage.add_dossier(received_at=stage.clock(), received_on=stage.clock().date(), status=2)
    await fold_figures(stage.bridge.database, stage.center)
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    assert report.holds
    async with stage.bridge.database.transaction() as connection:
        await connection.execute("update dossier_figures set received = 2 where grain = 'month'")
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    (finding,) = report.findings
    assert finding.check is Check.FIGURES
    assert "received of the month from 01/03/2026" in finding.detail
    assert finding.detail.endswith("differs from the dossiers by -1")


@pytest.mark.parametrize("stood", [None, "{[2026-03-13,2026-03-14)}", "{[2026-03-01,)}"])
async def test_an_audit_finds_a_clock_that_stood_when_no_step_says_so(
    stage: Stage, stood: str | None
) -> None:
    code = await stage.add_dossier(
        received_at=stage.clock(), received_on=stage.clock().date(), status=2
    )
    asked = WantedStep(PortalStatus.SUPPLEMENT_ASKED)
    bridge = stage.bridge
    await advance_dossier(
        bridge.database, bridge.clock, bridge.sealer, stage.admin, code, asked, None
    )
    assert (await audit(bridge.database, stage.center, lambda *_: None)).holds
    async with bridge.database.transaction() as connection:
        await connection.execute(
            "update dossier set stood = $1::text::datemultirange where code = $2", stood, code
        )
    (finding,) = (await audit(bridge.database, stage.center, lambda *_: None)).findings
    assert (finding.code, finding.check) == (code, Check.CLOCK)
