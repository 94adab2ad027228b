"""What a delay is split by beyond the steps of a dossier: when the post had its papers."""

from datetime import tzinfo

from postal_bridge.domain.delay import Carried
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("delays")


async def carriage_of_dossier(
    connection: Connection, center_id: int, code: str, zone: tzinfo
) -> list[Carried]:
    """Return on which days papers came to the post and left it, between offices of the centre."""
    rows = await connection.fetch(QUERIES["carriage_of_dossier"], center_id, code)
    return [Carried(row["happened_at"].astimezone(zone).date(), row["with_post"]) for row in rows]
