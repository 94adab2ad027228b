"""The pages of bags: begun for an office, packed, sealed, given, taken, opened and counted.

The page of a bag serves every office that handles it; what is offered on it is what may be done.
"""

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from postal_bridge.domain.refusals import BagNotOpen, NotInYourHands, Refusal, UnknownCode
from postal_bridge.domain.scan import Action, Scan
from postal_bridge.usecases import check_manifest as checking
from postal_bridge.usecases import open_manifest as opening
from postal_bridge.usecases.follow_captures import list_observations
from postal_bridge.usecases.look_up_bag import look_up_bag
from postal_bridge.usecases.look_up_board import list_receivers, list_waiting
from postal_bridge.usecases.scan_answers import ScanRules, Submitted
from postal_bridge.usecases.scenes import Scenes
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.rewording import refusal_told
from routes.pages.sending import (
    SENDING,
    is_refused,
    request_key_of,
    scan_id_of,
    sending_of,
)
from routes.pages.undoing import led_on
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.counter import BagScans, BagWanted
from schemas.pages import BagAddress, PlaceAddress, Undoes
from schemas.scans import SCANS_MAX

#: No label holds so much; what is longer is no code.
CODE_LENGTH_MAX = 512

_BETWEEN_CODES = re.compile(r"[\s,;]+")
#: What is scanned for each thing that can be done on the page.
_ACTIONS = MappingProxyType(
    {
        "pack": Action.PACK,
        "unpack": Action.UNPACK,
        "count": Action.UNPACK,
        "seal": Action.SEAL,
        "open": Action.OPEN,
        "give": Action.GIVE,
        "take": Action.TAKE,
    }
)


class Refused(NamedTuple):
    """What was typed or scanned and is not in the bag, and why."""

    text: str
    refusal: Refusal


@operation(query=BagAddress, gives=HTML)
async def ask_bag(call: Call[None, BagAddress]) -> Reply:
    """Ask for whom a bag is to be begun."""
    return await _asked(call, Form({"to_office": call.query.to or "", "with_waiting": "yes"}))


@operation(takes=FORM, gives=HTML)
async def open_bag(call: Call[None, None]) -> Reply:
    """Begin a bag and lead to it."""
    form = await read_form(call.request)
    bridge, viewer = call.bridge, call.viewer
    try:
        wanted = form.without(SENDING).shaped(BagWanted)
        items = []
        if wanted.with_waiting:
            waiting = await list_waiting(bridge.database, viewer, wanted.to_office)
            items = [each.code for each in waiting]
        rules = ScanRules(bridge.clock, bridge.sealer, bridge.config.label_keys, Scenes())
        order = opening.ManifestOrder(wanted.to_office, items)
        answer = await opening.open_manifest(
            bridge.database, rules, viewer, request_key_of(call, form), order
        )
    except Refusal as refusal:
        return await _asked(call, form.refused(refusal), status_of(refusal))
    assert answer.document is not None
    return see_other(f"/bags/{answer.document['code']}", done="bag_begun")


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownCode,))
async def show_bag(call: Call[None, PlaceAddress]) -> Reply:
    """Show a bag with its list and history, and what may be done with it."""
    return await _shown(call, Form())


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode,))
async def scan_bag(call: Call[None, None]) -> Reply:
    """Put things in or take them out, seal the bag, open it, hand it over."""
    form = await read_form(call.request)
    try:
        wanted = form.without(SENDING).shaped(BagScans)
        sending_of(form)
    except Refusal as refusal:
        return await _shown(call, form.refused(refusal), status=status_of(refusal))
    code, action = call.path["code"], _ACTIONS[wanted.action]
    has_things = action in (Action.PACK, Action.UNPACK)
    texts = _codes_in(wanted.codes or "") if has_things else [code]
    now, viewer = call.bridge.clock(), call.viewer
    submitted = [
        Submitted(
            viewer,
            Scan(
                scan_id_of(form, f"{action} {text}"),
                text,
                action,
                now,
                bag=code if has_things else None,
                seal_number=wanted.seal_number,
            ),
        )
        for text in texts[:SCANS_MAX]
    ]
    answers = await call.bridge.scan_desk.settle(viewer.center, submitted) if submitted else []
    refused = [
        Refused(each.scan.code, refusal_told(answer.code, answer.detail))
        for each, answer in zip(submitted, answers, strict=True)
        if is_refused(answer)
    ]
    if refused or len(texts) > SCANS_MAX:
        left = " ".join(texts[SCANS_MAX:])
        status = status_of(refused[0].refusal) if refused else None
        return await _shown(call, Form({"codes": left}), refused, len(submitted), status)
    if not submitted:
        return see_other(f"/bags/{code}")
    if len(submitted) == 1:
        scan = submitted[0].scan
        return led_on(f"/bags/{code}", f"bag_{wanted.action}", scan.scan_id, scan.code)
    return led_on(
        f"/bags/{code}",
        f"bag_{wanted.action}",
        sending_of(form),
        " ".join(texts),
        Undoes(wanted.action),
    )


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode, NotInYourHands, BagNotOpen))
async def check_bag(call: Call[None, None]) -> Reply:
    """Say that everything in an opened bag was counted."""
    form, bridge, code = await read_form(call.request), call.bridge, call.path["code"]
    await checking.check_manifest(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, request_key_of(call, form), code
    )
    return see_other(f"/bags/{code}", done="bag_checked")


def _codes_in(text: str) -> list[str]:
    """Return what was scanned or typed, each once, in order."""
    found = (part[:CODE_LENGTH_MAX] for part in _BETWEEN_CODES.split(text))
    return list(dict.fromkeys(filter(None, found)))


async def _asked(call: Call[Any, Any], form: Form, status: int | None = None) -> Reply:
    offices = await list_receivers(call.bridge.database, call.viewer)
    return show(call, "bag_new.html", status, form=form, offices=offices)


async def _shown(
    call: Call[Any, Any],
    form: Form,
    refused: Sequence[Refused] = (),
    sent: int = 0,
    status: int | None = None,
) -> Reply:
    """Show a bag, with what of the things just scanned is not in it."""
    bridge = call.bridge
    whole = await look_up_bag(bridge.database, bridge.clock, call.viewer, call.path["code"])
    return show(
        call,
        "bag.html",
        status,
        form=form,
        refused=refused,
        recorded=sent - len(refused),
        whole=whole,
        observed=await list_observations(bridge.database, call.viewer, whole.bag.code),
        zone=call.viewer.center.zone,
    )
