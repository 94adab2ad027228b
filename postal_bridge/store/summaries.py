"""Counts the dossiers of a period; the figures are defined in docs/reference/report-summary.md."""

from collections import Counter
from datetime import date

import asyncpg

from postal_bridge.domain.access import Center
from postal_bridge.domain.summary import (
    CollectedByPost,
    DepartmentLine,
    Pending,
    Received,
    Resolved,
    Returned,
    SatisfactionCounts,
    Summary,
    Transit,
)
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("summaries")


async def load_summary(
    connection: Connection, center: Center, period_from: date, period_to: date
) -> Summary:
    """Return the figures of a period, both days included; local days of the centre.

    The connection must see one moment, or figures that belong together may not fit. Departments
    come in the order of their codes.
    """
    span = (center.center_id, period_from, period_to)
    rows = await connection.fetch(QUERIES["counts_by_department"], *span)
    collected = await connection.fetchrow(QUERIES["collected_by_post"], *span)
    transit = await connection.fetchrow(QUERIES["transit"], *span)
    assert collected is not None
    assert transit is not None
    by_department = [_line(row["department_code"], row["name"], _counts(row)) for row in rows]
    whole: Counter[str] = Counter()
    for row in rows:
        whole.update(_counts(row))
    channels = [whole["received_direct"], whole["received_online"], whole["received_postal"]]
    ratings = [whole["very_satisfied"], whole["satisfied"], whole["dissatisfied"]]
    # A result is handed over the counter where nothing else is said.
    counter = whole["returned"] - whole["returned_postal"] - whole["returned_online"]
    return Summary(
        center=center.code,
        period_from=period_from,
        period_to=period_to,
        received=Received(sum(channels), *channels),
        carried_over=whole["carried_over"],
        resolved=Resolved(_resolved(whole), whole["early"], whole["on_time"], whole["late"]),
        pending=Pending(_pending(whole), whole["in_time"], whole["overdue"]),
        returned=Returned(
            whole["returned"], counter, whole["returned_postal"], whole["returned_online"]
        ),
        collected_by_post=CollectedByPost(collected["dossiers"], collected["amount_dong"]),
        satisfaction=SatisfactionCounts(sum(ratings), *ratings),
        by_department=tuple(
            line for line in by_department if line.received or line.resolved or line.pending
        ),
        transit=Transit(
            measured=transit["measured"],
            within_norm=transit["within_norm"],
            late=transit["measured"] - transit["within_norm"],
        ),
    )


def _counts(row: asyncpg.Record) -> Counter[str]:
    """Return the figures of a row; a sum of nothing is null in SQL and 0 here."""
    words = ("department_code", "name")
    return Counter({key: int(value or 0) for key, value in row.items() if key not in words})


def _line(code: str, name: str, counts: Counter[str]) -> DepartmentLine:
    return DepartmentLine(
        code=code,
        name=name,
        received=counts["received_direct"] + counts["received_online"] + counts["received_postal"],
        resolved=_resolved(counts),
        early=counts["early"],
        on_time=counts["on_time"],
        late=counts["late"],
        pending=_pending(counts),
    )


def _resolved(counts: Counter[str]) -> int:
    return counts["early"] + counts["on_time"] + counts["late"]


def _pending(counts: Counter[str]) -> int:
    return counts["in_time"] + counts["overdue"]
