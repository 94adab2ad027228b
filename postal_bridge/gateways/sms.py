"""Sends SMS by HTTP and JSON in the way of a provider, which a setting describes."""

import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import structlog

from postal_bridge.domain.message import DeliveryReport, Outgoing
from postal_bridge.domain.sms_shape import SmsShape
from postal_bridge.gateways.http_exchange import (
    SAID_MAX,
    TIMEOUT_SECONDS,
    failure_of,
    object_in,
    one_line,
    open_session,
    post_json,
    text_of,
)
from postal_bridge.ports import Permanent, Retryable, Trouble

_REFERENCE_MAX = 100
_CODE_MAX = 60
_SUCCESS = range(200, 300)
_TAKEN_BEFORE = 409

log = structlog.get_logger("postal_bridge.gateways")


class HttpSms:
    """A provider of SMS at an address; reports come with `report_key`."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        address: str,
        shape: SmsShape,
        secret: str | None,
        report_key: str | None,
    ) -> None:
        self._session = session
        self._address = address
        self._shape = shape
        self._secret = secret
        self._report_key = report_key

    async def send(self, message: Outgoing) -> str | None:
        """Hand an SMS over, as `ports.Messenger` has it."""
        said = {
            "phone": message.address,
            "phone_84": with_country_code(message.address),
            "text": message.text,
            "sender": message.sender or "",
            "key": message.key,
            "secret": self._secret or "",
        }
        headers = {"Idempotency-Key": message.key}
        if self._secret:
            headers["Authorization"] = f"Bearer {self._secret}"
        document = self._shape.filled(said)
        status, body = await post_json(self._session, self._address, document, headers)
        return self._understood(status, object_in(body))

    def _understood(self, status: int, answer: dict[str, Any] | None) -> str | None:
        shape = self._shape
        if status == _TAKEN_BEFORE:
            return text_of(answer or {}, shape.reference, _REFERENCE_MAX)
        if status not in _SUCCESS:
            raise failure_of(status, text_of(answer or {}, shape.said, SAID_MAX))
        if answer is None:
            raise Retryable(Trouble.UNREADABLE)
        code, words = code_in(answer, shape.code), text_of(answer, shape.said, SAID_MAX)
        meaning = shape.codes.get(code)
        said = f"{code} {words}" if words else code
        if meaning == "taken":
            return text_of(answer, shape.reference, _REFERENCE_MAX)
        if meaning == "later":
            raise Retryable(Trouble.BUSY, said)
        if meaning == "refused":
            raise Permanent(Trouble.REFUSED, said)
        log.error("sms_code_unknown", code=code)
        raise Retryable(Trouble.UNREADABLE, said)

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:  # noqa: ARG002 - a key stands for the whole report
        """Tell whether a report comes with the key that was agreed upon."""
        given = headers.get("Authorization", "").removeprefix("Bearer ")
        expected = self._report_key
        return expected is not None and hmac.compare_digest(given.encode(), expected.encode())

    def read_report(self, body: bytes) -> DeliveryReport:
        """Return what a report says, as `ports.Messenger` has it."""
        report = object_in(body) or {}
        key, code = text_of(report, self._shape.report_key, _CODE_MAX), None
        code = code_in(report, self._shape.report_code)
        delivery = self._shape.report_codes.get(code)
        if key is None or delivery is None:
            raise Permanent(Trouble.UNREADABLE, code or None)
        return DeliveryReport(key, delivery, text_of(report, self._shape.said, SAID_MAX))


@asynccontextmanager
async def open_sms(
    address: str,
    shape: SmsShape,
    secret: str | None,
    report_key: str | None,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> AsyncIterator[HttpSms]:
    """Yield the provider at an address, which lets us in by a secret."""
    async with open_session({}, timeout_seconds) as session:
        yield HttpSms(session, address, shape, secret, report_key)


def with_country_code(phone: str) -> str:
    """Return a number of ours as others dial it, without a plus: 0912… becomes 84912…."""
    return f"84{phone[1:]}" if phone.startswith("0") else phone


def code_in(answer: Mapping[str, Any], name: str) -> str:
    """Return the code of an answer, a number or a text, as a short text."""
    code = answer.get(name)
    return one_line(str(code), _CODE_MAX) or "" if isinstance(code, str | int) else ""
