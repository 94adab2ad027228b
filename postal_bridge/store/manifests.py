"""Bags and their lists: what should be in, what was packed, what was found."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from postal_bridge.domain.custody import State
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("manifests")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A bag's list, and how the bag stands now."""

    code: str
    from_office: str
    to_office: str
    seal_number: str | None
    created_at: datetime
    created_by: str
    checked_at: datetime | None
    state: State
    holder: str
    offered_to: str | None
    bag: str | None
    version: int


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """One thing on a bag's list; `papers` counts the sheets its slip names."""

    item_code: str
    expected: bool
    packed_at: datetime | None
    found_at: datetime | None
    kind: str | None
    leg: str | None
    destination: str | None
    state: str | None
    dossier_code: str | None
    procedure_code: str | None
    procedure_name: str | None
    further: Sequence[str] | None
    papers: int

    @property
    def dossier_codes(self) -> list[str]:
        """All dossiers that it carries."""
        first = [self.dossier_code] if self.dossier_code else []
        return [*first, *(self.further or ())]


async def add_manifest(
    connection: Connection,
    center_id: int,
    code: str,
    offices: tuple[str, str],
    seal_number: str | None,
    created: tuple[datetime, str],
) -> None:
    """Open a list from one office to another, created (when, by whom)."""
    query = QUERIES["add_manifest"]
    await connection.execute(query, center_id, code, *offices, seal_number, *created)


async def expect_items(
    connection: Connection, center_id: int, manifest: str, items: Iterable[str]
) -> None:
    """Write down what should be in the bag."""
    await connection.execute(QUERIES["expect_items"], center_id, manifest, sorted(items))


async def mark_packed(
    connection: Connection, center_id: int, packed: Sequence[tuple[str, str, datetime | None]]
) -> None:
    """Note (bag, thing, when) of things put into bags; None when taken out before sealing."""
    await connection.execute(QUERIES["mark_packed"], center_id, *_columns(packed))


async def mark_found(
    connection: Connection, center_id: int, found: Sequence[tuple[str, str, datetime | None]]
) -> None:
    """Note (bag, thing, when) of things counted on opening; None takes a count back."""
    await connection.execute(QUERIES["mark_found"], center_id, *_columns(found))


async def set_seal_number(
    connection: Connection, center_id: int, manifest: str, seal_number: str
) -> None:
    """Note the number of the seal that was put on."""
    await connection.execute(QUERIES["set_seal_number"], center_id, manifest, seal_number)


async def find_manifest(connection: Connection, center_id: int, code: str) -> Manifest | None:
    """Return one bag's list, if there is one."""
    row = await connection.fetchrow(QUERIES["manifest_by_code"], center_id, code)
    return _manifest(row) if row else None


async def manifest_of_office(
    connection: Connection, center_id: int, code: str, office: str | None
) -> Manifest | None:
    """Return a bag's list if `office` has to do with it; every one when `office` is None."""
    row = await connection.fetchrow(QUERIES["manifest_of_office"], center_id, code, office)
    return _manifest(row) if row else None


async def bags_of_office(
    connection: Connection, center_id: int, codes: Collection[str], office: str
) -> set[str]:
    """Return those of some bags that `office` has to do with."""
    rows = await connection.fetch(QUERIES["bags_of_office"], center_id, list(codes), office)
    return {row["code"] for row in rows}


async def manifest_lines(connection: Connection, center_id: int, code: str) -> list[ManifestLine]:
    """Return the lines of a bag's list."""
    rows = await connection.fetch(QUERIES["manifest_lines"], center_id, code)
    return [ManifestLine(**row) for row in rows]


async def list_manifests(
    connection: Connection,
    center_id: int,
    office: str | None,
    state: str | None,
    before: tuple[datetime, str],
    limit: int,
) -> list[Manifest]:
    """Return bags made before `before`, newest first; of one office unless None."""
    query = QUERIES["list_manifests"]
    rows = await connection.fetch(query, center_id, office, state, *before, limit)
    return [_manifest(row) for row in rows]


async def finish_check(connection: Connection, center_id: int, code: str, at: datetime) -> bool:
    """Note that the count of an opened bag is over; False when it was over before."""
    status = await connection.execute(QUERIES["finish_check"], center_id, code, at)
    return status == "UPDATE 1"


async def codes_of_office(
    connection: Connection, center_id: int, codes: Iterable[str], office: str | None
) -> set[str]:
    """Return those of `codes` that `office` has to do with; all that exist when it is None."""
    query = QUERIES["codes_of_office"]
    rows = await connection.fetch(query, center_id, sorted(codes), office)
    return {row["code"] for row in rows}


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _manifest(row: asyncpg.Record) -> Manifest:
    values = dict(row)
    values["state"] = State(values["state"])
    values["bag"] = values.pop("bag_code")
    return Manifest(**values)
