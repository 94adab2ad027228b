"""E-mails by SMTP: encrypted, named, and everything that a server may answer."""

import asyncio
from pathlib import Path

import pytest

from postal_bridge.gateways.email import MailServer, SmtpMail
from postal_bridge.ports import OutsideError, Permanent, Retryable, Trouble
from tests.conftest import SettableClock
from tests.gateways.mail_server import (
    PASSWORD,
    SENDER,
    USER,
    MailTaker,
    certificate,
    serving_mail,
)
from tests.gateways.message_servers import outgoing


async def test_an_e_mail_is_encrypted_named_and_can_be_unsubscribed_from(
    mail: SmtpMail, mail_taker: MailTaker
) -> None:
    await mail.send(outgoing("email"))
    (letter,) = mail_taker.letters
    assert mail_taker.encrypted == [True]
    assert str(letter["From"]) == f"TTHCC <{SENDER}>"
    assert letter["List-Unsubscribe"] == "<https://mot-cua.example/m/AbCd>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == f"<{outgoing('email').key}@mot-cua.example>"


@pytest.mark.parametrize(
    ("reply", "failure", "trouble"),
    [
        ("421 4.3.2 Closing down", Retryable, Trouble.BUSY),
        ("452 4.2.2 Mailbox full", Retryable, Trouble.BUSY),
        ("530 5.7.0 Authentication required", Retryable, Trouble.NOT_LET_IN),
        ("554 5.7.1 Spam", Permanent, Trouble.REFUSED),
    ],
)
async def test_every_reply_of_a_mail_server_says_whether_to_try_again(
    mail: SmtpMail,
    mail_taker: MailTaker,
    reply: str,
    failure: type[OutsideError],
    trouble: Trouble,
) -> None:
    mail_taker.reply = reply
    with pytest.raises(failure) as caught:
        await mail.send(outgoing("email"))
    assert caught.value.trouble is trouble


async def test_a_mail_server_that_ends_the_line_or_is_silent_is_tried_again(
    mail_taker: MailTaker, clock: SettableClock
) -> None:
    async with serving_mail(mail_taker, None) as port:
        server = MailServer("127.0.0.1", port, "none", SENDER)
        mail_taker.cut = True
        with pytest.raises(Retryable):
            await SmtpMail(server, clock).send(outgoing("email"))
        mail_taker.cut, mail_taker.silent = False, asyncio.Event()
        with pytest.raises(Retryable) as caught:
            await SmtpMail(server, clock, timeout_seconds=0.3).send(outgoing("email"))
        mail_taker.silent.set()
    assert caught.value.trouble is Trouble.TIMED_OUT
    with pytest.raises(Retryable) as caught:
        await SmtpMail(server, clock).send(outgoing("email"))
    assert caught.value.trouble is Trouble.UNREACHABLE


async def test_a_wrong_password_is_no_fault_of_the_message(
    mail: SmtpMail, mail_taker: MailTaker, clock: SettableClock, tmp_path: Path
) -> None:
    assert mail
    async with serving_mail(mail_taker, tmp_path / "certificate.pem") as port:
        wrong = MailServer("127.0.0.1", port, "starttls", SENDER, USER, "sai")
        with pytest.raises(Retryable) as caught:
            await SmtpMail(wrong, clock).send(outgoing("email"))
    assert caught.value.trouble is Trouble.NOT_LET_IN


async def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    mail_taker: MailTaker, clock: SettableClock, tmp_path: Path
) -> None:
    async with serving_mail(mail_taker, certificate(tmp_path)) as port:
        server = MailServer("127.0.0.1", port, "starttls", SENDER, USER, PASSWORD)
        with pytest.raises(Retryable):
            await SmtpMail(server, clock).send(outgoing("email"))
    assert not mail_taker.letters


@pytest.mark.parametrize(
    "address", ["không", "a@b@c", "a@", "a\r\nBcc: b@thu.example", "người@thu.example", ""]
)
async def test_an_address_that_is_none_is_refused_and_not_quoted(
    mail: SmtpMail, mail_taker: MailTaker, address: str
) -> None:
    with pytest.raises(Permanent) as caught:
        await mail.send(outgoing("email", address=address or " "))
    assert caught.value.said == "bad address"
    assert not mail_taker.letters


def test_a_server_is_named_by_an_address() -> None:
    named = MailServer.at("smtp://ai%40thu@thu.example", SENDER, "p")
    assert (named.host, named.port, named.tls, named.user) == (
        "thu.example",
        587,
        "starttls",
        "ai@thu",
    )
    assert MailServer.at("smtps://thu.example:4650", SENDER, None).port == 4650
    assert MailServer.at("smtp+plain://localhost", SENDER, None).tls == "none"
