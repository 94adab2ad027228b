"""To whom messages may go where real people must not be reached, as on a trial installation."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from postal_bridge.domain.masking import normalise_phone


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Telephone numbers, e-mail addresses and domains such as "@thu.example"; None lets all out."""

    allowed: frozenset[str] | None = None

    @classmethod
    def of(cls, named: Iterable[str]) -> Self:
        """Let out only to those that are named."""
        return cls(frozenset(_plain(each) for each in named))

    def lets_out(self, address: str) -> bool:
        """Tell whether a message may go to an address."""
        if self.allowed is None:
            return True
        plain = _plain(address)
        _, at, domain = plain.rpartition("@")
        return plain in self.allowed or (bool(at) and f"@{domain}" in self.allowed)


def _plain(address: str) -> str:
    return normalise_phone(address) or address.strip().casefold()
