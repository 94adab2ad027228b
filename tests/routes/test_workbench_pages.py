"""The workbench of accountants without a script: many are given away at once, and dated."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import Client
from tests.routes.test_dossier_money import headers_of
from tests.usecases.test_reconcile import Desk, sent

OPEN = "/accounting/open"


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    """Return a desk with three lines that nobody knows."""
    desk = Desk(await found_center(bridge, clock))
    await desk.hand_in(*(sent(place, None, 1_000 * place) for place in (1, 2, 3)))
    await desk.run()
    return desk


async def rows(desk: Desk) -> list[tuple[str | None, date | None]]:
    """Return whose the differences are and by when, the smallest first."""
    async with desk.stage.bridge.database.snapshot() as connection:
        found = await connection.fetch(
            "select assignee, due_on from money_difference order by amount_dong"
        )
    return [(row["assignee"], row["due_on"]) for row in found]


async def act(client: Client, desk: Desk, many: int, **said: str) -> tuple[int, str]:
    """Do something about the smallest differences as they stand."""
    async with desk.stage.bridge.database.snapshot() as connection:
        found = await connection.fetch(
            "select difference_id, version from money_difference order by amount_dong limit $1",
            many,
        )
    ticks = {
        f"tick_{place}": "{difference_id} {version}".format(**each)
        for place, each in enumerate(found, start=1)
    }
    headers = await headers_of(desk.stage, desk.stage.accountant)
    form = {"sending": str(uuid4()), **said, **ticks}
    answer = await client.post(OPEN, data=form, headers=headers)
    return answer.status, await answer.text()


async def test_many_are_given_to_somebody_else_and_dated_apart(client: Client, desk: Desk) -> None:
    admin = desk.stage.admin.login
    status, page = await act(client, desk, 2, act="assign", assignee=admin)
    assert (status, "Đã ghi việc xử lý chênh lệch." in page) == (200, True)
    due = date(2026, 4, 15)
    status, page = await act(client, desk, 3, act="assign", due_on=due.isoformat())
    assert await rows(desk) == [(admin, due), (admin, due), (None, due)]
    assert "15/04/2026" in page
    status, _ = await act(client, desk, 1, act="take")
    assert await rows(desk) == [(desk.stage.accountant.login, due), (admin, due), (None, due)]


@pytest.mark.parametrize("said", [{}, {"assignee": "nobody.here"}, {"due_on": "2026-02-30"}])
async def test_nothing_is_given_to_nobody_or_on_no_day(
    client: Client, desk: Desk, said: dict[str, str]
) -> None:
    status, page = await act(client, desk, 2, act="assign", **said)
    assert status == 422
    assert 'role="alert"' in page
    assert await rows(desk) == [(None, None)] * 3


async def test_only_who_works_on_money_is_offered(client: Client, desk: Desk) -> None:
    headers = await headers_of(desk.stage, desk.stage.accountant)
    page = await (await client.get(OPEN, headers=headers)).text()
    assert f'<option value="{desk.stage.admin.login}">' in page
    assert f'<option value="{desk.stage.clerk.login}">' not in page


async def test_steps_are_told_as_the_clocks_of_the_centre_show_them(
    client: Client, desk: Desk, clock: SettableClock
) -> None:
    await act(client, desk, 1, act="comment", reason="Đã hỏi bưu cục")
    query = "select difference_id from money_difference order by amount_dong limit 1"
    headers = await headers_of(desk.stage, desk.stage.accountant)
    address = f"{OPEN}/{await desk.stage.value(query)}"
    page = await (await client.get(address, headers=headers)).text()
    assert f"{clock().astimezone(desk.stage.center.zone):%d/%m/%Y %H:%M}</time>" in page


async def test_a_surplus_of_nobody_is_accepted_for_the_department_that_is_named(
    client: Client, desk: Desk
) -> None:
    query = "select difference_id from money_difference order by amount_dong limit 1"
    address = f"{OPEN}/{await desk.stage.value(query)}"
    headers = await headers_of(desk.stage, desk.stage.accountant)
    department = desk.stage.department.office_code
    page = await (await client.get(address, headers=headers)).text()
    assert f'<option value="{department}">' in page
    form = {"act": "resolve", "version": "1", "action": "adjustment", "reason": "Đã hỏi bưu điện"}
    answer = await client.post(address, data={**form, "sending": str(uuid4())}, headers=headers)
    refused = await answer.text()
    assert (answer.status, 'href="#department"' in refused) == (422, True)
    # What was typed is still there.
    assert 'value="Đã hỏi bưu điện"' in refused
    for taker, status in (("NOWHERE", 422), ("H53.BC", 422), (department, 200)):
        sent_again = {**form, "department": taker, "sending": str(uuid4())}
        answer = await client.post(address, data=sent_again, headers=headers)
        assert answer.status == status
    booked = "select amount_dong from ledger_posting where account = 'agency_due' and subject = $1"
    async with desk.stage.bridge.database.snapshot() as connection:
        assert await connection.fetchval(booked, department) == -1_000


async def test_money_goes_back_only_when_it_is_said_who_pays(client: Client, desk: Desk) -> None:
    query = "select difference_id from money_difference order by amount_dong limit 1"
    address = f"{OPEN}/{await desk.stage.value(query)}"
    headers = await headers_of(desk.stage, desk.stage.accountant)
    form = {"act": "resolve", "version": "1", "action": "refund", "reason": "Chuyển nhầm"}
    answer = await client.post(address, data={**form, "sending": str(uuid4())}, headers=headers)
    assert answer.status == 422
    assert 'href="#refunded_by"' in await answer.text()


async def listed(client: Client, desk: Desk, **asked: str) -> list[str]:
    """Return the amounts that the page lists for an address, in its order."""
    headers = await headers_of(desk.stage, desk.stage.accountant)
    answer = await client.get(OPEN, params=asked, headers=headers)
    assert answer.status == 200
    return re.findall(r"<strong>([0-9.]+)", await answer.text())


async def test_the_list_is_narrowed_by_amount_and_age_and_put_in_order(
    client: Client, desk: Desk, clock: SettableClock
) -> None:
    await desk.hand_in(sent(4, None, 150_000))
    await desk.run()
    assert await listed(client, desk, least_dong="100000") == ["150.000"]
    largest = await listed(client, desk, order="largest")
    assert largest == ["150.000", "3.000", "2.000", "1.000"]
    assert await listed(client, desk, least_days="90") == []
    clock.advance(timedelta(days=100))
    assert len(await listed(client, desk, least_days="90")) == 4
