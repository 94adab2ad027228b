"""What is told of a receipt to those who take its data, and when it is tried again.

One notice tells that a receipt was given, another that it is void. Who takes them and how they
are spoken to is not known here.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from postal_bridge.domain.backoff import RECEIPTS
from postal_bridge.domain.receipt_content import ReceiptFacts, receipt_content

#: After so many failures one after the other a person has to look at it: some three days.
FAILURES_MAX = 20


class NoticeKind(StrEnum):
    """What happened to a receipt."""

    ISSUED = "issued"
    VOID = "void"


class NoticeState(StrEnum):
    """How far a notice is; one is needless when its receipt was void before anybody was told."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    NEEDLESS = "needless"


@dataclass(frozen=True, slots=True)
class ReceiptNotice:
    """What happened to a receipt, and what it states."""

    receipt_id: UUID
    kind: NoticeKind
    facts: ReceiptFacts

    @property
    def key(self) -> str:
        """What makes it the same notice, however often it is told."""
        return f"{self.receipt_id}.{self.kind}"

    def to_document(self) -> dict[str, Any]:
        """Return the document that tells it; what became void later was given all the same."""
        is_void = self.kind is NoticeKind.VOID
        facts = self.facts if is_void else replace(self.facts, void_reason=None)
        return {
            "notice": self.kind.value,
            "receipt_id": str(self.receipt_id),
            "receipt": receipt_content(facts),
        }


def next_try(failures: int, now: datetime) -> datetime | None:
    """Return when to try again after so many failures, or None when that is enough of them."""
    if failures >= FAILURES_MAX:
        return None
    return now + RECEIPTS.pause(failures)
