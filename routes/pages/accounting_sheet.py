"""Differences decided in a sheet: handed in, looked at row by row, carried out.

Nothing of a sheet is kept between looking and carrying out: the file is chosen again, and has to
be the one that was looked at.
"""

import asyncio
from typing import Any

from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal
from postal_bridge.domain.said import Said
from postal_bridge.usecases import decide_in_sheet as deciding
from routes.pages.forms import Form
from routes.pages.frame import show
from routes.pages.sending import request_key_of
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from routes.uploads import MULTIPART, Upload, received
from schemas.difference_file import SHEET_BYTES_MAX, read_decisions


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
            outcome = await _decide(call, form, upload)
    except Refusal as refusal:
        return _show(call, form.refused(refusal))
    return _show(call, form, outcome)


async def _decide(call: Call[Any, Any], form: Form, upload: Upload) -> dict[str, Any]:
    bridge, viewer = call.bridge, call.viewer
    looked_at = form.value("looked_at")
    if looked_at and looked_at != form.value("content"):
        detail = Said("is not the sheet that was looked at")
        raise InvalidInput(FieldProblem("file", "another_file", detail))
    content = await asyncio.to_thread(upload.path.read_bytes)
    rows = list(read_decisions(content, upload.name, viewer.center.zone))
    if not looked_at:
        return await deciding.preview_sheet(bridge.database, bridge.clock, viewer, rows)
    answer = await deciding.apply_sheet(
        bridge.database, bridge.clock, bridge.sealer, viewer, request_key_of(call, form), rows
    )
    assert isinstance(answer.document, dict)
    return answer.document


def _show(call: Call[Any, Any], form: Form, outcome: dict[str, Any] | None = None) -> Reply:
    return show(
        call,
        "accounting_sheet.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        outcome=outcome,
    )
