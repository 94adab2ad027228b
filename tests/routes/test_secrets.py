"""No secret is found in clear: in logs, answers, pages, figures or a backup, whatever goes wrong.

Every other party is played by one that refuses whatever it is asked and says back what it was sent,
keys and all.
"""

import base64
import json
import re
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from jobs.carriers import carrier_orders, carrier_tracking
from jobs.incoming import understand_incoming
from jobs.messages import send_messages
from jobs.portal import sync_portal
from jobs.webhooks import tell_webhooks
from postal_bridge.config import Config
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.gateways.portal_server import LOGIN_PATH, SERVICES_PATH
from postal_bridge.gateways.vnpost_stand_in import settings_of_centre, settings_of_customer
from postal_bridge.store.backups import write_backup
from postal_bridge.store.programs import find_binaries
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.wiring import Bridge, open_bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer
from tests.usecases.test_send_messages import dossier_of, tell

HERE = "127.0.0.1"
#: What is known to nobody but two parties, by what it is for; none is written like anything else.
SECRETS = {
    "sms key": "khoa-nha-mang-7f31",
    "report key": "khoa-bao-cao-2b90",
    "zalo secret": "bi-mat-zalo-55ad",
    "receipts key": "khoa-bien-lai-91ce",
    "portal password": "mat-khau-cong-40d2",
    "carrier token": "ma-khach-hang-c8e7",
    "carrier customer key": "ma-hanh-chinh-6a15",
    "carrier secret key": "khoa-buu-dien-bd03",
    "key of a party": "khoa-cua-ben-goi-e1f4",
    "key in an address": "khoa-trong-dia-chi-38fa",
}
#: Where an administrator reads where webhooks lead, and changes it.
ADDRESSES = ("GET /admin/webhooks", "GET /api/v1/webhooks")


#: Who has to have been asked, so that there is something to be said back.
ASKED = {"/sms", "/customer/orders", "/hcc/token", LOGIN_PATH, "/nghe"}
CALLED = web.AppKey("called", set[str])


async def refuse(request: web.Request) -> web.Response:
    """Refuse, and say back all that was sent."""
    request.app[CALLED].add(request.path)
    usual = {"Host", "Accept", "Accept-Encoding", "User-Agent", "Content-Length", "Content-Type"}
    keys = [value for name, value in request.headers.items() if name not in usual]
    said = f"{' '.join(keys)[:150]} {(await request.read()).decode()}"
    words = dict.fromkeys(("message", "detail", "error_description", "Message", "error"), said)
    return web.json_response({**words, "status": "rejected", "error_code": said}, status=401)


@pytest.fixture
async def elsewhere() -> AsyncIterator[str]:
    app = web.Application()
    app[CALLED] = set()
    app.router.add_route("*", "/{tail:.*}", refuse)
    async with TestServer(app, host=HERE) as server:
        yield str(server.make_url("")).rstrip("/")
    assert app[CALLED] >= ASKED


@pytest.fixture
def config(config: Config, elsewhere: str) -> Config:
    messages = replace(
        config.messages,
        sms_url=f"{elsewhere}/sms",
        sms_key=SECRETS["sms key"],
        zalo_secret=SECRETS["zalo secret"],
        report_key=SECRETS["report key"],
    )
    return replace(
        config,
        messages=messages,
        receipts_url=f"{elsewhere}/receipts",
        receipts_key=SECRETS["receipts key"],
        portal_hosts=frozenset({elsewhere.removeprefix("http://")}),
        private_webhook_hosts=frozenset({HERE}),
        private_carrier_hosts=frozenset({HERE}),
    )


@pytest.fixture
async def bridge(config: Config, database_url: str, clock: SettableClock) -> AsyncIterator[Bridge]:
    async with open_bridge(config, database_url, clock=clock) as bridge:
        yield bridge


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def test_no_secret_is_found_in_clear_whatever_goes_wrong(
    stage: Stage,
    client: Client,
    elsewhere: str,
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.admin.login)
    secrets = {**SECRETS, "token": headers["Authorization"].removeprefix("Bearer ")}
    heard = Heard(client, headers)
    secrets["secret of the installation"] = base64.b64encode(stage.bridge.config.secret).decode()
    secrets |= await _agree(heard, elsewhere)
    await _let_all_go_wrong(stage, heard)
    for path in ["/metrics", *_lists()]:
        await heard.ask("GET", path)
    await _read_every_page(heard)
    backup = tmp_path / "saved.backup"
    write_backup(database_url, backup)

    addresses = [text for where, text in heard.answers.items() if where.startswith(ADDRESSES)]
    assert len(addresses) > len(ADDRESSES)
    assert all(SECRETS["key in an address"] in text for text in addresses)
    found = {**heard.answers, "log": "".join(capsys.readouterr()), "backup": _text_of(backup)}
    # What is looked through is what was meant to be: the log of jobs, pages with what failed.
    assert "/api/v1/incoming/{center}/{source}" in found["log"]
    assert stage.center.name in found["backup"]
    assert "webhook.test" in "".join(found.values())
    written = {
        f"{name} in {where}"
        for where, text in found.items()
        for name, secret in secrets.items()
        for form in _forms(secret)
        if form in text and not (name == "key in an address" and where.startswith(ADDRESSES))
    }
    assert written == set()


class Heard:
    """What an administrator asks, and every answer that is not to tell a secret."""

    def __init__(self, client: Client, headers: dict[str, str]) -> None:
        self.client, self.headers = client, headers
        self.answers: dict[str, str] = {}

    async def ask(self, method: str, path: str, **more: Any) -> str:
        """Ask, and keep the answer."""
        text = await self.once(method, path, **more)
        self.answers[f"{method} {path} {len(self.answers)}"] = text
        return text

    async def once(self, method: str, path: str, **more: Any) -> str:
        """Ask for what is told this once."""
        headers = {**self.headers, **more.pop("headers", {})}
        answer = await self.client.request(method, path, headers=headers, **more)
        assert answer.status < 500, f"{path}: {await answer.text()}"
        return await answer.text()


async def _agree(heard: Heard, elsewhere: str) -> dict[str, str]:
    """Agree upon secrets with everybody, twice, and return those that were made here."""
    account = {
        "enabled": True,
        "address": f"{elsewhere}{SERVICES_PATH}",
        "login_address": f"{elsewhere}{LOGIN_PATH}",
        "login": "h53",
        "password": SECRETS["portal password"],
        "unit_code": "000.00.00.H53",
        "tells": "all",
    }
    customer, token = settings_of_customer(elsewhere)
    centre, _ = settings_of_centre(elsewhere)
    keys = {
        "customer_key": SECRETS["carrier customer key"],
        "secret_key": SECRETS["carrier secret key"],
    }
    carriers = (
        ("BD1", "vnpost_customer", customer, {**token, "token": SECRETS["carrier token"]}),
        ("BD2", "vnpost_hcc", centre, keys),
    )
    key = {"secret": SECRETS["key of a party"]}
    for _ in range(2):
        await heard.ask("PUT", "/api/v1/portal/account", json=account)
        for code, kind, settings, said in carriers:
            carrier = {"code": code, "name": code, "kind": kind, "settings": settings}
            await heard.ask("POST", "/api/v1/carriers", json={**carrier, "secrets": said})
            wrong = {**carrier, "settings": {}, "secrets": {**said, "nothing": "x"}}
            await heard.ask("POST", "/api/v1/carriers", json=wrong)
        way = {"way": "key", "header_name": "X-Key"}
        await heard.ask("PUT", "/api/v1/incoming-sources/vnpost", json=way)
        await heard.ask("POST", "/api/v1/incoming-sources/vnpost/secrets", json=key)
        await heard.ask("POST", "/api/v1/incoming-sources/portal/secrets", json=key)
    await heard.ask("PUT", "/api/v1/incoming-sources/portal", json={"way": "signed"})
    made = json.loads(await heard.once("POST", "/api/v1/incoming-sources/portal/secrets", json={}))
    webhook = {"url": f"{elsewhere}/nghe?key={SECRETS['key in an address']}"}
    added = json.loads(await heard.once("POST", "/api/v1/webhooks", json=webhook))
    path = f"/api/v1/webhooks/{added['webhook_id']}"
    rotated = json.loads(await heard.once("POST", f"{path}/rotate", json={}))
    await heard.ask("POST", f"{path}/test")
    return {
        "made secret of a party": made["secret"],
        "secret of a webhook": added["secret"],
        "next secret of a webhook": rotated["secret"],
    }


async def _let_all_go_wrong(stage: Stage, heard: Heard) -> None:
    """Have every party asked, and called by, in vain."""
    center, clock = stage.center, stage.clock
    for leg, carrier in (("outbound", "BD1"), ("inbound", "BD2")):
        terms = {"leg": leg, "carrier": carrier, "valid_from": "2026-01-01", "source": "Ví dụ"}
        await heard.ask("POST", "/api/v1/carrier-legs", json=terms)
    dossier = await stage.add_dossier()
    for leg in (Leg.OUTBOUND, Leg.INBOUND):
        await stage.register(stage.clerk, leg, dossier_code=dossier)
    bridge, step = stage.bridge, WantedStep(PortalStatus.ACCEPTED)
    parts = bridge.database, clock, bridge.sealer, stage.clerk
    await advance_dossier(*parts, dossier, step, None)
    await tell(stage, await dossier_of(stage, 2, "0912345678"), "a")
    known = {"X-Key": SECRETS["key of a party"], "Authorization": SECRETS["report key"]}
    for source in ("vnpost", "portal", "sms"):
        for given in (known, {"X-Key": f"{SECRETS['key of a party']}?"}, {}):
            sent = {**heard.headers, "Content-Type": "application/json", **given}
            await heard.ask("POST", f"/api/v1/incoming/H53/{source}", data=b"[1]", headers=sent)
    for _ in range(3):
        clock.advance(timedelta(minutes=40))
        for job in (
            understand_incoming,
            send_messages,
            carrier_orders,
            carrier_tracking,
            sync_portal,
            tell_webhooks,
        ):
            await job(bridge, center, "")


def _lists() -> list[str]:
    names = (
        "portal",
        "portal/tellings",
        "carriers",
        "carrier-orders",
        "carrier-reports",
        "incoming-sources",
        "webhooks",
        "changes",
        "tokens",
    )
    return [f"/api/v1/{name}" for name in names]


async def _read_every_page(heard: Heard) -> None:
    seen, ahead = set[str](), ["/admin", "/accounting", "/reports"]
    while ahead:
        page = ahead.pop()
        seen.add(page)
        text = await heard.ask("GET", page)
        links = set(re.findall(r'href="(/admin[^"#]*)', text))
        ahead += sorted(links - seen - {*ahead})
    assert len(seen) > 40


def _text_of(backup: Path) -> str:
    """Return what a backup says to whoever has the programs to read it."""
    restore = [str(find_binaries() / "pg_restore"), "--file=-", str(backup)]
    return subprocess.run(restore, check=True, capture_output=True).stdout.decode()


def _forms(secret: str) -> list[str]:
    """Return a secret as it may be written by somebody who did not mean to."""
    octets = secret.encode()
    return [secret, octets.hex(), base64.b64encode(octets).decode().rstrip("=")]
