"""The pages on which citizens rate by a link, on their phone or on the tablet of a counter.

They open nothing else and lead nowhere else. A tablet asks about what the counter shows on it and
turns to its neutral picture afterwards; it looks by itself, without a script.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from markupsafe import Markup

from postal_bridge.documents.qr_picture import qr_picture
from postal_bridge.domain.citizen_refusals import AlreadyRated, NotReturnedYet, RatingLinkEnded
from postal_bridge.domain.refusals import InvalidInput, Refusal, UnknownCode
from postal_bridge.usecases import rate_by_link as rating
from postal_bridge.usecases.rate_service import Rating
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.citizens import LinkRatingForm, ScreenForm, ScreenRemovedForm, ShownForm

SCREENS = "/ratings/screens"
#: So often a tablet looks whether it is to ask about something.
LOOKS_SECONDS = 5
#: Whoever walked away leaves the question on the tablet no longer than this.
ASKS_SECONDS = 300


@operation(gives=HTML, refuses=(RatingLinkEnded, NotReturnedYet))
async def ask_by_link(call: Call[None, None]) -> Reply:
    """Show the form by which a dossier is rated, or thanks when it was."""
    bridge = call.bridge
    try:
        asked = await rating.look_at_link(bridge.database, bridge.clock, call.path["token"])
    except AlreadyRated:
        return show(call, "rate.html", form=None, center=None)
    return show(call, "rate.html", form=Form(), center=asked.center)


@operation(takes=FORM, gives=HTML, refuses=(RatingLinkEnded, NotReturnedYet, AlreadyRated))
async def rate_by_link(call: Call[None, None]) -> Reply:
    """Keep what a citizen thinks of the service, by the link of a dossier."""
    bridge, token = call.bridge, call.path["token"]

    async def keep(rated: Rating) -> None:
        await rating.rate_by_link(bridge.database, bridge.clock, bridge.sealer, token, rated)

    try:
        return await _rated(call, keep)
    except InvalidInput as refusal:
        asked = await rating.look_at_link(bridge.database, bridge.clock, token)
        form = (await read_form(call.request)).refused(refusal)
        return show(call, "rate.html", 422, form=form, center=asked.center)


@operation(gives=HTML, refuses=(RatingLinkEnded,))
async def ask_on_screen(call: Call[None, None]) -> Reply:
    """Show on the tablet of a counter what it asks about, or its neutral picture."""
    bridge = call.bridge
    asked = await rating.look_at_screen(bridge.database, bridge.clock, call.path["token"])
    asks = asked.dossier_code is not None
    page = "rate.html" if asks else "rate_screen.html"
    seconds = ASKS_SECONDS if asks else LOOKS_SECONDS
    # Without what was just done, for thanks are not said twice.
    again = {"Refresh": f"{seconds}; url={call.request.path}"}
    return show(call, page, form=Form(), center=asked.center).adding(again)


@operation(takes=FORM, gives=HTML, refuses=(RatingLinkEnded, AlreadyRated))
async def rate_on_screen(call: Call[None, None]) -> Reply:
    """Keep what a citizen thinks of the service, on the tablet of a counter."""
    bridge, token = call.bridge, call.path["token"]

    async def keep(rated: Rating) -> None:
        await rating.rate_on_screen(bridge.database, bridge.clock, bridge.sealer, token, rated)

    try:
        return await _rated(call, keep)
    except (InvalidInput, AlreadyRated):
        # Whatever was said is over or not whole; the tablet goes on asking, or turns.
        return see_other(call.request.path)


@operation(gives=HTML)
async def show_screens(call: Call[None, None]) -> Reply:
    """Show the screens of the centre, with the link that each is to open."""
    return await _list(call, Form())


@operation(takes=FORM, gives=HTML)
async def add_screen(call: Call[None, None]) -> Reply:
    """Add a screen."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        name = form.shaped(ScreenForm).name
        await rating.add_screen(bridge.database, bridge.sealer, call.viewer, name)
    except Refusal as refusal:
        return await _list(call, form.refused(refusal))
    return see_other(SCREENS, done="screen_added")


@operation(takes=FORM, gives=HTML)
async def remove_screen(call: Call[None, None]) -> Reply:
    """Remove a screen."""
    said = (await read_form(call.request)).shaped(ScreenRemovedForm)
    await rating.remove_screen(call.bridge.database, call.viewer, said.screen_id)
    return see_other(SCREENS, done="screen_removed")


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode, NotReturnedYet))
async def show_on_screen(call: Call[None, None]) -> Reply:
    """Have a screen ask about a dossier."""
    said, code = (await read_form(call.request)).shaped(ShownForm), call.path["code"]
    bridge = call.bridge
    await rating.show_on_screen(bridge.database, bridge.clock, call.viewer, said.screen_id, code)
    return see_other(f"/dossiers/{code}", done="shown_on_screen")


async def _rated(call: Call[None, None], keep: Callable[[Rating], Awaitable[None]]) -> Reply:
    said = (await read_form(call.request)).shaped(LinkRatingForm)
    await keep(Rating(said.satisfaction, said.word))
    return see_other(call.request.path, done="rated")


async def _list(call: Call[Any, Any], form: Form) -> Reply:
    bridge = call.bridge
    screens = await rating.list_screens(bridge.database, bridge.sealer, call.viewer)
    base = bridge.config.base_url
    return show(
        call,
        "rating_screens.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        screens=[
            (screen, f"{base}{path}", Markup(qr_picture(f"{base}{path}")))  # noqa: S704 - a picture of ours
            for screen, path in screens
        ],
    )
