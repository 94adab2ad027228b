"""Tells whether others really signed what they sent, by the public keys they gave us."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

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
        key.verify(signed, text.encode(), padding.PKCS1v15(), _HASHES[hash_name]())
    except InvalidSignature:
        return False
    return True
