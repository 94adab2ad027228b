"""Rating by link over HTTP: on a phone, on the tablet of a counter, and from the receipt."""

import re
from typing import Any

import pytest

from postal_bridge.domain.access import Role
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.usecases import rate_by_link as rating
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer, new_secret
from tests.routes.test_admin_pages import BROWSER
from tests.routes.test_citizens import RETURNED, Visitor


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
def visitor(client: Client) -> Visitor:
    return Visitor(client)


async def link(stage: Stage, code: str) -> str:
    bridge = stage.bridge
    return await rating.print_link(bridge.database, stage.clock, bridge.sealer, stage.clerk, code)


async def clerk(stage: Stage) -> dict[str, str]:
    """Return what the browser of the clerk comes in with."""
    secret = await new_secret(
        stage.bridge, CredentialKind.SESSION, stage.center.center_id, stage.clerk.login
    )
    return {**BROWSER, "Cookie": f"postal_bridge={secret}"}


async def test_a_citizen_rates_by_a_link_and_is_thanked(visitor: Visitor, stage: Stage) -> None:
    code = await stage.add_dossier(**RETURNED)
    path = await link(stage, code)
    text = await visitor.get(path)
    # Who has the link learns no code, no name and no way to anything else.
    assert code not in text
    assert "Ví Dụ" not in text
    assert not re.findall(r'<a [^>]*href="/(?!static)', text)
    text = await visitor.send(path, word="Tốt")
    assert visitor.status == 422
    text = await visitor.send(path, satisfaction="satisfied", word="Tốt")
    assert "Cảm ơn ông/bà đã đánh giá." in text
    await visitor.send(path, satisfaction="dissatisfied")
    assert visitor.status == 409
    assert "đã được đánh giá" in await visitor.get(path)
    assert await stage.value("select satisfaction from dossier where code = $1", code) == (
        "satisfied"
    )


async def test_links_that_are_not_ours_or_too_early_are_told_in_words(
    visitor: Visitor, stage: Stage
) -> None:
    await visitor.get(f"/rate/{'x' * 22}")
    assert visitor.status == 404
    await visitor.send(f"/rate/{'x' * 22}", satisfaction="satisfied")
    assert visitor.status == 404
    early: dict[str, Any] = {**RETURNED, "returned_on": None, "status": 9}
    await visitor.get(await link(stage, await stage.add_dossier(**early)))
    assert visitor.status == 409


async def test_a_counter_asks_on_its_tablet_and_the_tablet_turns(
    client: Client, visitor: Visitor, stage: Stage
) -> None:
    headers = await clerk(stage)

    async def send(path: str, **fields: str) -> Any:
        return await client.post(path, data=fields, headers=headers, allow_redirects=False)

    for status in (303, 422):
        assert (await send("/ratings/screens", name="Quầy 1")).status == status
    page = await (await client.get("/ratings/screens", headers=headers)).text()
    found = re.search(r'href="[^"]*(/rate/screens/[\w-]+)"', page)
    assert found
    tablet = found[1]
    neutral = await visitor.get(tablet)
    assert "Kính chào" in neutral
    answer = await client.get(tablet, headers=BROWSER)
    assert answer.headers["Refresh"] == f"5; url={tablet}"
    code = await stage.add_dossier(**RETURNED)
    page = await (await client.get(f"/dossiers/{code}", headers=headers)).text()
    option = re.search(r'<option value="([0-9a-f-]{36})"', page)
    assert option
    answer = await send(f"/dossiers/{code}/rating-screen", screen_id=option[1])
    assert answer.headers["Location"] == f"/dossiers/{code}?done=shown_on_screen"
    assert 'name="satisfaction"' in await visitor.get(tablet)
    text = await visitor.send(tablet, satisfaction="very_satisfied")
    assert "Cảm ơn ông/bà đã đánh giá." in text
    assert "Kính chào" in text
    # Pressed once more, the neutral picture stays.
    await visitor.send(tablet, satisfaction="dissatisfied")
    assert visitor.status == 404
    page = await (await client.get(f"/dossiers/{code}", headers=headers)).text()
    assert "Mời đánh giá" not in page
    assert (await send("/ratings/screens/remove", screen_id=option[1])).status == 303
    await visitor.get(tablet)
    assert visitor.status == 404


async def test_the_receipt_of_a_result_bears_the_link(client: Client, stage: Stage) -> None:
    code = await stage.add_dossier(**RETURNED)
    headers = await bearer(stage.bridge, stage.center.center_id, stage.clerk.login)
    path = f"/api/v1/dossiers/{code}/papers/result-receipt.pdf"
    answer = await client.get(path, headers=headers)
    assert answer.status == 200
    assert await stage.value("select count(*) from rating_link where dossier_code = $1", code) == 1


@pytest.mark.parametrize("role", [Role.POST, Role.DEPARTMENT, Role.ACCOUNTANT])
async def test_screens_are_the_centres_own(client: Client, stage: Stage, role: Role) -> None:
    who = {
        Role.POST: stage.post,
        Role.DEPARTMENT: stage.department,
        Role.ACCOUNTANT: stage.accountant,
    }[role]
    headers = await bearer(stage.bridge, stage.center.center_id, who.login)
    assert (await client.get("/ratings/screens", headers=headers)).status == 403
