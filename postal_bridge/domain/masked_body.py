"""What may be shown of a body that another party sent: its shape, with people masked."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from postal_bridge.domain.masking import mask_email, mask_phone

_HIDDEN = "***"
#: Numbers of people: telephones, and identities of nine or twelve digits.
_DIGITS = re.compile(r"(?<![\w.-])\+?[0-9][0-9 .-]{7,14}[0-9](?![\w-])")
_NUMBER_DIGITS_MIN = 9
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def masked_body(
    body: bytes, personal: Collection[str], plain: Collection[str] | None = None
) -> str:
    """Return a body as text to be read, masking the named fields, and numbers and e-mails anywhere.

    With `plain`, what stands in any other field is masked as well. What is no JSON is shown as far
    as it is text.
    """
    hidden = _Hidden(
        {name.lower() for name in personal}, None if plain is None else {n.lower() for n in plain}
    )
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return _masked_text(body.decode("utf-8", "replace"))
    return json.dumps(_masked(document, hidden), ensure_ascii=False, indent=2)


@dataclass(frozen=True, slots=True)
class _Hidden:
    """Which fields are masked: those of these names, or all but those of others."""

    personal: Collection[str]
    plain: Collection[str] | None

    def hides(self, name: str, value: object) -> bool:
        """Tell whether what a field holds is masked; fields within another are looked at."""
        if value is None:
            return False
        if name.lower() in self.personal:
            return True
        if self.plain is None or isinstance(value, dict | list):
            return False
        return name.lower() not in self.plain


def _masked(value: Any, hidden: _Hidden) -> Any:
    if isinstance(value, dict):
        return {
            name: _HIDDEN if hidden.hides(name, each) else _masked(each, hidden)
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
