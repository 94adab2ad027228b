"""What accountants see first: where the money is, how old it is, and what is open by class."""

from postal_bridge.usecases import look_up_money as looking_up
from routes.pages.flow_picture import HEIGHT, WIDTH, draw
from routes.pages.frame import show
from routes.route import HTML, Call, Reply, operation
from schemas.accounting import BoardAddress


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
    )
