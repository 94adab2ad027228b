"""Runs of reconciliation: carried out, rehearsed, listed, looked up with their lines."""

from datetime import date
from uuid import UUID

from postal_bridge.domain.accounting_refusals import UnknownReconciliation
from postal_bridge.usecases import look_up_reconciliations as looking_up
from postal_bridge.usecases.once import Answer
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.places import END, decode_uuid_place, encode_place
from routes.route import Call, Reply, operation
from schemas.reconciliations import (
    KeptReconciliationShape,
    LinesQuery,
    ReconciliationInFull,
    ReconciliationShape,
    ReconciliationWanted,
)
from schemas.shape import Page, PageQuery

_LINE_ID_MAX = 2**63 - 1


@operation(takes=ReconciliationWanted, gives=ReconciliationShape, leaves_out_null=True)
async def reconcile(call: Call[ReconciliationWanted, None]) -> Answer | Reply:
    """Match the post's lists with what was collected, and tell what does not fit.

    The run is kept. Run again on the same rows it gives the same figures. A dry run keeps nothing
    and tells by how much the figures differ from the latest run over the same days.
    """
    bridge, said = call.bridge, call.body
    period = said.period_from, said.period_to
    if said.dry_run:
        found = await looking_up.look_ahead(bridge.database, bridge.clock, call.viewer, period)
        return Reply(found)
    return await looking_up.run_once(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, call.request_key, period
    )


@operation(query=PageQuery, gives=Page[KeptReconciliationShape])
async def list_reconciliations(call: Call[None, PageQuery]) -> Reply:
    """List the runs that were kept, the newest first."""
    query = call.query
    items, last = await looking_up.list_runs(
        call.bridge.database, call.viewer, decode_uuid_place(query.cursor, END), query.limit
    )
    return Reply({"items": items, "next_cursor": encode_place(last)})


@operation(query=LinesQuery, gives=ReconciliationInFull, refuses=(UnknownReconciliation,))
async def get_reconciliation(call: Call[None, LinesQuery]) -> Reply:
    """Tell the figures of a run as it proved them, with the lines of its days as they are now."""
    query = call.query
    run, lines, last = await looking_up.look_up_lines(
        call.bridge.database,
        call.viewer,
        run_id_of(call.path["run_id"]),
        line_place(query.cursor),
        query.limit,
        query.line_class,
    )
    next_cursor = encode_cursor(last[0].isoformat(), str(last[1])) if last else None
    return Reply({**run, "items": lines, "next_cursor": next_cursor})


def run_id_of(text: str) -> UUID:
    """Return the identity of a run that an address names.

    Raises:
        UnknownReconciliation: it names none.

    """
    try:
        return UUID(text)
    except ValueError:
        raise UnknownReconciliation from None


def line_place(cursor: str | None) -> tuple[date, int]:
    """Return the place among lines at which a page begins.

    Raises:
        InvalidInput: this is no cursor of such a list.

    """
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return date.min, 0
    try:
        day, line_id = date.fromisoformat(parts[0]), int(parts[1])
    except ValueError:
        raise bad_cursor() from None
    if not 0 <= line_id <= _LINE_ID_MAX:
        raise bad_cursor()
    return day, line_id
