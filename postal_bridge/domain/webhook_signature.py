"""How a call proves who sent it, and when, by the Standard Webhooks specification.

The sender signs its identity of the call, the moment and the body with a secret that both sides
have. The same is done with what we send (`usecases/send_webhooks.py`) and asked of what comes in
(`usecases/take_incoming.py`).
"""

import base64
import binascii
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from hashlib import sha256

from postal_bridge.domain.incoming_refusals import UnusableSecret

ID_HEADER, TIMESTAMP_HEADER = "webhook-id", "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
_SCHEME = "v1"
_SECRET_PREFIX = "whsec_"  # noqa: S105 - what a secret begins with is none
#: As the specification has it.
SECRET_BYTES = range(24, 65)
#: Who rotates secrets signs with two or three; nobody is made to compare more.
_SIGNATURES_MAX = 10
_ID_LENGTH_MAX = 200
#: A moment has ten digits until the year 2286.
_MOMENT_DIGITS_MAX = 12


class Verdict(Enum):
    """What a signature says of a call."""

    GENUINE = "genuine"
    #: Signed by whoever has the secret, but long ago or ahead of time: it may be sent again by
    #: somebody who listened.
    OUT_OF_TIME = "out_of_time"
    FORGED = "forged"


def written_secret(key: bytes) -> str:
    """Return a key as people pass it on."""
    return _SECRET_PREFIX + base64.b64encode(key).decode()


def key_of(secret: str) -> bytes:
    """Return the key that a secret stands for.

    Raises:
        UnusableSecret: it is none, or too short or too long to be one.

    """
    text = secret.removeprefix(_SECRET_PREFIX).rstrip("=")
    try:
        # Some pass secrets on without what fills the last group up.
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):  # of the latter, letters beyond ASCII are one
        raise UnusableSecret from None
    if len(key) not in SECRET_BYTES:
        raise UnusableSecret
    return key


def signed_headers(
    secrets: Iterable[str], call_id: str, moment: datetime, body: bytes
) -> dict[str, str]:
    """Return the headers that go with a body: one signature for each secret that is in use."""
    seconds = str(int(moment.timestamp()))
    signatures = (_signature(key_of(each), call_id, seconds, body) for each in secrets)
    return {
        ID_HEADER: call_id,
        TIMESTAMP_HEADER: seconds,
        SIGNATURE_HEADER: " ".join(signatures),
    }


def judge(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Iterable[str],
    now: datetime,
    tolerance: timedelta,
) -> Verdict:
    """Tell whether a call was signed with one of some secrets, within `tolerance` of now."""
    call_id, seconds = headers.get(ID_HEADER, ""), headers.get(TIMESTAMP_HEADER, "")
    given = headers.get(SIGNATURE_HEADER, "").split(maxsplit=_SIGNATURES_MAX)[:_SIGNATURES_MAX]
    if not (0 < len(call_id) <= _ID_LENGTH_MAX and _is_moment(seconds)):
        return Verdict.FORGED
    signatures = [_signature(key_of(each), call_id, seconds, body) for each in secrets]
    # Every pair is compared, so that how long it takes tells nothing.
    equal = [
        hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "surrogatepass"))
        for ours in signatures
        for theirs in given
    ]
    if not any(equal):
        return Verdict.FORGED
    distance = abs(datetime.fromtimestamp(int(seconds), UTC) - now)
    return Verdict.GENUINE if distance <= tolerance else Verdict.OUT_OF_TIME


def _is_moment(text: str) -> bool:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOMENT_DIGITS_MAX):
        return False
    try:
        datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return True


def _signature(key: bytes, call_id: str, seconds: str, body: bytes) -> str:
    signed = f"{call_id}.{seconds}.".encode("utf-8", "surrogatepass") + body
    return f"{_SCHEME},{base64.b64encode(hmac.digest(key, signed, sha256)).decode()}"
