"""What comes from the portal: taken over where it fits, shown where it does not, never dropped."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import NEXT_STATUSES, PortalStatus
from postal_bridge.domain.incoming import IncomingCall, NotUnderstood, Received, Understood
from postal_bridge.domain.portal import PORTAL_ACTOR
from postal_bridge.gateways.portal_server import Fault
from postal_bridge.store import portal_accounts, portal_dossiers
from postal_bridge.usecases.follow_portal import ask_all, settle_finding
from postal_bridge.usecases.read_pushes import PORTAL_SOURCE
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.locks import until_waited
from tests.usecases.portal_case import WAITS, PortalCase, portal_beside

UNKNOWN = "H53.14-260313-9999"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def case(stage: Stage) -> AsyncIterator[PortalCase]:
    async with portal_beside(stage) as case:
        yield case


async def told(case: PortalCase, number: int = 1, *statuses: int) -> str:
    """Return the code of a dossier whose steps the portal was told of."""
    code = await case.stage.add_dossier(number)
    for status in (2, *statuses):
        await case.step(code, status)
    await case.tell()
    return code


async def moved(case: PortalCase, code: str, status: str) -> None:
    """Have a dossier moved at the portal, which says so."""
    case.theirs.move(code, status)
    await case.push(code, status)


async def test_a_status_that_fits_is_taken_over_and_not_told_back(case: PortalCase) -> None:
    code = await told(case)
    await moved(case, code, "7")
    assert await case.hear() == {"asked": 1, "applied": 1, "registered": 0, "found": 0}
    assert await case.sides(code) == [(7, 7)]
    step = "select login || ' ' || office_code from dossier_step where status = 7"
    assert await case.stage.value(step) == f"{PORTAL_ACTOR} H53"
    calls = len(case.theirs.taken)
    await case.until_quiet()
    assert len(case.theirs.taken) == calls
    assert await case.counts() == {"sent": 1, "needless": 1}


def received(case: PortalCase, body: bytes) -> Received:
    """Return a call of the portal as it comes to be understood."""
    call = IncomingCall({}, body)
    return Received(case.stage.center, PORTAL_SOURCE, uuid4(), "", case.stage.clock(), call)


async def test_a_call_of_the_portal_has_it_asked(case: PortalCase) -> None:
    code = await told(case)
    case.theirs.move(code, "7")
    source = case.stage.bridge.sources[PORTAL_SOURCE]
    body = f'{{"id": "E-7", "data": [{{"MaHoSo": "{code}", "TrangThaiHoSo": 7}}]}}'.encode()
    assert source.event_id(IncomingCall({}, body)) == "E-7"
    for _ in range(2):
        assert await source.understand(received(case, body)) == Understood("to_be_asked", code)
    assert await case.hear() == {"asked": 1, "applied": 1, "registered": 0, "found": 0}
    assert await case.sides(code) == [(7, 7)]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"data": []}', b'{"data": [{"MaHoSo": "X"}]}', b'{"data": [7]}']
)
async def test_a_call_that_says_nothing_is_for_a_person(case: PortalCase, body: bytes) -> None:
    with pytest.raises(NotUnderstood):
        await case.stage.bridge.sources[PORTAL_SOURCE].understand(received(case, body))


async def test_what_we_told_comes_back_and_changes_nothing(case: PortalCase) -> None:
    code = await told(case, 1, 4, 9)
    for status in ("2", "9", "4", "4"):
        await case.push(code, status)
    assert await case.hear() == {"asked": 1, "applied": 0, "registered": 0, "found": 0}
    assert await case.sides(code) == [(9, 9)]


async def test_it_is_asked_again_after_the_hours_of_the_account(case: PortalCase) -> None:
    await case.let_in(ask_hours=6)
    code = await told(case)
    case.theirs.move(code, "7")
    assert (await case.hear())["asked"] == 0
    case.stage.clock.advance(timedelta(hours=6))
    assert (await case.hear())["applied"] == 1
    assert await case.sides(code) == [(7, 7)]


@pytest.mark.parametrize("hours", [-9, 0, 9])
async def test_changes_are_found_by_period_whatever_the_clock_of_the_portal(
    case: PortalCase, hours: int
) -> None:
    code = await told(case)
    await case.by_period()
    case.server.clock_off = timedelta(hours=hours)
    case.theirs.move(code, "7")
    assert (await case.hear())["applied"] == 1
    assert (await case.hear())["applied"] == 0
    assert await case.sides(code) == [(7, 7)]


@pytest.mark.parametrize(
    ("statuses", "theirs", "kind"),
    [
        ((4,), "2", "does_not_fit"),
        ((4, 9), "4", "does_not_fit"),
        ((), "1", "does_not_fit"),
        ((), "11", "unknown_status"),
        ((), "chờ", "unknown_status"),
    ],
)
async def test_what_does_not_fit_is_kept_once_and_settled_by_a_person(
    case: PortalCase, statuses: tuple[int, ...], theirs: str, kind: str
) -> None:
    code = await told(case, 1, *statuses)
    ours = await case.ours(code)
    case.theirs.move(code, theirs)
    for _ in range(3):
        await ask_all(case.asked())
        await case.hear()
    assert await case.findings() == [(code, kind, theirs)]
    assert await case.ours(code) == ours
    finding_id = await case.stage.value("select finding_id from portal_finding")
    await settle_finding(case.asked(), finding_id, "Đã hỏi Cổng")
    assert await case.findings() == []
    noted = "select detail ->> 'reason' from admin_change where what = 'portal_finding_settled'"
    assert await case.stage.value(noted) == "Đã hỏi Cổng"


async def test_a_dossier_that_we_do_not_know_is_kept(case: PortalCase) -> None:
    await moved(case, UNKNOWN, "2")
    await case.hear()
    assert await case.findings() == [(UNKNOWN, "unknown_dossier", "2")]


async def test_a_dossier_that_the_portal_lost_is_kept(case: PortalCase) -> None:
    code = await told(case)
    del case.theirs.holdings[code]
    await ask_all(case.asked())
    await case.hear()
    assert await case.findings() == [(code, "not_held", "")]


async def test_what_was_said_and_is_no_more_is_kept(case: PortalCase) -> None:
    """A citizen asked to withdraw, and our own word came over it before we heard of it."""
    code = await told(case)
    await moved(case, code, "7")
    await case.step(code, 4)
    await case.tell()
    await case.hear()
    assert await case.sides(code) == [(4, 4)]
    assert await case.findings() == [(code, "overtaken", "7")]


async def test_two_who_change_at_once_agree_where_the_one_may_follow_the_other(
    case: PortalCase,
) -> None:
    code = await told(case)
    await moved(case, code, "7")
    await case.step(code, 4)
    # We hear before we tell: 7 may follow 4, so that the portal is told both.
    assert (await case.hear())["applied"] == 1
    await case.until_quiet()
    assert await case.sides(code) == [(7, 7)]
    assert await case.findings() == []


async def test_two_who_change_at_once_and_do_not_fit_are_shown(case: PortalCase) -> None:
    code = await told(case)
    await moved(case, code, "7")
    await case.step(code, 9)
    await case.hear()
    assert await case.findings() == [(code, "both_changed", "7")]
    await case.until_quiet()
    assert await case.sides(code) == [(9, 9)]


async def test_a_result_on_its_way_is_not_returned_by_the_word_of_the_portal(
    case: PortalCase,
) -> None:
    code = await told(case, 1, 9)
    await case.stage.register(case.stage.clerk, Leg.OUTBOUND, dossier_code=code)
    await moved(case, code, "10")
    await case.hear()
    assert await case.ours(code) == 9
    assert await case.findings() == [(code, "does_not_fit", "10")]


async def test_a_result_handed_out_at_a_counter_is_returned(case: PortalCase) -> None:
    code = await told(case, 1, 9)
    await moved(case, code, "10")
    await case.hear()
    assert await case.sides(code) == [(10, 10)]
    assert await case.stage.value("select returned_via from dossier") == "counter"


async def test_what_cannot_be_asked_for_now_is_asked_for_later(case: PortalCase) -> None:
    codes = [await told(case, number) for number in (1, 2)]
    for code in codes:
        await moved(case, code, "7")
    case.server.faults += [Fault.WRONG_JSON, Fault.ERROR]
    assert (await case.hear())["applied"] == 0
    case.stage.clock.advance(timedelta(hours=1))
    assert (await case.hear())["applied"] == 2
    assert await case.sides(*codes) == [(7, 7), (7, 7)]


@pytest.mark.parametrize("seed", range(6))
async def test_after_any_faults_both_sides_agree_or_somebody_sees_why(
    case: PortalCase, seed: int
) -> None:
    """A day of work on both sides, with whatever goes wrong, drawn by a seed."""
    drawn = random.Random(seed)  # noqa: S311 - a story, drawn the same each time
    case.server.clock_off = timedelta(hours=drawn.choice((-7, 0, 7)))
    case.server.names_rows = drawn.random() < 0.7
    codes = [await case.stage.add_dossier(number) for number in range(1, 9)]
    faults = [fault for fault in Fault if fault not in WAITS]
    for _ in range(12):
        for code in drawn.sample(codes, 4):
            await one_moves(case, code, drawn)
        case.server.faults.extend(drawn.choices(faults, k=drawn.randrange(3)))
        await (case.tell() if drawn.random() < 0.6 else case.hear())
    case.server.faults.clear()
    await case.until_quiet()
    await ask_all(case.asked())
    await case.hear()
    await case.until_quiet()
    shown = {code for code, _, _ in await case.findings()}
    for code, (ours, theirs) in zip(codes, await case.sides(*codes), strict=True):
        assert ours == (theirs or 1) or code in shown, (code, ours, theirs)
    assert not await case.waiting()


async def one_moves(case: PortalCase, code: str, drawn: random.Random) -> None:
    """Let one of both sides move a dossier on, as it may go on by the table."""
    ours = await case.ours(code)
    following = sorted(NEXT_STATUSES[PortalStatus(ours)] - {PortalStatus.RETURNED})
    if not following:
        return
    status = drawn.choice(following)
    if code in case.theirs.holdings and drawn.random() < 0.3:
        await moved(case, code, str(status.value))
        for _ in range(drawn.randrange(3)):
            await case.push(code, drawn.choice(("2", str(status.value))))
    else:
        await case.step(code, status)


async def test_a_question_for_a_period_that_is_put_wrongly_holds_up_no_other(
    case: PortalCase,
) -> None:
    code = await told(case)
    await case.let_in(since_field="tu", until_field="den")
    await moved(case, code, "7")
    assert (await case.hear())["applied"] == 1
    assert await case.sides(code) == [(7, 7)]


async def test_what_the_portal_refuses_to_say_is_shown_once_without_its_words(
    case: PortalCase,
) -> None:
    code = await told(case)
    case.theirs.not_told[code] = "99 Hồ sơ của công dân Nguyễn Văn Thử bị khóa"
    for _ in range(3):
        await ask_all(case.asked())
        await case.hear()
    assert await case.findings() == [(code, "unanswered", "99")]


async def test_an_answer_that_nobody_understands_holds_up_no_other_dossier(
    case: PortalCase,
) -> None:
    codes = [await told(case, number) for number in range(1, 7)]
    for code in codes:
        case.theirs.move(code, "7")
    await ask_all(case.asked())
    case.server.faults += [Fault.WRONG_JSON] * 2
    assert (await case.hear())["applied"] == 4
    assert (await case.overview())["health"]["works"]
    assert await case.stage.value("select failures from portal_state") == 0
    case.stage.clock.advance(timedelta(hours=1))
    assert (await case.hear())["applied"] == 2


async def test_what_is_said_to_have_moved_is_asked_for_first(case: PortalCase) -> None:
    codes = [await told(case, number) for number in (1, 2, 3)]
    await ask_all(case.asked())
    case.stage.clock.advance(timedelta(minutes=1))
    await moved(case, codes[2], "7")
    async with case.tools.database.snapshot() as connection:
        due = await portal_dossiers.due_to_ask(
            connection, case.stage.center.center_id, case.stage.clock(), 1
        )
    assert [each.dossier_code for each in due] == [codes[2]]


async def test_whoever_says_that_dossiers_moved_waits_for_whoever_notes_what_was_told(
    case: PortalCase,
) -> None:
    """Both write to several dossiers, and would else wait for one another in a ring."""
    code, center_id = await told(case), case.stage.center.center_id
    async with case.tools.database.transaction() as connection:
        await portal_accounts.lock_state(connection, center_id)
        pushing = asyncio.create_task(case.push(code, "7"))
        await until_waited(case.tools.database, pushing)
        assert not pushing.done()
    await pushing
