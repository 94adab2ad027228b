"""A real server of e-mails for tests: STARTTLS, a password, and everything that goes wrong."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from postal_bridge.domain.message import Channel, Outgoing
from postal_bridge.gateways.stand_ins import MessengerStandIn
from postal_bridge.ports import OutsideError, Permanent

USER, PASSWORD = "mot-cua@thu.example", "mat-khau-thu"
SENDER = "khong-tra-loi@mot-cua.example"


class MailTaker:
    """Takes e-mails as the stand-in does; a `reply` is given instead, a `cut` ends the line."""

    def __init__(self, behind: MessengerStandIn) -> None:
        self.behind = behind
        self.letters: list[EmailMessage] = []
        self.encrypted: list[bool] = []
        self.reply: str | None = None
        self.cut = False
        self.silent: asyncio.Event | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name is the protocol's
        """Take one e-mail."""
        if self.silent:
            await self.silent.wait()
        if self.cut:
            assert server.transport is not None
            server.transport.close()
        if self.reply:
            return self.reply
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        try:
            said = self.behind.take(outgoing_of(letter, envelope.rcpt_tos[0]))
        except Permanent as error:
            return f"550 5.1.1 {error.said}"
        except OutsideError:
            return "451 4.3.0 Try again later"
        self.letters.append(letter)
        self.encrypted.append(session.ssl is not None)
        return f"250 2.0.0 {said}"


def outgoing_of(letter: EmailMessage, address: str) -> Outgoing:
    """Return the message that an e-mail carries."""
    return Outgoing(
        key=letter["Message-ID"].strip("<>").partition("@")[0],
        channel=Channel.EMAIL,
        address=address,
        text=letter.get_content().replace("\r\n", "\n"),
        subject=str(letter["Subject"]),
    )


def _let_in(_server: SMTP, _session: Any, _envelope: Any, _how: str, who: Any) -> AuthResult:
    right = isinstance(who, LoginPassword) and (who.login, who.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=right, handled=False)


def certificate(folder: Path) -> Path:
    """Write a certificate for this machine with its key into a file, and return where it is."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "thu.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@asynccontextmanager
async def serving_mail(taker: MailTaker, pem: Path | None) -> AsyncIterator[int]:
    """Serve e-mails, encrypted and for those with a password where there is a certificate."""
    loop, context = asyncio.get_running_loop(), None
    if pem:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)

    def protocol() -> SMTP:
        return SMTP(
            taker,
            hostname="thu.example",
            enable_SMTPUTF8=True,
            tls_context=context,
            require_starttls=context is not None,
            authenticator=_let_in,
            auth_required=context is not None,
            auth_require_tls=context is not None,
            loop=loop,
        )

    server = await loop.create_server(protocol, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
