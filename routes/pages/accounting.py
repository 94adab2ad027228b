"""What accountants see first: where the money is, how old it is, and what is not settled."""

from datetime import date
from uuid import UUID

from postal_bridge.domain.reconciliation import DIFFERENCES
from postal_bridge.usecases import look_up_money as looking_up
from routes.pages.flow_picture import HEIGHT, WIDTH, draw
from routes.pages.frame import show
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.problems import UnknownAddress
from routes.route import HTML, Call, Reply, operation
from schemas.accounting import BoardAddress, OpenAddress

LISTED = 50


@operation(query=BoardAddress, gives=HTML)
async def show_money(call: Call[None, BoardAddress]) -> Reply:
    """Show where the money of the centre is."""
    bridge = call.bridge
    board = await looking_up.look_up_money(
        bridge.database, bridge.clock, call.viewer, call.query.day
    )
    return show(
        call,
        "accounting.html",
        board=board,
        blocks=draw(board.stages),
        all_dong=sum(stage.amount_dong for stage in board.stages),
        size=(WIDTH, HEIGHT),
        ages=looking_up.AGES,
    )


@operation(query=OpenAddress, gives=HTML)
async def show_open(call: Call[None, OpenAddress]) -> Reply:
    """List what is not settled, the oldest first."""
    bridge, query = call.bridge, call.query
    if query.line_class is not None and query.line_class not in DIFFERENCES:
        raise UnknownAddress
    board = await looking_up.look_up_money(bridge.database, bridge.clock, call.viewer, None)
    found, last = await looking_up.list_open(
        bridge.database,
        bridge.clock,
        call.viewer,
        query.line_class,
        _place(query.cursor),
        LISTED,
    )
    return show(
        call,
        "accounting_open.html",
        board=board,
        line_class=query.line_class,
        found=found,
        next_cursor=encode_cursor(last[0].isoformat(), str(last[1])) if last else None,
    )


def _place(cursor: str | None) -> tuple[date, UUID]:
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return date.min, UUID(int=0)
    try:
        return date.fromisoformat(parts[0]), UUID(parts[1])
    except ValueError:
        raise bad_cursor() from None
