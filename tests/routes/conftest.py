"""What tests of the API may ask for: the real application, and people who are signed in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from jobs.schedule import TIMETABLE
from postal_bridge.domain.access import OFFICE_OF_ROLE, Center, OfficeKind, Role
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.store import credentials, people
from postal_bridge.store.credentials import Credential
from postal_bridge.store.people import Person
from postal_bridge.usecases import passwords
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.recognise import hash_secret, make_secret
from postal_bridge.wiring import Bridge
from routes.app import create_app

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
