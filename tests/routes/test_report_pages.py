"""The pages of reports: figures that lead to their lists, periods, files, and who is let in."""

import re
from datetime import date
from urllib.parse import unquote

import pytest
from aiohttp import FormData

from postal_bridge.domain.report import ReportName
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer

MARCH = date(2026, 3, 13)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    stage = await found_center(bridge, clock)
    columns = {"received_at": MORNING, "received_on": MARCH, "due_on": date(2026, 3, 2)}
    for number in range(3):
        await stage.add_dossier(number, status=4, **columns)
    await stage.add_dossier(3, status=9, resolved_on=MARCH, received_via="online", **columns)
    return stage


async def page(client: Client, stage: Stage, path: str, who: str = "accountant") -> tuple[int, str]:
    viewer = getattr(stage, who)
    headers = await bearer(stage.bridge, stage.center.center_id, viewer.login)
    answer = await client.get(path, headers={**headers, "Accept": "text/html"})
    return answer.status, await answer.text()


async def test_every_figure_leads_to_as_many_dossiers_as_it_says(
    client: Client, stage: Stage
) -> None:
    _, text = await page(client, stage, "/reports?period=2026-03")
    cards = re.findall(r'<a href="(/reports/dossiers[^"]+)">(.*?)</a>', text, re.DOTALL)
    counted = 0
    for address, inside in cards:
        numbers = re.findall(r">\s*([\d.]+)(?: trong [\d.]+)?\s*<", f">{inside}<")
        if not numbers:
            continue
        counted += 1
        _, listed = await page(client, stage, address.replace("&amp;", "&"))
        assert f"<strong>{numbers[0]} hồ sơ</strong>" in listed, (address, inside)
        rows = max(0, len(re.findall(r"<tr", listed)) - 1)
        assert rows == int(numbers[0]), address
    assert counted >= 7


async def test_this_month_is_shown_where_no_period_is_named(client: Client, stage: Stage) -> None:
    _, text = await page(client, stage, "/reports")
    assert "Tháng 3/2026" in text
    assert 'rel="next"' not in text
    assert 'href="/reports?period=2026-02"' in text


async def test_days_of_ones_own_are_kept_on_the_way(client: Client, stage: Stage) -> None:
    status, text = await page(client, stage, "/reports?from=2026-03-13&to=2026-03-13")
    assert status == 200
    assert "figure=late&amp;from=2026-03-13&amp;to=2026-03-13" in text


@pytest.mark.parametrize("name", list(ReportName))
async def test_every_report_is_a_page(client: Client, stage: Stage, name: ReportName) -> None:
    status, text = await page(client, stage, f"/reports/{name}?period=2026-Q1")
    assert status == 200
    assert f"/api/v1/reports/{name}.pdf?period=2026-Q1" in text
    assert not re.search(r"\sstyle=|<script(?! type=\"module\" src)", text)


async def test_of_a_department_only_its_own_are_listed(client: Client, stage: Stage) -> None:
    address = "/reports/dossiers?figure=received&period=2026-03&department="
    assert "<strong>4 hồ sơ</strong>" in (await page(client, stage, f"{address}SNV"))[1]
    assert "<strong>0 hồ sơ</strong>" in (await page(client, stage, f"{address}STP"))[1]
    assert (await page(client, stage, f"{address}XX"))[0] == 422


async def test_a_long_list_goes_on(client: Client, stage: Stage) -> None:
    for number in range(10, 70):
        await stage.add_dossier(number, received_at=MORNING, received_on=MARCH, status=4)
    address = "/reports/dossiers?figure=received&period=2026-03"
    _, first = await page(client, stage, address)
    (further,) = re.findall(r'href="(/reports/dossiers[^"]*cursor=[^"]*)"', first)
    _, second = await page(client, stage, unquote(further.replace("&amp;", "&")))
    codes = [re.findall(r"H53\.14-260313-\d{4}(?=</)", text) for text in (first, second)]
    assert (len(codes[0]), len(codes[1])) == (50, 14)
    assert not set(codes[0]) & set(codes[1])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reports?period=2026-13", 422),
        ("/reports?from=1500-01-01&to=1500-01-02", 422),
        ("/reports/dossiers?figure=weather", 422),
        ("/reports/dossiers?figure=late&cursor=x", 422),
        ("/reports/weather", 404),
    ],
)
async def test_what_there_is_not_is_refused(
    client: Client, stage: Stage, path: str, status: int
) -> None:
    assert (await page(client, stage, path))[0] == status


async def test_post_and_departments_are_not_let_in(client: Client, stage: Stage) -> None:
    for who in ("post", "department"):
        assert (await page(client, stage, "/reports", who))[0] == 403


async def sent(client: Client, stage: Stage, content: str) -> tuple[int, str]:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.clerk.login)
    form = FormData()
    form.add_field("file", content.encode(), filename="bao-cao.csv", content_type="text/csv")
    answer = await client.post(
        "/reports/check", data=form, headers={**headers, "Accept": "text/html"}
    )
    return answer.status, await answer.text()


async def test_a_sheet_that_disagrees_with_itself_is_told_so(client: Client, stage: Stage) -> None:
    status, text = await sent(
        client, stage, "Đơn vị;Số;Trễ;Tỷ lệ\nA;8;1;12,5%\nB;10;2;25%\nC;4;1;25%\n"
    )
    assert status == 200
    assert "1 trong 3 tỷ lệ không đúng với số liệu" in text
    assert re.search(r"D3.*25%.*20%.*C3/B3</span> = 2/10", text, re.DOTALL)


async def test_a_sheet_that_agrees_with_itself_is_told_so(client: Client, stage: Stage) -> None:
    _, text = await sent(client, stage, "Đơn vị;Số;Trễ;Tỷ lệ\nA;8;1;12,5%\nB;10;2;20%\n")
    assert "Cả 2 tỷ lệ đều đúng với số liệu." in text


async def test_what_is_no_sheet_is_refused_on_the_page(client: Client, stage: Stage) -> None:
    status, text = await sent(client, stage, "a;b\n1;2\n")
    assert status == 422
    assert "bao-cao.csv" in text
