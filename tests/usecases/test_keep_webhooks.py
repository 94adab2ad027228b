"""Where a webhook leads is kept sealed, and what a release before kept in clear is sealed once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest

from postal_bridge.config import Config
from postal_bridge.domain.setup_refusals import SealBroken
from postal_bridge.store import webhooks
from postal_bridge.usecases.keep_webhooks import WebhookOrder, list_webhooks, seal_urls
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.receiver import Receiver, listening
from tests.usecases.test_tell_webhooks import HERE, add, happen, keeping, tell

KEY = "khoa-trong-dia-chi"
ADDRESS = f"https://mot-cua.example/{KEY}"


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


async def execute(stage: Stage, statement: str, *values: object) -> None:
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(statement, *values)


async def kept(stage: Stage) -> list[tuple[str, bytes | None]]:
    """Return where webhooks lead as the database has it: in clear, sealed."""
    async with stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch("select url, url_sealed from webhook order by webhook_id")
    return [(row["url"], row["url_sealed"]) for row in rows]


async def leads(stage: Stage) -> list[str]:
    """Return where webhooks lead as an administrator sees it."""
    bridge = stage.bridge
    return [url for _, url in await list_webhooks(bridge.database, bridge.sealer, stage.admin)]


async def put_in_clear(stage: Stage, webhook_id: UUID, url: str) -> None:
    """Keep where a webhook leads as the release before did that sealed nothing of it."""
    statement = "update webhook set url = $2, url_sealed = null where webhook_id = $1"
    await execute(stage, statement, webhook_id, url)


async def seal(stage: Stage) -> None:
    await seal_urls(stage.bridge.database, stage.bridge.sealer, stage.center)


async def test_where_a_webhook_leads_is_in_clear_for_administrators_alone(stage: Stage) -> None:
    webhook_id, _ = await add(stage, "https://mot-cua.example/nghe")
    await keeping(stage).change(webhook_id, WebhookOrder(url=ADDRESS))
    assert await leads(stage) == [ADDRESS]
    row = str(await stage.value("select to_jsonb(webhook)::text from webhook"))
    assert KEY not in row
    assert KEY.encode().hex() not in row


async def test_where_one_webhook_leads_is_not_where_another_does(stage: Stage) -> None:
    first, _ = await add(stage, ADDRESS)
    second, _ = await add(stage, "https://ke-trom.example/")
    statement = """
        update webhook set url_sealed = (select url_sealed from webhook where webhook_id = $1)
        where webhook_id = $2
    """
    await execute(stage, statement, first, second)
    with pytest.raises(SealBroken):
        await leads(stage)


async def test_what_is_in_clear_is_told_there_and_sealed_once(
    stage: Stage, receiver: Receiver
) -> None:
    """A process that is killed leaves some sealed; the next one seals the others."""
    await add(stage, ADDRESS, "bag.*")
    in_clear, _ = await add(stage, receiver.url)
    await put_in_clear(stage, in_clear, receiver.url)
    await happen(stage)
    assert await tell(stage) >= 3
    sealed_before = dict(await kept(stage))[""]
    await seal(stage)
    after = await kept(stage)
    assert [url for url, _ in after] == ["", ""]
    assert sealed_before in [sealed for _, sealed in after]
    assert {*await leads(stage)} == {ADDRESS, receiver.url}
    await seal(stage)
    assert await kept(stage) == after


async def test_what_was_kept_in_clear_since_is_newer(stage: Stage) -> None:
    webhook_id, _ = await add(stage, ADDRESS)
    newer = "https://mot-cua.example/moi"
    await execute(stage, "update webhook set url = $1", newer)
    assert await leads(stage) == [newer]
    center_id, stale = stage.center.center_id, b"\x01"
    async with stage.bridge.database.transaction() as connection:
        # Whoever read it before it changed seals nothing.
        await webhooks.seal_url(connection, center_id, webhook_id, ADDRESS, stale)
    assert await leads(stage) == [newer]
    await seal(stage)
    assert [url for url, _ in await kept(stage)] == [""]
    assert await leads(stage) == [newer]
    await execute(stage, "update webhook set url = $1", newer)
    await keeping(stage).change(webhook_id, WebhookOrder(url=ADDRESS))
    assert [url for url, _ in await kept(stage)] == [""]
    assert await leads(stage) == [ADDRESS]
