"""Follows the log of the steps of dossiers and notes which of them the portal is to be told.

The log is followed by the time at which steps were recorded, and what was recorded within the last
hour is looked at again each time: a transaction that took long is not missed. Whoever takes a step
does nothing for the portal.
"""

from collections import defaultdict
from collections.abc import Sequence

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.portal import PORTAL_ACTOR, Tells
from postal_bridge.domain.portal_rules import SEEN_AFTER, LoggedStep, in_order
from postal_bridge.store import portal_accounts, portal_tellings
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.portal_accounts import KeptAccount
from postal_bridge.store.portal_tellings import NewTelling

#: Steps of one transaction.
BATCH_STEPS = 1000
#: Transactions of one call; what is left then is noted by the next.
BATCHES_MAX = 100


async def follow_steps(
    database: Database, clock: Clock, center: Center, account: KeptAccount
) -> int:
    """Note the steps of a centre that are to be told; return how many were found."""
    found = 0
    for _ in range(BATCHES_MAX):
        async with database.transaction() as connection:
            taken = await _follow(connection, clock, center.center_id, account)
        found += taken
        if taken < BATCH_STEPS:
            break
    return found


async def _follow(
    connection: Connection, clock: Clock, center_id: int, account: KeptAccount
) -> int:
    now = clock()
    state = await portal_accounts.lock_state(connection, center_id)
    since = account.told_since
    if state.followed_to is not None:
        since = max(since, state.followed_to - SEEN_AFTER)
    steps = await portal_tellings.new_steps(
        connection, center_id, since, BATCH_STEPS, all_dossiers=account.tells is Tells.ALL
    )
    await portal_tellings.add_tellings(
        connection, center_id, now, await _placed(connection, center_id, steps)
    )
    if len(steps) < BATCH_STEPS:
        await portal_accounts.keep_followed(connection, center_id, now)
        await portal_tellings.drop_needless(connection, center_id, now)
    return len(steps)


async def _placed(
    connection: Connection, center_id: int, steps: Sequence[LoggedStep]
) -> list[NewTelling]:
    """Return the steps with their places.

    What the portal said itself it need not be told, unless it is told of something before: then it
    has to hear its own word again, or it would be left with ours.
    """
    of_dossiers: defaultdict[str, list[LoggedStep]] = defaultdict(list)
    for step in steps:
        of_dossiers[step.dossier_code].append(step)
    untold = await portal_tellings.untold_of(connection, center_id, list(of_dossiers))
    new = []
    for code, of_one in of_dossiers.items():
        needed = bool(untold[code])
        for place, step in enumerate(in_order(of_one), start=1):
            needed = needed or step.login != PORTAL_ACTOR
            new.append(NewTelling(step, place, needed))
    return new
