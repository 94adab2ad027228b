"""Server-sent events: boards are told that something has changed, and read it again."""

import asyncio
from contextlib import suppress

from aiohttp import web

from routes.route import Call, operation
from schemas.stream import StreamQuery

EVENT_STREAM = "text/event-stream"
#: Proxies give up connections on which nothing is said.
STILL_HERE_SECONDS = 20
_RETRY = b"retry: 3000\n\n"
_STILL_HERE = b": still here\n\n"
_NEWS = b"event: custody\ndata: {}\n\n"


@operation(query=StreamQuery, gives=EVENT_STREAM)
async def stream_events(call: Call[None, StreamQuery]) -> web.StreamResponse:
    """Tell of news as they come: an event `custody` says that something of the centre has changed.

    What has changed is not said; whoever is told asks again for what they look at. A stream ends
    after some minutes, and browsers come again by themselves.
    """
    response = web.StreamResponse(
        headers={"Content-Type": EVENT_STREAM, "Cache-Control": "no-store"}
    )
    if call.request.method == "HEAD":
        return web.Response(headers={"Content-Type": EVENT_STREAM})
    news, clock = call.bridge.news, asyncio.get_running_loop().time
    ends_at = clock() + call.query.seconds
    with news.heard(call.viewer.center_id) as heard, suppress(ConnectionError):
        # A listener that has gone is told nothing any more.
        await response.prepare(call.request)
        await response.write(_RETRY)
        while not news.closed and (left := ends_at - clock()) > 0:
            try:
                await asyncio.wait_for(heard.wait(), min(left, STILL_HERE_SECONDS))
            except TimeoutError:
                await response.write(_STILL_HERE)
                continue
            heard.clear()
            if not news.closed:
                await response.write(_NEWS)
    return response
