"""Brings a database to the schema of this release: plain SQL files, forward only, in order.

Statements go one at a time, as a distributed PostgreSQL demands. A file that was already applied
and has changed since is refused, for nobody can say what such a database holds.
"""

import hashlib
from dataclasses import dataclass
from importlib.resources import files

import asyncpg
import sqlparse

from postal_bridge.domain.setup_refusals import MigrationChanged, SchemaTooNew
from postal_bridge.store.database import Connection

#: Any number serves, as long as every release uses the same.
MIGRATION_LOCK = 5_592_145_403


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: its file name, text and the hash of the text."""

    name: str
    text: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the text in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def statements(self) -> list[str]:
        """Split the file into statements, function bodies whole."""
        parts = sqlparse.split(self.text)
        return [part for part in parts if sqlparse.format(part, strip_comments=True).strip()]


def shipped_migrations() -> list[Migration]:
    """Return the migrations of this release in the order they are applied."""
    folder = files("postal_bridge.store").joinpath("migrations")
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".sql")]
    return [Migration(e.name, e.read_text("utf-8")) for e in sorted(found, key=lambda e: e.name)]


async def migrate(url: str) -> list[str]:
    """Apply what is missing and return the names of the files applied.

    Raises:
        MigrationChanged: an applied file differs from the one shipped.
        SchemaTooNew: the database was brought further by a newer release.

    """
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("set timezone = 'UTC'")
        # The lock serialises processes that start together; it ends with the connection.
        await connection.execute("select pg_advisory_lock($1)", MIGRATION_LOCK)
        await connection.execute("set lock_timeout = '4s'")
        await connection.execute("set statement_timeout = '15min'")
        applied = await _applied(connection)
        shipped = shipped_migrations()
        _refuse_surprises(applied, shipped)
        missing = [migration for migration in shipped if migration.name not in applied]
        for migration in missing:
            await _apply(connection, migration)
        return [migration.name for migration in missing]
    finally:
        await connection.close()


async def pending(connection: Connection) -> list[str]:
    """Return the names of shipped migrations that this database still lacks."""
    applied = await _applied(connection)
    return [m.name for m in shipped_migrations() if m.name not in applied]


async def _applied(connection: Connection) -> dict[str, str]:
    exists = await connection.fetchval("select to_regclass('schema_migration') is not null")
    if not exists:
        return {}
    rows = await connection.fetch("select name, checksum from schema_migration")
    return {row["name"]: row["checksum"] for row in rows}


def _refuse_surprises(applied: dict[str, str], shipped: list[Migration]) -> None:
    known = {migration.name: migration.checksum for migration in shipped}
    for name, checksum in applied.items():
        if name not in known:
            raise SchemaTooNew(name=name)
        if known[name] != checksum:
            raise MigrationChanged(name=name)


async def _apply(connection: Connection, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(
            "create table if not exists schema_migration ("
            "name text constraint schema_migration_pk primary key, "
            "checksum text not null, applied_at timestamptz not null default now())"
        )
        for statement in migration.statements():
            await connection.execute(statement)
        await connection.execute(
            "insert into schema_migration (name, checksum) values ($1, $2)",
            migration.name,
            migration.checksum,
        )
