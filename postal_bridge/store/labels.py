"""Labels: what is printed on one, and which print of it is the valid one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from postal_bridge.domain.custody import Kind, Leg
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("labels")


@dataclass(frozen=True, slots=True)
class LabelledThing:
    """A thing as its label shows it; `papers` counts those in it, in a bag those packed into it."""

    code: str
    kind: Kind
    leg: Leg | None
    origin: str
    destination: str
    dossier_code: str | None
    further: Sequence[str] | None
    party_sealed: bytes | None
    collect_dong: int
    papers: int


async def things_to_label(
    connection: Connection, center_id: int, codes: Iterable[str], office: str | None
) -> dict[str, LabelledThing]:
    """Lock and return the things that `office` has to do with; all when `office` is None."""
    query = QUERIES["things_to_label"]
    found = {}
    for row in await connection.fetch(query, center_id, sorted(codes), office):
        values = dict(row)
        values["kind"] = Kind(values["kind"])
        values["leg"] = Leg(values["leg"]) if values["leg"] else None
        found[row["code"]] = LabelledThing(**values)
    return found


async def count_prints(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> dict[str, int]:
    """Count one more print of each label and return the number of this print."""
    rows = await connection.fetch(QUERIES["count_prints"], center_id, sorted(codes))
    return {row["code"]: row["label_prints"] for row in rows}
