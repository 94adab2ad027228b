"""Closing months of account and reopening them; how they stand."""

from postal_bridge.domain.period_refusals import (
    PeriodIsClosed,
    PeriodNotClosed,
    PeriodNotExplained,
    PeriodNotOver,
    PeriodOutOfOrder,
    ReopenedByOnePerson,
    ReopeningNotProposed,
    UnknownPeriod,
)
from postal_bridge.usecases import look_up_periods as looking
from postal_bridge.usecases import reopen_period as reopening
from postal_bridge.usecases.close_period import close_period as close
from postal_bridge.usecases.once import Answer
from routes.route import Call, Reply, operation
from schemas.periods import (
    ClosePeriod,
    PeriodList,
    PeriodShape,
    ProposeReopening,
    ReopeningShape,
    WholePeriodShape,
)

_NO_SUCH_CLOSING = (UnknownPeriod, PeriodNotClosed, PeriodOutOfOrder)


@operation(gives=PeriodList)
async def list_periods(call: Call[None, None]) -> Reply:
    """List the periods that were ever closed, the newest first."""
    items = await looking.list_periods(call.bridge.database, call.viewer)
    return Reply({"items": items})


@operation(gives=WholePeriodShape, refuses=(UnknownPeriod,))
async def look_up_period(call: Call[None, None]) -> Reply:
    """Read how a period stands, its frozen figures, and what stands in the way of closing it."""
    return Reply(
        await looking.look_up_period(call.bridge.database, call.viewer, call.path["period_id"])
    )


@operation(
    takes=ClosePeriod,
    gives=PeriodShape,
    refuses=(UnknownPeriod, PeriodNotOver, PeriodIsClosed, PeriodOutOfOrder, PeriodNotExplained),
)
async def close_period(call: Call[ClosePeriod, None]) -> Answer:
    """Close a month whose every row is explained or carried forward, and seal its figures.

    Months are closed in order. What comes later for a closed day counts on the first open one.
    """
    return await close(call.asked, call.path["period_id"], frozenset(call.body.carry_forward))


@operation(takes=ProposeReopening, gives=ReopeningShape, refuses=_NO_SUCH_CLOSING)
async def propose_reopening(call: Call[ProposeReopening, None]) -> Answer:
    """Propose to reopen the last closed period; another person has to approve it."""
    return await reopening.propose_reopening(call.asked, call.path["period_id"], call.body.reason)


@operation(
    gives=ReopeningShape,
    refuses=(*_NO_SUCH_CLOSING, ReopeningNotProposed, ReopenedByOnePerson),
)
async def approve_reopening(call: Call[None, None]) -> Answer:
    """Reopen a period as another person has proposed."""
    return await reopening.approve_reopening(call.asked, call.path["period_id"])


@operation(gives=ReopeningShape, refuses=(*_NO_SUCH_CLOSING, ReopeningNotProposed))
async def decline_reopening(call: Call[None, None]) -> Answer:
    """Leave a period closed that somebody has proposed to reopen."""
    return await reopening.decline_reopening(call.asked, call.path["period_id"])
