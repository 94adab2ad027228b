"""What tests of the API may ask for: the real application, and people who are signed in."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from jobs.schedule import TIMETABLE
from postal_bridge.domain.access import OFFICE_OF_ROLE, Center, OfficeKind, Role
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.store import credentials, people
from postal_bridge.store.credentials import Credential
from postal_bridge.store.database import connect
from postal_bridge.store.people import Person
from postal_bridge.usecases import passwords
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.recognise import hash_secret, make_secret
from postal_bridge.wiring import Bridge, build_bridge
from routes.app import create_app
from tests.conftest import SettableClock, clone_name, made_up_config
from tests.databases import Rows, cloned

Client = TestClient[web.Request, web.Application]

PASSWORD = "bảy con vịt qua cầu"


@dataclass(frozen=True, slots=True)
class Town:
    """A centre with one department and one person of each role, whose login is the role."""

    bridge: Bridge
    center: Center
    logins: dict[Role, str]

    async def bearer(self, role: Role) -> dict[str, str]:
        """Return the header by which the person of a role comes in."""
        return await bearer(self.bridge, self.center.center_id, self.logins[role])


async def bearer(bridge: Bridge, center_id: int, login: str) -> dict[str, str]:
    """Return the header by which a person's program comes in."""
    secret = await new_secret(bridge, CredentialKind.TOKEN, center_id, login)
    return {"Authorization": f"Bearer {secret}"}


async def session_of(town: Town, role: Role) -> dict[str, str]:
    """Return the header by which the browser of the person of a role comes in."""
    center_id, login = town.center.center_id, town.logins[role]
    secret = await new_secret(town.bridge, CredentialKind.SESSION, center_id, login)
    return {"Cookie": f"postal_bridge={secret}"}


async def new_secret(bridge: Bridge, kind: CredentialKind, center_id: int, login: str) -> str:
    """Return a secret that is valid for a year by the bridge's clock."""
    secret = make_secret(kind, center_id)
    now = bridge.clock()
    credential = Credential(
        center_id=center_id,
        secret_hash=hash_secret(secret),
        credential_id=uuid4(),
        kind=kind,
        login=login,
        created_at=now,
        expires_at=now.replace(year=now.year + 1),
    )
    async with bridge.database.transaction() as connection:
        await credentials.add_credential(connection, credential)
    return secret


async def set_password(town: Town, role: Role) -> None:
    """Give the person of a role the password `PASSWORD`."""
    password_hash = await passwords.hash_password(PASSWORD)
    async with town.bridge.database.transaction() as connection:
        await people.change_person(
            connection,
            town.center.center_id,
            town.logins[role],
            full_name=None,
            password_hash=password_hash,
            active=None,
        )


async def found_town(bridge: Bridge, code: str) -> Town:
    """Found a centre with an office of each kind and a person of each role, without passwords."""
    center = await add_center(bridge.database, bridge.clock, code, f"Trung tâm {code}")
    offices = {OfficeKind.CENTER: code, OfficeKind.POST: f"{code}.BC", OfficeKind.DEPARTMENT: "SNV"}
    logins = {role: f"{role}.{code.lower()}" for role in Role}
    now = bridge.clock()
    async with bridge.database.transaction() as connection:
        await people.add_office(
            connection, center.center_id, "SNV", OfficeKind.DEPARTMENT, "Sở Nội vụ", now
        )
        for role, login in logins.items():
            kind = OFFICE_OF_ROLE[role] or OfficeKind.CENTER
            person = Person(
                login, center.center_id, offices[kind], role, f"Người Thử {role}", None, active=True
            )
            await people.add_person(connection, person, now)
    return Town(bridge, center, logins)


@dataclass(frozen=True, slots=True)
class Standing:
    """A service that stands for a whole module, whose tests look at it and leave nothing.

    `cookies` are the headers by which the browser of the person of each role comes in.
    """

    client: Client
    cookies: dict[Role, dict[str, str]]


@pytest.fixture(scope="module")
async def standing(
    server_url: str,
    template: str,
    clone_numbers: Iterator[int],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Standing]:
    """Yield a service with a town, and see in the end that nobody has written anything."""
    config = made_up_config(tmp_path_factory.mktemp("standing"))
    async with (
        cloned(server_url, template, clone_name(clone_numbers)) as url,
        connect(url, pool_size=config.pool_size) as database,
    ):
        bridge = build_bridge(config, database, SettableClock())
        town = await found_town(bridge, "H53")
        cookies = {role: await session_of(town, role) for role in Role}
        rows = Rows(database)
        # Whoever opens a register begins to count what it lists.
        before = await rows.digest("counter")
        server = TestServer(create_app(bridge, timetable=TIMETABLE))
        # What one test is given to keep, the next must not bring along.
        async with TestClient(server, cookie_jar=DummyCookieJar()) as client:
            yield Standing(client, cookies)
        await bridge.scan_desk.close()
        await bridge.news.close()
        after = await rows.digest("counter")
        assert {name for name in before if before[name] != after[name]} == set()


@pytest.fixture
async def client(bridge: Bridge) -> AsyncIterator[Client]:
    """Yield a client of the real application, without cookies of its own."""
    async with TestClient(TestServer(create_app(bridge, timetable=TIMETABLE))) as client:
        yield client


@pytest.fixture
async def town(bridge: Bridge) -> Town:
    """Return a centre, H53, with a person of each role."""
    return await found_town(bridge, "H53")


@pytest.fixture
async def other_town(bridge: Bridge) -> Town:
    """Return a second centre, H26, in the same database."""
    return await found_town(bridge, "H26")
