"""Differences decided in a sheet: handed in, looked at row by row, carried out.

Nothing of a sheet is kept between looking and carrying out: the file is chosen again, and has to
be the one that was looked at.
"""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from postal_bridge.domain.difference_sheet import RowProblem
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal
from postal_bridge.domain.said import Said
from postal_bridge.usecases import decide_in_sheet as deciding
from postal_bridge.usecases.decide_in_sheet import Rows
from routes.pages.forms import Form
from routes.pages.frame import show
from routes.pages.sending import request_key_of
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from routes.uploads import MULTIPART, Upload, received
from schemas.difference_file import SHEET_BYTES_MAX, read_decisions

NOTHING_UNREAD: Mapping[int, RowProblem] = MappingProxyType({})


@operation(gives=HTML)
async def show_sheet(call: Call[None, None]) -> Reply:
    """Show how differences are decided in a sheet."""
    return _show(call, Form())


@operation(takes=MULTIPART, gives=HTML)
async def hand_in_sheet(call: Call[None, None]) -> Reply:
    """Look at what a sheet would do, or carry out the one that was looked at."""
    form = Form()
    try:
        async with received(call.request, SHEET_BYTES_MAX) as upload:
            form = Form({**upload.fields, "content": upload.content_hash.hex()})
            rows = await _read(call, form, upload)
            outcome = await _decide(call, form, rows)
    except Refusal as refusal:
        return _show(call, form.refused(refusal))
    unread = {row.line: row for row in rows if isinstance(row, RowProblem)}
    return _show(call, form, outcome, unread)


async def _read(call: Call[Any, Any], form: Form, upload: Upload) -> Rows:
    looked_at = form.value("looked_at")
    if looked_at and looked_at != form.value("content"):
        detail = Said("is not the sheet that was looked at")
        raise InvalidInput(FieldProblem("file", "another_file", detail))
    content = await asyncio.to_thread(upload.path.read_bytes)
    return list(read_decisions(content, upload.name, call.viewer.center.zone))


async def _decide(call: Call[Any, Any], form: Form, rows: Rows) -> dict[str, Any]:
    bridge, viewer = call.bridge, call.viewer
    if not form.value("looked_at"):
        return await deciding.preview_sheet(bridge.database, bridge.clock, viewer, rows)
    answer = await deciding.apply_sheet(
        bridge.database, bridge.clock, bridge.sealer, viewer, request_key_of(call, form), rows
    )
    assert isinstance(answer.document, dict)
    return answer.document


def _show(
    call: Call[Any, Any],
    form: Form,
    outcome: dict[str, Any] | None = None,
    unread: Mapping[int, RowProblem] = NOTHING_UNREAD,
) -> Reply:
    """Show what came of a sheet; what is wrong with rows is told in the reader's language."""
    return show(
        call,
        "accounting_sheet.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        outcome=outcome,
        unread=unread,
    )
