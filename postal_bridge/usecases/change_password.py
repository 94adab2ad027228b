"""Lets people change their own password, which ends every other session and token of theirs.

Wrong guesses at the present password count as failed sign-ins do: whoever finds a browser open
must not find out the password.
"""

from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.refusals import InvalidInput, SignInLocked, WrongPassword
from postal_bridge.store import credentials, people
from postal_bridge.store.database import Database
from postal_bridge.usecases import passwords
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.sign_in import LOGIN_LIMIT
from postal_bridge.usecases.throttle import count_attempt, forgive


async def change_password(
    database: Database, clock: Clock, viewer: Viewer, kept_id: UUID, present: str, new: str
) -> None:
    """Change the viewer's password; of their sessions and tokens only `kept_id` goes on.

    Raises:
        InvalidInput: the new password is too short, or is the login.
        WrongPassword: `present` is not the present password, or it was changed meanwhile.
        SignInLocked: too many guesses failed lately.

    """
    problem = passwords.problem_with(new, viewer.login, "new_password")
    if problem:
        raise InvalidInput(problem)
    now = clock()
    async with database.transaction() as connection:
        wait_seconds = await count_attempt(connection, LOGIN_LIMIT, viewer.login, now)
        person = await people.person_by_login(connection, viewer.login)
    if wait_seconds is not None:
        raise SignInLocked(retry_after_seconds=wait_seconds)
    present_hash = person.password_hash if person else None
    if present_hash is None or not await passwords.is_password(present, present_hash):
        raise WrongPassword
    new_hash = await passwords.hash_password(new)
    async with database.transaction() as connection:
        await forgive(connection, LOGIN_LIMIT, viewer.login)
        if not await people.hold_password(connection, viewer.login, present_hash):
            raise WrongPassword
        await people.replace_hash(connection, viewer.login, new_hash)
        center_id = viewer.center_id
        await credentials.revoke_others(connection, center_id, viewer.login, kept_id, now)
        await note_change(connection, center_id, viewer.login, now, ChangeKind.PASSWORD_CHANGED)
