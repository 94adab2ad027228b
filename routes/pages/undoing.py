"""Taking back what a form has just done, from the page that one was led to.

Each kind is taken back by its own use case, which refuses once something came of it.
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.scan import Action, Scan
from postal_bridge.usecases.answer_carriage import take_back_answer
from postal_bridge.usecases.scan_answers import Submitted
from postal_bridge.usecases.settle_refused_scan import withdraw_settlement
from postal_bridge.usecases.take_back_step import take_back_step
from postal_bridge.usecases.work_differences import reopen_difference
from routes.pages.forms import FORM, Form, own_path, read_form, see_other
from routes.pages.rewording import refusal_told
from routes.pages.sending import is_refused, request_key
from routes.route import HTML, Call, Reply, operation
from schemas.pages import UNDO_CODES_LENGTH_MAX, Undoes, UndoForm


def led_on(
    path: str,
    done: str,
    corrects: UUID,
    code: str = "",
    undoes: Undoes = Undoes.SCAN,
    office: str | None = None,
) -> Reply:
    """Lead the browser on to a page that says what was done and offers to take it back.

    What concerns more things than stand in an address is offered on their own pages only.
    """
    query = {"done": done, **({"office": office} if office else {})}
    if len(code) <= UNDO_CODES_LENGTH_MAX:
        query |= {"undo": str(corrects), "undo_what": undoes.value}
        query |= {"undo_code": code} if code else {}
    return see_other(path, **query)


@operation(takes=FORM, gives=HTML)
async def undo(call: Call[None, None]) -> Reply:
    """Take back what one did, which stays in its history together with what takes it back."""
    form = await read_form(call.request)
    said = form.shaped(UndoForm)
    await _WAYS[said.what](call, form, said)
    return see_other(urlsplit(own_path(said.to)).path, done="undone")


async def _undo_scans(call: Call[None, None], _form: Form, said: UndoForm) -> None:
    """Correct one scan, or those that one form made of several things."""
    codes = (said.code or "").split()
    if not codes:
        raise InvalidInput(FieldProblem("code", "missing", Said("must be given")))
    now = call.bridge.clock()
    submitted = []
    for code in codes:
        scan_id, corrects = said.sending, said.corrects
        if said.what is not Undoes.SCAN:
            scan_id = uuid5(said.sending, code)
            corrects = uuid5(said.corrects, f"{said.what} {code}")
        scan = Scan(scan_id, code, Action.CORRECT, now, corrects=corrects)
        submitted.append(Submitted(call.viewer, scan))
    for answer in await call.bridge.scan_desk.settle(call.viewer.center, submitted):
        if is_refused(answer):
            raise refusal_told(answer.code, answer.detail)


async def _undo_step(call: Call[None, None], form: Form, said: UndoForm) -> None:
    bridge, key = call.bridge, request_key(call, said.sending, form)
    place = bridge.database, bridge.clock, bridge.sealer, call.viewer
    await take_back_step(*place, key, said.code or "", said.corrects)


async def _undo_difference(call: Call[None, None], form: Form, said: UndoForm) -> None:
    bridge, key = call.bridge, request_key(call, said.sending, form)
    place = bridge.database, bridge.clock, bridge.sealer, call.viewer
    await reopen_difference(*place, key, said.corrects)


async def _undo_settlement(call: Call[None, None], _form: Form, said: UndoForm) -> None:
    await withdraw_settlement(call.bridge.database, call.bridge.clock, call.viewer, said.corrects)


async def _undo_answer(call: Call[None, None], _form: Form, said: UndoForm) -> None:
    await take_back_answer(call.bridge.database, call.bridge.clock, call.viewer, said.corrects)


_WAYS: Mapping[Undoes, Callable[[Call[None, None], Form, UndoForm], Awaitable[None]]] = (
    MappingProxyType(
        {
            Undoes.SCAN: _undo_scans,
            Undoes.PACKING: _undo_scans,
            Undoes.UNPACKING: _undo_scans,
            Undoes.STEP: _undo_step,
            Undoes.DIFFERENCE: _undo_difference,
            Undoes.SETTLEMENT: _undo_settlement,
            Undoes.ANSWER: _undo_answer,
        }
    )
)
