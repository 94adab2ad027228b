"""Every expected "no" about codes: read, typed, printed on labels, granted in ranges, taken.

`domain.refusals` tells what a refusal is, and what may stand in the way of a scan.
"""

from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.said import Said

#: Of a code that has the shape of one: somebody mistyped it.
WRONG_CHECK_DIGIT = Said("wrong check digit")


def shown(text: str) -> str:
    """Return what a message may show of a refused text: printable and at most 64 characters."""
    text = text[:64]
    if text.isprintable():
        return text
    return "".join(character for character in text if character.isprintable())


class UnreadableCode(Refusal):
    """No tracking code, bag code, dossier code or label can be read in "{text}"."""


class BadTrackingCode(UnreadableCode):
    """The tracking code "{text}" cannot be right: {reason}."""

    @property
    def was_mistyped(self) -> bool:
        """Tell whether it has the shape of an identifier and not its check digit."""
        return self.facts["reason"] == WRONG_CHECK_DIGIT


class BadBagCode(UnreadableCode):
    """The bag code "{text}" cannot be right: {reason}."""


class BadDossierCode(UnreadableCode):
    """The dossier code "{text}" cannot be right: {reason}."""


class ForgedLabel(Refusal):
    """The label of {code} was not signed by this installation."""


class BadCodeRange(Refusal):
    """A code range has two capital letters, a first and a last serial up to {serial_max}, two more.

    The first serial is not greater than the last.
    """


class SerialOutsideRange(Refusal):
    """The serial lies outside the range that the post granted, {first} to {last}."""


class CodeTaken(Refusal):
    """The code {code} is in use already, or was granted to another centre."""


class NoCodeRange(Refusal):
    """No number is left in the ranges that the post granted to this centre.

    An administrator adds the next range with POST /api/v1/code-ranges, or give the code of a
    pre-printed label.
    """


class RangesOverlap(Refusal):
    """Some of these numbers were granted before; ranges never overlap."""
