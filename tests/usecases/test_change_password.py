"""Whoever knows their password can change it, and is then signed in nowhere else."""

import pytest

from postal_bridge.domain.access import Role
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.domain.refusals import InvalidInput, SignInFailed, SignInLocked, WrongPassword
from postal_bridge.usecases.change_password import change_password
from postal_bridge.usecases.recognise import recognise
from postal_bridge.usecases.sign_in import Session, sign_in
from postal_bridge.wiring import Bridge
from tests.routes.conftest import PASSWORD, Town, found_town, new_secret, set_password

NEW = "tám con ngỗng qua đồng"


@pytest.fixture
async def town(bridge: Bridge) -> Town:
    town = await found_town(bridge, "H53")
    await set_password(town, Role.POST)
    return town


async def signed_in(town: Town, password: str = PASSWORD) -> Session:
    bridge = town.bridge
    login = town.logins[Role.POST]
    return await sign_in(bridge.database, bridge.clock, login, password, "192.0.2.1")


async def is_known(town: Town, kind: CredentialKind, secret: str) -> bool:
    found = await recognise(town.bridge.database, town.bridge.clock, kind, secret)
    return found is not None


async def change(town: Town, session: Session, present: str, new: str) -> None:
    bridge = town.bridge
    known = await recognise(bridge.database, bridge.clock, CredentialKind.SESSION, session.secret)
    assert known is not None
    await change_password(
        bridge.database, bridge.clock, known.viewer, known.credential_id, present, new
    )


async def test_a_changed_password_ends_every_other_session_and_token(town: Town) -> None:
    here, elsewhere = await signed_in(town), await signed_in(town)
    center_id, login = town.center.center_id, town.logins[Role.POST]
    token = await new_secret(town.bridge, CredentialKind.TOKEN, center_id, login)
    await change(town, here, PASSWORD, NEW)
    assert await is_known(town, CredentialKind.SESSION, here.secret)
    assert not await is_known(town, CredentialKind.SESSION, elsewhere.secret)
    assert not await is_known(town, CredentialKind.TOKEN, token)
    with pytest.raises(SignInFailed):
        await signed_in(town)
    await signed_in(town, NEW)


async def test_whoever_does_not_know_the_password_changes_nothing(town: Town) -> None:
    session = await signed_in(town)
    with pytest.raises(WrongPassword):
        await change(town, session, NEW, NEW)
    await signed_in(town)


async def test_guesses_lock_as_those_at_signing_in_do(town: Town) -> None:
    session = await signed_in(town)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            await change(town, session, "đoán bừa một câu", NEW)
    with pytest.raises(SignInLocked):
        await change(town, session, PASSWORD, NEW)


@pytest.mark.parametrize("new", ["ngắn", "post.h53"])
async def test_a_bad_new_password_is_refused(town: Town, new: str) -> None:
    session = await signed_in(town)
    with pytest.raises(InvalidInput):
        await change(town, session, PASSWORD, new)
