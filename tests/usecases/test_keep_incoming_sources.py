"""How a centre knows who calls in: the way, secrets that follow each other, what is noted."""

from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.incoming import Way
from postal_bridge.domain.incoming_refusals import (
    NotGenuine,
    SecretKnown,
    UnknownSecret,
    UnknownSource,
    UnusableSecret,
    WayNotOffered,
)
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.keep_incoming_sources import OVERLAP, look_up_sources
from postal_bridge.usecases.tidy_access import tidy_access
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.calling_in import NAME, Party


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def party(stage: Stage) -> Party:
    return await Party(stage).agree()


async def secret_ids(party: Party) -> list[str]:
    database, admin = party.stage.bridge.database, party.stage.admin
    (found,) = await look_up_sources(database, admin, party.sources)
    return [str(each.secret_id) for each in found.secrets]


async def test_two_secrets_are_good_while_one_follows_the_other(stage: Stage, party: Party) -> None:
    old = party.secret
    await party.agree()
    new = party.secret
    for secret in (old, new):
        party.secret = secret
        assert await party.calls()
    stage.clock.advance(OVERLAP)
    assert await party.calls()
    party.secret = old
    with pytest.raises(NotGenuine):
        await party.calls()


async def test_a_secret_is_ended_at_once_and_forgotten(stage: Stage, party: Party) -> None:
    (secret_id,) = await secret_ids(party)
    await party.keeping().end_secret(UUID(secret_id))
    with pytest.raises(NotGenuine):
        await party.calls()
    assert await stage.value("select secret_sealed from incoming_secret") is None


async def test_in_another_way_the_old_secrets_are_good_no_more(party: Party) -> None:
    await party.keeping().choose_way(Way.KEY, "X-Key")
    await party.keeping().choose_way(Way.SIGNED)
    with pytest.raises(NotGenuine):
        await party.calls()


async def test_secrets_that_ended_are_forgotten_in_time(stage: Stage, party: Party) -> None:
    await party.agree()
    stage.clock.advance(OVERLAP * 2)
    await tidy_access(stage.bridge.database, stage.clock, stage.center)
    assert await stage.value("select count(secret_sealed) from incoming_secret") == 1
    assert len(await secret_ids(party)) == 2


async def test_what_cannot_be_agreed_upon_is_refused(party: Party) -> None:
    keeping = party.keeping()
    with pytest.raises(UnusableSecret):
        await keeping.add_secret("whsec_ngan")
    with pytest.raises(SecretKnown):
        await keeping.add_secret(party.secret)
    with pytest.raises(UnknownSecret):
        await keeping.end_secret(uuid4())
    with pytest.raises(WayNotOffered):
        await keeping.choose_way(Way.OWN)
    for tolerance in (0, 29, 86_401):
        with pytest.raises(InvalidInput):
            await keeping.choose_way(Way.SIGNED, tolerance_seconds=tolerance)
    for header in (None, "", "hai chữ", "x" * 61):
        with pytest.raises(InvalidInput):
            await keeping.choose_way(Way.KEY, header)
    await keeping.choose_way(Way.KEY, "x-key")
    for key in ("ngắn", "x" * 15, "x" * 201):
        with pytest.raises(UnusableSecret):
            await keeping.add_secret(key)


async def test_who_is_not_known_or_proves_itself_by_keys_of_the_installation_has_no_secrets(
    stage: Stage,
) -> None:
    party = Party(stage)
    with pytest.raises(UnknownSource):
        await party.keeping({"other": Source(party.understand)}).choose_way(Way.SIGNED)
    keyed = {NAME: Source(party.understand, keyed_by_center=False)}
    with pytest.raises(UnknownSource):
        await party.keeping(keyed).choose_way(Way.SIGNED)
    with pytest.raises(UnknownSource):
        await party.keeping().add_secret()
    assert await look_up_sources(stage.bridge.database, stage.admin, keyed) == []


async def test_every_change_is_noted_without_the_secret(stage: Stage, party: Party) -> None:
    noted = "select string_agg(what, ' ' order by what) from admin_change where what like 'inc%'"
    assert await stage.value(noted) == "incoming_secret_added incoming_way_chosen"
    told = await stage.value("select string_agg(detail::text, ' ') from admin_change")
    assert party.secret not in told
