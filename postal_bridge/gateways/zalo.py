"""Sends messages by Zalo as it describes its notification service (ZNS) to developers.

A message is the number of a template that Zalo approved for the official account, and its data.
Reports come signed with the secret of the account.
"""

import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import aiohttp
import structlog

from postal_bridge.domain.message import Delivery, DeliveryReport, Outgoing
from postal_bridge.gateways.http_exchange import (
    SAID_MAX,
    TIMEOUT_SECONDS,
    failure_of,
    object_in,
    open_session,
    post_json,
    text_of,
)
from postal_bridge.gateways.sms import code_in, with_country_code
from postal_bridge.ports import OutsideError, Permanent, Retryable, Trouble

_REFERENCE_MAX = 100
_KEY_MAX = 60
_OK = 200
_TAKEN = "0"
#: The report that a message reached the telephone.
_RECEIVED = "user_received_message"
_SIGNATURE = "X-ZEvent-Signature"


def _codes(
    failure: type[OutsideError], trouble: Trouble, *codes: int
) -> dict[str, tuple[type[OutsideError], Trouble]]:
    return {str(code): (failure, trouble) for code in codes}


#: What codes other than 0 mean; one that is not here is told loudly and tried again.
_CODES: Mapping[str, tuple[type[OutsideError], Trouble]] = MappingProxyType(
    {
        # Our token, our application or our account.
        **_codes(Retryable, Trouble.NOT_LET_IN, -101, -102, -103, -104, -105, -117, -120, -124),
        **_codes(Retryable, Trouble.NOT_LET_IN, -125, -135, -138, -216, -220),
        # Their moment, or what was paid for is used up: later it may be otherwise.
        **_codes(Retryable, Trouble.BUSY, -100, -115, -126, -133, -136, -137, -144, -147),
        # This recipient cannot be reached, or this template not be filled.
        **_codes(Permanent, Trouble.REFUSED, -108, -109, -110, -111, -112, -1121, -1122, -1123),
        **_codes(Permanent, Trouble.REFUSED, -1124, -113, -114, -116, -118, -119, -121, -122),
        **_codes(Permanent, Trouble.REFUSED, -127, -130, -131, -132, -139, -140, -141, -145, -146),
    }
)

log = structlog.get_logger("postal_bridge.gateways")


@dataclass(frozen=True, slots=True)
class ZaloAccount:
    """What lets us in: a token, which is asked for each time because it lasts a day.

    `app` and `secret` are what reports are signed with.
    """

    token: Callable[[], str] = field(repr=False)
    app: str | None = None
    secret: str | None = field(default=None, repr=False)


class HttpZalo:
    """Zalo at an address."""

    def __init__(self, session: aiohttp.ClientSession, address: str, account: ZaloAccount) -> None:
        self._session = session
        self._address = address
        self._account = account

    async def send(self, message: Outgoing) -> str | None:
        """Hand a message over, as `ports.Messenger` has it."""
        document = {
            "phone": with_country_code(message.address),
            "template_id": message.template,
            "template_data": dict(message.data),
            "tracking_id": message.key,
        }
        headers = {"access_token": self._token()}
        status, body = await post_json(self._session, self._address, document, headers)
        answer = object_in(body)
        if status != _OK:
            raise failure_of(status, text_of(answer or {}, "message", SAID_MAX))
        if answer is None:
            raise Retryable(Trouble.UNREADABLE)
        return _understood(answer)

    def _token(self) -> str:
        """Return the token of the moment; without one the message waits until there is one."""
        try:
            token = self._account.token()
        except OSError:
            raise Retryable(Trouble.NOT_LET_IN) from None
        if not (token and token.isascii() and token.isprintable()):
            raise Retryable(Trouble.NOT_LET_IN)
        return token

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Tell whether a report is signed with the secret of our account."""
        app, secret, report = self._account.app, self._account.secret, object_in(body)
        if app is None or secret is None or report is None:
            return False
        moment = report.get("timestamp")
        signed = b"".join([app.encode(), body, str(moment).encode(), secret.encode()])
        given = headers.get(_SIGNATURE, "").removeprefix("mac=").strip().lower()
        expected = hashlib.sha256(signed).hexdigest()
        return hmac.compare_digest(given.encode(), expected.encode())

    def read_report(self, body: bytes) -> DeliveryReport:
        """Return what a report says, as `ports.Messenger` has it."""
        report = object_in(body) or {}
        message = report.get("message")
        key = text_of(message, "tracking_id", _KEY_MAX) if isinstance(message, dict) else None
        event = text_of(report, "event_name", _KEY_MAX)
        if key is None or event != _RECEIVED:
            raise Permanent(Trouble.UNREADABLE, event)
        return DeliveryReport(key, Delivery.DELIVERED)


@asynccontextmanager
async def open_zalo(
    address: str, account: ZaloAccount, timeout_seconds: float = TIMEOUT_SECONDS
) -> AsyncIterator[HttpZalo]:
    """Yield Zalo at an address."""
    async with open_session({}, timeout_seconds) as session:
        yield HttpZalo(session, address, account)


def _understood(answer: Mapping[str, Any]) -> str | None:
    code, words = code_in(answer, "error"), text_of(answer, "message", SAID_MAX)
    if code == _TAKEN:
        data = answer.get("data")
        return text_of(data, "msg_id", _REFERENCE_MAX) if isinstance(data, dict) else None
    said = f"{code} {words}" if words else code
    if code not in _CODES:
        log.error("zalo_code_unknown", code=code)
        raise Retryable(Trouble.UNREADABLE, said)
    failure, trouble = _CODES[code]
    raise failure(trouble, said)
