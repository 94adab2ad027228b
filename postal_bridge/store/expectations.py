"""What an office is likely to scan next: what is offered to it, lies with it or is on its way."""

from collections.abc import Sequence
from dataclasses import dataclass

from postal_bridge.domain.custody import Kind, Leg, Standing, State, Thing
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("expectations")


@dataclass(frozen=True, slots=True)
class Expected:
    """A thing that an office may scan; `collect_dong` is what the citizen pays on delivery."""

    thing: Thing
    standing: Standing
    dossier_code: str | None
    further: Sequence[str]
    collect_dong: int


async def expected_at_office(
    connection: Connection, center_id: int, office: str, *, collects: bool, limit: int
) -> list[Expected]:
    """Return what an office is offered and holds; if it `collects`, what citizens have ready."""
    query = QUERIES["expected_at_office"]
    rows = await connection.fetch(query, center_id, office, collects, limit)
    return [
        Expected(
            Thing(
                row["code"],
                Kind(row["kind"]),
                Leg(row["leg"]) if row["leg"] else None,
                row["origin"],
                row["destination"],
            ),
            Standing(
                State(row["state"]),
                row["holder"],
                offered_to=row["offered_to"],
                bag=row["bag_code"],
                invitations=row["invitations"],
            ),
            row["dossier_code"],
            row["further"] or (),
            row["collect_dong"],
        )
        for row in rows
    ]
