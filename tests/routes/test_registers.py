"""The register of a year over HTTP: numbers that run through it, forms by day, who prints it."""

from datetime import UTC, datetime, timedelta

import pytest

from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client
from tests.routes.test_dossier_papers import sign, words
from tests.usecases.test_write_register import sign_for

REGISTER = "/api/v1/dossier-register.pdf"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def test_numbers_run_through_the_year_and_begin_anew(client: Client, stage: Stage) -> None:
    new_year = datetime(2026, 1, 5, 2, tzinfo=UTC)
    await stage.receive_dossier(1, new_year - timedelta(days=30))
    for number in (2, 3, 4):
        await stage.receive_dossier(number, new_year + timedelta(days=20 * number))
    await stage.add_dossier(5)
    headers = await sign(stage, "clerk")
    whole = await words(client, f"{REGISTER}?from=2026-01-01&to=2026-12-31", headers)
    assert "Mẫu số 07 (Thông tư số 03/2025/TT-VPCP)" in whole
    assert "12 đường Hoa Sữa, 0912345678" in whole
    for place, number in enumerate((2, 3, 4), start=1):
        assert f"{place} H53.14-260313-{number:04}" in whole.replace("- ", "-")
    assert "0001" not in whole
    assert "0005" not in whole
    march = await words(client, f"{REGISTER}?from=2026-03-01&to=2026-03-31", headers)
    assert "2 H53.14-260313-0003" in march.replace("- ", "-")
    assert "0002" not in march


async def test_the_register_has_the_form_of_its_last_day(client: Client, stage: Stage) -> None:
    headers = await sign(stage, "admin")
    old = await words(client, f"{REGISTER}?from=2025-01-01&to=2025-09-14", headers)
    assert "Mẫu số 06 (Thông tư số 01/2018/TT-VPCP)" in old
    assert "Không có hồ sơ." in old
    new = await words(client, f"{REGISTER}?from=2025-01-01&to=2025-09-15", headers)
    assert "Mẫu số 07 (Thông tư số 03/2025/TT-VPCP)" in new


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ("from=2026-03-02&to=2026-03-01", "too_early"),
        ("from=2025-12-31&to=2026-01-01", "another_year"),
        ("from=2017-01-01&to=2017-12-31", "no_form"),
    ],
)
async def test_days_that_make_no_register_are_refused(
    days: str, code: str, client: Client, stage: Stage
) -> None:
    answer = await client.get(f"{REGISTER}?{days}", headers=await sign(stage, "clerk"))
    document = await answer.json()
    assert (answer.status, [error["code"] for error in document["errors"]]) == (422, [code])


async def test_the_register_is_the_centres(client: Client, stage: Stage) -> None:
    for who in ("post", "department", "accountant"):
        answer = await client.get(
            f"{REGISTER}?from=2026-01-01&to=2026-12-31", headers=await sign(stage, who)
        )
        assert answer.status == 403


async def test_page_and_print_tell_of_a_receipt_that_was_taken_back(
    client: Client, stage: Stage
) -> None:
    code, taken = await sign_for(stage, 1)
    await stage.recorded(stage.clerk, code, "correct", corrects=taken)
    headers, day = await sign(stage, "clerk"), stage.clock().date()
    address = f"/register?from={day}&to={day}"
    page = await (await client.get(address, headers={**headers, "Accept": "text/html"})).text()
    assert "đã hoàn tác tiếp nhận" in page
    assert "Đã hoàn tác tiếp nhận" in await words(
        client, f"{REGISTER}?from={day}&to={day}", headers
    )


async def test_the_register_is_looked_at_by_page_and_led_on_to_its_print(
    client: Client, stage: Stage
) -> None:
    code = await stage.receive_dossier(1, datetime(2026, 3, 2, 2, tzinfo=UTC))
    headers = {**await sign(stage, "clerk"), "Accept": "text/html"}
    page = await (
        await client.get("/register?from=2026-03-01&to=2026-03-31", headers=headers)
    ).text()
    assert code in page
    assert f"{REGISTER}?from=2026-03-01&amp;to=2026-03-31" in page
    empty = await client.get("/register", headers=headers)
    assert "Không có hồ sơ nào" in await empty.text()
    wrong = await client.get("/register?from=2026-03-31&to=2026-03-01", headers=headers)
    assert wrong.status == 422
    assert (await client.get("/register", headers=await sign(stage, "post"))).status == 403
