"""Tells receipts by HTTP and JSON, as docs/reference/e-receipts.md describes it.

No wire format of the tax authority is public, so this speaks our own to whoever passes it on: the
address and the key are settings. Redirects are not followed, for they would carry the key along.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from postal_bridge.domain.receipt_notice import ReceiptNotice
from postal_bridge.ports import OutsideError, Permanent, Retryable, Trouble

TIMEOUT_SECONDS = 15.0
_ANSWER_BYTES_MAX = 65_536
_SAID_MAX = 300
_REFERENCE_MAX = 100

_TAKEN = frozenset({200, 201, 202})
_TAKEN_BEFORE = 409
#: They speak of our key, our address or their moment and not of the receipt, so it goes on waiting.
_NOT_LET_IN = frozenset({401, 403, 404, 405, 407})
_LATER = frozenset({408, 425, 429})
_SERVER_TROUBLE = range(500, 600)


class HttpReceipts:
    """The service at an address that takes the data of receipts."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address

    async def tell(self, notice: ReceiptNotice) -> str | None:
        """Tell a notice, as `ports.Receipts` has it."""
        try:
            async with self._session.post(
                self._address,
                json=notice.to_document(),
                headers={"Idempotency-Key": notice.key},
                allow_redirects=False,
            ) as answer:
                body = await answer.content.read(_ANSWER_BYTES_MAX)
        except TimeoutError:
            raise Retryable(Trouble.TIMED_OUT) from None
        except aiohttp.ClientError:
            # Its words may hold the address, and with it what an operator put there.
            raise Retryable(Trouble.UNREACHABLE) from None
        return _understood(answer.status, body)


@asynccontextmanager
async def open_receipts(
    address: str, key: str | None, timeout_seconds: float = TIMEOUT_SECONDS
) -> AsyncIterator[HttpReceipts]:
    """Yield the service at an address, which lets us in by a key."""
    headers = {"Accept": "application/json"}
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    timeout = aiohttp.ClientTimeout(total=timeout_seconds)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        yield HttpReceipts(session, address)


def _understood(status: int, body: bytes) -> str | None:
    if status in _TAKEN:
        answer = _object_in(body)
        if answer is None:
            raise Retryable(Trouble.UNREADABLE)
        return _text_of(answer, "reference", _REFERENCE_MAX)
    answer = _object_in(body) or {}
    if status == _TAKEN_BEFORE:
        return _text_of(answer, "reference", _REFERENCE_MAX)
    raise _failure(status, _text_of(answer, "detail", _SAID_MAX))


def _failure(status: int, said: str | None) -> OutsideError:
    said = f"{status} {said}" if said else str(status)
    if status in _NOT_LET_IN:
        return Retryable(Trouble.NOT_LET_IN, said)
    if status in _LATER or status in _SERVER_TROUBLE:
        return Retryable(Trouble.BUSY, said)
    return Permanent(Trouble.REFUSED, said)


def _object_in(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object that an answer is, or None."""
    try:
        answer = json.loads(body)
    except ValueError:  # of which a bad encoding is one
        return None
    return answer if isinstance(answer, dict) else None


def _text_of(answer: dict[str, Any], name: str, length_max: int) -> str | None:
    """Return a text of an answer on one line, without what is not for reading."""
    text = answer.get(name)
    if not isinstance(text, str):
        return None
    readable = "".join(each for each in text if each.isprintable())
    return readable[:length_max] or None
