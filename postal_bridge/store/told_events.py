"""Reads the logs of custody and of dossiers as others may be told of them, without people."""

from datetime import datetime
from uuid import UUID

from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.webhook import TellableEvent, event_id_of, written
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("told_events")


async def custody_events(
    connection: Connection,
    center: tuple[int, str],
    between: tuple[datetime, datetime],
    after: tuple[str, int],
    limit: int,
) -> tuple[list[TellableEvent], tuple[str, int]]:
    """Return events of consignments and bags of a `center`, by number and code, and the last place.

    `after` is the place among those of the first moment, from which to go on.
    """
    center_id, center_code = center
    rows = await connection.fetch(QUERIES["custody_events"], center_id, *between, *after, limit)
    found = [
        TellableEvent(
            event_id_of(center_code, "custody", row["code"], row["sequence"]),
            f"{row['kind']}.{row['event']}",
            row["happened_at"],
            row["recorded_at"],
            {
                "center": center_code,
                "code": row["code"],
                "sequence": row["sequence"],
                "state": row["state_after"],
                "office": row["office_code"],
                "corrects": row["corrects"],
                "recorded_at": written(row["recorded_at"]),
            },
        )
        for row in rows
    ]
    return found, (rows[-1]["code"], rows[-1]["sequence"]) if rows else after


async def dossier_steps(
    connection: Connection,
    center: tuple[int, str],
    between: tuple[datetime, datetime],
    after: UUID,
    limit: int,
) -> tuple[list[TellableEvent], UUID]:
    """Return steps of dossiers of a `center`, by number and code, and the last place."""
    center_id, center_code = center
    rows = await connection.fetch(QUERIES["dossier_steps"], center_id, *between, after, limit)
    found = [
        TellableEvent(
            event_id_of(center_code, "step", row["dossier_code"], row["step_id"]),
            f"dossier.{PortalStatus(row['status']).name.lower()}",
            row["happened_at"],
            row["recorded_at"],
            {
                "center": center_code,
                "code": row["dossier_code"],
                "status": row["status"],
                "office": row["office_code"],
                "recorded_at": written(row["recorded_at"]),
            },
        )
        for row in rows
    ]
    return found, rows[-1]["step_id"] if rows else after
