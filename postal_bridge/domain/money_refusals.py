"""Every expected "no" about fees and payments; `domain.refusals` tells what a refusal is."""

from postal_bridge.domain.refusals import Refusal


class UnknownFee(Refusal):
    """There is no fee line of this identity that you may see."""


class FeeCancelled(Refusal):
    """This fee line was cancelled before."""


class UnknownPayment(Refusal):
    """There is no payment of this identity that was recorded at your office."""


class PaymentTakenBack(Refusal):
    """This payment was taken back before."""
