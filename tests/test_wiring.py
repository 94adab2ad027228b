"""Who carries messages follows from the settings, and every mistake in them is told at once."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from postal_bridge.cli.demo import _environment
from postal_bridge.config import read_config
from postal_bridge.domain.message import Channel
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.gateways.stand_ins import MessengerStandIn
from postal_bridge.wiring import open_bridge

_NAMED = {
    "ZALO_URL": "https://zalo.example/send",
    "ZALO_KEY_FILE": "/run/zalo-token",
    "SMS_URL": "https://sms.example/send",
    "MAIL_URL": "smtp://ai%40thu@thu.example",
    "MAIL_FROM": "khong-tra-loi@thu.example",
}


def settings(tmp_path: Path, said: Mapping[str, str]) -> dict[str, str]:
    named = {f"POSTAL_BRIDGE_{name}": value for name, value in said.items()}
    return {"POSTAL_BRIDGE_DATA_DIR": os.fspath(tmp_path), **named}


@pytest.mark.parametrize(
    ("said", "carried"),
    [
        ({}, {}),
        ({"SMS_URL": "stand-in"}, {Channel.SMS: "MessengerStandIn"}),
        (
            _NAMED,
            {Channel.ZALO: "HttpZalo", Channel.SMS: "HttpSms", Channel.EMAIL: "SmtpMail"},
        ),
    ],
)
async def test_those_named_carry_messages(
    tmp_path: Path, database_url: str, said: Mapping[str, str], carried: Mapping[Channel, str]
) -> None:
    config = read_config(settings(tmp_path, said))
    async with open_bridge(config, database_url) as bridge:
        found = {channel: type(each).__name__ for channel, each in bridge.messengers.items()}
    assert found == carried


def test_what_is_wrong_with_the_settings_of_messages_is_told_at_once(tmp_path: Path) -> None:
    wrong = {
        "ZALO_URL": "zalo.example",
        "SMS_URL": "ftp://sms.example",
        "SMS_SHAPE": "{}",
        "SMS_KEY": "có dấu",
        "REPORT_KEY": "a b",
        "MAIL_URL": "http://thu.example",
        "MAIL_FROM": "không",
    }
    with pytest.raises(InvalidInput) as caught:
        read_config(settings(tmp_path, wrong))
    told = {each.path.removeprefix("POSTAL_BRIDGE_") for each in caught.value.problems}
    assert told == {*wrong, "ZALO_KEY_FILE"}


async def test_a_demonstration_reaches_nobody_whatever_is_set(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings(tmp_path, _NAMED).items():
        monkeypatch.setenv(name, value)
    config = read_config(_environment(tmp_path, "http://127.0.0.1:8080"))
    async with open_bridge(config, database_url) as bridge:
        assert set(bridge.messengers) == set(Channel)
        assert all(isinstance(each, MessengerStandIn) for each in bridge.messengers.values())


def test_an_empty_sandbox_is_one_and_none_is_none(tmp_path: Path) -> None:
    named = read_config(settings(tmp_path, {"MESSAGES_ONLY_TO": "0900000001,@thu.example"}))
    assert named.messages.only_to == ("0900000001", "@thu.example")
    assert read_config(settings(tmp_path, {"MESSAGES_ONLY_TO": ""})).messages.only_to == ()
    assert read_config(settings(tmp_path, {})).messages.only_to is None
