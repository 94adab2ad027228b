"""How long the post may take by how far it is, and in which zones the offices of a centre lie."""

from dataclasses import dataclass
from datetime import date

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.transit import TransitNorms, TransitScope
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("transit_norms")


@dataclass(frozen=True, slots=True)
class OfficeInZone:
    """An office with its zone; None is not known."""

    code: str
    name: str
    kind: OfficeKind
    zone: str | None


async def load_norms(connection: Connection, center_id: int) -> list[TransitNorms]:
    """Return all norms that held or will at a centre, the newest first."""
    rows = await connection.fetch(QUERIES["transit_norms"], center_id)
    return [
        TransitNorms(
            carry_days={scope: row[scope] for scope in TransitScope},
            slip_days={scope: row[f"{scope}_slip"] for scope in TransitScope},
            valid_from=row["valid_from"],
            source=row["source"],
        )
        for row in rows
    ]


async def put_norms(connection: Connection, center_id: int, norms: TransitNorms) -> None:
    """Keep norms of a centre, in place of those from the same day."""
    await connection.execute(
        QUERIES["put_norms"],
        center_id,
        norms.valid_from,
        *(norms.carry_days[scope] for scope in TransitScope),
        *(norms.slip_days[scope] for scope in TransitScope),
        norms.source,
    )


async def drop_norms(connection: Connection, center_id: int, valid_from: date) -> None:
    """Take away the norms of a centre that begin on a day."""
    await connection.execute(QUERIES["drop_norms"], center_id, valid_from)


async def zones_of(connection: Connection, center_id: int) -> list[OfficeInZone]:
    """Return the offices of a centre with the zones they lie in."""
    rows = await connection.fetch(QUERIES["zones_of"], center_id)
    return [OfficeInZone(**{**row, "kind": OfficeKind(row["kind"])}) for row in rows]


async def put_in_zone(
    connection: Connection, center_id: int, office_code: str, zone: str | None
) -> None:
    """Say in which zone an office lies; None says that it is not known."""
    if zone is None:
        await connection.execute(QUERIES["take_out_of_zone"], center_id, office_code)
    else:
        await connection.execute(QUERIES["put_in_zone"], center_id, office_code, zone)
