"""What tests of those who carry messages may ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from postal_bridge.gateways.email import MailServer, SmtpMail
from postal_bridge.gateways.stand_ins import MessengerStandIn
from tests.conftest import SettableClock
from tests.gateways.mail_server import (
    PASSWORD,
    SENDER,
    USER,
    MailTaker,
    certificate,
    serving_mail,
)


@pytest.fixture
def messages() -> MessengerStandIn:
    return MessengerStandIn()


@pytest.fixture
def mail_taker(messages: MessengerStandIn) -> MailTaker:
    return MailTaker(messages)


@pytest.fixture
async def mail(
    mail_taker: MailTaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: SettableClock
) -> AsyncIterator[SmtpMail]:
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    async with serving_mail(mail_taker, pem) as port:
        yield SmtpMail(MailServer("127.0.0.1", port, "starttls", SENDER, USER, PASSWORD), clock)
