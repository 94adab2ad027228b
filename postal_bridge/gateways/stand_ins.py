"""Other parties as they would behave, for trials, the demonstration and tests; nothing leaves."""

import json
from collections import deque
from collections.abc import Mapping
from itertools import count
from typing import Any

from postal_bridge.domain.message import Delivery, DeliveryReport, Outgoing
from postal_bridge.domain.receipt_notice import ReceiptNotice
from postal_bridge.ports import OutsideError, Permanent, Trouble


class ReceiptsStandIn:
    """Takes the data of receipts: each notice once, and none whose agency has no tax code.

    `fails_with` is raised, and forgotten, by the next notices, one after the other.
    """

    def __init__(self) -> None:
        self.taken: dict[str, Mapping[str, Any]] = {}
        self.fails_with: list[OutsideError] = []

    async def tell(self, notice: ReceiptNotice) -> str | None:
        """Take a notice, as `ports.Receipts` has it."""
        return self.take(notice.key, notice.to_document())

    def take(self, key: str, document: Mapping[str, Any]) -> str:
        """Take the document of a notice under its key, and return under what it is known here."""
        if self.fails_with:
            raise self.fails_with.pop(0)
        agency = document["receipt"]["agency"]
        if agency is not None and not agency["tax_code"]:
            said = "Thiếu mã số thuế của cơ quan thu"
            raise Permanent(Trouble.REFUSED, said)
        self.taken.setdefault(key, document)
        return f"TN-{list(self.taken).index(key) + 1}"


class MessengerStandIn:
    """Carries messages nowhere: each key once, and none to those in `not_reached`.

    `taken` has what a recipient would see, by key; `handed_over` is every hand-over in its order;
    of both the last `keeps` are remembered, where that is given. `fails_with` is raised, and
    forgotten, by the next hand-overs, one after the other.
    """

    def __init__(self, keeps: int | None = None) -> None:
        self.taken: dict[str, Outgoing] = {}
        self.handed_over: deque[Outgoing] = deque(maxlen=keeps)
        self._keeps = keeps
        self._references = count(1)
        self.not_reached: set[str] = set()
        self.fails_with: list[OutsideError] = []

    async def send(self, message: Outgoing) -> str | None:
        """Take a message, as `ports.Messenger` has it."""
        return self.take(message)

    def take(self, message: Outgoing) -> str:
        """Take a message and return under what it is known here."""
        if self.fails_with:
            raise self.fails_with.pop(0)
        if message.address in self.not_reached:
            raise Permanent(Trouble.REFUSED, "không liên lạc được")
        self.handed_over.append(message)
        self.taken.setdefault(message.key, message)
        if self._keeps is not None and len(self.taken) > self._keeps:
            del self.taken[next(iter(self.taken))]
        return f"TG-{next(self._references)}"

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:  # noqa: ARG002 - a word stands for the whole report
        """Tell whether a report says that it is from here."""
        return headers.get("Authorization") == "Bearer stand-in"

    def read_report(self, body: bytes) -> DeliveryReport:
        """Return what a report says: {"key": …, "delivery": …}."""
        try:
            report = json.loads(body)
            return DeliveryReport(str(report["key"]), Delivery(report["delivery"]))
        except (ValueError, KeyError, TypeError):
            raise Permanent(Trouble.UNREADABLE) from None
