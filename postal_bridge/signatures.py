"""Tells whether others really signed what they sent, by the public keys they gave us.

Whoever stands in for one of them signs here, too; we ourselves sign nothing in this way.
"""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

#: Some parties still sign so; what is signed is told by another way besides.
_HASHES = {"sha256": hashes.SHA256, "sha1": hashes.SHA1}


def is_signed(public_key: str, signature: str, text: str, hash_name: str = "sha256") -> bool:
    """Tell whether a text bears a signature (RSA, PKCS #1 v1.5, in base64) of a key in PEM."""
    try:
        key = load_pem_public_key(public_key.encode())
        signed = base64.b64decode(signature, validate=True)
    except (ValueError, binascii.Error):
        return False
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(
            signed, text.encode("utf-8", "surrogatepass"), padding.PKCS1v15(), _HASHES[hash_name]()
        )
    except InvalidSignature:
        return False
    return True


class SigningKey:
    """A key of somebody who stands in for another party, made anew each time."""

    def __init__(self) -> None:
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def public_pem(self) -> str:
        """What proves the signatures."""
        public = self._private.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def sign(self, text: str) -> str:
        """Return the signature of a text, as `is_signed` takes it."""
        signed = self._private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return base64.b64encode(signed).decode()
