"""What we need of other parties, in our words; `gateways` speak theirs.

Whoever implements one of these keeps nothing and tries nothing twice: what waits, and when it is
tried again, is known to the use case that asks.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from postal_bridge.domain.message import DeliveryReport, Outgoing
from postal_bridge.domain.receipt_notice import ReceiptNotice


class Trouble(StrEnum):
    """Why another party did not do what it was asked for."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    BUSY = "busy"
    UNREADABLE = "unreadable"
    NOT_LET_IN = "not_let_in"
    REFUSED = "refused"


class OutsideError(Exception):
    """Another party did not do what it was asked for; `said` are its own words, if it had any."""

    def __init__(self, trouble: Trouble, said: str | None = None) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.said = said


class Retryable(OutsideError):  # noqa: N818 - says what may be done, as `Permanent` does
    """The same may be asked again later; whether it was done is not known."""


class Permanent(OutsideError):  # noqa: N818 - as above
    """Asked again, the answer would be the same: a person has to change something."""


class Receipts(Protocol):
    """Takes the data of receipts for the tax authority (NĐ 254/2026/NĐ-CP Đ25)."""

    async def tell(self, notice: ReceiptNotice) -> str | None:
        """Tell a notice and return under what it is known there, if that is said.

        Told again with the same key it is taken once.

        Raises:
            Retryable: it was not taken now, or nobody knows.
            Permanent: it is not taken as it is.

        """


class Messenger(Protocol):
    """Carries messages to people by one channel."""

    async def send(self, message: Outgoing) -> str | None:
        """Hand a message over and return under what it is known there, if that is said.

        Sent again under the same key it reaches the recipient once, as far as the channel can.

        Raises:
            Retryable: it was not taken now, or nobody knows.
            Permanent: it is not taken as it is, or this recipient cannot be reached this way.

        """

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Tell whether a report really comes from whoever takes our messages."""

    def read_report(self, body: bytes) -> DeliveryReport:
        """Return what a report says became of a message.

        Raises:
            Permanent: it is no report, or says something that nobody has heard of.

        """
