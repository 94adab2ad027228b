"""Reports made of what dossiers count for: overview, departments, fields, channels, form II.06a.

Owns which counts stand in which table. Counting is left to the store.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby

from postal_bridge.domain.figures import CountedGroup, Counts, total
from postal_bridge.domain.report import (
    Column,
    Kind,
    Line,
    Table,
    before_column,
    beside,
)

Groups = Sequence[CountedGroup]

_KEPT = Column("kept_share", Kind.SHARE, ("early", "on_time"), "resolved")
_COMPARED = ("received", "resolved", "early", "on_time")
_UNIT_COLUMNS = (
    Column("carried_over"),
    Column("received"),
    Column("resolved"),
    Column("early"),
    Column("on_time"),
    Column("late"),
    Column("pending"),
    Column("overdue"),
    _KEPT,
    before_column(Column("received")),
    before_column(Column("resolved", shown=False)),
    before_column(Column("early", shown=False)),
    before_column(Column("on_time", shown=False)),
    before_column(_KEPT),
)
#: The lines of the overview that are a part of another.
_SHARES: Mapping[str, str] = {
    "direct": "received",
    "postal": "received",
    "online": "received",
    "early_or_on_time": "resolved",
    "late": "resolved",
    "overdue": "pending",
    "returned_counter": "returned",
    "returned_postal": "returned",
    "returned_online": "returned",
    "very_satisfied": "rated",
    "satisfied": "rated",
    "dissatisfied": "rated",
}
_OVERVIEW = (
    "carried_over", "received", "direct", "postal", "online", "resolved", "early_or_on_time",
    "late", "pending", "overdue", "returned", "returned_counter", "returned_postal",
    "returned_online", "rated", "very_satisfied", "satisfied", "dissatisfied",
)  # fmt: skip
_WAYS_IN = ("direct", "postal", "online")
_WAYS_OUT = ("counter", "postal", "online")


def overview(groups: Groups, earlier: Groups) -> Table:
    """Return the figures of a period beside those of the one before."""
    now, before = total(groups), total(earlier)
    lines: list[Line] = []
    for name in _OVERVIEW:
        whole = _SHARES.get(name)
        lines.append(
            {
                "figure": name,
                "count": getattr(now, name),
                "of": getattr(now, whole) if whole else 0,
                "count_before": getattr(before, name),
                "of_before": getattr(before, whole) if whole else 0,
                "change": getattr(now, name) - getattr(before, name),
            }
        )
    share = Column("share", Kind.SHARE, ("count",), "of")
    columns = (
        Column("figure", Kind.WORD),
        Column("count"),
        Column("of", shown=False),
        share,
        Column("count_before"),
        Column("of_before", shown=False),
        before_column(share),
        Column("change"),
    )
    return Table("figures", columns, tuple(lines), has_total=False)


def by_month(months: Sequence[tuple[date, Counts]]) -> Table:
    """Return what was received and resolved in each month."""
    columns = (
        Column("month", Kind.TEXT),
        *(Column(name) for name in ("received", "resolved", "early", "on_time", "late")),
        _KEPT,
    )
    lines: list[Line] = [{"month": f"{month:%Y-%m}", **_counts(counts)} for month, counts in months]
    return Table("months", columns, tuple(lines), drawn=("received", "resolved"))


def by_department(groups: Groups, earlier: Groups) -> Table:
    """Return the departments that have anything to show."""

    def name(found: Groups) -> Line:
        return {"code": found[0].department_code, "name": found[0].department_name}

    lines = beside(
        _units(groups, lambda group: group.department_code, name),
        _units(earlier, lambda group: group.department_code, name),
        "code",
        _COMPARED,
    )
    columns = (Column("code", Kind.TEXT), Column("name", Kind.TEXT), *_UNIT_COLUMNS)
    return Table("departments", columns, lines, drawn=("received", "resolved"))


def by_field(groups: Groups, earlier: Groups) -> Table:
    """Return the fields that have anything to show, the one without a name last."""

    def name(found: Groups) -> Line:
        return {"field": found[0].field}

    lines = beside(
        _units(groups, _field_of, name), _units(earlier, _field_of, name), "field", _COMPARED
    )
    columns = (Column("field", Kind.TEXT), *_UNIT_COLUMNS)
    return Table("fields", columns, lines, drawn=("received", "resolved"))


def ways_in(groups: Groups, earlier: Groups) -> Table:
    """Return how dossiers fared by the way they came in."""
    now = _units(groups, lambda group: group.received_via, _way)
    before = _units(earlier, lambda group: group.received_via, _way)
    lines = sorted(
        beside(now, before, "way", _COMPARED), key=lambda line: _WAYS_IN.index(str(line["way"]))
    )
    columns = (Column("way", Kind.WORD), *_UNIT_COLUMNS)
    return Table("ways_in", columns, tuple(lines), drawn=("received",))


def ways_out(groups: Groups, earlier: Groups) -> Table:
    """Return by which ways results went out, of those that came in by each."""

    def lines_of(found: Groups) -> list[Line]:
        lines: list[Line] = []
        for out in _WAYS_OUT:
            line: dict[str, str | int | None] = {"way": f"returned_{out}", "returned": 0}
            for way in _WAYS_IN:
                counts = total(group for group in found if group.received_via == way)
                line[f"came_{way}"] = getattr(counts, f"returned_{out}")
            line["returned"] = sum(int(line[f"came_{way}"] or 0) for way in _WAYS_IN)
            line["all_returned"] = total(found).returned
            lines.append(line)
        return lines

    share = Column("share", Kind.SHARE, ("returned",), "all_returned")
    columns = (
        Column("way", Kind.WORD),
        Column("returned"),
        Column("all_returned", shown=False, adds_up=False),
        share,
        *(Column(f"came_{way}") for way in _WAYS_IN),
        before_column(Column("returned")),
        before_column(Column("all_returned", shown=False, adds_up=False)),
        before_column(share),
    )
    lines = beside(lines_of(groups), lines_of(earlier), "way", ("returned", "all_returned"))
    return Table("ways_out", columns, lines, drawn=("returned",))


def form_ii_06a(groups: Groups, stopped_late: Mapping[str | None, int]) -> Table:
    """Return form II.06a/VPCP/KSTT: received with what was carried over = solved + pending.

    The form counts what was stopped or withdrawn as on time: `stopped_late` says by field how many
    of the late ones that are. What waits for a supplement is in time there as everywhere.
    """
    lines: list[Line] = []
    for field, found in _grouped(groups, _field_of):
        counts = total(found)
        stopped = stopped_late.get(field, 0)
        if not (counts.carried_over or counts.received or counts.resolved):
            continue
        lines.append(
            {
                "field": field,
                "received_total": counts.carried_over + counts.received,
                "online": counts.online,
                "direct_and_postal": counts.direct + counts.postal,
                "carried_over": counts.carried_over,
                "solved_total": counts.resolved,
                "solved_early": counts.early,
                "solved_on_time": counts.on_time + stopped,
                "solved_late": counts.late - stopped,
                "pending_total": counts.pending,
                "pending_in_time": counts.in_time,
                "pending_late": counts.overdue,
            }
        )
    names = (
        "received_total", "online", "direct_and_postal", "carried_over", "solved_total",
        "solved_early", "solved_on_time", "solved_late", "pending_total", "pending_in_time",
        "pending_late",
    )  # fmt: skip
    columns = (Column("field", Kind.TEXT), *(Column(name) for name in names))
    return Table("ii_06a", columns, tuple(lines))


def _units(
    groups: Groups, key: Callable[[CountedGroup], str | None], name: Callable[[Groups], Line]
) -> list[Line]:
    """Return a line for each unit that has any dossiers."""
    lines: list[Line] = []
    for _, found in _grouped(groups, key):
        counts = total(found)
        if counts.carried_over or counts.received or counts.resolved:
            lines.append({**name(found), **_counts(counts)})
    return lines


def _grouped(
    groups: Groups, key: Callable[[CountedGroup], str | None]
) -> list[tuple[str | None, list[CountedGroup]]]:
    def order(group: CountedGroup) -> tuple[bool, str]:
        # Texts in the order of their letters, what has none at the end.
        found = key(group)
        return found is None, found or ""

    found = [list(each) for _, each in groupby(sorted(groups, key=order), order)]
    return [(key(each[0]), each) for each in found]


def _field_of(group: CountedGroup) -> str | None:
    return group.field


def _way(found: Groups) -> Line:
    return {"way": found[0].received_via}


def _counts(counts: Counts) -> dict[str, int]:
    return {
        name: getattr(counts, name)
        for name in (
            "carried_over", "received", "resolved", "early", "on_time", "late", "pending",
            "overdue",
        )
    }  # fmt: skip
