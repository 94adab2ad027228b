"""Tells receipts by HTTP and JSON, as docs/reference/e-receipts.md describes it.

No wire format of the tax authority is public, so this speaks our own to whoever passes it on: the
address and the key are settings.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from postal_bridge.domain.receipt_notice import ReceiptNotice
from postal_bridge.gateways.http_exchange import (
    SAID_MAX,
    TIMEOUT_SECONDS,
    failure_of,
    object_in,
    open_session,
    post_json,
    text_of,
)
from postal_bridge.ports import Retryable, Trouble

_REFERENCE_MAX = 100

_TAKEN = frozenset({200, 201, 202})
_TAKEN_BEFORE = 409


class HttpReceipts:
    """The service at an address that takes the data of receipts."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address

    async def tell(self, notice: ReceiptNotice) -> str | None:
        """Tell a notice, as `ports.Receipts` has it."""
        key = {"Idempotency-Key": notice.key}
        status, body = await post_json(self._session, self._address, notice.to_document(), key)
        return _understood(status, body)


@asynccontextmanager
async def open_receipts(
    address: str, key: str | None, timeout_seconds: float = TIMEOUT_SECONDS
) -> AsyncIterator[HttpReceipts]:
    """Yield the service at an address, which lets us in by a key."""
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    async with open_session(headers, timeout_seconds) as session:
        yield HttpReceipts(session, address)


def _understood(status: int, body: bytes) -> str | None:
    answer = object_in(body)
    if status in _TAKEN:
        if answer is None:
            raise Retryable(Trouble.UNREADABLE)
        return text_of(answer, "reference", _REFERENCE_MAX)
    answer = answer or {}
    if status == _TAKEN_BEFORE:
        return text_of(answer, "reference", _REFERENCE_MAX)
    raise failure_of(status, text_of(answer, "detail", SAID_MAX))
