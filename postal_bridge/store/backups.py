"""Writes a whole database to a file and makes one from a file, by PostgreSQL's own programs.

Owns how they are called and what they may say. When to replace what is up to the callers.
"""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import asyncpg

from postal_bridge.domain.setup_refusals import SchemaTooNew
from postal_bridge.domain.upkeep_refusals import (
    BackupFailed,
    BackupUnreadable,
    DatabaseInUse,
    OutputUnusable,
    RestoreFailed,
)
from postal_bridge.store.database import Connection
from postal_bridge.store.migrator import shipped_migrations
from postal_bridge.store.programs import find_binaries

_LINES_TOLD = 5
#: These lines of a message may quote rows of the database.
_MAY_QUOTE = ("CONTEXT:", "DETAIL:", "STATEMENT:", "Command was:")


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup says of itself before it is restored."""

    secret_fingerprint: bytes | None
    migrations: tuple[str, ...]


def write_backup(url: str, file: Path) -> None:
    """Write the database at `url` to a file, whole or not at all, readable by its owner only.

    Raises:
        OutputUnusable: with what the operating system said of the file or its folder.
        BackupFailed: with what PostgreSQL said.

    """
    partial = file.with_name(f"{file.name}.partial")
    try:
        with _refusing_disk_errors(file):
            # Made before, because pg_dump would make it readable by others.
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            os.close(os.open(partial, flags, 0o600))
            partial.chmod(0o600)
        options = ["--format=custom", "--no-unlogged-table-data", "--lock-wait-timeout=60s"]
        outcome = _run("pg_dump", url, *options, f"--file={partial.absolute()}")
        if outcome.returncode:
            raise BackupFailed(file=file, reason=_said(outcome.stderr))
        with _refusing_disk_errors(file):
            partial.replace(file)
            folder = os.open(file.absolute().parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
    finally:
        with suppress(OSError):
            partial.unlink()


@contextmanager
def _refusing_disk_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputUnusable(path=file, reason=error.strerror or str(error)) from error


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
    async with _maintaining(url) as connection:
        await connection.execute(f"drop database if exists {_quoted(_name_of(beside))}")
        await connection.execute(
            f"create database {_quoted(_name_of(beside))} template template0 encoding 'UTF8'"
        )
    return beside


async def remove(url: str) -> None:
    """Remove the database at `url`."""
    async with _maintaining(url) as connection:
        await connection.execute(f"drop database if exists {_quoted(_name_of(url))} with (force)")


async def refuse_users(url: str) -> None:
    """Return when nobody is connected to the database at `url`; else raise DatabaseInUse."""
    async with _maintaining(url) as connection:
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
    async with _maintaining(url) as connection:
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


@asynccontextmanager
async def _maintaining(url: str) -> AsyncIterator[Connection]:
    """Yield a connection to the server from which its databases can be renamed."""
    try:
        connection = await asyncpg.connect(_named(url, "postgres"))
        try:
            yield connection
        finally:
            await connection.close()
    except asyncpg.PostgresError as error:
        raise RestoreFailed(reason=str(error)) from error


def _rows_of(file: Path, table: str) -> Iterator[list[str]]:
    """Yield the rows of a small table in a backup, each a list of what COPY would write."""
    options = ["--data-only", f"--table={table}", "--file=-", str(file.absolute())]
    outcome = _started("pg_restore", options, {})
    if outcome.returncode:
        raise BackupUnreadable(file=file, reason=_said(outcome.stderr))
    lines = iter(outcome.stdout.splitlines())
    for line in lines:
        if line.startswith("COPY "):
            for row in lines:
                if row == "\\.":
                    break
                yield row.split("\t")


def _run(program: str, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a program on the database at `url`; a password goes where nobody lists it."""
    parts = urlsplit(url)
    password, secret = parts.password, {}
    query = dict(parse_qsl(parts.query))
    password = query.pop("password", unquote(password) if password else None)
    if password is not None:
        secret["PGPASSWORD"] = password
        user = f"{parts.username}@" if parts.username else ""
        netloc = user + parts.netloc.rpartition("@")[2]
        # What libpq reads is percent-encoded throughout, a plus is no blank.
        parts = parts._replace(netloc=netloc, query=urlencode(query, quote_via=quote))
    return _started(program, [f"--dbname={parts.geturl()}", *options], secret)


def _started(
    program: str, options: list[str], secret: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command lines, no shell
        [str(find_binaries() / program), "--no-password", *options],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, **secret, "LC_ALL": "C"},
    )


def _said(text: str) -> str:
    """Return the last lines of a message, without those that may quote rows."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if not any(mark in line for mark in _MAY_QUOTE)]
    return "".join(f"\n    {line}" for line in told[-_LINES_TOLD:]) or " nothing"


def _name_of(url: str) -> str:
    return unquote(urlsplit(url).path.removeprefix("/"))


def _named(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{quote(database, safe='')}").geturl()


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
