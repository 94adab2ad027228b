"""What a centre was granted and what it grants: ranges of codes, and tokens for programs."""

import hmac
from hashlib import sha256

from postal_bridge.domain.code_refusals import RangesOverlap
from postal_bridge.domain.refusals import Refusal, UnknownPerson, UnknownToken
from postal_bridge.usecases import grant_code_range as granting
from postal_bridge.usecases import issue_token as issuing
from postal_bridge.usecases.once import RequestKey
from routes.keys import DOORKEEPER
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.paging import decode_cursor, encode_cursor
from routes.places import END, decode_uuid_place, encode_place
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import (
    ListAddress,
    RangeForm,
    TokenForm,
    TokenRevokedForm,
    TokensAddress,
)
from schemas.shape import PAGE_LIMIT

_PURPOSE = "idempotency keys"


@operation(query=ListAddress, gives=HTML)
async def show_ranges(call: Call[None, ListAddress]) -> Reply:
    """Show the ranges of codes that the post granted, and a form for a new one."""
    return await _ranges(call, Form(), call.query.cursor)


@operation(takes=FORM, gives=HTML, refuses=(RangesOverlap,))
async def grant_range(call: Call[None, None]) -> Reply:
    """Note a range of codes that the post granted to the centre."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(RangeForm)
        grant = granting.Grant(said.first, said.last, said.document, said.granted_on, said.service)
        await granting.grant_code_range_for(
            bridge.database, bridge.clock, bridge.sealer, call.viewer, None, grant
        )
    except Refusal as refusal:
        return await _ranges(call, form.refused(refusal), None)
    return see_other("/admin/ranges", done="range_granted")


@operation(query=TokensAddress, gives=HTML)
async def show_tokens(call: Call[None, TokensAddress]) -> Reply:
    """Show the tokens of the centre, and a form for a new one."""
    return await _tokens(call, Form({"login": call.query.login}), call.query.cursor)


@operation(takes=FORM, gives=HTML, refuses=(UnknownPerson,))
async def issue_token(call: Call[None, None]) -> Reply:
    """Issue a token and show its text, this once; the same form sent again shows it again."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(TokenForm)
        told = f"{said.login}\n{said.expires_days}".encode()
        told_hash = hmac.digest(bridge.config.derive_key(_PURPOSE), told, sha256)
        answer = await issuing.issue_token_for(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            RequestKey(f"token form {said.sending}", told_hash),
            said.login,
            said.expires_days,
        )
    except Refusal as refusal:
        return await _tokens(call, form.refused(refusal), None)
    return show(call, "admin_token.html", answer.status, issued=answer.document)


@operation(takes=FORM, gives=HTML, refuses=(UnknownToken,))
async def revoke_token(call: Call[None, None]) -> Reply:
    """Revoke a token of somebody in the centre."""
    said = (await read_form(call.request)).shaped(TokenRevokedForm)
    bridge = call.bridge
    await issuing.revoke_token(bridge.database, bridge.clock, call.viewer, said.token_id)
    call.request.app[DOORKEEPER].forget()
    return see_other("/admin/tokens", done="token_revoked")


async def _ranges(
    call: Call[None, ListAddress] | Call[None, None], form: Form, cursor: str | None
) -> Reply:
    (after,) = decode_cursor(cursor, 1) or ("",)
    found, last = await granting.list_code_ranges(
        call.bridge.database, call.viewer, after, PAGE_LIMIT
    )
    return show(
        call,
        "admin_ranges.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        ranges=found,
        next_cursor=encode_cursor(last) if last else None,
    )


async def _tokens(
    call: Call[None, TokensAddress] | Call[None, None], form: Form, cursor: str | None
) -> Reply:
    before = decode_uuid_place(cursor, END) if cursor else None
    found, last = await issuing.list_tokens_of_center(
        call.bridge.database, call.viewer, before, PAGE_LIMIT
    )
    return show(
        call,
        "admin_tokens.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        tokens=found,
        next_cursor=encode_place(last),
        now=call.bridge.clock(),
        zone=call.viewer.center.zone,
    )
