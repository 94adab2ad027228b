"""What we need of other parties, in our words; `gateways` speak theirs.

Whoever implements one of these keeps nothing and tries nothing twice: what waits, and when it is
tried again, is known to the use case that asks.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from postal_bridge.domain.carrier import (
    CarriageOrder,
    CarrierAccount,
    CarrierReport,
    Ordered,
    OrderKind,
    ReportPage,
    Word,
)
from postal_bridge.domain.message import DeliveryReport, Outgoing
from postal_bridge.domain.portal import (
    Held,
    PortalAccount,
    PortalProcedure,
    Telling,
    TellingKind,
    Verdict,
)
from postal_bridge.domain.receipt_notice import ReceiptNotice
from postal_bridge.domain.webhook import Told


class Trouble(StrEnum):
    """Why another party did not do what it was asked for."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    BUSY = "busy"
    UNREADABLE = "unreadable"
    NOT_LET_IN = "not_let_in"
    REFUSED = "refused"
    #: Its address is not one that we may ask.
    NOT_ALLOWED = "not_allowed"
    #: It was asked before, and nothing tells whether it was done.
    UNSURE = "unsure"


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


class Carrier(Protocol):
    """Fetches consignments from citizens and brings them to citizens."""

    async def order(self, order: CarriageOrder) -> Ordered:
        """Order a pickup or a delivery, and return what the carrier calls it.

        Ordered again under the same key it is one order there, whatever came of the first try.

        Raises:
            Retryable: it was not taken now, or nobody knows.
            Permanent: it is not taken as it is, or only a person can find out whether it was.

        """

    async def cancel(self, order: CarriageOrder) -> bool:
        """Take an order back; False where the carrier will say later whether that could be done.

        Raises:
            Retryable: it was not taken back now, or nobody knows.
            Permanent: it cannot be taken back.

        """

    async def reports_since(self, cursor: str | None) -> ReportPage:
        """Return what the carrier tells after a cursor; of one that only calls us, nothing.

        Raises:
            Retryable: it tells nothing now.
            Permanent: it does not understand what it is asked.

        """

    def word_of(self, code: str, kind: OrderKind) -> Word | None:
        """Return what a code of theirs is in our words, None for one that nobody has heard of."""

    def proves(self, body: bytes) -> bool:
        """Tell whether a call bears the carrier's own signature, of a key that was agreed upon."""

    def read_pushed(self, body: bytes) -> CarrierReport:
        """Return what a call that came in reports; who made it was proved before.

        Raises:
            Permanent: it is no report, or does not bear the carrier's own signature.

        """


class Carriers(Protocol):
    """Knows how each kind of carrier is spoken to."""

    async def of(self, account: CarrierAccount) -> Carrier:
        """Return a carrier to speak to, as a centre has it in its settings."""


class Portal(Protocol):
    """The national portal of public services, as one centre is let into it."""

    async def tell(self, kind: TellingKind, tellings: Sequence[Telling]) -> Mapping[UUID, Verdict]:
        """Tell of steps, of each dossier one, and return what is said of each by its identity.

        Of those that are left out nobody knows whether they were taken.

        Raises:
            Retryable: none was taken now, or nobody knows.
            Permanent: at least one is not taken as it is, and which of several is not said.

        """

    async def held(self, dossier_code: str) -> Held | None:
        """Return what the portal holds of a dossier, None where it holds none; raises as above."""

    async def changed(self, since: datetime, until: datetime) -> Sequence[Held]:
        """Return what was changed in a period, where it can be asked so; raises as above."""

    async def procedures(self) -> Sequence[PortalProcedure]:
        """Return the procedures that the portal lists; raises as above."""

    async def procedure(self, code: str) -> PortalProcedure | None:
        """Return a procedure of the portal's list, None where it has none; raises as above."""


#: Opens the portal for an account, for as long as a block lasts.
OpenPortal = Callable[[PortalAccount], AbstractAsyncContextManager[Portal]]


class Webhooks(Protocol):
    """Tells programs of others what happened."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Told:
        """Post a body with headers, and return what was answered, whatever it is.

        Raises:
            Retryable: nobody answered in time.
            Permanent: nobody may be told at this address.

        """
