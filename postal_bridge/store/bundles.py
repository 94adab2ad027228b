"""Dossiers of one citizen that were filed together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("bundles")


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was filed together, by the name of the service; which dossiers these are, they say."""

    bundle_id: UUID
    name: str
    created_at: datetime
    created_office: str


async def add_bundle(
    connection: Connection,
    center_id: int,
    bundle: Bundle,
    login: str,
    dossier_codes: Sequence[str],
) -> None:
    """Keep that dossiers, which are there, were filed together."""
    await connection.execute(
        QUERIES["add_bundle"],
        center_id,
        bundle.bundle_id,
        bundle.name,
        bundle.created_at,
        login,
        bundle.created_office,
    )
    await connection.execute(QUERIES["put_in_bundle"], center_id, bundle.bundle_id, dossier_codes)


async def find_bundle(connection: Connection, center_id: int, bundle_id: UUID) -> Bundle | None:
    """Return a bundle, None when there is none."""
    row = await connection.fetchrow(QUERIES["bundle_by_id"], center_id, bundle_id)
    return Bundle(**row) if row else None


async def bundle_of_dossier(connection: Connection, center_id: int, code: str) -> Bundle | None:
    """Return the bundle that a dossier was filed in, None where it was filed alone."""
    row = await connection.fetchrow(QUERIES["bundle_of_dossier"], center_id, code)
    return Bundle(**row) if row else None


async def dossiers_of_bundle(connection: Connection, center_id: int, bundle_id: UUID) -> list[str]:
    """Return the codes of the dossiers of a bundle."""
    rows = await connection.fetch(QUERIES["dossiers_of_bundle"], center_id, bundle_id)
    return [row["code"] for row in rows]
