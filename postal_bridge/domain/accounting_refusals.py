"""Every expected "no" about statements and runs."""

from postal_bridge.domain.refusals import Refusal


class UnknownStatementFile(Refusal):
    """There is no file of this identity that you may see."""


class UnknownReconciliation(Refusal):
    """There is no run of this identity."""


class NotYourStatement(Refusal):
    """A post office hands in its own list; those of others and of banks are the accountant's."""
