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


class PaymentGivenBack(Refusal):
    """The post gave this payment back to the citizen: cancel that refund first."""


class UnknownRefund(Refusal):
    """There is no refund of this identity that you may see."""


class NoSuchSurplus(Refusal):
    """Of what was paid above what is owed, {surplus_dong} đồng are there to be given back."""


class NotForThePost(Refusal):
    """The post gives back its own price, or money it took as a whole and has not sent on."""


class RefundDecided(Refusal):
    """This refund is {refund_state}, and the step does not follow that."""


class UnknownReceiptBlock(Refusal):
    """There is no block of receipts of this identity that you may see."""


class UnknownReceipt(Refusal):
    """There is no receipt of this money that you may see."""


class NotInBlock(Refusal):
    """This number does not lie in the block."""


class ReceiptInUse(Refusal):
    """Money was taken with this receipt: take the money back, and it is void."""


class ReceiptVoided(Refusal):
    """This receipt is void already."""
