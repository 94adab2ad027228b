"""Programs of others are told what happened by a real receiver that listens, hangs or is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from aiohttp import web
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from postal_bridge.config import Config
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.webhook import FAILING_MAX
from postal_bridge.gateways.webhooks import open_webhooks
from postal_bridge.ports import Webhooks
from postal_bridge.usecases import follow_logs
from postal_bridge.usecases.keep_webhooks import KeepingWebhooks, WebhookOrder
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.replay_webhooks import Replaying
from postal_bridge.usecases.tell_webhooks import WebhookTeller
from postal_bridge.usecases.tidy_access import DELIVERIES_KEPT, tidy_access
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.receiver import Receiver, listening

HERE = frozenset({"127.0.0.1"})
STATES = "select string_agg(state, ' ' order by recorded_at, event_id) from webhook_delivery"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening() as receiver:
        yield receiver


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, private_webhook_hosts=HERE)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


def keeping(stage: Stage) -> KeepingWebhooks:
    bridge = stage.bridge
    return KeepingWebhooks(Asked(bridge.database, stage.clock, bridge.sealer, stage.admin), HERE)


async def add(stage: Stage, url: str, *kinds: str) -> tuple[UUID, str]:
    """Add a webhook; return its identity and its secret."""
    answer = await keeping(stage).add(WebhookOrder(url, kinds))
    assert answer.document is not None
    return UUID(answer.document["webhook_id"]), answer.document["secret"]


async def tell(stage: Stage, timeout_seconds: float = 5.0) -> int:
    """Tell what is due."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Webhooks]:
        async with open_webhooks(HERE, timeout_seconds) as webhooks:
            yield webhooks

    bridge = stage.bridge
    return await WebhookTeller(bridge.database, stage.clock, bridge.sealer, opened).tell_due(
        stage.center
    )


async def happen(stage: Stage, number: int = 1) -> str:
    """Register a consignment and scan it twice; return its code."""
    dossier = await stage.add_dossier(number)
    stage.clock.advance(timedelta(seconds=1))
    document = await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=dossier)
    code = str(document["code"])
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take")
    stage.clock.advance(timedelta(seconds=1))
    return code


def replaying(stage: Stage, webhook_id: UUID) -> Replaying:
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, stage.admin)
    return Replaying(asked, webhook_id)


async def test_what_happens_is_told_once_in_order_signed_and_without_people(
    stage: Stage, receiver: Receiver
) -> None:
    _, secret = await add(stage, receiver.url)
    code = await happen(stage)
    told = await tell(stage)
    assert told == len(receiver.heard) >= 3
    assert await tell(stage) == 0
    payloads = receiver.payloads()
    assert [each["data"]["sequence"] for each in payloads] == list(range(1, told + 1))
    assert {each["data"]["code"] for each in payloads} == {code}
    assert payloads[-1]["type"] == "consignment.taken"
    for headers, body in receiver.heard:
        # Our clock stands still; the signature is of the moment that it says.
        _verify(secret, headers, body)
        assert stage.clerk.login.encode() not in body
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == told


def _verify(secret: str, headers: dict[str, str], body: bytes) -> None:
    moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    signed = Webhook(secret).sign(headers["webhook-id"], moment, body.decode())
    if signed not in headers["webhook-signature"].split():
        raise WebhookVerificationError


async def test_a_dossier_is_told_by_its_steps_and_kinds_are_chosen(
    stage: Stage, receiver: Receiver
) -> None:
    await add(stage, receiver.url, "dossier.*")
    await happen(stage)
    row = {"center_id": stage.center.center_id, "dossier_code": await stage.add_dossier(2)}
    at = {"happened_at": stage.clock(), "recorded_at": stage.clock()}
    who = {"login": stage.clerk.login, "office_code": "SNV", "note": "gọi 0912345678"}
    step = {"step_id": UUID(int=7), "status": 9}
    await stage.insert("dossier_step", {**row, **at, **who, **step})
    stage.clock.advance(timedelta(seconds=1))
    await tell(stage)
    (payload,) = receiver.payloads()
    assert payload["type"] == "dossier.done"
    assert payload["data"]["status"] == 9
    assert b"0912345678" not in receiver.heard[0][1]


async def test_while_secrets_follow_each_other_both_sign(stage: Stage, receiver: Receiver) -> None:
    webhook_id, old = await add(stage, receiver.url)
    answer = await keeping(stage).rotate(webhook_id)
    assert answer.document is not None
    new = answer.document["secret"]
    await replaying(stage, webhook_id).test()
    await tell(stage)
    ((headers, body),) = receiver.heard
    assert len(headers["webhook-signature"].split()) == 2
    for secret in (old, new):
        _verify(secret, headers, body)
    stage.clock.advance(timedelta(hours=25))
    await replaying(stage, webhook_id).test()
    await tell(stage)
    with pytest.raises(WebhookVerificationError):
        _verify(old, *receiver.heard[-1])


async def test_what_is_not_taken_is_told_again_under_the_same_identity(
    stage: Stage, receiver: Receiver
) -> None:
    webhook_id, _ = await add(stage, receiver.url)
    await replaying(stage, webhook_id).test()
    receiver.answers = [
        web.Response(status=500),
        web.Response(status=302),
        web.Response(status=404),
    ]
    for _ in range(3):
        assert await tell(stage) == 0
        stage.clock.advance(timedelta(minutes=40))
    assert await tell(stage) == 1
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in receiver.heard}) == 4
    assert len({body for _, body in receiver.heard}) == 1


async def test_whoever_asks_for_time_gets_it(stage: Stage, receiver: Receiver) -> None:
    webhook_id, _ = await add(stage, receiver.url)
    await replaying(stage, webhook_id).test()
    receiver.answers = [web.Response(status=503, headers={"Retry-After": "7200"})]
    await tell(stage)
    stage.clock.advance(timedelta(minutes=119))
    await tell(stage)
    assert len(receiver.heard) == 1
    stage.clock.advance(timedelta(minutes=2))
    assert await tell(stage) == 1


async def test_what_came_later_waits_for_a_while_and_not_for_ever(
    stage: Stage, receiver: Receiver
) -> None:
    await add(stage, receiver.url)
    await happen(stage)
    receiver.answers = [web.Response(status=500) for _ in range(3)]
    await tell(stage)
    assert await tell(stage) == 0
    assert len(receiver.heard) == 1
    for _ in range(2):
        stage.clock.advance(timedelta(minutes=7))
        await tell(stage)
    assert await tell(stage) >= 2
    assert await stage.value("select count(*) from webhook_delivery where state = 'waiting'") == 1


async def test_one_that_is_gone_is_disabled_at_once(stage: Stage, receiver: Receiver) -> None:
    webhook_id, _ = await add(stage, receiver.url)
    await replaying(stage, webhook_id).test()
    receiver.answers = [web.Response(status=410)]
    await tell(stage)
    assert await stage.value("select disabled_why from webhook") == "gone"
    assert await stage.value(STATES) == "failed"
    assert await stage.value("select kind from message") == "office_reminder"
    await happen(stage)
    assert await tell(stage) == 0
    assert len(receiver.heard) == 1
    # Enabled by hand, it is told what happens from then on; the rest by a replay.
    missed_from = stage.clock() - timedelta(minutes=5)
    await keeping(stage).change(webhook_id, WebhookOrder(enabled=True))
    assert await tell(stage) == 0
    await replaying(stage, webhook_id).span(missed_from, stage.clock() + timedelta(seconds=1))
    assert await tell(stage) >= 3


async def test_one_that_fails_for_days_is_disabled(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    async with listening() as gone:
        url = gone.url
    webhook_id, _ = await add(stage, url)
    await replaying(stage, webhook_id).test()
    await tell(stage)
    stage.clock.advance(FAILING_MAX)
    await replaying(stage, webhook_id).test()
    await tell(stage)
    assert await stage.value("select disabled_why from webhook") == "failing"
    assert "webhook_disabled" in capsys.readouterr().out


async def test_one_that_hangs_is_slow_by_itself(stage: Stage, receiver: Receiver) -> None:
    quick_is_done = asyncio.Event()

    async def quick(_request: web.Request) -> web.StreamResponse:
        quick_is_done.set()
        return web.Response()

    async def hang(_request: web.Request) -> web.StreamResponse:
        await quick_is_done.wait()
        await asyncio.Event().wait()
        raise AssertionError("it never ends")

    async with listening() as slow:
        slow.answers = [hang]
        receiver.answers = [quick]
        for each in (slow, receiver):
            webhook_id, _ = await add(stage, each.url)
            await replaying(stage, webhook_id).test()
        assert await tell(stage, timeout_seconds=2.0) == 1
    assert quick_is_done.is_set()
    assert await stage.value("select trouble from webhook_delivery where state = 'waiting'") == (
        "timed_out"
    )


async def test_no_more_of_an_answer_is_read_than_its_head(stage: Stage, receiver: Receiver) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65_536)

    webhook_id, _ = await add(stage, receiver.url)
    await replaying(stage, webhook_id).test()
    receiver.answers = [endless]
    assert await tell(stage) == 1


async def test_what_does_not_fit_in_one_run_is_told_by_the_next(
    stage: Stage, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(stage, receiver.url, "consignment.*")
    for number in range(4):
        await happen(stage, number)
        stage.clock.advance(2 * follow_logs.OVERLAP)
    monkeypatch.setattr(follow_logs, "BATCH", 3)
    monkeypatch.setattr(follow_logs, "BATCHES_MAX", 1)
    while await tell(stage):
        pass
    recorded = await stage.value("select count(*) from custody_event")
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == recorded >= 12


@pytest.mark.parametrize("change", ["removed", "disabled", "elsewhere"])
async def test_a_run_tells_nothing_more_to_where_a_webhook_does_not_lead_any_more(
    stage: Stage, receiver: Receiver, change: str
) -> None:
    webhook_id, _ = await add(stage, receiver.url)
    await happen(stage)

    async def meanwhile(_request: web.Request) -> web.StreamResponse:
        doing = keeping(stage)
        if change == "removed":
            await doing.remove(webhook_id)
        elif change == "disabled":
            await doing.change(webhook_id, WebhookOrder(enabled=False))
        else:
            await doing.change(webhook_id, WebhookOrder(url=f"{receiver.url}?moi=1"))
        return web.Response()

    receiver.answers = [meanwhile]
    assert await tell(stage) == 1
    assert len(receiver.heard) == 1


async def test_what_waited_for_an_address_that_was_wrong_is_told_at_the_right_one_at_once(
    stage: Stage, receiver: Receiver
) -> None:
    webhook_id, _ = await add(stage, f"{receiver.url}/sai")
    await happen(stage)
    assert await tell(stage) == 0
    assert await stage.value("select failing_since from webhook") is not None
    await keeping(stage).change(webhook_id, WebhookOrder(url=receiver.url))
    assert await stage.value("select failing_since from webhook") is None
    assert await tell(stage) >= 3


async def test_what_changed_is_noted_with_what_it_was_before_and_no_key_of_an_address(
    stage: Stage, receiver: Receiver
) -> None:
    webhook_id, _ = await add(stage, f"{receiver.url}?key=bi-mat", "dossier.*")
    order = WebhookOrder(url="https://mot-cua.example/bi-mat", kinds=["bag.*", "dossier.done"])
    await keeping(stage).change(webhook_id, order)
    await keeping(stage).change(webhook_id, order)
    noted = await stage.value(
        "select jsonb_agg(detail - 'webhook') from admin_change where what = 'webhook_changed'"
    )
    assert noted == [
        {
            "url": "mot-cua.example",
            "url_before": "127.0.0.1",
            "kinds": "bag.* dossier.done",
            "kinds_before": "dossier.*",
        }
    ]


async def test_what_a_removed_webhook_was_still_to_be_told_is_removed_with_the_rest(
    stage: Stage, receiver: Receiver
) -> None:
    webhook_id, _ = await add(stage, f"{receiver.url}/sai")
    await happen(stage)
    await tell(stage)
    await keeping(stage).remove(webhook_id)
    for days, is_left in ((1, True), (DELIVERIES_KEPT.days, False)):
        stage.clock.advance(timedelta(days=days))
        await tidy_access(stage.bridge.database, stage.clock, stage.center)
        assert bool(await stage.value("select count(*) from webhook_delivery")) is is_left
