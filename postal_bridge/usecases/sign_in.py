"""Opens and closes sessions.

Five failures for a login within a quarter of an hour lock it for as long, whether or not anybody
has that login; an address may fail fifty times. An attempt is counted before the password is
looked at, so that many at the same moment win nothing, and taken back when it succeeds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.domain.refusals import SignInFailed, SignInLocked
from postal_bridge.store import credentials, people
from postal_bridge.store.credentials import Credential
from postal_bridge.store.database import Database
from postal_bridge.store.people import Person
from postal_bridge.usecases import passwords
from postal_bridge.usecases.recognise import hash_secret, make_secret
from postal_bridge.usecases.throttle import Limit, count_attempt, forgive, take_back

SESSION_LIFE = timedelta(hours=12)

LOGIN_LIMIT = Limit("sign-in of login", most=5, period=timedelta(minutes=15))
ADDRESS_LIMIT = Limit("sign-in from address", most=50, period=timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Session:
    """A session just opened; `secret` is for the cookie and is not kept."""

    viewer: Viewer
    secret: str
    expires_at: datetime


async def sign_in(
    database: Database, clock: Clock, login: str, password: str, address: str
) -> Session:
    """Open a session for whoever knows the password.

    Raises:
        SignInFailed: wrong login, wrong password, or a person no longer active, all alike.
        SignInLocked: too many attempts failed lately.

    """
    login = login.strip().lower()
    started = clock()
    person = await _count_and_find(database, login, address, started)
    password_hash = person.password_hash if person and person.active else None
    if not await passwords.is_password(password, password_hash):
        raise SignInFailed
    assert person is not None
    assert password_hash is not None
    fresh_hash = None
    if passwords.is_outdated(password_hash):
        fresh_hash = await passwords.hash_password(password)
    secret = make_secret(CredentialKind.SESSION, person.center_id)
    credential = Credential(
        center_id=person.center_id,
        secret_hash=hash_secret(secret),
        credential_id=uuid4(),
        kind=CredentialKind.SESSION,
        login=person.login,
        created_at=started,
        expires_at=started + SESSION_LIFE,
    )
    async with database.transaction() as connection:
        await take_back(connection, ADDRESS_LIMIT, address, started)
        await forgive(connection, LOGIN_LIMIT, login)
        if not await people.hold_password(connection, person.login, password_hash):
            # It was changed while we looked at it; whoever changes it ends all sessions.
            raise SignInFailed
        if fresh_hash:
            await people.replace_hash(connection, person.login, fresh_hash)
        await credentials.add_credential(connection, credential)
        recognised = await credentials.recognise(
            connection, person.center_id, credential.secret_hash, credential.kind, started
        )
        if recognised is None:
            # The office is closed.
            raise SignInFailed
    return Session(recognised.viewer, secret, credential.expires_at)


async def _count_and_find(
    database: Database, login: str, address: str, now: datetime
) -> Person | None:
    async with database.transaction() as connection:
        for limit, subject in ((ADDRESS_LIMIT, address), (LOGIN_LIMIT, login)):
            wait_seconds = await count_attempt(connection, limit, subject, now)
            if wait_seconds is not None:
                raise SignInLocked(retry_after_seconds=wait_seconds)
        return await people.person_by_login(connection, login)


async def sign_out(database: Database, clock: Clock, viewer: Viewer, session_id: UUID) -> None:
    """Close a session of the viewer; one that is closed already stays closed."""
    async with database.transaction() as connection:
        await credentials.revoke_credential(
            connection,
            viewer.center_id,
            session_id,
            CredentialKind.SESSION,
            clock(),
            login=viewer.login,
        )
