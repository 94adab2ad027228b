"""A prepared apology stands on the desk of its department and in the form it is signed by."""

from datetime import date

from jobs.daily import prepare_apologies
from routes.route import API
from tests.journeys import Stage
from tests.routes import test_office_pages as pages
from tests.routes.conftest import Client
from tests.routes.test_dossier_papers import sign
from tests.routes.test_office_pages import in_hand, visitor

stage = pages.stage
PREPARED = f"{API}/apologies/prepared"


async def test_programs_list_prepared_apologies_read_one_and_sign_it(
    stage: Stage, client: Client
) -> None:
    codes = [await in_hand(stage, number, due_on=date(2026, 3, 16)) for number in (1, 2)]
    await prepare_apologies(stage.bridge, stage.center, "2026-03-13")

    async def listed(who: str, query: str = "") -> tuple[list[str], str | None]:
        answer = await client.get(f"{PREPARED}{query}", headers=await sign(stage, who))
        document = await answer.json()
        return [each["dossier_code"] for each in document["items"]], document["next_cursor"]

    assert await listed("department") == (codes, None)
    assert await listed("clerk") == (codes, None)
    assert await listed("department2") == ([], None)
    first, cursor = await listed("department", "?limit=1")
    assert first == codes[:1]
    assert await listed("department", f"?limit=1&cursor={cursor}") == (codes[1:], None)
    headers, own = await sign(stage, "department"), f"{API}/dossiers/{codes[0]}/apology"
    read = await (await client.get(f"{own}/prepared", headers=headers)).json()
    assert (read["department_code"], read["new_due_on"]) == ("SNV", "2026-03-23")
    signed = {name: read[name] for name in ("reason", "new_due_on")}
    assert (await client.post(own, json=signed, headers=headers)).status in (200, 201)
    assert (await client.get(f"{own}/prepared", headers=headers)).status == 404
    assert await listed("department") == (codes[1:], None)
    assert (await client.get(PREPARED, headers=await sign(stage, "post"))).status == 403


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
