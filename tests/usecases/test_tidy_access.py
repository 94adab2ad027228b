"""What is of no more use is removed, and nothing else."""

from datetime import timedelta

from postal_bridge.domain.access import Role
from postal_bridge.store import people, request_keys
from postal_bridge.store.people import Person
from postal_bridge.usecases.choose_center import all_centers
from postal_bridge.usecases.issue_token import issue_token
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.throttle import Limit, count_attempt
from postal_bridge.usecases.tidy_access import tidy_access
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock

LIMIT = Limit("test of tidying", most=3, period=timedelta(hours=1))


async def counts(bridge: Bridge) -> tuple[int, int, int]:
    async with bridge.database.snapshot() as connection:
        row = await connection.fetchrow(
            "select (select count(*) from credential), (select count(*) from request_key), "
            "(select count(*) from throttle)"
        )
    assert row is not None
    return row[0], row[1], row[2]


async def tidy(bridge: Bridge, clock: SettableClock) -> None:
    for center in await all_centers(bridge.database):
        await tidy_access(bridge.database, clock, center)


async def test_what_is_old_goes_and_what_is_in_use_stays(
    bridge: Bridge, clock: SettableClock
) -> None:
    for code, login in (("H53", "an"), ("H26", "binh")):
        center = await add_center(bridge.database, clock, code, f"Trung tâm {code}")
        person = Person(login, center.center_id, code, Role.CENTER, "Thử", None, active=True)
        async with bridge.database.transaction() as connection:
            await people.add_person(connection, person, clock())
            await request_keys.claim_key(
                connection, center.center_id, login, "key", b"hash", clock()
            )
            await count_attempt(connection, LIMIT, login, clock())
        await issue_token(bridge.database, clock, login, 1)
    await tidy(bridge, clock)
    assert await counts(bridge) == (2, 2, 2)
    clock.advance(timedelta(days=1, seconds=1))
    await tidy(bridge, clock)
    assert await counts(bridge) == (2, 2, 0)
    clock.advance(timedelta(days=6))
    await tidy(bridge, clock)
    assert await counts(bridge) == (2, 0, 0)
    clock.advance(timedelta(days=180))
    await tidy(bridge, clock)
    assert await counts(bridge) == (0, 0, 0)
