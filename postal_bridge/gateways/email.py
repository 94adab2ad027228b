"""Sends e-mails by SMTP, encrypted wherever the server can be spoken to so."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.message import DeliveryReport, Outgoing
from postal_bridge.gateways.http_exchange import SAID_MAX, one_line
from postal_bridge.ports import OutsideError, Permanent, Retryable, Trouble

TIMEOUT_SECONDS = 30.0
#: Servers of e-mail let nobody in more often at once.
_AT_ONCE = 4
_PERMANENT = range(500, 600)
#: They speak of us and not of the recipient: who we are, and that we are to say so first.
_NOT_LET_IN = frozenset({530, 534, 535, 538})
_TLS = {"smtps": "implicit", "smtp": "starttls", "smtp+plain": "none"}
_PORTS = {"implicit": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server of e-mails, how it lets us in, and the address that e-mails are from.

    `tls` is "implicit" from the first byte, "starttls", or "none" for a server on this machine.
    """

    host: str
    port: int
    tls: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, address: str, sender: str, password: str | None) -> Self:
        """Return the server of an address: smtps, or smtp with STARTTLS, or smtp+plain."""
        parts = urlsplit(address)
        tls = _TLS[parts.scheme]
        return cls(
            host=parts.hostname or "",
            port=parts.port or _PORTS[tls],
            tls=tls,
            sender=sender,
            user=unquote(parts.username) if parts.username else None,
            password=password,
        )


class SmtpMail:
    """A server of e-mails."""

    def __init__(
        self, server: MailServer, clock: Clock, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._server = server
        self._clock = clock
        self._timeout_seconds = timeout_seconds
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def send(self, message: Outgoing) -> str | None:
        """Hand an e-mail over, as `ports.Messenger` has it."""
        try:
            letter = self._letter(message)
        except ValueError:
            # An address that is none; its words may hold it.
            raise Permanent(Trouble.REFUSED, "bad address") from None
        async with self._at_once:
            try:
                async with asyncio.timeout(self._timeout_seconds):
                    return await self._hand_over(letter)
            except TimeoutError:
                raise Retryable(Trouble.TIMED_OUT) from None

    def _letter(self, message: Outgoing) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = _address(self._server.sender, message.sender)
        letter["To"] = _address(message.address)
        letter["Subject"] = message.subject
        letter["Date"] = format_datetime(self._clock())
        # The same for every sending, so that it is shown once.
        _, _, domain = self._server.sender.rpartition("@")
        letter["Message-ID"] = f"<{message.key}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        if message.link:
            letter["List-Unsubscribe"] = f"<{message.link}>"
        letter.set_content(message.text)
        return letter

    async def _hand_over(self, letter: EmailMessage) -> str | None:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "implicit",
            start_tls=server.tls == "starttls",
            username=server.user,
            password=server.password,
            timeout=self._timeout_seconds,
        )
        try:
            async with client:
                _, said = await client.send_message(letter)
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            raise _failure(refused.code, refused.message) from None
        except aiosmtplib.SMTPResponseException as error:
            raise _failure(error.code, error.message) from None
        except aiosmtplib.SMTPTimeoutError:
            raise Retryable(Trouble.TIMED_OUT) from None
        except (aiosmtplib.SMTPException, OSError):
            raise Retryable(Trouble.UNREACHABLE) from None
        return one_line(said, SAID_MAX)

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:  # noqa: ARG002 - e-mails have no reports
        """E-mails that do not arrive come back as e-mails, not as reports."""
        return False

    def read_report(self, body: bytes) -> DeliveryReport:  # noqa: ARG002 - as above
        """There are no reports of e-mails."""
        raise Permanent(Trouble.UNREADABLE)


def _address(text: str, shown: str | None = None) -> Address:
    user, at, domain = text.rpartition("@")
    if not (user and at and domain and text.isascii()) or at in user:
        raise ValueError("no address")
    return Address(shown or "", user, domain)


def _failure(code: int, words: str) -> OutsideError:
    said = one_line(f"{code} {words}", SAID_MAX)
    if code in _NOT_LET_IN:
        return Retryable(Trouble.NOT_LET_IN, said)
    if code in _PERMANENT:
        return Permanent(Trouble.REFUSED, said)
    return Retryable(Trouble.BUSY, said)
