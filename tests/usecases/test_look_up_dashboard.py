"""The list behind each figure holds the dossiers that the figure counts, and no others."""

from datetime import date, timedelta
from random import Random

import pytest

from postal_bridge.domain.figures import Figure, total
from postal_bridge.domain.refusals import UnknownOffice
from postal_bridge.domain.span import Span
from postal_bridge.store.dossier_figures import counted_groups
from postal_bridge.usecases.import_dossiers import import_dossiers
from postal_bridge.usecases.look_up_dashboard import LATEST, list_figure, look_up_dashboard
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
