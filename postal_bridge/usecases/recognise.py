"""Tells who presents a session cookie or a bearer token.

Sessions read `<center_id>.<secret>` and tokens `pb_<center_id>_<secret>`: the centre is named so
that its rows alone are looked at. The secret is 32 random bytes; what is kept is the SHA-256 of
the whole text, which needs no salt because nobody can guess it.
"""

import base64
import hashlib
import re
import secrets

from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.credential import CredentialKind, Recognised
from postal_bridge.store import credentials
from postal_bridge.store.database import Database

SECRET_BYTES = 32

_SHAPES = {
    CredentialKind.SESSION: re.compile(r"([1-9][0-9]{0,4})\.[A-Za-z0-9_-]{43}", re.ASCII),
    CredentialKind.TOKEN: re.compile(r"pb_([1-9][0-9]{0,4})_[A-Za-z0-9_-]{43}", re.ASCII),
}
_CENTER_ID_MAX = 32_767


def make_secret(kind: CredentialKind, center_id: int) -> str:
    """Return a new secret to be presented by its bearer, once and never again shown."""
    secret = base64.urlsafe_b64encode(secrets.token_bytes(SECRET_BYTES)).decode().rstrip("=")
    if kind is CredentialKind.TOKEN:
        return f"pb_{center_id}_{secret}"
    return f"{center_id}.{secret}"


def hash_secret(presented: str) -> bytes:
    """Return what is kept of a secret."""
    return hashlib.sha256(presented.encode()).digest()


async def recognise(
    database: Database, clock: Clock, kind: CredentialKind, presented: str
) -> Recognised | None:
    """Return who presents this, or None when it is malformed, unknown, revoked or expired."""
    shape = _SHAPES[kind].fullmatch(presented)
    if shape is None or int(shape[1]) > _CENTER_ID_MAX:
        return None
    secret_hash = hash_secret(presented)
    async with database.snapshot() as connection:
        return await credentials.recognise(connection, int(shape[1]), secret_hash, kind, clock())
