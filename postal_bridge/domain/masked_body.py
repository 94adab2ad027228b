"""What may be shown of a body that another party sent: its shape, with people masked."""

import json
import re
from collections.abc import Collection
from typing import Any

from postal_bridge.domain.masking import mask_email, mask_phone

_HIDDEN = "***"
#: Numbers of people: telephones, and identities of nine or twelve digits.
_DIGITS = re.compile(r"(?<![\w.-])\+?[0-9][0-9 .-]{7,14}[0-9](?![\w-])")
_NUMBER_DIGITS_MIN = 9
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def masked_body(body: bytes, personal: Collection[str]) -> str:
    """Return a body as text to be read, masking the named fields, and numbers and e-mails anywhere.

    What is no JSON is shown as far as it is text.
    """
    hidden = {name.lower() for name in personal}
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return _masked_text(body.decode("utf-8", "replace"))
    return json.dumps(_masked(document, hidden), ensure_ascii=False, indent=2)


def _masked(value: Any, hidden: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {
            name: _HIDDEN if name.lower() in hidden and each is not None else _masked(each, hidden)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_masked(each, hidden) for each in value]
    return _masked_text(value) if isinstance(value, str) else value


def _masked_text(text: str) -> str:
    text = _EMAIL.sub(lambda found: mask_email(found[0]), text)
    return _DIGITS.sub(_masked_number, text)


def _masked_number(found: re.Match[str]) -> str:
    # A day has eight digits.
    is_short = sum(letter.isdigit() for letter in found[0]) < _NUMBER_DIGITS_MIN
    return found[0] if is_short else mask_phone(found[0])
