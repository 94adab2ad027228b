"""What is kept from the world where things are tried: whom messages reach, which numbers are used.

On a trial installation real people must not be reached; at a sandbox centre nothing is for real.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from postal_bridge.domain.access import Center
from postal_bridge.domain.masking import normalise_phone
from postal_bridge.domain.tracking_code import CodeRange

#: Of each sandbox centre; far more than anybody tries out.
_NUMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Telephone numbers, e-mail addresses and domains such as "@thu.example"; None lets all out."""

    allowed: frozenset[str] | None = None

    @classmethod
    def of(cls, named: Iterable[str]) -> Self:
        """Let out only to those that are named."""
        return cls(frozenset(_plain(each) for each in named))

    def at(self, center: Center) -> "Sandbox":
        """Return to whom messages of a centre may go: of a sandbox to nobody who is not named."""
        return Sandbox.of(()) if center.sandbox and self.allowed is None else self

    def lets_out(self, address: str) -> bool:
        """Tell whether a message may go to an address."""
        if self.allowed is None:
            return True
        plain = _plain(address)
        _, at, domain = plain.rpartition("@")
        return plain in self.allowed or (bool(at) and f"@{domain}" in self.allowed)


def _plain(address: str) -> str:
    return normalise_phone(address) or address.strip().casefold()


def sandbox_numbers(center_id: int) -> CodeRange:
    """Return the tracking codes of a sandbox centre, of a service that no post offers."""
    first = center_id * _NUMBERS
    return CodeRange("ZZ", first, first + _NUMBERS - 1, "VN")
