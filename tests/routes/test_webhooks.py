"""Webhooks over HTTP: kept by calls and on pages, and told again."""

import re
from datetime import timedelta

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.routes.conftest import Client, bearer
from tests.routes.test_office_pages import Visitor, visitor

API, PAGE = "/api/v1/webhooks", "/admin/webhooks"
URL = "https://mot-cua.example/nghe"
#: As a page makes one for each form.
SENDINGS = [f"01890000-0000-7000-8000-00000000ab{number:02}" for number in range(10)]


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def admin(stage: Stage, client: Client) -> Visitor:
    return await visitor(stage, client, stage.admin)


async def test_a_webhook_is_kept_by_calls(stage: Stage, client: Client) -> None:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.admin.login)
    new = {"url": URL, "kinds": ["dossier.*"], "description": "Một cửa"}
    answer = await client.post(API, json=new, headers=headers)
    added = await answer.json()
    assert (answer.status, added["state"]) == (201, "active")
    assert added["secret"].startswith("whsec_")
    one = f"{API}/{added['webhook_id']}"
    for method, path, body, status in (
        ("POST", f"{one}/test", None, 202),
        ("PATCH", one, {"kinds": [], "enabled": False}, 200),
        ("POST", f"{one}/test", None, 409),
        ("PATCH", one, {"enabled": True}, 200),
        ("POST", f"{one}/rotate", {}, 200),
        ("PATCH", one, {"url": "http://mot-cua.example"}, 422),
        ("PATCH", one, {"kinds": ["dossier.lost"]}, 422),
    ):
        answer = await client.request(method, path, json=body, headers=headers)
        assert answer.status == status, f"{method} {path}: {await answer.text()}"
    listed = await (await client.get(API, headers=headers)).json()
    assert [(each["kinds"], each["waiting"]) for each in listed["items"]] == [([], 1)]
    assert "secret" not in listed["items"][0]
    told = await (await client.get(f"{one}/deliveries?limit=1", headers=headers)).json()
    assert told["items"][0]["type"] == "webhook.test"
    again = f"{one}/deliveries/{told['items'][0]['event_id']}/tell-again"
    assert (await client.post(again, headers=headers)).status == 202
    assert (await client.post(f"{one}/deliveries/x/tell-again", headers=headers)).status == 404
    assert (await client.delete(one, headers=headers)).status == 204
    assert (await client.post(f"{one}/test", headers=headers)).status == 404


async def test_too_much_is_not_told_again_at_once(stage: Stage, client: Client) -> None:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.admin.login)
    added = await (await client.post(API, json={"url": URL}, headers=headers)).json()
    path, now = f"{API}/{added['webhook_id']}/replay", stage.clock()
    for days, status in ((32, 422), (31, 202), (-1, 422)):
        span = {"begins_at": (now - timedelta(days=days)).isoformat(), "ends_at": now.isoformat()}
        assert (await client.post(path, json=span, headers=headers)).status == status


async def test_a_webhook_is_kept_on_pages_and_its_secret_shown_once(admin: Visitor) -> None:
    assert "Chưa có webhook nào" in await admin.reads(PAGE)
    wrong = await admin.sends(PAGE, sending=SENDINGS[0], url="https://10.0.0.5/nghe")
    assert wrong.status == 422
    assert "https công khai" in await wrong.text()
    shown = await (await admin.sends(PAGE, sending=SENDINGS[1], url=URL, kinds="bag.*")).text()
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", shown)
    (path,) = re.findall(rf"{PAGE}/[0-9a-f-]+", shown)
    assert secret not in await admin.reads(path)
    for number, (act, done) in enumerate(
        (
            ("test", "webhook_queued"),
            ("disable", "webhook_disabled"),
            ("enable", "webhook_enabled"),
        ),
        start=2,
    ):
        await admin.is_led(path, f"{path}?done={done}", sending=SENDINGS[number], act=act)
    page = await admin.reads(f"{path}?state=waiting")
    assert "webhook.test" in page
    other = await (
        await admin.sends(f"{path}/rotate", sending=SENDINGS[6], overlap_hours="0")
    ).text()
    assert "whsec_" in other
    assert secret not in other
    await admin.is_led(path, f"{PAGE}?done=webhook_removed", sending=SENDINGS[7], act="remove")
    assert await admin.asks(path) == 404
    noted = await admin.reads("/admin/changes")
    for part in ("Thêm webhook", "Tắt webhook", "Đổi khóa webhook", "Xóa webhook"):
        assert part in noted
    assert "whsec_" not in noted


async def test_a_webhook_that_was_disabled_says_so_on_its_page(
    stage: Stage, admin: Visitor
) -> None:
    await admin.sends(PAGE, sending=SENDINGS[1], url=URL)
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(
            "update webhook set state = 'disabled', disabled_why = 'gone', disabled_at = $1",
            stage.clock(),
        )
    assert "410" in await admin.reads(PAGE)
    (path,) = re.findall(rf"{PAGE}/[0-9a-f-]+", await admin.reads(PAGE))
    assert "Bật lại" in await admin.reads(path)


async def test_a_webhook_is_led_elsewhere_on_its_page_and_the_change_is_listed(
    admin: Visitor,
) -> None:
    await admin.sends(PAGE, sending=SENDINGS[1], url=URL, kinds="bag.*", description="Cũ")
    (path,) = re.findall(rf"{PAGE}/[0-9a-f-]+", await admin.reads(PAGE))
    for wrong in ({"url": "http://mot-cua.example/"}, {"url": URL, "kinds": "dossier.lost"}):
        answer = await admin.sends(f"{path}/change", sending=SENDINGS[2], **wrong)
        assert answer.status == 422
        assert f'value="{wrong["url"]}"' in await answer.text()
    form = {"url": "https://mot-cua-moi.example/nghe", "kinds": "dossier.* bag.sealed"}
    done = f"{path}?done=webhook_changed"
    await admin.is_led(f"{path}/change", done, sending=SENDINGS[3], **form)
    page = await admin.reads(path)
    for shown in form.values():
        assert shown in page
    noted = await admin.reads("/admin/changes")
    for part in ("mot-cua.example", "mot-cua-moi.example", "bag.*", "dossier.* bag.sealed"):
        assert part in noted


async def test_a_span_is_told_again_on_a_page_by_the_clock_of_the_centre(
    stage: Stage, admin: Visitor
) -> None:
    await stage.add_dossier()
    before = stage.clock()
    await stage.register(stage.post, Leg.INBOUND, procedure_code=PROCEDURE)
    stage.clock.advance(timedelta(minutes=1))
    await admin.sends(PAGE, sending=SENDINGS[1], url=URL)
    (path,) = re.findall(rf"{PAGE}/[0-9a-f-]+", await admin.reads(PAGE))
    local = before.astimezone(stage.center.zone)
    for number, (hours, told) in enumerate(((1, 0), (0, 1)), start=2):
        begins = local - timedelta(hours=hours)
        ends = begins + timedelta(minutes=1)
        form = {"begins_at": begins.isoformat()[:16], "ends_at": ends.isoformat()[:16]}
        done = f"{path}?done=webhook_queued"
        await admin.is_led(f"{path}/replay", done, sending=SENDINGS[number], **form)
        assert await stage.value("select count(*) from webhook_delivery") == told
    form = {"begins_at": "2026-01-01T00:00", "ends_at": "2026-03-01T00:00"}
    answer = await admin.sends(f"{path}/replay", sending=SENDINGS[5], **form)
    assert answer.status == 422
    assert "2026-01-01T00:00" in await answer.text()
