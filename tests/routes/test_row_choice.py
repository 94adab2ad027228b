"""The other side of a difference is chosen on its page, without a script."""

import re
from uuid import UUID, uuid4

import pytest

from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import Client
from tests.routes.test_dossier_money import headers_of
from tests.usecases.test_reconcile import Desk, sent

WHY = "Đúng số biên lai."


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    """Return a desk without anything to work on."""
    return Desk(await found_center(bridge, clock))


async def of_class(desk: Desk, name: str) -> UUID:
    """Return the difference of a class."""
    query = f"select difference_id from money_difference where class = '{name}'"  # noqa: S608
    found: UUID = await desk.stage.value(query)
    return found


async def press(
    client: Client, desk: Desk, difference_id: UUID, act: str, **said: str
) -> tuple[int, str]:
    """Press a button below the rows of a difference."""
    query = f"select version from money_difference where difference_id = '{difference_id}'"  # noqa: S608
    version = str(await desk.stage.value(query))
    form = {"sending": str(uuid4()), "version": version, "act": act, **said}
    headers = await headers_of(desk.stage, desk.stage.accountant)
    address = f"/accounting/open/{difference_id}/rows"
    answer = await client.post(address, data=form, headers=headers)
    return answer.status, await answer.text()


def left(page: str) -> str:
    """Return what remains of the sums that a page shows."""
    found = re.search(r"Còn lại</dt><dd><strong[^>]*>([^<]+)\sđ<", page)
    assert found
    return found[1]


async def test_a_line_is_split_among_collections_found_by_several_words(
    client: Client, desk: Desk
) -> None:
    first, second = await desk.dossier(), await desk.dossier()
    one = await desk.collect(first, 30_000)
    other = await desk.collect(second, 20_000, receipt_number="0000123")
    await desk.hand_in(sent(1, None, 50_000, remittance_batch="LO-1"))
    await desk.run()
    difference = await of_class(desk, "unknown")
    _, page = await press(client, desk, difference, "look", wanted=first.lower())
    assert f'value="{one}"' in page
    ticked = {"collection_1": str(one)}
    _, page = await press(client, desk, difference, "look", wanted="0000123", **ticked)
    assert f'value="{one}" checked' in page
    assert f'value="{other}"' in page
    assert left(page) == "20.000"
    _, page = await press(client, desk, difference, "look", collection_1=str(one))
    assert "Sẽ ghi sổ" in page
    ticked["collection_2"] = str(other)
    _, page = await press(client, desk, difference, "look", **ticked)
    assert left(page) == "0"
    assert "LO-1</td>" in page
    assert await desk.stage.value("select count(*) from line_match where rule = 'by_hand'") == 0
    assert (await press(client, desk, difference, "match", **ticked))[0] == 422
    status, page = await press(client, desk, difference, "match", reason=WHY, **ticked)
    assert (status, "Đã giải quyết" in page, WHY in page) == (200, True, True)
    assert await desk.stage.value("select count(*) from line_match where rule = 'by_hand'") == 2
    assert "Chọn dòng để ghép" not in page


async def test_lines_that_make_up_a_missing_collection_are_found_by_amount_and_item(
    client: Client, desk: Desk
) -> None:
    await desk.collect(await desk.dossier(), 90_000)
    await desk.hand_in(sent(1, None, 60_000), sent(2, None, 30_000, item_code="EV000000014VN"))
    await desk.run()
    difference = await of_class(desk, "missing")
    lines = []
    for wanted in ("60.000", "ev000000014vn"):
        _, page = await press(client, desk, difference, "look", wanted=wanted)
        lines += re.findall(r'name="line_[0-9]+" value="([0-9]+)"', page)
    ticked = {f"line_{place}": line for place, line in enumerate(dict.fromkeys(lines))}
    assert len(ticked) == 2
    _, page = await press(client, desk, difference, "look", line_1=lines[0])
    assert left(page) == "-30.000"
    status, page = await press(client, desk, difference, "match", reason=WHY, **ticked)
    assert (status, "Đã giải quyết" in page) == (200, True)


async def test_sides_that_differ_are_not_split(client: Client, desk: Desk) -> None:
    chosen = [await desk.collect(await desk.dossier(), 30_000) for _ in range(2)]
    await desk.hand_in(sent(1, None, 50_000))
    await desk.run()
    difference = await of_class(desk, "unknown")
    ticked = {f"collection_{place}": str(each) for place, each in enumerate(chosen)}
    _, page = await press(client, desk, difference, "look", **ticked)
    assert left(page) == "-10.000"
    assert "Sẽ ghi sổ" not in page
    assert (await press(client, desk, difference, "match", reason=WHY, **ticked))[0] == 409


async def test_what_is_matched_already_is_not_found(client: Client, desk: Desk) -> None:
    dossier = await desk.dossier()
    matched = await desk.collect(dossier, 50_000)
    await desk.hand_in(sent(1, dossier, 50_000), sent(2, None, 50_000))
    await desk.run()
    difference = await of_class(desk, "unknown")
    for wanted in (dossier, "50000"):
        _, page = await press(client, desk, difference, "look", wanted=wanted)
        assert "Chưa thấy dòng nào" in page
    status, _ = await press(
        client, desk, difference, "match", reason=WHY, collection_1=str(matched)
    )
    assert status == 409


@pytest.mark.parametrize(
    "said",
    [
        {"collection_1": "x"},
        {"line_1": "-1"},
        {"line_1": "9" * 5_000},
        {"wanted": "x" * 65},
        {f"line_{number}": str(number) for number in range(1, 22)},
        {"act": "resolve"},
    ],
)
async def test_what_no_page_of_ours_sends_is_refused(
    client: Client, desk: Desk, said: dict[str, str]
) -> None:
    await desk.hand_in(sent(1, None, 50_000))
    await desk.run()
    difference = await of_class(desk, "unknown")
    for act in ("look", "match"):
        status, page = await press(client, desk, difference, **{"act": act, "reason": WHY, **said})
        assert (status, 'role="alert"' in page) == (422, True), act


async def test_nothing_is_chosen_where_nothing_may_match(client: Client, desk: Desk) -> None:
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000)
    await desk.hand_in(sent(1, dossier, 40_000))
    await desk.run()
    difference = await of_class(desk, "short")
    _, page = await press(client, desk, difference, "look", wanted=dossier)
    assert "Chọn dòng để ghép" not in page
    assert (await press(client, desk, difference, "match", reason=WHY))[0] == 422
