"""Reopens a closed period: one person proposes it and says why, another approves or declines."""

from collections.abc import Awaitable, Callable

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.period import Period, Standing
from postal_bridge.domain.period_refusals import (
    PeriodNotClosed,
    PeriodOutOfOrder,
    ReopenedByOnePerson,
    ReopeningNotProposed,
    UnknownPeriod,
)
from postal_bridge.store import matching, periods
from postal_bridge.store.database import Connection
from postal_bridge.store.periods import NewAct
from postal_bridge.usecases.once import Answer, Asked

PROPOSED = "reopening_proposed"


async def propose_reopening(
    asked: Asked,
    period_id: str,
    reason: str,
) -> Answer:
    """Propose to reopen the last closed period; it stays closed until somebody else agrees.

    Raises:
        UnknownPeriod, PeriodNotClosed: there is no such closing.
        PeriodOutOfOrder: a later period is closed.

    """

    async def act(connection: Connection) -> Answer:
        standing = await _last_closed(connection, asked.viewer, period_id)
        if standing.action != PROPOSED:
            await _note(connection, asked, standing, PROPOSED, reason)
        return Answer(200, {"period": period_id, "state": PROPOSED})

    return await asked.once(act)


async def approve_reopening(
    asked: Asked,
    period_id: str,
) -> Answer:
    """Reopen a period as another person proposed; refuses as `decline_reopening` does.

    Raises:
        ReopenedByOnePerson: the viewer proposed it.

    """

    async def decide(connection: Connection, standing: Standing) -> str:
        if await _proposer(connection, asked.viewer, standing) == asked.viewer.login:
            raise ReopenedByOnePerson
        return "reopened"

    return await _decide(asked, period_id, decide)


async def decline_reopening(
    asked: Asked,
    period_id: str,
) -> Answer:
    """Leave a period closed; whoever proposed it may take it back by this.

    Raises:
        UnknownPeriod, PeriodNotClosed, PeriodOutOfOrder: as `propose_reopening` does.
        ReopeningNotProposed: there is nothing to decide.

    """

    async def decide(_connection: Connection, _standing: Standing) -> str:
        return "reopening_declined"

    return await _decide(asked, period_id, decide)


async def _decide(
    asked: Asked,
    period_id: str,
    decide: Callable[[Connection, Standing], Awaitable[str]],
) -> Answer:
    async def act(connection: Connection) -> Answer:
        standing = await _last_closed(connection, asked.viewer, period_id)
        if standing.action != PROPOSED:
            raise ReopeningNotProposed
        action = await decide(connection, standing)
        await _note(connection, asked, standing, action)
        return Answer(200, {"period": period_id, "state": action})

    return await asked.once(act)


async def _note(
    connection: Connection, asked: Asked, standing: Standing, action: str, reason: str | None = None
) -> None:
    """Write down what was done to a period."""
    done = NewAct(asked.clock(), asked.viewer.login, action, reason)
    await periods.add_act(connection, asked.viewer.center_id, standing.period, done)


async def _last_closed(connection: Connection, viewer: Viewer, period_id: str) -> Standing:
    """Return how a period stands that is the last closed one, while nobody else closes any."""
    period = Period.of(period_id)
    await matching.take_turn(connection, viewer.center_id)
    standings = await periods.load_standings(connection, viewer.center_id)
    found = next((each for each in standings if each.period == period), None)
    if found is None:
        raise UnknownPeriod
    if not found.is_closed:
        raise PeriodNotClosed
    last = [each for each in standings if each.is_closed][-1]
    if last is not found:
        raise PeriodOutOfOrder(expected=last.period.period_id)
    return found


async def _proposer(connection: Connection, viewer: Viewer, standing: Standing) -> str:
    acts = await periods.acts_of(connection, viewer.center_id, standing.period.period_id)
    login: str = acts[-1]["login"]
    return login
