"""Supervisors settle what went wrong at their office and count cash, but never their own."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import InvalidInput, OwnCash, SupervisorNeeded
from postal_bridge.domain.scan import Collected, PaymentMethod
from postal_bridge.usecases.count_cash import Count, count_cash
from postal_bridge.usecases.look_up_desk import today_of
from postal_bridge.usecases.manage_people import (
    NewPerson,
    PersonChange,
    add_person,
    change_person,
    look_up_person,
)
from postal_bridge.usecases.settle_refused_scan import settle_refused_scan
from postal_bridge.usecases.supervise import Supervision, look_up_supervision
from postal_bridge.usecases.work_differences import resolve_difference
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

Act = Callable[[Viewer], Awaitable[object]]


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def with_cash(stage: Stage, courier: Viewer, number: int) -> None:
    dossier = await stage.add_dossier(number)
    order = {"dossier_code": dossier, "post_office": stage.post.office_code}
    sent = await stage.register(stage.clerk, Leg.OUTBOUND, collect_dong=50_000, **order)
    code = str(sent["code"])
    await stage.recorded(stage.clerk, code, "give")
    await stage.recorded(courier, code, "take", "go_out")
    cash = Collected(50_000, PaymentMethod.CASH)
    await stage.recorded(courier, code, "deliver", collected=cash)


def counting(stage: Stage, courier: Viewer) -> Act:
    async def act(viewer: Viewer) -> None:
        database, office = stage.bridge.database, stage.post.office_code
        today = today_of(viewer, stage.clock)
        count = Count(uuid4(), office, courier.login, today, 50_000)
        await count_cash(database, stage.clock, viewer, count)

    return act


async def settling(stage: Stage) -> Act:
    refused = await stage.scan(stage.post, "EV000000014VN", "take")

    async def act(viewer: Viewer) -> None:
        database = stage.bridge.database
        await settle_refused_scan(database, stage.clock, viewer, refused.scan_id, "Nhầm")

    return act


async def closing(stage: Stage) -> Act:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    await stage.recorded(stage.post, code, "collect", "damage")
    found: UUID = await stage.value("select difference_id from difference where code = $1", code)
    bridge = stage.bridge

    async def act(viewer: Viewer) -> object:
        return await resolve_difference(
            bridge.database, stage.clock, bridge.sealer, viewer, None, found, "Đã dán lại."
        )

    return act


async def acts_on(stage: Stage, courier: Viewer, number: int) -> list[Act]:
    """Return the acts of a supervisor, on things that are there anew."""
    await with_cash(stage, courier, number)
    return [counting(stage, courier), await settling(stage), await closing(stage)]


async def test_where_nobody_is_named_everybody_of_the_office_acts(stage: Stage) -> None:
    other = await stage.hire("other", stage.post)
    assert await look_up_supervision(stage.bridge.database, other) == Supervision(True, ())
    for act in await acts_on(stage, stage.post, 1):
        await act(other)


async def test_once_somebody_is_named_the_others_only_look(stage: Stage) -> None:
    other = await stage.hire("other", stage.post)
    boss = await stage.hire("boss", stage.post, supervises=True)
    acts = await acts_on(stage, stage.post, 1)
    for act in acts:
        with pytest.raises(SupervisorNeeded):
            await act(other)
    supervision = await look_up_supervision(stage.bridge.database, other)
    assert (supervision.allowed, supervision.names) == (False, ("Người Thử Boss",))
    for act in acts:
        await act(boss)


async def test_an_administrator_acts_at_every_office(stage: Stage) -> None:
    await stage.hire("boss", stage.post, supervises=True)
    for act in await acts_on(stage, stage.post, 1):
        await act(stage.admin)


async def test_the_supervisors_of_one_office_bind_no_other(stage: Stage) -> None:
    await stage.hire("boss", stage.post2, supervises=True)
    other = await stage.hire("other", stage.post)
    for act in await acts_on(stage, stage.post, 1):
        await act(other)


async def test_nobody_counts_their_own_cash_and_an_administrator_counts_a_lone_supervisors(
    stage: Stage,
) -> None:
    boss = await stage.hire("boss", stage.post, supervises=True)
    for courier in (boss, stage.post):
        await with_cash(stage, courier, 1 if courier is boss else 2)
    with pytest.raises(OwnCash):
        await counting(stage, boss)(boss)
    await counting(stage, stage.post)(boss)
    await counting(stage, boss)(stage.admin)
    assert await stage.value("select count(*) from courier_settlement") == 2


async def test_a_supervisor_who_is_shut_out_or_moved_binds_nobody_any_more(stage: Stage) -> None:
    bridge, other = stage.bridge, await stage.hire("other", stage.post)
    await stage.hire("boss", stage.post, supervises=True)

    async def after(change: PersonChange) -> bool:
        await change_person(
            bridge.database, stage.clock, bridge.sealer, stage.admin, None, "boss", change
        )
        return (await look_up_supervision(bridge.database, other)).allowed

    assert await after(PersonChange(active=False))
    assert not await after(PersonChange(active=True))
    assert await after(PersonChange(role=Role.POST, office_code=stage.post2.office_code))
    assert not (await look_up_person(bridge.database, stage.admin, "boss")).supervises
    there = PersonChange(role=Role.POST, office_code=stage.post.office_code, supervises=True)
    assert not await after(there)
    assert await after(PersonChange(supervises=False))


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.ADMIN])
async def test_only_people_of_a_working_office_supervise(stage: Stage, role: Role) -> None:
    bridge = stage.bridge
    new = NewPerson("moi", "Người Mới", role, "H53", None, "mat-khau-thu-1", supervises=True)
    with pytest.raises(InvalidInput):
        await add_person(bridge.database, stage.clock, new)
    change = PersonChange(supervises=True)
    login = getattr(stage, role.value).login
    with pytest.raises(InvalidInput):
        await change_person(
            bridge.database, stage.clock, bridge.sealer, stage.admin, None, login, change
        )
    promoted = PersonChange(role=role, office_code="H53")
    boss = await stage.hire("boss", stage.clerk, supervises=True)
    await change_person(
        bridge.database, stage.clock, bridge.sealer, stage.admin, None, boss.login, promoted
    )
    assert not (await look_up_person(bridge.database, stage.admin, "boss")).supervises
