"""Jobs of the timetable over HTTP: how they stand, by call and by page, paused and done by hand."""

from datetime import timedelta

import pytest

from jobs.runs import do_all_due
from jobs.schedule import TIMETABLE
from postal_bridge.domain.access import Role
from postal_bridge.wiring import Bridge
from routes.pages.rendering import period
from routes.route import API
from tests.conftest import SettableClock
from tests.routes.conftest import Client, Town, session_of
from tests.routes.test_admin_pages import send
from tests.routes.test_contract_terms import read

SENDING = "0192f0c1-7a00-7000-8000-000000000001"


@pytest.fixture
async def admin(town: Town) -> dict[str, str]:
    return await session_of(town, Role.ADMIN)


async def test_jobs_are_listed_with_their_latest_runs(
    client: Client, bridge: Bridge, admin: dict[str, str], clock: SettableClock
) -> None:
    await do_all_due(bridge)
    clock.advance(timedelta(hours=1))
    await do_all_due(bridge)
    document = await (await client.get(f"{API}/jobs", headers=admin)).json()
    jobs = {item["job"]: item for item in document["items"]}
    assert list(jobs) == [entry.name for entry in TIMETABLE]
    tidy = jobs["tidy"]
    assert (tidy["due"], tidy["next_due_at"]) == (
        {"minute": 40, "hour": None, "day": None},
        "2026-03-13T10:40:00+07:00",
    )
    (run,) = tidy["runs"]
    assert (run["period"], run["state"], run["counts"], run["error"]) == (
        "2026-03-13T09",
        "done",
        {},
        None,
    )


async def test_a_job_is_paused_asked_for_and_goes_on_by_call(
    client: Client, bridge: Bridge, admin: dict[str, str], clock: SettableClock
) -> None:
    await do_all_due(bridge)
    headers = {**admin, "Sec-Fetch-Site": "same-origin"}

    async def post(act: str, **said: str) -> tuple[int, object]:
        answer = await client.post(f"{API}/jobs/tidy/{act}", json=said, headers=headers)
        return answer.status, await answer.json()

    paused = await post("pause", reason="Bảo trì")
    assert paused == (200, {"job": "tidy", "paused": True, "catches_up": []})
    assert (await post("pause", reason="Bảo trì"))[0] == 409
    clock.advance(timedelta(hours=3))
    period = {"job": "tidy", "period": "2026-03-13T11", "state": "waiting"}
    assert await post("runs") == (202, period)
    assert (await post("runs", period="2026-03-13T10"))[0] == 422
    resumed = await post("resume", reason="Xong")
    assert resumed == (200, {"job": "tidy", "paused": False, "catches_up": []})
    assert (await post("resume", reason="Xong"))[0] == 409
    answer = await client.post(f"{API}/jobs/x/runs", json={}, headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (404, "unknown_job")


async def test_a_job_is_seen_paused_and_done_by_page(
    client: Client, bridge: Bridge, admin: dict[str, str], clock: SettableClock
) -> None:
    assert "chưa chạy lượt nào" in await read(client, admin, "/admin/jobs")
    await do_all_due(bridge)
    clock.advance(timedelta(hours=1))
    await do_all_due(bridge)
    page = await read(client, admin, "/admin/jobs")
    assert "Dọn dẹp" in page
    assert "mỗi giờ, vào phút 40" in page
    assert "09:00 13/03/2026 Xong" in page
    place = "/admin/jobs/tidy"
    said = {"sending": SENDING, "reason": "Bảo trì máy chủ"}
    answer = await send(client, admin, place, act="pause", **said)
    assert answer.headers["Location"] == f"{place}?done=job_paused"
    clock.advance(timedelta(hours=2))
    page = await read(client, admin, place)
    assert "Bảo trì máy chủ" in page
    assert "Sẽ chạy bù các kỳ: 11:00 13/03/2026." in page
    answer = await send(client, admin, place, act="resume", sending=SENDING[:-1] + "2", reason="a")
    assert answer.status == 422
    answer = await send(client, admin, place, act="resume", sending=SENDING[:-1] + "3", reason="Ổn")
    assert answer.status == 422
    said = {"sending": SENDING[:-1] + "4", "reason": "Đã ổn"}
    assert (await send(client, admin, place, act="resume", **said)).status == 303
    run = {"act": "run", "period": "2026-03-13T11", "sending": SENDING[:-1] + "5"}
    answer = await send(client, admin, place, **run)
    assert answer.headers["Location"] == f"{place}?done=job_run_asked"
    assert "Chờ đến lượt" in await read(client, admin, place)
    assert await do_all_due(bridge) > 0
    assert "admin.h53 yêu cầu" not in await read(client, admin, place)
    changes = await read(client, admin, "/admin/changes")
    assert "Tạm dừng công việc tự động" in changes
    assert "kỳ: 11:00 13/03/2026" in changes
    assert "2026-03-13" not in changes
    assert (await client.get("/admin/jobs/x", headers=admin)).status == 404


async def test_figures_of_jobs_are_given_to_prometheus_whoever_did_them(
    client: Client, bridge: Bridge, town: Town, clock: SettableClock
) -> None:
    await do_all_due(bridge)
    clock.advance(timedelta(hours=1))
    await do_all_due(bridge)
    text = await (await client.get("/metrics")).text()
    labels = f'center="{town.center.code}",job="tidy"'
    assert f'postal_bridge_job_runs_total{{{labels},outcome="done"}} 1.0' in text
    assert f"postal_bridge_job_seconds_total{{{labels}}}" in text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("figures_do_not_hold", "Lỗi của hệ thống"),
        ("already_apologised", "Đã hẹn lại một lần"),
        ("database_unavailable", "Mất kết nối cơ sở dữ liệu."),
        ("worker_lost", "Tiến trình nền bị ngắt giữa chừng."),
        ("what_no_release_knows", "Lỗi của hệ thống"),
    ],
)
async def test_whatever_went_wrong_or_was_counted_is_told(
    client: Client,
    bridge: Bridge,
    admin: dict[str, str],
    clock: SettableClock,
    code: str,
    said: str,
) -> None:
    await do_all_due(bridge)
    clock.advance(timedelta(hours=1))
    await do_all_due(bridge)
    async with bridge.database.transaction() as connection:
        await connection.execute("update job_run set counts = '{\"what_no_release_counts\": 7}'")
    assert "what_no_release_counts 7" in await read(client, admin, "/admin/jobs")
    async with bridge.database.transaction() as connection:
        await connection.execute(
            "update job_run set state = 'failed', counts = null, error_code = $1,"
            " error_kind = 'Example'",
            code,
        )
    for page in ("/admin/jobs", "/admin/jobs/tidy"):
        text = await read(client, admin, page)
        assert said in text
        assert f"{code} · Example" in text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("2026-03", "03/2026"),
        ("2026-03-14", "14/03/2026"),
        ("2026-03-14T07", "07:00 14/03/2026"),
        ("2026-03-14T07:05", "07:05 14/03/2026"),
    ],
)
def test_a_period_is_written_as_people_do(name: str, shown: str) -> None:
    assert period(name) == shown
