"""A webhook is taken when it is the service's own, sent just now and as it was sent."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from postal_bridge.client.webhooks import NotGenuineError, verify
from postal_bridge.domain.webhook_signature import signed_headers

NOW = datetime(2026, 3, 13, 2, 30, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(bytes(range(24))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(24)).decode()
BODY = json.dumps({"type": "ví dụ", "data": {}}, ensure_ascii=False).encode()


def signature(secret: str, webhook_id: str, at: datetime, body: bytes) -> str:
    """Sign as the specification of Standard Webhooks says."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join([webhook_id.encode(), str(int(at.timestamp())).encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(at: datetime = NOW, *secrets: str) -> dict[str, str]:
    """Return the headers of a webhook that was signed by each of some secrets."""
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(at.timestamp())),
        "Webhook-Signature": " ".join(
            signature(each, "msg_1", at, BODY) for each in secrets or (SECRET,)
        ),
    }


def test_a_genuine_one_is_read() -> None:
    webhook = verify(SECRET, headers(), BODY, now=NOW)
    assert (webhook.webhook_id, webhook.sent_at) == ("msg_1", NOW)
    assert webhook.content["type"] == "ví dụ"


def test_the_example_of_the_specification_is_genuine() -> None:
    # The worked example of its reference libraries: their secret, identity, moment and body.
    given = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    webhook = verify(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        given,
        b'{"test": 2432232314}',
        now=datetime.fromtimestamp(1614265330, UTC),
    )
    assert webhook.content == {"test": 2432232314}


@pytest.mark.parametrize("secrets", [[SECRET], [OTHER, SECRET]])
def test_what_the_service_signs_is_genuine(secrets: list[str]) -> None:
    signed = signed_headers(secrets, "evt-1", NOW, BODY)
    assert verify(SECRET, signed, BODY, now=NOW).webhook_id == "evt-1"


def test_while_secrets_are_exchanged_either_is_right() -> None:
    for secret in (SECRET, OTHER):
        assert verify(secret, headers(NOW, OTHER, SECRET), BODY, now=NOW)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_one_that_is_played_again_or_of_tomorrow_is_not_taken(minutes: int) -> None:
    with pytest.raises(NotGenuineError):
        verify(SECRET, headers(), BODY, now=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("name", ["Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"])
@pytest.mark.parametrize("value", ["", "v1,", "9" * 40, "-1", "٣", "msg_2", "\udc80"])
def test_one_whose_headers_were_changed_is_not_taken(name: str, value: str) -> None:
    with pytest.raises(NotGenuineError):
        verify(SECRET, {**headers(), name: value}, BODY, now=NOW)


def test_one_that_was_changed_or_signed_by_another_is_not_taken() -> None:
    with pytest.raises(NotGenuineError):
        verify(SECRET, headers(), BODY + b" ", now=NOW)
    with pytest.raises(NotGenuineError):
        verify(OTHER, headers(), BODY, now=NOW)
    asymmetric = {
        **headers(),
        "Webhook-Signature": headers()["Webhook-Signature"].replace("1", "1a", 1),
    }
    with pytest.raises(NotGenuineError):
        verify(SECRET, asymmetric, BODY, now=NOW)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_không", "whsec_a"])
def test_a_secret_that_is_none_is_told(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        verify(secret, headers(), BODY, now=NOW)
