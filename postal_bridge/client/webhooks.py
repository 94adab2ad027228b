"""Tells whether a webhook is the service's own: the headers of Standard Webhooks, signature v1.

Needs nothing but the standard library, so that a receiver may be any web server. A receiver answers
2xx quickly, keeps `webhook_id` to know what it has, and looks at nothing before `verify` returned.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

SECRET_PREFIX = "whsec_"  # noqa: S105 - every secret begins with it
#: How far the clocks of both sides may be apart; what is older was recorded and is played again.
TOLERANCE = timedelta(minutes=5)


class NotGenuineError(Exception):
    """It is not the service's, was changed on the way, or is played again: answer 401."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook that is genuine; sent again it has the same `webhook_id`."""

    webhook_id: str
    sent_at: datetime
    content: Any


def verify(
    secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime | None = None
) -> Webhook:
    """Return what a webhook says once it is known to be genuine.

    `secret` is the text that begins with "whsec_"; `body` the bytes as they came; `now` the moment
    it came, left out, the present.

    Raises:
        NotGenuineError: a header is missing, the signature is wrong, or the moment is not near.
        ValueError: the secret is not one.

    """
    said = {name.lower(): value for name, value in headers.items()}
    webhook_id, timestamp = said.get("webhook-id", ""), said.get("webhook-timestamp", "")
    signatures = said.get("webhook-signature", "")
    if not (webhook_id and signatures and timestamp.isascii() and timestamp.isdecimal()):
        raise NotGenuineError("a header is missing or has not its shape")
    signed = _bytes_of(f"{webhook_id}.{timestamp}.") + body
    expected = "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()
    # While a secret is exchanged for another, a webhook is signed by both.
    if not any(
        hmac.compare_digest(_bytes_of(each), expected.encode()) for each in signatures.split(" ")
    ):
        raise NotGenuineError("no signature is right")
    try:
        sent_at = datetime.fromtimestamp(int(timestamp), UTC)
    except (OverflowError, ValueError, OSError):
        raise NotGenuineError("the timestamp is no moment") from None
    if abs((now or datetime.now(UTC)) - sent_at) > TOLERANCE:
        raise NotGenuineError("it was not sent just now")
    return Webhook(webhook_id, sent_at, json.loads(body))


def _bytes_of(text: str) -> bytes:
    # What was no text on the wire is half a pair to whoever decoded the header.
    return text.encode("utf-8", "surrogatepass")


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ValueError("the secret is not base64, with or without whsec_ before it")
    return key
