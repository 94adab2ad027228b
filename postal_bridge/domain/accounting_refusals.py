"""Every expected "no" about statements, runs and long work on money."""

from postal_bridge.domain.refusals import Refusal


class UnknownStatementFile(Refusal):
    """There is no file of this identity that you may see."""


class UnknownReconciliation(Refusal):
    """There is no run of this identity."""


class UnknownMoneyJob(Refusal):
    """There is no work of this identity that you may see."""


class MoneyJobOver(Refusal):
    """This work has begun or ended already, so it can no longer be changed."""


class NotYourStatement(Refusal):
    """A post office hands in its own list; those of others and of banks are the accountant's."""
