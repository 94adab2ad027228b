"""Taking back what a button of a board has just recorded, from the page that one was led to."""

from urllib.parse import urlsplit
from uuid import UUID

from postal_bridge.domain.scan import Action, Scan
from routes.pages.buttons import settle_scan
from routes.pages.forms import FORM, own_path, read_form, see_other
from routes.pages.rewording import refusal_told
from routes.pages.sending import is_refused
from routes.route import HTML, Call, Reply, operation
from schemas.pages import UndoForm


def led_on(path: str, done: str, code: str, scan_id: UUID) -> Reply:
    """Lead the browser on to a page that says what was done and offers to take it back."""
    return see_other(path, done=done, undo=str(scan_id), undo_code=code)


@operation(takes=FORM, gives=HTML)
async def undo(call: Call[None, None]) -> Reply:
    """Take back one's own scan, which stays in the log together with its correction."""
    said = (await read_form(call.request)).shaped(UndoForm)
    now = call.bridge.clock()
    scan = Scan(said.sending, said.code, Action.CORRECT, now, corrects=said.corrects)
    answer = await settle_scan(call, scan)
    if is_refused(answer):
        raise refusal_told(answer.code, answer.detail)
    return see_other(urlsplit(own_path(said.to)).path, done="undone")
