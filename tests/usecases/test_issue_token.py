"""Bearer tokens: whose they are, how long they live, who may list and revoke them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.domain.refusals import InvalidInput, UnknownPerson, UnknownToken
from postal_bridge.store import people
from postal_bridge.store.people import Person
from postal_bridge.usecases.issue_token import (
    issue_token,
    issue_token_for,
    list_tokens,
    revoke_token,
    revoke_token_anywhere,
)
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.once import Answer, RequestKey
from postal_bridge.usecases.recognise import recognise
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock


@pytest.fixture
async def center(bridge: Bridge) -> Center:
    """Return a centre with an administrator, `sep`, and two of its staff, `an` and `binh`."""
    center = await add_center(bridge.database, bridge.clock, "H53", "Trung tâm Thử Nghiệm")
    async with bridge.database.transaction() as connection:
        for login, role in (("sep", Role.ADMIN), ("an", Role.CENTER), ("binh", Role.CENTER)):
            person = Person(login, center.center_id, "H53", role, "Người Thử", None, active=True)
            await people.add_person(connection, person, bridge.clock())
    return center


def viewer(center: Center, login: str) -> Viewer:
    role = Role.ADMIN if login == "sep" else Role.CENTER
    return Viewer(center, login, role, center.code, OfficeKind.CENTER)


async def known(bridge: Bridge, text: str) -> bool:
    found = await recognise(bridge.database, bridge.clock, CredentialKind.TOKEN, text)
    return found is not None


async def issue_for(
    bridge: Bridge, issuer: Viewer, login: str | None, key: RequestKey | None = None
) -> Answer:
    return await issue_token_for(
        bridge.database, bridge.clock, bridge.sealer, issuer, key, login, 90
    )


async def test_a_token_acts_as_its_person_until_it_expires(
    bridge: Bridge, center: Center, clock: SettableClock
) -> None:
    token = await issue_token(bridge.database, clock, "an", 30)
    assert token.text.startswith(f"pb_{center.center_id}_")
    recognised = await recognise(bridge.database, clock, CredentialKind.TOKEN, token.text)
    assert recognised is not None
    assert recognised.viewer == viewer(center, "an")
    clock.advance(timedelta(days=30) - timedelta(seconds=1))
    assert await known(bridge, token.text)
    clock.advance(timedelta(seconds=1))
    assert not await known(bridge, token.text)


@pytest.mark.parametrize("days", [0, -1, 367, 10**9])
@pytest.mark.usefixtures("center")
async def test_a_token_lives_from_one_day_to_a_year(bridge: Bridge, days: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        await issue_token(bridge.database, bridge.clock, "an", days)
    assert refused.value.problems[0].path == "expires_days"


@pytest.mark.usefixtures("center")
async def test_nobody_unknown_or_shut_out_gets_a_token(bridge: Bridge) -> None:
    async with bridge.database.transaction() as connection:
        await connection.execute("update person set active = false where login = 'an'")
    for login in ("an", "khong.ai"):
        with pytest.raises(UnknownPerson):
            await issue_token(bridge.database, bridge.clock, login)


async def test_only_administrators_issue_tokens_for_others(bridge: Bridge, center: Center) -> None:
    own = await issue_for(bridge, viewer(center, "an"), None)
    assert own.document is not None
    assert own.document["login"] == "an"
    with pytest.raises(UnknownPerson):
        await issue_for(bridge, viewer(center, "an"), "binh")
    given = await issue_for(bridge, viewer(center, "sep"), "binh")
    assert given.document is not None
    assert given.document["login"] == "binh"


@pytest.mark.usefixtures("center")
async def test_an_administrator_issues_no_token_for_another_centre(bridge: Bridge) -> None:
    other = await add_center(bridge.database, bridge.clock, "H26", "Trung tâm Khác")
    stranger = Viewer(other, "sep.khac", Role.ADMIN, "H26", OfficeKind.CENTER)
    with pytest.raises(UnknownPerson):
        await issue_for(bridge, stranger, "an")
    with pytest.raises(UnknownPerson):
        await list_tokens(bridge.database, stranger, "an", None, 10)


async def test_the_same_request_shows_the_same_token_again(bridge: Bridge, center: Center) -> None:
    key = RequestKey("once", b"\1" * 32)
    first = await issue_for(bridge, viewer(center, "an"), None, key)
    again = await issue_for(bridge, viewer(center, "an"), None, key)
    assert first.document == again.document
    assert again.repeated
    async with bridge.database.snapshot() as connection:
        assert await connection.fetchval("select count(*) from credential") == 1


async def test_tokens_are_listed_newest_first_page_by_page(
    bridge: Bridge, center: Center, clock: SettableClock
) -> None:
    issued: list[UUID] = []
    for _ in range(5):
        issued.insert(0, (await issue_token(bridge.database, clock, "an")).token_id)
        clock.advance(timedelta(minutes=1))
    await issue_token(bridge.database, clock, "binh")
    found: list[UUID] = []
    before = None
    while True:
        page, before = await list_tokens(bridge.database, viewer(center, "an"), None, before, 2)
        found += [token.token_id for token in page]
        if before is None:
            break
    assert found == issued


async def test_a_revoked_token_is_refused_and_stays_listed_as_revoked(
    bridge: Bridge, center: Center, clock: SettableClock
) -> None:
    token = await issue_token(bridge.database, clock, "an")
    revoked_at = clock()
    await revoke_token(bridge.database, clock, viewer(center, "an"), token.token_id)
    clock.advance(timedelta(minutes=1))
    await revoke_token(bridge.database, clock, viewer(center, "an"), token.token_id)
    assert not await known(bridge, token.text)
    listed, _ = await list_tokens(bridge.database, viewer(center, "an"), None, None, 10)
    assert [(each.token_id, each.revoked_at) for each in listed] == [(token.token_id, revoked_at)]


async def test_people_revoke_their_own_tokens_administrators_everybodys(
    bridge: Bridge, center: Center
) -> None:
    token = await issue_token(bridge.database, bridge.clock, "an")
    with pytest.raises(UnknownToken):
        await revoke_token(bridge.database, bridge.clock, viewer(center, "binh"), token.token_id)
    other = await add_center(bridge.database, bridge.clock, "H26", "Trung tâm Khác")
    stranger = Viewer(other, "sep.khac", Role.ADMIN, "H26", OfficeKind.CENTER)
    with pytest.raises(UnknownToken):
        await revoke_token(bridge.database, bridge.clock, stranger, token.token_id)
    assert await known(bridge, token.text)
    await revoke_token(bridge.database, bridge.clock, viewer(center, "sep"), token.token_id)
    assert not await known(bridge, token.text)


@pytest.mark.usefixtures("center")
async def test_an_operator_revokes_by_the_identifier_alone(bridge: Bridge) -> None:
    token = await issue_token(bridge.database, bridge.clock, "an")
    await revoke_token_anywhere(bridge.database, bridge.clock, token.token_id)
    assert not await known(bridge, token.text)
    with pytest.raises(UnknownToken):
        await revoke_token_anywhere(bridge.database, bridge.clock, uuid4())


@pytest.mark.usefixtures("center")
async def test_people_of_a_closed_office_are_recognised_no_more(bridge: Bridge) -> None:
    token = await issue_token(bridge.database, bridge.clock, "an")
    async with bridge.database.transaction() as connection:
        await connection.execute("update office set active = false where code = 'H53'")
    assert not await known(bridge, token.text)
