"""Tells programs of others by HTTP, at public addresses alone unless the installation says else.

Redirects are not followed, and of an answer no more is read than its head.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from postal_bridge.domain.webhook import ENDPOINTS_MAX, Told, require_allowed
from postal_bridge.domain.webhook_refusals import WebhookAddressRefused
from postal_bridge.gateways.public_network import leads_within, open_public_session
from postal_bridge.ports import Permanent, Retryable, Trouble

#: As the specification proposes.
TIMEOUT_SECONDS = 20.0
_SECONDS_DIGITS_MAX = 9


class HttpWebhooks:
    """Posts to webhooks, as `ports.Webhooks` has it."""

    def __init__(self, session: aiohttp.ClientSession, private_hosts: Collection[str]) -> None:
        self._session = session
        self._private_hosts = private_hosts

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Told:
        """Post a body and return the status of the answer, and for how long we are to wait."""
        try:
            # A host that is an address itself is resolved by nobody.
            require_allowed(url, self._private_hosts)
        except WebhookAddressRefused:
            raise Permanent(Trouble.REFUSED) from None
        sent = {"Content-Type": "application/json", "User-Agent": "postal-bridge", **headers}
        try:
            async with self._session.post(
                url, data=body, headers=sent, allow_redirects=False
            ) as answer:
                return Told(answer.status, _waits(answer))
        except TimeoutError:
            raise Retryable(Trouble.TIMED_OUT) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Its words may hold the address.
            trouble = Trouble.REFUSED if leads_within(error) else Trouble.UNREACHABLE
            raise Retryable(trouble) from None


@asynccontextmanager
async def open_webhooks(
    private_hosts: Collection[str], timeout_seconds: float = TIMEOUT_SECONDS
) -> AsyncIterator[HttpWebhooks]:
    """Yield what posts to webhooks; `private_hosts` may lie within our own network."""
    async with open_public_session(
        private_hosts,
        # No more webhooks than this are told side by side.
        at_once=ENDPOINTS_MAX,
        timeout_seconds=timeout_seconds,
        force_close=True,
        auto_decompress=False,
    ) as session:
        yield HttpWebhooks(session, private_hosts)


def _waits(answer: aiohttp.ClientResponse) -> timedelta | None:
    """Return for how long an answer asks us to wait, by its own clock."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit() and len(text) <= _SECONDS_DIGITS_MAX:
        return timedelta(seconds=int(text))
    try:
        until = parsedate_to_datetime(text)
        return until - parsedate_to_datetime(answer.headers.get("Date", ""))
    except (ValueError, TypeError):  # the latter where only one of them has a time zone
        return None
