"""On which days the clock of a dossier stood: the database knows it by the steps it was told of.

`domain.delay` judges the same from the same steps.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, count, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.delay import CLOCK_STANDS, Holder, SaidStep, turns_of
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.store.database import Connection
from postal_bridge.store.dossier_steps import Step, add_step
from postal_bridge.store.dossier_steps import steps_of as kept_steps
from postal_bridge.store.dossiers import add_dossier
from postal_bridge.usecases.take_back_step import TAKEN_BACK_NOTE
from postal_bridge.usecases.tell_delay import said_steps
from tests.store.test_dossiers import DOSSIER, NOW, TODAY, found

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
#: Days after receipt that are looked at; steps happen on the first of them.
DAYS, LAST_STEP = 16, 12
NUMBERS = count(1)
#: A status, a moment in quarters of a day after receipt, and whether it comes of the correction of
#: a hand-over; None takes the step before back.
TOLD = st.lists(
    st.none()
    | st.tuples(
        st.sampled_from([PortalStatus(n) for n in (4, 5, 6, 7, 4, 5, 2)]),
        st.integers(0, 4 * LAST_STEP),
        st.booleans(),
    ),
    max_size=8,
)
Word = tuple[PortalStatus, int, bool] | None
#: The note of a step that comes of a hand-over's correction.
CORRECTED_NOTE = "handed_on undone"


@pytest.fixture
async def center_id(connection: Connection) -> int:
    return await found(connection, "H53")


def steps_of(code: str, told: list[Word]) -> Iterator[Step]:
    """Yield steps as they are told, a minute after each other; nothing is taken back twice."""
    status, before = PortalStatus.ACCEPTED, None
    for number, word in enumerate(told):
        if word is None and before is None:
            continue
        following, quarters, is_correction = word or (before or status, 0, False)
        step = Step(
            dossier_code=code,
            from_status=status,
            status=following,
            happened_at=NOW + timedelta(hours=6 * quarters),
            recorded_at=NOW + timedelta(minutes=number),
            login="post",
            office_code="H53",
            note=None if word else TAKEN_BACK_NOTE,
        )
        if is_correction:
            step = replace(step, note=CORRECTED_NOTE)
        status, before = following, status if word and not is_correction else None
        yield step


def stood_on(steps: list[Step]) -> set[int]:
    """Return the days after receipt at whose end the clock stood, each looked at by itself."""
    words = [
        (step.step_id, word.step_id)
        for step, word in pairwise(steps)
        if word.note and (word.from_status, word.status) == (step.status, step.from_status)
    ]
    kept = [step for step in steps if step.step_id not in set(chain.from_iterable(words))]
    days = set()
    for number in range(DAYS):
        ends_at = datetime.combine(TODAY + timedelta(days=number + 1), datetime.min.time(), HANOI)
        known = [step for step in kept if step.happened_at < ends_at]
        if known and known[-1].status in CLOCK_STANDS:
            days.add(number)
    return days


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=TOLD)
async def test_a_clock_stood_on_the_days_that_its_steps_tell(
    connection: Connection, center_id: int, told: list[Word]
) -> None:
    code = f"H53.14-260313-{next(NUMBERS):04}"
    await add_dossier(connection, center_id, replace(DOSSIER, code=code))
    steps = list(steps_of(code, told))
    for step in steps:
        await add_step(connection, center_id, step)
    rows = await connection.fetch(
        "select n from dossier d, generate_series(0, $3) as n"
        " where d.center_id = $1 and d.code = $2 and d.stood @> d.received_on + n",
        center_id,
        code,
        DAYS - 1,
    )
    assert {row["n"] for row in rows} == stood_on(steps)
    said = said_steps(await kept_steps(connection, center_id, code), HANOI)
    turns = turns_of([SaidStep(TODAY, None, PortalStatus.ACCEPTED), *said], [])
    days = (TODAY + timedelta(days=number) for number in range(DAYS))
    waited = [[turn.holder for turn in turns if turn.day <= day][-1] for day in days]
    assert {n for n, holder in enumerate(waited) if holder is Holder.CITIZEN} == stood_on(steps)
