"""The catalogue of a centre as it is kept: its offices, procedures, checklists and fees.

Which catalogue may be kept is decided in `usecases/import_catalogue.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import asyncpg

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.catalogue import (
    Component,
    ComponentForm,
    FeeKind,
    FeeLine,
    Office,
    Procedure,
)
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("catalogue")


async def lock_center(connection: Connection, center_id: int) -> None:
    """Wait until no other file of this centre is being loaded, and keep others waiting."""
    await connection.execute(QUERIES["lock_center"], center_id)


async def office_kinds(connection: Connection, center_id: int) -> dict[str, OfficeKind]:
    """Return the kind of every office of a centre by its code."""
    rows = await connection.fetch(QUERIES["office_kinds"], center_id)
    return {row["code"]: OfficeKind(row["kind"]) for row in rows}


async def put_offices(
    connection: Connection, center_id: int, offices: Sequence[Office], now: datetime
) -> set[str]:
    """Add or rename offices and return the codes of those that were new or changed."""
    rows = await connection.fetch(
        QUERIES["put_offices"],
        center_id,
        now,
        [office.code for office in offices],
        [office.kind for office in offices],
        [office.name for office in offices],
    )
    return {row["code"] for row in rows}


async def known_procedures(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> set[str]:
    """Return those of `codes` that are procedures of a centre."""
    rows = await connection.fetch(QUERIES["known_procedures"], center_id, list(codes))
    return {row["code"] for row in rows}


async def put_procedures(
    connection: Connection, center_id: int, procedures: Sequence[Procedure], *, whole: bool
) -> set[str]:
    """Add or change procedures and return the codes of those that were new or changed.

    What one leaves out is kept as it was, with `whole` it is taken away.
    """
    rows = await connection.fetch(
        QUERIES["put_procedures"],
        center_id,
        [procedure.code for procedure in procedures],
        [procedure.name for procedure in procedures],
        [procedure.field_name for procedure in procedures],
        [procedure.department_code for procedure in procedures],
        [procedure.postal_eligible for procedure in procedures],
        [procedure.processing_days for procedure in procedures],
        [procedure.processing_hours for procedure in procedures],
        [procedure.processing_calendar_days for procedure in procedures],
        [procedure.cutoff for procedure in procedures],
        whole,
    )
    return {row["code"] for row in rows}


async def components_of(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> dict[str, tuple[Component, ...]]:
    """Return the checklists of the procedures that have one."""
    rows = await connection.fetch(QUERIES["components_of"], center_id, list(codes))
    lists: dict[str, tuple[Component, ...]] = {}
    for row in rows:
        component = Component(
            row["name"], ComponentForm(row["form"]), row["quantity"], row["required"]
        )
        lists[row["procedure_code"]] = (*lists.get(row["procedure_code"], ()), component)
    return lists


async def replace_components(
    connection: Connection, center_id: int, lists: Mapping[str, Sequence[Component]]
) -> None:
    """Give procedures new checklists in place of the old."""
    await connection.execute(QUERIES["drop_components"], center_id, list(lists))
    lines = [
        (code, position, component)
        for code, components in lists.items()
        for position, component in enumerate(components, start=1)
    ]
    await connection.execute(
        QUERIES["add_components"],
        center_id,
        [code for code, _, _ in lines],
        [position for _, position, _ in lines],
        [component.name for _, _, component in lines],
        [component.form for _, _, component in lines],
        [component.quantity for _, _, component in lines],
        [component.required for _, _, component in lines],
    )


async def put_fees(
    connection: Connection, center_id: int, fees: Sequence[tuple[str, FeeLine]]
) -> list[str]:
    """Add or correct fees, each with the code of its procedure; return a code for each change."""
    rows = await connection.fetch(
        QUERIES["put_fees"],
        center_id,
        [code for code, _ in fees],
        [fee.kind for _, fee in fees],
        [fee.name for _, fee in fees],
        [fee.valid_from for _, fee in fees],
        [fee.amount_dong for _, fee in fees],
    )
    return [row["procedure_code"] for row in rows]


async def find_procedure(connection: Connection, center_id: int, code: str) -> Procedure | None:
    """Return a procedure without its checklist and fees, or None."""
    row = await connection.fetchrow(QUERIES["procedure_by_code"], center_id, code)
    return _procedure_from(row) if row else None


async def load_procedure(connection: Connection, center_id: int, code: str) -> Procedure | None:
    """Return a procedure with its checklist and all its fees, or None."""
    row = await connection.fetchrow(QUERIES["procedure_by_code"], center_id, code)
    if row is None:
        return None
    lists = await components_of(connection, center_id, [code])
    fees = await connection.fetch(QUERIES["fees_of"], center_id, code)
    return _procedure_from(
        row,
        lists.get(code, ()),
        tuple(
            FeeLine(FeeKind(fee["kind"]), fee["name"], fee["amount_dong"], fee["valid_from"])
            for fee in fees
        ),
    )


async def procedures_after(
    connection: Connection, center_id: int, after: str, words: str | None, limit: int
) -> list[Procedure]:
    """Return procedures after a code, of any name or of one that holds `words`."""
    rows = await connection.fetch(QUERIES["procedures_after"], center_id, after, words, limit)
    return [_procedure_from(row) for row in rows]


def _procedure_from(
    row: asyncpg.Record,
    components: tuple[Component, ...] = (),
    fees: tuple[FeeLine, ...] = (),
) -> Procedure:
    return Procedure(
        code=row["code"],
        name=row["name"],
        department_code=row["department_code"],
        field_name=row["field_name"],
        postal_eligible=row["postal_eligible"],
        processing_days=row["processing_days"],
        processing_hours=row["processing_hours"],
        processing_calendar_days=row["processing_calendar_days"],
        cutoff=row["cutoff"],
        components=components,
        fees=fees,
    )
