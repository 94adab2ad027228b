"""Days and names on pages are as people here write them, not as programs keep them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.custody import Leg
from postal_bridge.usecases.note_change import note_change
from postal_bridge.wiring import Bridge
from routes.pages.rendering import dated
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client
from tests.routes.test_contract_terms import read
from tests.routes.test_thing_pages import headers_of
from tests.usecases.test_reconcile import Desk

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("2026-03-14", ">14/03/2026<"),
        ("2026-03-14T07:30:00+07:00", ">14/03/2026 07:30<"),
        ("2026-03-14T00:30:00Z", ">14/03/2026 07:30<"),
        ("2026-03-14-B", "2026-03-14-B"),
        ("x 2026-03-14", "x 2026-03-14"),
        ("14/03", "14/03"),
    ],
)
def test_texts_that_are_days_are_written_as_such_and_others_are_left(kept: str, shown: str) -> None:
    assert shown in str(dated(kept, ZONE))


async def test_norms_are_told_by_the_names_of_their_scopes(client: Client, stage: Stage) -> None:
    told = "within_district J+1/J+2, inter_province J+4/J+8"
    async with stage.bridge.database.transaction() as connection:
        await note_change(
            connection,
            stage.center.center_id,
            stage.admin.login,
            stage.clock(),
            ChangeKind.TRANSIT_NORMS_KEPT,
            norms=told,
            valid_from=date(2026, 4, 1),
        )
    page = await read(client, await headers_of(stage, stage.admin), "/admin/changes")
    assert "Nội khu vực J+1/J+2, Liên tỉnh khác J+4/J+8" in page
    assert "01/04/2026" in page


async def test_runs_and_ranges_bear_their_days(client: Client, stage: Stage) -> None:
    desk = Desk(stage)
    await desk.run()
    headers = await headers_of(stage, stage.accountant)
    run_id = await stage.value("select run_id from reconciliation")
    for path in ("/accounting/runs", f"/accounting/runs/{run_id}"):
        page = await read(client, headers, path)
        assert f"{datetime.now(ZONE):%Y}-" not in page
        assert "/2026 \N{EN DASH} " in page
    ranges = await read(client, await headers_of(stage, stage.admin), "/admin/ranges")
    assert "05/01/2026" in ranges


async def test_offices_of_differences_bear_their_names(client: Client, stage: Stage) -> None:
    thing = await stage.register(
        stage.clerk, Leg.TRANSFER_OUT, dossier_code=await stage.add_dossier()
    )
    await stage.recorded(stage.clerk, str(thing["code"]), "damage")
    page = await read(client, await headers_of(stage, stage.clerk), "/differences")
    assert "Lúc ấy do Trung tâm ví dụ H53 giữ." in page
    assert "Trung tâm ví dụ H53 tìm hiểu, mở lúc" in page
