"""What is late without an apology is listed for those who answer for it, until somebody writes."""

from datetime import date, timedelta

import pytest

from postal_bridge.usecases.apologise import apologise
from postal_bridge.usecases.once import Asked
from routes.pages import unapologised
from tests.journeys import Stage
from tests.routes import test_office_pages as pages
from tests.routes.conftest import Client
from tests.routes.test_office_pages import in_hand, visitor

stage = pages.stage
PAGE = "/reports/unapologised"
DUE = date(2026, 3, 16)


async def test_a_late_dossier_is_listed_until_somebody_apologises(
    stage: Stage, client: Client
) -> None:
    late = await in_hand(stage, 1, due_on=DUE)
    waits = await in_hand(stage, 2, due_on=DUE, status=5)
    clerk = await visitor(stage, client, stage.clerk)
    assert late not in await clerk.reads(PAGE)
    stage.clock.advance(timedelta(days=5))
    page = await clerk.reads(PAGE)
    assert late in page
    assert waits not in page
    assert "Sở Nội vụ" in page
    assert f'href="{PAGE}"' in await clerk.reads("/center")
    assert f'href="{PAGE}"' in await clerk.reads("/reports")
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, stage.department)
    await apologise(asked, late, "Phải lấy ý kiến nơi khác", date(2026, 3, 24))
    page = await clerk.reads(PAGE)
    assert late not in page
    assert "hồ sơ trễ hạn nào cũng đã có văn bản xin lỗi" in page


async def test_a_long_list_goes_on_where_it_stopped(
    stage: Stage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unapologised, "LISTED", 1)
    codes = [await in_hand(stage, number, due_on=DUE) for number in (1, 2)]
    stage.clock.advance(timedelta(days=5))
    clerk = await visitor(stage, client, stage.clerk)
    first = await clerk.reads(PAGE)
    assert (codes[0] in first, codes[1] in first) == (True, False)
    address = first.partition(f'href="{PAGE}?cursor=')[2].partition('"')[0]
    rest = await clerk.reads(f"{PAGE}?cursor={address}")
    assert (codes[0] in rest, codes[1] in rest) == (False, True)
    assert "Trang sau" not in rest
