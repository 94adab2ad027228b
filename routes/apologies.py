"""Apologies that were prepared and wait to be signed: listed, and read one by one.

Signing is writing the apology, which is done at the dossier (`routes/dossiers.py`).
"""

from datetime import date

from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.usecases.prepare_apologies import (
    FIRST,
    list_prepared,
    prepared_document,
    read_prepared,
)
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.apologies import PreparedApologyShape
from schemas.shape import Page, PageQuery


@operation(query=PageQuery, gives=Page[PreparedApologyShape])
async def list_prepared_apologies(call: Call[None, PageQuery]) -> Reply:
    """List the apologies that wait to be signed, the longest due first.

    They are prepared on the working day before dossiers expire. A department sees its own, the
    centre those of all.
    """
    query, viewer = call.query, call.viewer
    after = _place(decode_cursor(query.cursor, 2))
    found, last = await list_prepared(call.bridge.database, viewer, after, query.limit)
    items = [prepared_document(viewer, each) for each in found]
    next_cursor = encode_cursor(last[0].isoformat(), last[1]) if last else None
    return Reply({"items": items, "next_cursor": next_cursor})


@operation(gives=PreparedApologyShape, refuses=(UnknownCode,))
async def read_prepared_apology(call: Call[None, None]) -> Reply:
    """Read the apology that waits to be signed for a dossier.

    It is signed, as it is or in other words, by `POST /dossiers/{code}/apology`, and printed then.
    """
    found = await read_prepared(call.bridge.database, call.viewer, call.path["code"])
    return Reply(prepared_document(call.viewer, found))


def _place(parts: tuple[str, ...] | None) -> tuple[date, str]:
    if parts is None:
        return FIRST
    try:
        return date.fromisoformat(parts[0]), parts[1]
    except ValueError:
        raise bad_cursor() from None
