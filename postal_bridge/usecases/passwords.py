"""Passwords: the rule for new ones, and hashing away from the event loop.

Argon2id with the parameters the library recommends. A hash made with other parameters still
verifies and is replaced at the next sign-in.
"""

import asyncio
import base64
import os
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from postal_bridge.domain.refusals import FieldProblem
from postal_bridge.domain.said import Said

LENGTH_MIN = 10
LENGTH_MAX = 1000

HASHER = PasswordHasher()

# Each hash takes 64 MiB for a while; more at once would not be faster on few cores.
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


def problem_with(password: str, login: str, path: str) -> FieldProblem | None:
    """Return what is wrong with a new password, in the field at `path`, or None."""
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        detail = Said("must be {least} to {most} characters", least=LENGTH_MIN, most=LENGTH_MAX)
        return FieldProblem(path, "bad_password", detail)
    if password.casefold() == login.casefold():
        return FieldProblem(path, "bad_password", Said("must not be the login"))
    return None


async def hash_password(password: str) -> str:
    """Return the hash of a password, salted, with its parameters."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, HASHER.hash, _prepared(password))


async def is_password(password: str, password_hash: str | None) -> bool:
    """Tell whether this is the password; without a hash the same work is done for nothing."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, _verify, _prepared(password), password_hash)


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made with other parameters than new ones are."""
    return HASHER.check_needs_rehash(password_hash)


def _verify(password: bytes, password_hash: str | None) -> bool:
    try:
        HASHER.verify(password_hash or _unmatched_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _unmatched_hash() -> str:
    """Return a well-formed hash of nothing anybody can type."""
    salt, digest = (
        base64.b64encode(os.urandom(length)).decode().rstrip("=")
        for length in (HASHER.salt_len, HASHER.hash_len)
    )
    parameters = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    return f"$argon2id$v=19${parameters}${salt}${digest}"


def _prepared(password: str) -> bytes:
    # Keyboards differ in whether "ế" is one character or a letter with marks.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
