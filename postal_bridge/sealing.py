"""Seals personal data that need not be searched, and makes look-up keys for what must be found.

AES-256-GCM under a key derived from the installation's secret. Each sealed value is bound to its
place, so a value moved to another row or column does not open.
"""

import hashlib
import hmac
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from postal_bridge.config import Config
from postal_bridge.domain.setup_refusals import SealBroken

NONCE_BYTES = 12
VERSION = b"\x01"


class Sealer:
    """Seals, opens and indexes under the keys of one installation."""

    def __init__(self, config: Config) -> None:
        self._cipher = AESGCM(config.derive_key("sealed fields"))
        self._index_key = config.derive_key("look-up index")

    def seal(self, text: str, place: str) -> bytes:
        """Return `text` sealed for `place`, such as "dossier.filer_phone H53 <code>"."""
        return self.seal_bytes(text.encode(), place)

    def seal_bytes(self, data: bytes, place: str) -> bytes:
        """Return `data`, such as a picture, sealed for `place`."""
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, data, place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """Return the text sealed for `place`.

        Raises:
            SealBroken: when the value was changed, moved, or sealed under another secret.

        """
        return self.open_bytes(sealed, place).decode()

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Return the data sealed for `place`; raises as `open` does."""
        nonce, box = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, box, place.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(place=place.split(" ", maxsplit=1)[0]) from error

    def seal_json(self, value: dict[str, str], place: str) -> bytes:
        """Return a flat document sealed for `place`."""
        return self.seal(json.dumps(value, ensure_ascii=False), place)

    def open_json(self, sealed: bytes, place: str) -> dict[str, str]:
        """Return the document sealed for `place`; raises as `open` does."""
        value: dict[str, str] = json.loads(self.open(sealed, place))
        return value

    def index(self, text: str, kind: str) -> bytes:
        """Return 16 bytes by which equal texts of one kind are found without being stored."""
        return hmac.digest(self._index_key, f"{kind} {text}".encode(), hashlib.sha256)[:16]
