"""Reads the figures of a period; they are defined in docs/reference/report-summary.md."""

from datetime import date
from itertools import groupby

from postal_bridge.domain.access import Center
from postal_bridge.domain.figures import CountedGroup, Counts, total
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
from postal_bridge.store.collection_figures import collected_by_post
from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.dossier_figures import counted_groups

QUERIES = load_queries("summaries")


async def load_summary(
    connection: Connection, center: Center, period_from: date, period_to: date
) -> Summary:
    """Return the figures of a period, both days included; local days of the centre.

    The connection must see one moment, or figures that belong together may not fit. Departments
    come in the order of their codes.
    """
    span = (center.center_id, period_from, period_to)
    groups = await counted_groups(connection, *span)
    collected = await collected_by_post(connection, *span)
    transit = await connection.fetchrow(QUERIES["transit"], *span)
    assert transit is not None
    whole = total(groups)
    return Summary(
        center=center.code,
        period_from=period_from,
        period_to=period_to,
        received=Received(whole.received, whole.direct, whole.online, whole.postal),
        carried_over=whole.carried_over,
        resolved=Resolved(whole.resolved, whole.early, whole.on_time, whole.late),
        pending=Pending(whole.pending, whole.in_time, whole.overdue),
        returned=Returned(
            whole.returned, whole.returned_counter, whole.returned_postal, whole.returned_online
        ),
        collected_by_post=CollectedByPost(*collected),
        satisfaction=SatisfactionCounts(
            whole.rated, whole.very_satisfied, whole.satisfied, whole.dissatisfied
        ),
        by_department=_by_department(groups),
        transit=Transit(
            measured=transit["measured"],
            within_norm=transit["within_norm"],
            late=transit["measured"] - transit["within_norm"],
        ),
    )


def _by_department(groups: list[CountedGroup]) -> tuple[DepartmentLine, ...]:
    """Return the departments that have anything to show, in the order of their groups."""

    def department(group: CountedGroup) -> tuple[str, str]:
        return group.department_code, group.department_name

    lines = [_line(code, name, total(found)) for (code, name), found in groupby(groups, department)]
    return tuple(line for line in lines if line.received or line.resolved or line.pending)


def _line(code: str, name: str, counts: Counts) -> DepartmentLine:
    return DepartmentLine(
        code=code,
        name=name,
        received=counts.received,
        resolved=counts.resolved,
        early=counts.early,
        on_time=counts.on_time,
        late=counts.late,
        pending=counts.pending,
    )
