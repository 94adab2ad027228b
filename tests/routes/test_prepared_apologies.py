"""A prepared apology stands on the desk of its department and in the form it is signed by."""

from datetime import date

from jobs.daily import prepare_apologies
from tests.journeys import Stage
from tests.routes import test_office_pages as pages
from tests.routes.conftest import Client
from tests.routes.test_office_pages import in_hand, visitor

stage = pages.stage


async def test_a_prepared_apology_is_seen_signed_and_seen_no_more(
    stage: Stage, client: Client
) -> None:
    code = await in_hand(stage, 1, due_on=date(2026, 3, 16))
    await prepare_apologies(stage.bridge, stage.center, "2026-03-13")
    head = await visitor(stage, client, stage.department)
    assert "Văn bản xin lỗi chờ ký" in await head.reads("/department")
    page = await head.reads(f"/dossiers/{code}")
    assert "Hồ sơ cần thêm thời gian giải quyết tại Sở Nội vụ." in page
    assert 'value="2026-03-23"' in page
    signed = {"reason": "Chờ ý kiến của cơ quan ví dụ", "new_due_on": "2026-03-24"}
    answer = await head.sends(f"/dossiers/{code}/apology", **signed)
    assert answer.headers["Location"] == f"/dossiers/{code}?done=apologised"
    assert "Văn bản xin lỗi chờ ký" not in await head.reads("/department")
    assert await stage.value("select new_due_on from apology") == date(2026, 3, 24)
