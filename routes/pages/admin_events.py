"""Where administrators get the file of what happened to items, for the post to read."""

from datetime import timedelta

from routes.pages.frame import show
from routes.route import HTML, Call, Reply, operation


@operation(gives=HTML)
async def show_events(call: Call[None, None]) -> Reply:
    """Show for which days the file is to be, the last month before anything else is said."""
    today = call.bridge.clock().astimezone(call.viewer.center.zone).date()
    last_on = today.replace(day=1) - timedelta(days=1)
    return show(
        call,
        "admin_events.html",
        first_on=last_on.replace(day=1).isoformat(),
        last_on=last_on.isoformat(),
    )
