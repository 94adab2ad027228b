"""Cursors: where a list goes on, as a text that clients hand back unread.

A cursor is the key of the last item shown, in base64url. It is a place, not a permission: whoever
changes it sees another part of what they may see anyway.
"""

import base64
import binascii
import json

from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from routes.decoding import is_unstorable


def encode_cursor(*parts: str) -> str:
    """Return the cursor that stands for the key `parts`."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, count: int) -> tuple[str, ...] | None:
    """Return the `count` parts of a cursor, or None for the first page.

    Raises:
        InvalidInput: this is no cursor of such a list.

    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise bad_cursor() from None
    fits = isinstance(parts, list) and len(parts) == count
    if not fits or not all(isinstance(part, str) and not is_unstorable(part) for part in parts):
        raise bad_cursor()
    return tuple(parts)


def bad_cursor() -> InvalidInput:
    """Return the refusal of a cursor, also for one whose parts mean nothing to the list."""
    return InvalidInput(FieldProblem("cursor", "bad_cursor", Said("is not a cursor of this list")))
