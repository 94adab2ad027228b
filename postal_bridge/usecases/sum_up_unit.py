"""What the frozen figures of a period say of one department, one post office, or all together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from postal_bridge.domain.access import OfficeKind, Viewer
from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.reconciliation import DIFFERENCES
from postal_bridge.domain.refusals import UnknownOffice
from postal_bridge.store.catalogue import office_kinds
from postal_bridge.store.database import Database
from postal_bridge.store.handovers import office_names

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UnitSums:
    """What concerns a unit: its name, sums by kind and by class, and what is carried forward.

    `kinds` has (kind, collected, remitted, credited), `classes` (class, count, amount, carried
    count, carried amount); amounts in whole đồng.
    """

    name: str | None
    kinds: Sequence[tuple[str, int, int, int]]
    classes: Sequence[tuple[str, int, int, int, int]]
    carried: Sequence[Row]


async def sum_up_unit(
    database: Database, viewer: Viewer, figures: Row, kind: OfficeKind | None, code: str | None
) -> UnitSums:
    """Return what concerns the unit of this code, or everybody where none is named.

    Raises:
        UnknownOffice: there is no office of this kind and code.

    """
    if code is None or kind is None:
        return _summed(figures, None, "", None)
    async with database.snapshot() as connection:
        if (await office_kinds(connection, viewer.center_id)).get(code) is not kind:
            raise UnknownOffice(office=code)
        names = await office_names(connection, viewer.center_id, [code])
    column = "department_code" if kind is OfficeKind.DEPARTMENT else "office_code"
    return _summed(figures, names[code], column, code)


def _summed(figures: Row, name: str | None, column: str, code: str | None) -> UnitSums:
    def mine(rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if code is None or row[column] == code]

    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in mine(figures["collected_by_unit"]):
        sums[row["kind"]][0] += row["amount_dong"]
    for row in mine(figures["remitted_by_unit"]):
        sums[row["kind"]][1] += row["amount_dong"]
        sums[row["kind"]][2] += row["credited_dong"]
    # A department is told what is known to be its own; closings of old did not count the rest.
    for row in figures.get("remitted_besides", ()) if column != "department_code" else ():
        if code in (None, row["office_code"]):
            sums[MoneyKind.UNSTATED][1] += row["amount_dong"]
            sums[MoneyKind.UNSTATED][2] += row["credited_dong"]
    differences = mine(figures["differences"])
    carried = [row for row in differences if row["state"] == "carried"]
    classes = []
    for name_of_class in map(str, DIFFERENCES):
        all_of = [row["amount_dong"] for row in differences if row["class"] == name_of_class]
        left = [row["amount_dong"] for row in carried if row["class"] == name_of_class]
        if all_of:
            classes.append((name_of_class, len(all_of), sum(all_of), len(left), sum(left)))
    kinds = [
        (kind.value, sums[kind][0], sums[kind][1], sums[kind][2])
        for kind in MoneyKind
        if any(sums[kind])
    ]
    return UnitSums(name, kinds, classes, carried)
