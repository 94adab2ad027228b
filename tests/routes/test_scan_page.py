"""The scanner's page, its worker and the list that it keeps on the device."""

import json
import re
import struct
from dataclasses import asdict
from typing import Any

import pytest

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.scan import Action
from postal_bridge.domain.vietqr import Beneficiary, Payee
from postal_bridge.usecases import expect_scans
from postal_bridge.usecases.keep_beneficiary import keep_beneficiary
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.routes.conftest import Client, Town, bearer, session_of

EXPECTED = "/api/v1/scans/expected"
HTML = {"Accept": "text/html"}


@pytest.fixture
async def stage(client: Client, clock: SettableClock, town: Town) -> Stage:
    """Return a second centre, H26, whose things are scanned."""
    del client
    return await found_center(town.bridge, clock, "H26")


async def expected_by(client: Client, stage: Stage, who: Viewer) -> dict[str, dict[str, Any]]:
    headers = await bearer(stage.bridge, stage.center.center_id, who.login)
    answer = await client.get(EXPECTED, headers=headers)
    assert answer.status == 200
    document = await answer.json()
    assert document["more"] is False
    return {item["code"]: item for item in document["items"]}


@pytest.mark.parametrize("role", [Role.POST, Role.CENTER, Role.DEPARTMENT, Role.ADMIN])
async def test_whoever_handles_papers_gets_a_scanner_of_their_own(
    client: Client, town: Town, role: Role
) -> None:
    answer = await client.get("/scan", headers={**HTML, **await session_of(town, role)})
    page = await answer.text()
    assert answer.status == 200
    assert f'data-login="{town.logins[role]}"' in page
    offered = set(re.findall(r'<option value="([a-z_]+)">', page)) & set(Action)
    assert (Action.GO_OUT in offered) == (role is Role.POST)
    assert Action.TAKE in offered
    assert Action.CORRECT not in offered


async def test_the_worker_may_serve_the_page_beside_which_it_stands(client: Client) -> None:
    answer = await client.get("/scan/worker.js")
    assert answer.status == 200
    assert answer.headers["Service-Worker-Allowed"] == "/scan"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_a_phone_is_given_what_it_wants_before_it_installs_the_scanner(
    client: Client, town: Town
) -> None:
    answer = await client.get("/scan", headers={**HTML, **await session_of(town, Role.POST)})
    (address,) = re.findall(r'<link rel="manifest" href="([^"]+)">', await answer.text())
    answer = await client.get(address)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    manifest = await answer.json()
    assert manifest["id"] == manifest["start_url"] == manifest["scope"] == "/scan"
    assert manifest["name"]
    assert manifest["short_name"]
    assert (manifest["lang"], manifest["display"]) == ("vi", "standalone")
    drawn = [icon for icon in manifest["icons"] if icon["type"] == "image/png"]
    assert {(icon["sizes"], icon["purpose"]) for icon in drawn} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in manifest["icons"]:
        answer = await client.get(icon["src"])
        assert (answer.status, answer.headers["Content-Type"]) == (200, icon["type"])
        if icon in drawn:
            assert size_of_png(await answer.read()) == icon["sizes"]


def size_of_png(picture: bytes) -> str:
    signature, kind, width, height = struct.unpack(">8s4x4sII", picture[:24])
    assert (signature, kind) == (b"\x89PNG\r\n\x1a\n", b"IHDR")
    return f"{width}x{height}"


async def test_a_post_office_expects_what_citizens_have_ready_for_it_and_no_other(
    client: Client, stage: Stage
) -> None:
    slip = await stage.register(stage.post, Leg.INBOUND, collect_dong=50_000)
    code = str(slip["code"])
    mine = await expected_by(client, stage, stage.post)
    assert mine[code]["state"] == "registered"
    assert mine[code]["collect_dong"] == 50_000
    assert Action.COLLECT in mine[code]["next_actions"]
    assert await expected_by(client, stage, stage.post2) == {}
    assert await expected_by(client, stage, stage.department) == {}


async def test_an_office_expects_what_it_is_given_holds_or_has_out_until_that_ends(
    client: Client, stage: Stage
) -> None:
    slip = await stage.register(stage.clerk, Leg.OUTBOUND)
    code = str(slip["code"])
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    given = (await expected_by(client, stage, stage.post))[code]
    assert (given["state"], given["next_actions"][0]) == ("offered", "take")
    # Who gave it may still take it back.
    assert "take" in (await expected_by(client, stage, stage.clerk))[code]["next_actions"]
    await stage.recorded(stage.post, code, "take", "go_out")
    assert await expected_by(client, stage, stage.clerk) == {}
    assert (await expected_by(client, stage, stage.post))[code]["state"] == "out"
    await stage.recorded(stage.post, code, "deliver")
    assert await expected_by(client, stage, stage.post) == {}


async def test_the_list_says_which_papers_are_to_be_counted(client: Client, stage: Stage) -> None:
    slip = await stage.register(stage.post, Leg.INBOUND, procedure_code=PROCEDURE)
    bag = await stage.begin_bag(stage.post, stage.post2.office_code)
    mine = await expected_by(client, stage, stage.post)
    first = mine[str(slip["code"])]["papers"][0]
    assert set(first) == {"position", "name", "form", "quantity", "to_withdraw"}
    assert (first["position"], first["quantity"], first["to_withdraw"]) == (1, 1, False)
    assert mine[str(bag["code"])]["papers"] == []


async def test_a_long_list_travels_compressed_to_whoever_takes_it_so(
    client: Client, stage: Stage
) -> None:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.post.login)
    plain = await client.get(EXPECTED, headers={**headers, "Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    packed = await client.get(EXPECTED, headers={**headers, "Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert await packed.json() == await plain.json()


async def test_the_list_names_nobody(client: Client, stage: Stage) -> None:
    dossier = await stage.add_dossier()
    slip = await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier)
    listed = (await expected_by(client, stage, stage.post))[str(slip["code"])]
    assert listed["dossier_code"] == dossier
    assert "Nguyễn" not in json.dumps(listed, ensure_ascii=False)
    assert "0912345678" not in json.dumps(listed)


async def test_a_list_that_is_too_long_says_so(
    stage: Stage, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await stage.register(stage.post, Leg.INBOUND)
    monkeypatch.setattr(expect_scans, "EXPECTED_MAX", 2)
    found = await expect_scans.list_expected(stage.bridge.database, clock, stage.post)
    assert (len(found.items), found.more) == (2, True)


async def test_whom_the_post_is_paid_for_goes_with_the_list_of_the_post_alone(
    client: Client, stage: Stage
) -> None:
    account = Beneficiary("970499", "0000000002", "BUU DIEN VI DU", "Ngân hàng Ví Dụ")
    bridge = stage.bridge
    await keep_beneficiary(
        bridge.database, bridge.clock, stage.admin, Payee.POST, account, "Văn bản ví dụ"
    )
    for who, payee in ((stage.post, asdict(account)), (stage.clerk, None)):
        headers = await bearer(bridge, stage.center.center_id, who.login)
        assert (await (await client.get(EXPECTED, headers=headers)).json())["payee"] == payee


async def test_other_centres_expect_nothing_of_ours(client: Client, town: Town) -> None:
    answer = await client.get(EXPECTED, headers=await town.bearer(Role.CENTER))
    assert await answer.json() == {
        "items": [],
        "more": False,
        "payee": None,
        "as_of": town.bridge.clock().isoformat(),
    }
