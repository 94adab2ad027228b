"""Forms that are sent once, however often their button is pressed.

Each form carries an identity made when it was shown. A write under it is carried out once and
answered alike afterwards; a scan under it is recorded once.
"""

import hmac
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4, uuid5

from postal_bridge.domain.refusals import FieldProblem, InvalidInput, ScanIdReused
from postal_bridge.domain.said import Said
from postal_bridge.usecases.once import RequestKey
from postal_bridge.usecases.scan_answers import ScanAnswer
from routes.pages.forms import Form
from routes.route import Call

SENDING = "sending"


def fresh_sending() -> str:
    """Return the identity for a form that is being shown."""
    return str(uuid4())


def sending_of(form: Form) -> UUID:
    """Return the identity that a form carries.

    Raises:
        InvalidInput: it carries none of ours.

    """
    try:
        return UUID(form.value(SENDING))
    except ValueError:
        problem = FieldProblem(SENDING, "bad_sending", Said("is not what a page of ours has in it"))
        raise InvalidInput(problem) from None


def request_key_of(call: Call[Any, Any], form: Form, part: str = "") -> RequestKey:
    """Return the key under which a form is carried out once, or one part of what it asks for."""
    return request_key(call, sending_of(form), form, part)


def request_key(call: Call[Any, Any], sending: UUID, form: Form, part: str = "") -> RequestKey:
    """Return the key of a form whose identity was read already."""
    said = "\n".join(f"{name}={text}" for name, text in sorted(form.given.items()))
    # Keyed, because a plain hash of names and numbers would betray them.
    key = call.bridge.config.derive_key("idempotency keys")
    said_hash = hmac.digest(key, f"{call.request.path}\n{part}\n{said}".encode(), sha256)
    return RequestKey(f"page {sending} {part}".strip(), said_hash)


def scan_id_of(form: Form, part: str) -> UUID:
    """Return the identity of one scan of a form: the same for the same form and part."""
    return uuid5(sending_of(form), part)


def is_refused(answer: ScanAnswer) -> bool:
    """Tell whether a scan of a page was refused; one sent before is none of that."""
    # The page reads the clock anew each time, so a form sent twice says another time.
    return answer.outcome == "refused" and answer.code != ScanIdReused.code()
