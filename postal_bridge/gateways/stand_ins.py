"""Other parties as they would behave, for trials, the demonstration and tests; nothing leaves."""

from collections.abc import Mapping
from typing import Any

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
