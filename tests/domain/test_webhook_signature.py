"""Signatures by the Standard Webhooks specification: made, compared, and of their moment."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from postal_bridge.domain.incoming_refusals import UnusableSecret
from postal_bridge.domain.webhook_signature import (
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Verdict,
    judge,
    key_of,
    signed_headers,
    written_secret,
)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = written_secret(bytes(range(32)))
CALL, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'
MOMENT = datetime.fromtimestamp(1614265330, UTC)
MINUTES = timedelta(minutes=5)


def test_the_vector_of_the_specification_is_signed_as_it_says() -> None:
    headers = signed_headers([SECRET], CALL, MOMENT, BODY)
    assert headers[SIGNATURE_HEADER] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers[TIMESTAMP_HEADER] == "1614265330"
    assert judge(headers, BODY, [SECRET], MOMENT, MINUTES) is Verdict.GENUINE


@given(st.binary(min_size=24, max_size=64), st.text(st.characters(codec="utf-8"), max_size=50))
def test_the_library_of_the_specification_accepts_what_is_signed_here(
    key: bytes, text: str
) -> None:
    now = datetime.now(UTC)
    headers = signed_headers([written_secret(key)], "evt_1", now, text.encode())
    Webhook(written_secret(key)).verify(text, headers, json_parse=False)


def test_one_good_signature_among_several_is_enough() -> None:
    both = signed_headers([OTHER, SECRET], CALL, MOMENT, BODY)
    assert len(both[SIGNATURE_HEADER].split()) == 2
    for secrets in ([SECRET], [OTHER], [OTHER, SECRET]):
        assert judge(both, BODY, secrets, MOMENT, MINUTES) is Verdict.GENUINE
    mixed = {**both, SIGNATURE_HEADER: f"v1a,AAAA v2,BBBB nothing {both[SIGNATURE_HEADER]}"}
    assert judge(mixed, BODY, [SECRET], MOMENT, MINUTES) is Verdict.GENUINE


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_other"},
        {"webhook-id": ""},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "9" * 12},
        {"webhook-timestamp": "9" * 40},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,ă"},
        {"webhook-signature": " ".join(["v1,AAAA"] * 2000)},
    ],
)
def test_whatever_is_changed_is_forged(changed: dict[str, str]) -> None:
    headers = {**signed_headers([SECRET], CALL, MOMENT, BODY), **changed}
    assert judge(headers, BODY, [SECRET], MOMENT, MINUTES) is Verdict.FORGED


def test_another_body_another_secret_and_no_secret_are_forged() -> None:
    headers = signed_headers([SECRET], CALL, MOMENT, BODY)
    assert judge(headers, BODY + b" ", [SECRET], MOMENT, MINUTES) is Verdict.FORGED
    assert judge(headers, BODY, [OTHER], MOMENT, MINUTES) is Verdict.FORGED
    assert judge(headers, BODY, [], MOMENT, MINUTES) is Verdict.FORGED
    assert judge({}, BODY, [SECRET], MOMENT, MINUTES) is Verdict.FORGED


@pytest.mark.parametrize("away", [timedelta(minutes=-6), timedelta(minutes=6), timedelta(hours=9)])
def test_what_was_signed_at_another_time_is_told_from_what_is_forged(away: timedelta) -> None:
    headers = signed_headers([SECRET], CALL, MOMENT, BODY)
    assert judge(headers, BODY, [SECRET], MOMENT + away, MINUTES) is Verdict.OUT_OF_TIME
    assert judge(headers, BODY, [SECRET], MOMENT + away, abs(away)) is Verdict.GENUINE


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", "whsec_ă", "whsec_" + "A" * 200])
def test_what_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(UnusableSecret):
        key_of(secret)


def test_a_secret_may_come_without_its_beginning_and_its_end() -> None:
    key = bytes(range(25))
    assert key_of(written_secret(key).rstrip("=").removeprefix("whsec_")) == key
