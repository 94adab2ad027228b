"""The national portal: the stand-in and the real adapter keep one contract."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from postal_bridge.domain.dossier import PortalStatus, ReceivedVia, ServiceForm
from postal_bridge.domain.portal import (
    DossierFacts,
    Held,
    PortalAccount,
    PortalProcedure,
    Telling,
    TellingKind,
)
from postal_bridge.gateways.portal import open_portal
from postal_bridge.gateways.portal_server import (
    LOGIN_PATH,
    NO_SESSION,
    SERVICES_PATH,
    SINCE_FIELD,
    UNTIL_FIELD,
    Fault,
    PortalServer,
    serving_portal,
)
from postal_bridge.gateways.portal_stand_in import HELD_ALREADY, NOT_HELD, PortalStandIn
from postal_bridge.ports import OutsideError, Permanent, Portal, Retryable, Trouble
from tests.conftest import SettableClock

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE, OTHER = "H53.14-260313-0001", "H53.14-260313-0002"
NOT_TAKEN = "99 Dữ liệu hồ sơ không hợp lệ"
PASSWORD = "mat-khau-thu-nghiem"
#: A quarter past two in the afternoon, which must not become two in the morning.
AFTERNOON = datetime(2026, 3, 13, 7, 15, tzinfo=UTC)

FACTS = DossierFacts(
    procedure_code="1.000001",
    procedure_name="Cấp phiếu ví dụ",
    field_name="Lĩnh vực ví dụ",
    department_name="Sở Nội vụ",
    received_via=ReceivedVia.POSTAL,
    service_form=ServiceForm.BOTH,
    announced_at=datetime(2026, 3, 12, 1, 0, tzinfo=UTC),
    received_at=datetime(2026, 3, 13, 2, 30, tzinfo=UTC),
    due_on=date(2026, 3, 20),
    due_at=None,
    resolved_on=None,
    returned_on=None,
    returned_via=None,
    filer_name="Nguyễn Thị Ví Dụ",
)


def telling(
    code: str = CODE,
    status: PortalStatus = PortalStatus.ACCEPTED,
    kind: TellingKind = TellingKind.NEW,
    **facts: Any,
) -> Telling:
    return Telling(
        step_id=uuid4(),
        dossier_code=code,
        kind=kind,
        status=status,
        happened_at=AFTERNOON,
        handler="Trần Văn Thử",
        handler_office="Trung tâm ví dụ",
        note=None,
        facts=replace(FACTS, **facts),
    )


def account(address: str = "stand-in", **more: Any) -> PortalAccount:
    return PortalAccount(
        address=f"{address}{SERVICES_PATH}",
        unit_code="000.00.00.H53",
        zone=ZONE,
        login_address=f"{address}{LOGIN_PATH}",
        login="h53",
        password=PASSWORD,
        later_codes=frozenset({"77"}),
        period_fields=(SINCE_FIELD, UNTIL_FIELD),
        **more,
    )


@pytest.fixture
def stand_in(clock: SettableClock) -> PortalStandIn:
    return PortalStandIn(clock)


@pytest.fixture
def server(stand_in: PortalStandIn) -> PortalServer:
    return PortalServer(stand_in, password=PASSWORD)


@pytest.fixture
async def http(server: PortalServer) -> AsyncIterator[Portal]:
    async with serving_portal(server) as address, open_portal(account(address)) as portal:
        yield portal


@pytest.fixture(params=["stand-in", "http"])
def portal(request: pytest.FixtureRequest, stand_in: PortalStandIn, http: Portal) -> Portal:
    """Return either portal, over one and the same stand-in."""
    return stand_in if request.param == "stand-in" else http


async def told(portal: Portal, *tellings: Telling) -> list[tuple[bool, str | None]]:
    verdicts = await portal.tell(tellings[0].kind, tellings)
    return [(verdicts[each.step_id].taken, verdicts[each.step_id].said) for each in tellings]


async def test_what_is_told_is_held(portal: Portal) -> None:
    assert await portal.held(CODE) is None
    assert await told(portal, telling(), telling(OTHER)) == [(True, None), (True, None)]
    assert await portal.held(CODE) == Held(CODE, PortalStatus.ACCEPTED, "2")
    step = telling(status=PortalStatus.PROCESSING, kind=TellingKind.PROGRESS)
    assert await told(portal, step) == [(True, None)]
    done = telling(status=PortalStatus.DONE, kind=TellingKind.WHOLE)
    assert await told(portal, done) == [(True, None)]
    assert await portal.held(CODE) == Held(CODE, PortalStatus.DONE, "9")
    assert await portal.held(OTHER) == Held(OTHER, PortalStatus.ACCEPTED, "2")


async def test_each_of_a_batch_is_judged_by_itself(portal: Portal, stand_in: PortalStandIn) -> None:
    stand_in.not_taken = {CODE: NOT_TAKEN}
    assert await told(portal, telling(), telling(OTHER)) == [(False, NOT_TAKEN), (True, None)]


async def test_new_and_known_dossiers_are_told_apart(portal: Portal) -> None:
    assert await told(portal, telling(kind=TellingKind.WHOLE)) == [(False, NOT_HELD)]
    assert await told(portal, telling()) == [(True, None)]
    assert await told(portal, telling()) == [(False, HELD_ALREADY)]


@pytest.mark.parametrize("status", list(PortalStatus))
async def test_every_status_comes_back_as_it_went(portal: Portal, status: PortalStatus) -> None:
    assert await told(portal, telling(status=status)) == [(True, None)]
    assert await portal.held(CODE) == Held(CODE, status, str(status.value))


async def test_a_status_that_nobody_knows_is_told_as_it_is(
    portal: Portal, stand_in: PortalStandIn
) -> None:
    stand_in.move(CODE, "11")
    assert await portal.held(CODE) == Held(CODE, None, "11")


async def test_changes_are_asked_for_by_period(
    portal: Portal, stand_in: PortalStandIn, clock: SettableClock
) -> None:
    stand_in.move(CODE, "2")
    clock.advance(timedelta(hours=1))
    stand_in.move(OTHER, "4")
    half = clock.now - timedelta(minutes=30)
    found = await portal.changed(half, clock.now)
    assert list(found) == [Held(OTHER, PortalStatus.PROCESSING, "4")]
    assert len(await portal.changed(half - timedelta(hours=1), clock.now)) == 2


async def test_procedures_are_looked_up(portal: Portal, stand_in: PortalStandIn) -> None:
    listed = PortalProcedure("1.000001", "Cấp phiếu ví dụ", "LV-01", "Lĩnh vực ví dụ")
    stand_in.listed = {listed.code: listed}
    assert list(await portal.procedures()) == [PortalProcedure(listed.code, listed.name)]
    assert await portal.procedure(listed.code) == listed
    assert await portal.procedure("1.000009") is None


async def test_what_fails_for_now_may_be_told_again(
    portal: Portal, stand_in: PortalStandIn, server: PortalServer
) -> None:
    stand_in.fails_with = [Retryable(Trouble.BUSY)]
    server.faults.append(Fault.ERROR)
    with pytest.raises(Retryable) as caught:
        await portal.tell(TellingKind.NEW, [telling()])
    assert caught.value.trouble is Trouble.BUSY
    assert not stand_in.holdings
    stand_in.fails_with = []
    assert await told(portal, telling()) == [(True, None)]


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (Fault.LOST, Trouble.BUSY),
        (Fault.CUT_OFF, Trouble.UNREACHABLE),
        (Fault.WRONG_JSON, Trouble.UNREADABLE),
        (Fault.EMPTY, Trouble.UNREADABLE),
    ],
)
async def test_an_answer_that_got_lost_is_no_refusal(
    http: Portal, server: PortalServer, stand_in: PortalStandIn, fault: Fault, trouble: Trouble
) -> None:
    server.faults.append(fault)
    with pytest.raises(Retryable) as caught:
        await http.tell(TellingKind.NEW, [telling()])
    assert caught.value.trouble is trouble
    assert await http.held(CODE) == stand_in.holdings[CODE].held


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.CUT_OFF, Fault.WRONG_JSON, Fault.EMPTY])
async def test_no_answer_to_a_question_is_not_the_answer_that_there_is_none(
    http: Portal, server: PortalServer, stand_in: PortalStandIn, fault: Fault
) -> None:
    stand_in.move(CODE, "2")
    server.faults.append(fault)
    with pytest.raises(Retryable):
        await http.held(CODE)


async def test_of_half_an_answer_the_other_half_is_not_known(
    http: Portal, server: PortalServer
) -> None:
    server.faults.append(Fault.HALF)
    first, second = telling(), telling(OTHER)
    verdicts = await http.tell(TellingKind.NEW, [first, second])
    assert set(verdicts) == {first.step_id}


async def test_one_word_for_all_is_for_all_or_names_none(
    http: Portal, server: PortalServer, stand_in: PortalStandIn
) -> None:
    server.names_rows = False
    assert await told(http, telling(), telling(OTHER)) == [(True, None), (True, None)]
    stand_in.not_taken = {OTHER: NOT_TAKEN}
    with pytest.raises(Permanent) as caught:
        await told(http, telling(kind=TellingKind.WHOLE), telling(OTHER, kind=TellingKind.WHOLE))
    assert caught.value.said == NOT_TAKEN


async def test_a_portal_that_is_slow_is_given_up_on(
    server: PortalServer, stand_in: PortalStandIn
) -> None:
    server.faults.append(Fault.SLOW)
    async with (
        serving_portal(server) as address,
        open_portal(replace(account(address), login_address=None), 0.05) as portal,
    ):
        server.password = None
        with pytest.raises(Retryable) as caught:
            await portal.held(CODE)
    assert caught.value.trouble is Trouble.TIMED_OUT
    assert not stand_in.holdings


async def test_what_we_are_let_in_with_is_in_no_error(server: PortalServer) -> None:
    server.password = "another"
    async with serving_portal(server) as address, open_portal(account(address)) as portal:
        with pytest.raises(Retryable) as caught:
            await portal.held(CODE)
    assert (caught.value.trouble, caught.value.said) == (Trouble.NOT_LET_IN, "401")
    assert PASSWORD not in repr(account())


async def test_which_errors_end_by_themselves_is_agreed_upon(
    http: Portal, stand_in: PortalStandIn, server: PortalServer
) -> None:
    server.names_rows = False
    stand_in.not_taken = {CODE: "77 Thử lại sau"}
    with pytest.raises(OutsideError) as caught:
        await http.tell(TellingKind.NEW, [telling()])
    assert isinstance(caught.value, Retryable)
    assert caught.value.said == "77 Thử lại sau"


async def test_a_call_says_who_asks_and_what_for(http: Portal, server: PortalServer) -> None:
    await http.tell(TellingKind.NEW, [telling()])
    await http.tell(TellingKind.WHOLE, [telling(kind=TellingKind.WHOLE)])
    await http.tell(TellingKind.PROGRESS, [telling(kind=TellingKind.PROGRESS)])
    await http.held(CODE)
    asked = [
        (each["service"], each.get("isUpdating"), each["madonvi"], len(each.get("data", ())))
        for each in server.seen
    ]
    assert asked == [
        ("DongBoHoSoMC", "False", "000.00.00.H53", 1),
        ("DongBoHoSoMC", "True", "000.00.00.H53", 1),
        ("CapNhatTienDoHoSoMC", None, "000.00.00.H53", 1),
        ("TraCuuHoSo", None, "000.00.00.H53", 0),
    ]


def with_codes(address: str) -> PortalAccount:
    return account(address, codes={"absent": "3", "session": NO_SESSION})


async def test_a_session_that_is_over_is_begun_anew_and_nothing_told_twice(
    server: PortalServer, stand_in: PortalStandIn
) -> None:
    async with serving_portal(server) as address, open_portal(with_codes(address)) as portal:
        await told(portal, telling())
        server.faults += [Fault.SESSION_OVER]
        assert await told(portal, telling(OTHER)) == [(True, None)]
        assert (server.asked_in, len(stand_in.taken)) == (2, 2)
        # One that is over again at once is no refusal of what was told.
        server.faults += [Fault.SESSION_OVER] * 2
        with pytest.raises(Retryable) as caught:
            await portal.held(CODE)
    assert caught.value.trouble is Trouble.NOT_LET_IN


async def test_what_is_not_there_may_be_said_by_an_error(
    server: PortalServer, stand_in: PortalStandIn
) -> None:
    server.says_absent = True
    stand_in.not_told[OTHER] = NOT_TAKEN
    async with serving_portal(server) as address, open_portal(with_codes(address)) as portal:
        assert await portal.held(CODE) is None
        with pytest.raises(Permanent):
            await portal.held(OTHER)
    async with serving_portal(server) as address, open_portal(account(address)) as portal:
        with pytest.raises(Permanent):
            await portal.held(CODE)


async def test_several_who_are_not_let_in_do_not_knock_one_after_the_other(
    server: PortalServer,
) -> None:
    server.password = "another"
    async with serving_portal(server) as address, open_portal(account(address)) as portal:
        answers = await asyncio.gather(
            *(portal.held(CODE) for _ in range(4)), return_exceptions=True
        )
    troubles = [each.trouble for each in answers if isinstance(each, Retryable)]
    assert troubles == [Trouble.NOT_LET_IN] * 4
    assert server.asked_in == 1


async def test_being_led_to_another_address_is_no_refusal_of_what_was_told(
    http: Portal, server: PortalServer
) -> None:
    server.faults.append(Fault.LED_AWAY)
    with pytest.raises(Retryable) as caught:
        await http.tell(TellingKind.NEW, [telling()])
    assert (caught.value.trouble, caught.value.said) == (Trouble.NOT_LET_IN, "302")
