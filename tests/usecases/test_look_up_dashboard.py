"""The list behind each figure holds the dossiers that the figure counts, and no others."""

from datetime import date, timedelta
from random import Random

import pytest

from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.figures import Figure, total
from postal_bridge.domain.refusals import UnknownOffice
from postal_bridge.domain.span import Span
from postal_bridge.domain.summary import Pending
from postal_bridge.store.dossier_figures import counted_groups
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.fold_figures import fold_figures
from postal_bridge.usecases.import_dossiers import import_dossiers
from postal_bridge.usecases.look_up_dashboard import LATEST, list_figure, look_up_dashboard
from postal_bridge.usecases.summarise import summarise
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.test_summarise import DEPARTMENTS, Model, any_line

SPRING = Span(date(2025, 3, 8), date(2025, 4, 6))


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    stage = await found_center(bridge, clock)
    chance = Random("behind the figures")  # noqa: S311 - made-up dossiers, not secrets
    await import_dossiers(
        bridge.database, bridge.clock, bridge.sealer, stage.center,
        [any_line(index, chance) for index in range(400)],
        dry_run=False, progress=lambda _: None,
    )  # fmt: skip
    return stage


async def listed(
    stage: Stage, figure: Figure, span: Span, department: str | None, at_once: int
) -> tuple[int, list[str]]:
    """Return how many a list says there are, and the codes on all of its pages."""
    codes: list[str] = []
    place: tuple[date, str] | None = LATEST
    count = 0
    while place:
        found = await list_figure(
            stage.bridge.database, stage.center, figure, span, department, place, at_once
        )
        assert len(found.dossiers) <= at_once
        codes += [dossier.code for dossier in found.dossiers]
        count, place = found.count, found.next_place
    return count, codes


@pytest.mark.parametrize("figure", list(Figure))
async def test_a_list_is_as_long_as_its_figure(stage: Stage, figure: Figure) -> None:
    chance = Random(figure.value)  # noqa: S311 - periods, no secret
    for _ in range(4):
        first = SPRING.first_on + timedelta(days=chance.randrange(-10, 30))
        span = Span(first, first + timedelta(days=chance.randrange(40)))
        for department in (None, *DEPARTMENTS):
            async with stage.bridge.database.snapshot() as connection:
                groups = await counted_groups(
                    connection, stage.center.center_id, span.first_on, span.last_on
                )
            counted = figure.of(total(g for g in groups if department in (None, g.department_code)))
            count, codes = await listed(stage, figure, span, department, 97)
            assert (count, len(codes), len(set(codes))) == (counted, counted, counted)


async def test_the_lists_of_what_ended_late_and_what_is_overdue_name_the_right_ones(
    stage: Stage,
) -> None:
    chance = Random("behind the figures")  # noqa: S311 - made-up dossiers, not secrets
    lines = [any_line(index, chance) for index in range(400)]
    model = Model(lines, SPRING.first_on, SPRING.last_on)
    late = {x.code for x in lines if model.within(x.resolved_on) and model.kept(x) == "late"}
    overdue = {x.code for x in model.pending(lines) if x.due_on and x.due_on < SPRING.last_on}
    assert late
    assert overdue
    assert set((await listed(stage, Figure.LATE, SPRING, None, 7))[1]) == late
    assert set((await listed(stage, Figure.OVERDUE, SPRING, None, 500))[1]) == overdue


async def test_nobody_is_overdue_on_days_on_which_the_citizen_was_waited_for(
    bridge: Bridge, clock: SettableClock
) -> None:
    stage = await found_center(bridge, clock)
    friday = clock().date()
    code = await stage.add_dossier(
        received_at=clock(), received_on=friday, due_on=friday + timedelta(days=4), status=4
    )

    async def step(status: PortalStatus) -> None:
        wanted = WantedStep(status)
        await advance_dossier(
            bridge.database, clock, bridge.sealer, stage.admin, code, wanted, None
        )

    async def overdue_days() -> list[int]:
        days = []
        for number in range(40):
            span = Span(friday, friday + timedelta(days=number))
            found = await listed(stage, Figure.OVERDUE, span, None, 10)
            in_time = await listed(stage, Figure.IN_TIME, span, None, 10)
            assert found[0] + in_time[0] == 1
            assert (len(found[1]), len(in_time[1])) == (found[0], in_time[0])
            days += [number] * found[0]
        return days

    # Asked a working day before it is due, which passes; nobody is late as long as nobody answers.
    clock.advance(timedelta(days=3))
    await step(PortalStatus.SUPPLEMENT_ASKED)
    assert await overdue_days() == []
    # Answered four working days later: due on Monday, the tenth day.
    clock.advance(timedelta(days=4))
    await step(PortalStatus.PROCESSING)
    assert await overdue_days() == list(range(11, 40))
    # Asked again when it was late already, and answered on the next day.
    clock.advance(timedelta(days=6))
    await step(PortalStatus.PAYMENT_ASKED)
    assert await overdue_days() == [11, 12]
    await fold_figures(bridge.database, stage.center)
    assert await overdue_days() == [11, 12]
    clock.advance(timedelta(days=1))
    await step(PortalStatus.PROCESSING)
    # Its day has moved by one once more.
    assert await overdue_days() == [12, *range(14, 40)]
    summary = await summarise(bridge.database, stage.center, friday, clock().date())
    assert summary.pending == Pending(1, 0, 1)


async def test_the_dashboard_adds_up(stage: Stage) -> None:
    board = await look_up_dashboard(stage.bridge.database, stage.center, SPRING)
    assert board.departments.total is not None
    for name in ("received", "resolved", "late", "pending", "overdue"):
        assert board.departments.total[name] == getattr(board.now, name)
    assert board.now.carried_over == board.before.pending
    assert len(board.months) == 12


async def test_only_departments_are_looked_behind(stage: Stage) -> None:
    with pytest.raises(UnknownOffice):
        await listed(stage, Figure.LATE, SPRING, "H53.BC", 10)
