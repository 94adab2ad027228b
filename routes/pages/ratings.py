"""The page on which the centre reads what citizens wrote beside their ratings."""

from postal_bridge.usecases.rate_service import read_words
from routes.pages.frame import show
from routes.places import END, decode_place, encode_place
from routes.route import HTML, Call, Reply, operation
from schemas.pages import RatingsAddress
from schemas.shape import PAGE_LIMIT


@operation(query=RatingsAddress, gives=HTML)
async def show_ratings(call: Call[None, RatingsAddress]) -> Reply:
    """Show what citizens wrote, the newest first."""
    bridge = call.bridge
    words, last = await read_words(
        bridge.database,
        bridge.sealer,
        call.viewer,
        decode_place(call.query.cursor, END),
        PAGE_LIMIT,
    )
    return show(
        call,
        "rating_words.html",
        read=words,
        next_cursor=encode_place(last),
        zone=call.viewer.center.zone,
    )
