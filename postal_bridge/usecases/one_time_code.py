"""The recipient's one-time code: six digits by which a courier knows whom they face.

It is made of the consignment's code under the installation's secret and kept nowhere: the citizen
reads it on the tracking page, the courier types it, and it is judged when the scan comes in,
however late. It stays the same for the whole journey, for whoever read it may have no network at
the door; each wrong one is a delivery on record, so that it cannot be tried out quietly.
"""

import hmac

from postal_bridge.domain.access import Center
from postal_bridge.domain.scan import CodeJudgement
from postal_bridge.sealing import Sealer

CODE_DIGITS = 6
_FIELD = "one_time_code"


def one_time_code(sealer: Sealer, center: Center, code: str) -> str:
    """Return the one-time code of a consignment's recipient."""
    index = sealer.index(f"{center.code} {code}", "one-time code")
    return f"{int.from_bytes(index, 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def with_judgement(
    sealer: Sealer, center: Center, code: str | None, recipient: dict[str, str] | None
) -> dict[str, str] | None:
    """Return what is told of a recipient with a judgement in place of the code.

    What was judged before stays so. Without a consignment that it could be of, a code is wrong.
    """
    told = recipient.get(_FIELD) if recipient else None
    if recipient is None or told is None or told in tuple(CodeJudgement):
        return recipient
    known = one_time_code(sealer, center, code) if code else ""
    is_right = hmac.compare_digest(known.encode(), told.encode())
    return {**recipient, _FIELD: CodeJudgement.MATCHED if is_right else CodeJudgement.WRONG}
