"""The national portal: what waits and why, what does not fit, what differs, and its account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.portal import CODE_NAMES, TellingState, Tells
from postal_bridge.domain.portal_refusals import (
    TellingUnderWay,
    UnknownFinding,
    UnknownTelling,
)
from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases import follow_portal as following
from postal_bridge.usecases.keep_portal_account import WantedAccount, keep_portal_account
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.portal_words import WORDS
from routes.pages.things import with_times
from routes.places import BEGINNING, END
from routes.portal import finding_id_of, telling_cursor, telling_id_of, telling_place
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.pages import PlaceAddress
from schemas.portal_forms import PortalAccountForm, PortalAddress, SettleForm
from schemas.shape import PAGE_LIMIT

PAGE = "/admin/portal"
ACCOUNT = f"{PAGE}/account"
#: So many of what does not fit and of what differs are shown; programs list them all.
_SHOWN = 50


@operation(query=PortalAddress, gives=HTML)
async def show_portal(call: Call[None, PortalAddress]) -> Reply:
    """Show how the centre stands with the portal, and what people have to do."""
    return await _portal(call, Form(), telling_place(call.query.cursor))


@operation(takes=FORM, gives=HTML)
async def try_again_by_form(call: Call[None, None]) -> Reply:
    """Let everything that was refused be tried again."""
    await read_form(call.request)
    await following.try_again(call.asked_under(None), None)
    return see_other(PAGE, done="portal_tried_again")


@operation(takes=FORM, gives=HTML, refuses=(UnknownTelling, TellingUnderWay))
async def try_one_by_form(call: Call[None, None]) -> Reply:
    """Let one step be tried at once."""
    await read_form(call.request)
    step_id = telling_id_of(call.path["step_id"])
    await following.try_again(call.asked_under(None), step_id)
    return see_other(PAGE, done="portal_tried_again")


@operation(takes=FORM, gives=HTML, refuses=(UnknownTelling, TellingUnderWay))
async def settle_telling_by_form(call: Call[None, None]) -> Reply:
    """Note that a step is not to be told any more, and why."""
    form, step_id = await read_form(call.request), telling_id_of(call.path["step_id"])
    try:
        reason = form.shaped(SettleForm).reason
        await following.settle_telling(call.asked_under(None), step_id, reason)
    except Refusal as refusal:
        return await _portal(call, form.refused(refusal), None)
    return see_other(PAGE, done="portal_settled")


@operation(takes=FORM, gives=HTML, refuses=(UnknownFinding,))
async def settle_finding_by_form(call: Call[None, None]) -> Reply:
    """Note how something that came from the portal was dealt with."""
    form, finding_id = await read_form(call.request), finding_id_of(call.path["finding_id"])
    try:
        reason = form.shaped(SettleForm).reason
        await following.settle_finding(call.asked_under(None), finding_id, reason)
    except Refusal as refusal:
        return await _portal(call, form.refused(refusal), None)
    return see_other(PAGE, done="portal_settled")


@operation(takes=FORM, gives=HTML, refuses=(UnknownFinding,))
async def ask_about_finding_by_form(call: Call[None, None]) -> Reply:
    """Have the portal asked again about something that came from there."""
    await read_form(call.request)
    finding_id = finding_id_of(call.path["finding_id"])
    await following.ask_again(call.asked_under(None), finding_id)
    return see_other(PAGE, done="portal_asked")


@operation(takes=FORM, gives=HTML)
async def ask_portal_by_form(call: Call[None, None]) -> Reply:
    """Have the portal asked anew what it holds."""
    await read_form(call.request)
    await following.ask_all(call.asked_under(None))
    return see_other(PAGE, done="portal_asked")


@operation(query=PlaceAddress, gives=HTML)
async def show_portal_account(call: Call[None, PlaceAddress]) -> Reply:
    """Show how the centre is let into the portal."""
    return await _account(call, Form())


@operation(takes=FORM, gives=HTML)
async def keep_account_by_form(call: Call[None, None]) -> Reply:
    """Keep how the centre is let into the portal."""
    form = await read_form(call.request)
    try:
        said = form.shaped(PortalAccountForm)
        hosts = call.bridge.config.portal_hosts
        await keep_portal_account(call.asked_under(None), _wanted(said), hosts)
    except Refusal as refusal:
        return await _account(call, form.refused(refusal))
    return see_other(ACCOUNT, done="portal_account_kept")


def _wanted(said: PortalAccountForm) -> WantedAccount:
    codes = (
        said.fee_code,
        said.charge_code,
        said.before_code,
        said.after_code,
        said.absent_code,
        said.session_code,
    )
    named = zip(CODE_NAMES, codes, strict=True)
    return WantedAccount(
        enabled=said.enabled,
        address=said.address,
        unit_code=said.unit_code,
        login_address=said.login_address,
        login=said.portal_login,
        password=said.portal_password,
        tells=said.tells,
        codes={name: code for name, code in named if code is not None},
        later_codes=tuple(said.later_codes.split()),
        since_field=said.since_field,
        until_field=said.until_field,
        ask_hours=said.ask_hours,
        address_field=said.address_field,
        term_field=said.term_field,
    )


async def _portal(call: Call[Any, Any], form: Form, after: Any) -> Reply:
    bridge, viewer = call.bridge, call.viewer
    database = bridge.database
    overview = await following.look_up_portal(database, bridge.clock, viewer)
    times, account = with_times(overview), overview["account"]
    tellings, last = await following.list_tellings(database, viewer, after, PAGE_LIMIT)
    findings = await following.list_findings(database, viewer, (BEGINNING, UUID(int=0)), _SHOWN)
    registered = await following.list_registered(database, viewer, (END, ""), _SHOWN)
    unlike = await following.list_unlike(database, viewer, "", _SHOWN)
    return show(
        call,
        "admin_portal.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        account=account,
        told_since=datetime.fromisoformat(account["told_since"]) if account else None,
        hosts=sorted(bridge.config.portal_hosts),
        tells=tuple(Tells),
        health=with_times(overview["health"]),
        counts=overview["tellings"],
        oldest_at=times["oldest_at"],
        last_taken_at=times["last_taken_at"],
        states=tuple(TellingState),
        tellings=[with_times(each) for each in tellings],
        next_cursor=telling_cursor(last),
        findings=[{**with_times(each), "reason": _reason(each)} for each in findings.items],
        more_findings=findings.last is not None,
        registered=[with_times(each) for each in registered.items],
        more_registered=registered.last is not None,
        unlike=[with_times(each) for each in unlike.items],
        more_unlike=unlike.last is not None,
        sides=overview["sides"],
        zone=viewer.center.zone,
    )


def _reason(finding: Mapping[str, Any]) -> str | None:
    """Return in which words it is said why something could not be taken over."""
    refusal: str | None = finding["refusal"]
    if refusal is None or refusal in WORDS["portal_reason"]:
        return refusal
    return "other"


async def _account(call: Call[Any, Any], form: Form) -> Reply:
    bridge = call.bridge
    overview = await following.look_up_portal(bridge.database, bridge.clock, call.viewer)
    return show(
        call,
        "admin_portal_account.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        account=overview["account"],
        hosts=sorted(bridge.config.portal_hosts),
        tells=tuple(Tells),
    )
