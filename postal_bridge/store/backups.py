"""Writes a whole database to a file and makes one from a file, by PostgreSQL's own programs.

Owns how they are called and what they may say. When to replace what is up to the callers.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import asyncpg

from postal_bridge.domain.refusals import Refusal, SchemaTooNew
from postal_bridge.store.database import Connection
from postal_bridge.store.migrator import shipped_migrations
from postal_bridge.store.programs import find_binaries

_LINES_TOLD = 5
#: These lines of a message may quote rows of the database.
_MAY_QUOTE = ("CONTEXT:", "DETAIL:", "STATEMENT:", "Command was:")


class BackupFailed(Refusal):
    """The backup {file} was not written. PostgreSQL said: {reason}"""  # noqa: D400


class BackupUnreadable(Refusal):
    """{file} cannot be read as a backup of this service: {reason}."""


class RestoreFailed(Refusal):
    """Nothing was restored. PostgreSQL said: {reason}"""  # noqa: D400


class DatabaseNotEmpty(Refusal):
    """This database is not empty; with --replace the backup takes its place."""


class DatabaseInUse(Refusal):
    """Others are connected to this database: end every "serve", "work" and "demo" first."""


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup says of itself before it is restored."""

    secret_fingerprint: bytes | None
    migrations: tuple[str, ...]


def write_backup(url: str, file: Path) -> None:
    """Write the database at `url` to a file, whole or not at all, readable by its owner only.

    Raises:
        BackupFailed: with what the system or PostgreSQL said.

    """
    partial = file.with_name(f"{file.name}.partial")
    try:
        # Made before, because pg_dump would make it readable by others.
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600))
        partial.chmod(0o600)
        options = ["--format=custom", "--no-unlogged-table-data", "--lock-wait-timeout=60s"]
        outcome = _run("pg_dump", url, *options, f"--file={partial.absolute()}")
        if outcome.returncode:
            raise BackupFailed(file=file, reason=_said(outcome.stderr))
        partial.replace(file)
        folder = os.open(file.absolute().parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except OSError as error:
        raise BackupFailed(file=file, reason=error.strerror or str(error)) from error
    finally:
        with suppress(OSError):
            partial.unlink()


def look_into(file: Path) -> BackupFacts:
    """Return what a backup says of itself.

    Raises:
        BackupUnreadable: it is no backup, or not one of this service.
        SchemaTooNew: a newer release wrote it.

    """
    migrations = tuple(row[0] for row in _rows_of(file, "schema_migration"))
    if not migrations:
        raise BackupUnreadable(file=file, reason="it holds no schema of ours")
    shipped = {migration.name for migration in shipped_migrations()}
    unknown = sorted(set(migrations) - shipped)
    if unknown:
        raise SchemaTooNew(name=unknown[-1])
    noted = [row[1] for row in _rows_of(file, "installation")]
    fingerprint = bytes.fromhex(noted[0].removeprefix("\\\\x")) if noted else None
    return BackupFacts(fingerprint, migrations)


def load_backup(file: Path, url: str) -> None:
    """Make the empty database at `url` what a backup holds, or leave it empty.

    Raises:
        RestoreFailed: with what PostgreSQL said.

    """
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    outcome = _run("pg_restore", url, *options, str(file.absolute()))
    if outcome.returncode:
        raise RestoreFailed(reason=_said(outcome.stderr))


async def is_empty(url: str) -> bool:
    """Tell whether a database has no tables yet."""
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetchval(
            "select exists (select from pg_class where relkind in ('r', 'p')"
            " and relnamespace = 'public'::regnamespace)"
        )
    finally:
        await connection.close()
    return not found


async def make_beside(url: str) -> str:
    """Make an empty database beside the one at `url` and return its address.

    What an earlier attempt left under the same name goes. Raises RestoreFailed.
    """
    beside = _named(url, f"{_name_of(url)}_restored")
    async for connection in _maintaining(url):
        await connection.execute(f"drop database if exists {_quoted(_name_of(beside))}")
        await connection.execute(
            f"create database {_quoted(_name_of(beside))} template template0 encoding 'UTF8'"
        )
    return beside


async def remove(url: str) -> None:
    """Remove the database at `url`."""
    async for connection in _maintaining(url):
        await connection.execute(f"drop database if exists {_quoted(_name_of(url))} with (force)")


async def refuse_users(url: str) -> None:
    """Return when nobody is connected to the database at `url`; else raise DatabaseInUse."""
    async for connection in _maintaining(url):
        others = await connection.fetchval(
            "select count(*) from pg_stat_activity where datname = $1", _name_of(url)
        )
        if others:
            raise DatabaseInUse


async def take_place(url: str, beside: str) -> None:
    """Let the database at `beside` take the name of the one at `url`, which is removed then.

    Raises:
        DatabaseInUse: somebody is connected; both are as they were.

    """
    name, old = _quoted(_name_of(url)), _quoted(f"{_name_of(url)}_replaced")
    async for connection in _maintaining(url):
        await connection.execute(f"drop database if exists {old}")
        try:
            async with connection.transaction():
                await connection.execute(f"alter database {name} rename to {old}")
                await connection.execute(
                    f"alter database {_quoted(_name_of(beside))} rename to {name}"
                )
        except asyncpg.ObjectInUseError as error:
            raise DatabaseInUse from error
        await connection.execute(f"drop database {old}")


async def _maintaining(url: str) -> "AsyncIterator[Connection]":
    """Yield a connection to the server from which its databases can be renamed."""
    try:
        connection = await asyncpg.connect(_named(url, "postgres"))
        try:
            yield connection
        finally:
            await connection.close()
    except asyncpg.PostgresError as error:
        raise RestoreFailed(reason=str(error)) from error
