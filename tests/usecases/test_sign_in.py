"""Signing in: who gets a session, who is locked out, and what is told of either."""

import asyncio
import unicodedata
from collections import Counter
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from postal_bridge.domain.access import Role
from postal_bridge.domain.credential import CredentialKind, Recognised
from postal_bridge.domain.refusals import SignInFailed, SignInLocked
from postal_bridge.store import people
from postal_bridge.store.database import Database
from postal_bridge.store.people import Person
from postal_bridge.usecases import passwords
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.recognise import recognise
from postal_bridge.usecases.sign_in import ADDRESS_LIMIT, Session, sign_in, sign_out
from postal_bridge.usecases.throttle import count_attempt
from tests.conftest import SettableClock

PASSWORD = "bảy con vịt qua cầu"
#: Of older, cheaper parameters: quick to verify, and due to be replaced at the first sign-in.
OLD_HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
ADDRESS = "192.0.2.7"


@pytest.fixture
async def login(database: Database, clock: SettableClock) -> str:
    """Return the login of a member of the centre's staff, whose hash is an old one."""
    center = await add_center(database, clock, "H53", "Trung tâm Thử Nghiệm")
    hashed = OLD_HASHER.hash(PASSWORD)
    person = Person(
        "an.thu", center.center_id, "H53", Role.CENTER, "Nguyễn Văn Thử", hashed, active=True
    )
    async with database.transaction() as connection:
        await people.add_person(connection, person, clock())
    return person.login


async def stored_hash(database: Database, login: str) -> str:
    async with database.snapshot() as connection:
        person = await people.person_by_login(connection, login)
    assert person is not None
    assert person.password_hash is not None
    return person.password_hash


async def who(database: Database, clock: SettableClock, session: Session) -> Recognised | None:
    return await recognise(database, clock, CredentialKind.SESSION, session.secret)


async def fail(database: Database, clock: SettableClock, login: str, address: str) -> None:
    with pytest.raises(SignInFailed):
        await sign_in(database, clock, login, "một mật khẩu sai", address)


async def test_the_right_password_opens_a_session_that_is_recognised(
    database: Database, clock: SettableClock, login: str
) -> None:
    session = await sign_in(database, clock, login, PASSWORD, ADDRESS)
    recognised = await who(database, clock, session)
    assert recognised is not None
    assert recognised.viewer == session.viewer
    assert session.viewer.login == login
    assert session.viewer.role is Role.CENTER
    assert session.viewer.center.code == "H53"
    assert session.expires_at == clock() + timedelta(hours=12)


async def test_capitals_and_spaces_around_a_login_make_no_difference(
    database: Database, clock: SettableClock, login: str
) -> None:
    session = await sign_in(database, clock, f" {login.upper()} ", PASSWORD, ADDRESS)
    assert session.viewer.login == login


async def test_a_password_typed_as_letters_and_marks_is_the_same_password(
    database: Database, clock: SettableClock, login: str
) -> None:
    apart = unicodedata.normalize("NFD", PASSWORD)
    assert apart != PASSWORD
    assert (await sign_in(database, clock, login, apart, ADDRESS)).viewer.login == login


async def test_a_session_ends_after_twelve_hours(
    database: Database, clock: SettableClock, login: str
) -> None:
    session = await sign_in(database, clock, login, PASSWORD, ADDRESS)
    clock.advance(timedelta(hours=12) - timedelta(seconds=1))
    assert await who(database, clock, session)
    clock.advance(timedelta(seconds=1))
    assert await who(database, clock, session) is None


async def test_the_secret_of_a_session_is_not_stored(
    database: Database, clock: SettableClock, login: str
) -> None:
    session = await sign_in(database, clock, login, PASSWORD, ADDRESS)
    async with database.snapshot() as connection:
        row = await connection.fetchrow("select * from credential")
    assert row is not None
    secret = session.secret.partition(".")[2].encode()
    assert not any(secret in str(value).encode() for value in row.values())
    assert len(row["secret_hash"]) == 32


async def test_a_hash_of_old_parameters_is_replaced_at_sign_in(
    database: Database, clock: SettableClock, login: str
) -> None:
    before = await stored_hash(database, login)
    assert passwords.is_outdated(before)
    await sign_in(database, clock, login, PASSWORD, ADDRESS)
    after = await stored_hash(database, login)
    assert after != before
    assert not passwords.is_outdated(after)
    await sign_in(database, clock, login, PASSWORD, ADDRESS)
    assert await stored_hash(database, login) == after


async def test_wrong_passwords_unknown_logins_and_shut_out_people_are_answered_alike(
    database: Database, clock: SettableClock, login: str
) -> None:
    with pytest.raises(SignInFailed) as wrong:
        await sign_in(database, clock, login, "một mật khẩu sai", ADDRESS)
    with pytest.raises(SignInFailed) as unknown:
        await sign_in(database, clock, "khong.ai", PASSWORD, ADDRESS)
    async with database.transaction() as connection:
        await connection.execute("update person set active = false")
    with pytest.raises(SignInFailed) as shut_out:
        await sign_in(database, clock, login, PASSWORD, ADDRESS)
    assert wrong.value.detail == unknown.value.detail == shut_out.value.detail


async def test_people_without_a_password_cannot_sign_in(
    database: Database, clock: SettableClock, login: str
) -> None:
    async with database.transaction() as connection:
        await connection.execute("update person set password_hash = null")
    for guess in ("", PASSWORD):
        with pytest.raises(SignInFailed):
            await sign_in(database, clock, login, guess, ADDRESS)


@pytest.mark.parametrize("known", [True, False])
async def test_five_failures_lock_a_login_whether_or_not_anybody_has_it(
    database: Database, clock: SettableClock, login: str, known: bool
) -> None:
    tried = login if known else "khong.ai"
    for _ in range(5):
        await fail(database, clock, tried, ADDRESS)
    with pytest.raises(SignInLocked) as locked:
        await sign_in(database, clock, tried, PASSWORD, "198.51.100.1")
    assert locked.value.facts == {"retry_after_seconds": 15 * 60}


async def test_a_lock_opens_by_waiting_even_while_others_go_on_trying(
    database: Database, clock: SettableClock, login: str
) -> None:
    for _ in range(5):
        await fail(database, clock, login, ADDRESS)
    for _ in range(14):
        clock.advance(timedelta(minutes=1))
        with pytest.raises(SignInLocked):
            await sign_in(database, clock, login, "một mật khẩu sai", ADDRESS)
    clock.advance(timedelta(minutes=1))
    assert await sign_in(database, clock, login, PASSWORD, ADDRESS)


async def test_a_success_forgives_the_failures_before_it(
    database: Database, clock: SettableClock, login: str
) -> None:
    for _ in range(3):
        for _ in range(4):
            await fail(database, clock, login, ADDRESS)
        assert await sign_in(database, clock, login, PASSWORD, ADDRESS)


async def test_many_guesses_at_the_same_moment_win_nothing(
    database: Database, clock: SettableClock, login: str
) -> None:
    async def guess(number: int) -> str:
        try:
            await sign_in(database, clock, login, f"phỏng đoán {number}", ADDRESS)
        except (SignInFailed, SignInLocked) as refusal:
            return refusal.code()
        return "signed_in"

    outcomes = Counter(await asyncio.gather(*map(guess, range(20))))
    assert outcomes == {"sign_in_failed": 5, "sign_in_locked": 15}


async def test_fifty_failures_lock_an_address_for_every_login(
    database: Database, clock: SettableClock, login: str
) -> None:
    async with database.transaction() as connection:
        # As fifty failures would leave it; making them takes a minute of hashing.
        for _ in range(50):
            assert await count_attempt(connection, ADDRESS_LIMIT, ADDRESS, clock()) is None
    with pytest.raises(SignInLocked):
        await sign_in(database, clock, login, PASSWORD, ADDRESS)
    assert await sign_in(database, clock, login, PASSWORD, "198.51.100.1")


async def test_successes_do_not_count_against_an_address(
    database: Database, clock: SettableClock, login: str
) -> None:
    await sign_in(database, clock, login, PASSWORD, ADDRESS)
    await sign_in(database, clock, login, PASSWORD, ADDRESS)
    async with database.snapshot() as connection:
        assert await connection.fetchval("select sum(hits) from throttle") == 0


async def test_the_table_of_counts_names_nobody(
    database: Database, clock: SettableClock, login: str
) -> None:
    await fail(database, clock, login, ADDRESS)
    async with database.snapshot() as connection:
        buckets = [row["bucket"] for row in await connection.fetch("select bucket from throttle")]
    assert len(buckets) == 2
    assert not any(login in bucket or ADDRESS in bucket for bucket in buckets)


async def test_signing_out_ends_that_session_and_no_other(
    database: Database, clock: SettableClock, login: str
) -> None:
    first = await sign_in(database, clock, login, PASSWORD, ADDRESS)
    second = await sign_in(database, clock, login, PASSWORD, ADDRESS)
    recognised = await who(database, clock, first)
    assert recognised is not None
    for _ in range(2):
        await sign_out(database, clock, recognised.viewer, recognised.credential_id)
        assert await who(database, clock, first) is None
        assert await who(database, clock, second)


@pytest.mark.parametrize(
    "presented",
    [
        "",
        "1",
        "1.",
        "1." + "x" * 42,
        "0." + "x" * 43,
        "99999." + "x" * 43,
        "\N{FULLWIDTH DIGIT ONE}." + "x" * 43,
    ],
)
async def test_what_is_no_secret_is_recognised_as_nobody(
    database: Database, clock: SettableClock, presented: str
) -> None:
    assert await recognise(database, clock, CredentialKind.SESSION, presented) is None


async def test_a_session_is_no_token_and_a_token_no_session(
    database: Database, clock: SettableClock, login: str
) -> None:
    session = await sign_in(database, clock, login, PASSWORD, ADDRESS)
    center_id, _, secret = session.secret.partition(".")
    as_token = f"pb_{center_id}_{secret}"
    assert await recognise(database, clock, CredentialKind.TOKEN, as_token) is None
    assert await recognise(database, clock, CredentialKind.TOKEN, session.secret) is None


async def test_a_password_changed_while_it_was_looked_at_lets_nobody_in(
    database: Database, clock: SettableClock, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = passwords.is_password

    async def changed_meanwhile(password: str, password_hash: str | None) -> bool:
        right = await looked_at(password, password_hash)
        async with database.transaction() as connection:
            await connection.execute("update person set password_hash = 'another'")
        return right

    monkeypatch.setattr(passwords, "is_password", changed_meanwhile)
    with pytest.raises(SignInFailed):
        await sign_in(database, clock, login, PASSWORD, ADDRESS)
    async with database.snapshot() as connection:
        assert await connection.fetchval("select count(*) from credential") == 0
