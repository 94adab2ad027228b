"""Differences in money in a sheet: handed out, filled in, looked at and carried out."""

from postal_bridge.documents.difference_sheet import difference_sheet
from postal_bridge.domain.file_refusals import FileTooLarge, MissingColumns, UnreadableFile
from postal_bridge.usecases import decide_in_sheet as deciding
from postal_bridge.usecases.difference_steps import today
from postal_bridge.usecases.once import Answer
from routes.route import OCTETS, Call, Reply, operation
from schemas.difference_file import SHEET_BYTES_MAX, read_decisions
from schemas.money_differences import SheetFilter, SheetOutcome, SheetQuery

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NAME = "differences.xlsx"


@operation(query=SheetFilter, gives=XLSX)
async def write_sheet(call: Call[None, SheetFilter]) -> Reply:
    """Read the open differences as XLSX, to be decided row by row and handed in again."""
    bridge, viewer = call.bridge, call.viewer
    rows, logins = await deciding.open_differences(
        bridge.database, viewer, call.query.difference_class
    )
    content = difference_sheet(rows, logins, today(viewer, bridge.clock()))
    return Reply(content, headers={"Content-Disposition": f'attachment; filename="{_NAME}"'})


@operation(
    takes=OCTETS,
    reads_bytes=True,
    body_bytes_max=SHEET_BYTES_MAX,
    query=SheetQuery,
    gives=SheetOutcome,
    refuses=(UnreadableFile, FileTooLarge, MissingColumns),
)
async def decide_sheet(call: Call[bytes, SheetQuery]) -> Answer | Reply:
    """Hand in a sheet of decided differences: look at what it would do, or carry it out.

    Every row is told with its line: what came of it, or why it was refused. Good rows are carried
    out together; a row that somebody changed meanwhile is refused as `difference_changed`.
    """
    bridge, viewer = call.bridge, call.viewer
    rows = list(read_decisions(call.body, _NAME, viewer.center.zone))
    if not call.query.apply:
        return Reply(await deciding.preview_sheet(bridge.database, bridge.clock, viewer, rows))
    return await deciding.apply_sheet(
        bridge.database, bridge.clock, bridge.sealer, viewer, call.request_key, rows
    )
