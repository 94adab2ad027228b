"""Bearer tokens for programs: issued, listed, revoked.

A token acts as its person, at most for a year. Its text is shown once, in the answer that issues
it. People manage their own tokens, an administrator those of everybody in the centre.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.domain.refusals import (
    FieldProblem,
    InvalidInput,
    UnknownPerson,
    UnknownToken,
)
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import credentials, people
from postal_bridge.store.credentials import Credential, Token
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.note_change import OPERATOR, note_change
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.recognise import hash_secret, make_secret

EXPIRES_DAYS = 90
EXPIRES_DAYS_MAX = 366


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token and its text, which is known to nobody once this is dropped."""

    token_id: UUID
    login: str
    text: str
    expires_at: datetime


async def issue_token(
    database: Database,
    clock: Clock,
    login: str,
    expires_days: int = EXPIRES_DAYS,
    *,
    center_id: int | None = None,
) -> IssuedToken:
    """Issue a token to an active person, of one centre or (None) of any.

    Raises:
        InvalidInput: `expires_days` is not 1 to 366.
        UnknownPerson: there is no active person of this login.

    """
    async with database.transaction() as connection:
        return await _issue(connection, clock(), login, expires_days, center_id, by=OPERATOR)


async def issue_token_for(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    login: str | None,
    expires_days: int,
) -> Answer:
    """Issue a token to the viewer, or to the person an administrator names.

    Raises:
        InvalidInput: `expires_days` is not 1 to 366.
        UnknownPerson: nobody of this login in the viewer's hands.

    """

    async def act(connection: Connection) -> Answer:
        whose = _whose(viewer, login)
        issued = await _issue(
            connection, clock(), whose, expires_days, viewer.center_id, by=viewer.login
        )
        document = {
            "token_id": str(issued.token_id),
            "login": issued.login,
            "token": issued.text,
            "expires_at": issued.expires_at.isoformat(),
        }
        return Answer(201, document)

    return await once(database, clock, sealer, viewer, request_key, act)


async def list_tokens(
    database: Database,
    viewer: Viewer,
    login: str | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> tuple[list[Token], tuple[datetime, UUID] | None]:
    """Return a page of tokens, newest first, and where the next page starts.

    Raises:
        UnknownPerson: nobody of this login in the viewer's hands.

    """
    whose = _whose(viewer, login)
    async with database.snapshot() as connection:
        person = await people.person_by_login(connection, whose)
        if person is None or person.center_id != viewer.center_id:
            raise UnknownPerson
        found = await credentials.tokens_before(
            connection, viewer.center_id, whose, before, limit + 1
        )
    page = found[:limit]
    return page, (page[-1].created_at, page[-1].token_id) if len(found) > limit else None


async def revoke_token(database: Database, clock: Clock, viewer: Viewer, token_id: UUID) -> None:
    """Revoke a token of the viewer, or of anybody in an administrator's centre.

    Raises:
        UnknownToken: there is none of this id in the viewer's hands.

    """
    login = None if viewer.role is Role.ADMIN else viewer.login
    async with database.transaction() as connection:
        whose = await _revoke(
            connection, clock(), viewer.center_id, token_id, login, by=viewer.login
        )
    if whose is None:
        raise UnknownToken


async def revoke_token_anywhere(database: Database, clock: Clock, token_id: UUID) -> None:
    """Revoke a token by its id alone, whichever centre it is of.

    Raises:
        UnknownToken: there is none of this id.

    """
    async with database.transaction() as connection:
        for center in await people.all_centers(connection):
            whose = await _revoke(
                connection, clock(), center.center_id, token_id, None, by=OPERATOR
            )
            if whose is not None:
                return
    raise UnknownToken


async def list_tokens_of_center(
    database: Database, viewer: Viewer, before: tuple[datetime, UUID] | None, limit: int
) -> tuple[list[Token], tuple[datetime, UUID] | None]:
    """Return a page of the tokens of the administrator's centre, newest first, and what is next."""
    async with database.snapshot() as connection:
        found = await credentials.tokens_of_center(connection, viewer.center_id, before, limit + 1)
    page = found[:limit]
    return page, (page[-1].created_at, page[-1].token_id) if len(found) > limit else None


async def _revoke(
    connection: Connection,
    now: datetime,
    center_id: int,
    token_id: UUID,
    login: str | None,
    *,
    by: str,
) -> str | None:
    whose = await credentials.revoke_credential(
        connection, center_id, token_id, CredentialKind.TOKEN, now, login=login
    )
    if whose is not None:
        what = ChangeKind.TOKEN_REVOKED
        await note_change(connection, center_id, by, now, what, token_id=token_id, person=whose)
    return whose


def _whose(viewer: Viewer, login: str | None) -> str:
    if login is None or login == viewer.login:
        return viewer.login
    if viewer.role is not Role.ADMIN:
        raise UnknownPerson
    return login


async def _issue(
    connection: Connection,
    now: datetime,
    login: str,
    expires_days: int,
    center_id: int | None,
    *,
    by: str,
) -> IssuedToken:
    if not 1 <= expires_days <= EXPIRES_DAYS_MAX:
        detail = Said("must be from 1 to {most}", most=EXPIRES_DAYS_MAX)
        raise InvalidInput(FieldProblem("expires_days", "out_of_range", detail))
    person = await people.person_by_login(connection, login)
    if person is None or not person.active or center_id not in (None, person.center_id):
        raise UnknownPerson
    text = make_secret(CredentialKind.TOKEN, person.center_id)
    credential = Credential(
        center_id=person.center_id,
        secret_hash=hash_secret(text),
        credential_id=uuid4(),
        kind=CredentialKind.TOKEN,
        login=person.login,
        created_at=now,
        expires_at=now + timedelta(days=expires_days),
    )
    await credentials.add_credential(connection, credential)
    await note_change(
        connection,
        person.center_id,
        by,
        now,
        ChangeKind.TOKEN_ISSUED,
        token_id=credential.credential_id,
        person=person.login,
        expires_at=credential.expires_at.isoformat(timespec="minutes"),
    )
    return IssuedToken(credential.credential_id, person.login, text, credential.expires_at)
