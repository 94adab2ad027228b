"""Every expected "no" to what people decide about credits of banks."""

from postal_bridge.domain.refusals import Refusal


class UnknownCredit(Refusal):
    """There is no such line on a statement of this centre."""


class UnknownCreditGroup(Refusal):
    """There is no such group of batches and credits."""


class CreditNotProposed(Refusal):
    """This batch is not proposed for this credit: somebody decided it, or a run found better."""


class CreditSumsDiffer(Refusal):
    """The batches come to {remitted_dong}, the credits to {credited_dong}: they have to agree."""


class CreditsOnSeveralAccounts(Refusal):
    """The credits came to several accounts; what belongs together is booked on one."""


class CreditsOfClosedDays(Refusal):
    """Credits up to {closed_through} are closed: the period has to be reopened first."""


class RefundUnlikeLine(Refusal):
    """This is no refund by transfer of what the bank debited, or another line is it already."""


class RefundOnStatement(Refusal):
    """A line of the bank is this refund: take that back first."""
