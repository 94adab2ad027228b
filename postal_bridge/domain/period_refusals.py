"""Every expected "no" about closing a period; `domain.refusals` tells what a refusal is."""

from postal_bridge.domain.refusals import Refusal


class UnknownPeriod(Refusal):
    """There is no such period: periods are months, named like 2026-03."""


class PeriodNotOver(Refusal):
    """The period goes on until {last_on}; it can be closed on the day after."""


class PeriodOutOfOrder(Refusal):
    """Periods are closed one after the other and reopened from the last: {expected} comes first."""


class PeriodIsClosed(Refusal):
    """This period is closed."""


class DecisionIsSealed(Refusal):
    """A closed period counts this decision: two people have to reopen it before it is undone."""


class PeriodNotClosed(Refusal):
    """This period is not closed, so its figures are not final."""


class PeriodNotExplained(Refusal):
    """Rows of the period are not explained: {counts}. Each is matched, settled or carried first."""


class ReopeningNotProposed(Refusal):
    """Nobody has proposed to reopen this period."""


class ReopenedByOnePerson(Refusal):
    """Whoever proposed to reopen a period cannot approve it: another person has to."""
