"""Everybody's own account: who one is, a new password, one's tokens, the language."""

from typing import Any

from postal_bridge.domain.refusals import (
    FieldProblem,
    InvalidInput,
    Refusal,
    SignInLocked,
    UnknownToken,
    WrongPassword,
)
from postal_bridge.domain.said import Said
from postal_bridge.usecases import issue_token as issuing
from postal_bridge.usecases.change_password import change_password as change
from postal_bridge.usecases.manage_people import look_up_person
from routes.keys import DOORKEEPER
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.places import END, decode_uuid_place, encode_place
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import ListAddress, PasswordForm, TokenRevokedForm
from schemas.shape import PAGE_LIMIT


@operation(query=ListAddress, gives=HTML)
async def show_account(call: Call[None, ListAddress]) -> Reply:
    """Show one's own account."""
    return await _page(call, Form(), call.query.cursor)


@operation(takes=FORM, gives=HTML, refuses=(WrongPassword, SignInLocked))
async def change_password(call: Call[None, None]) -> Reply:
    """Change one's own password, which ends all other sessions and tokens of one's own."""
    form = await read_form(call.request)
    assert call.visitor is not None
    try:
        said = form.shaped(PasswordForm)
        if said.new_password != said.repeated_password:
            detail = Said("is not the same as the new password")
            raise InvalidInput(FieldProblem("repeated_password", "not_the_same", detail))
        await change(
            call.bridge.database,
            call.bridge.clock,
            call.viewer,
            call.visitor.credential_id,
            said.present_password,
            said.new_password,
        )
    except Refusal as refusal:
        # No password goes back into a page.
        return await _page(call, Form().refused(refusal), None)
    call.request.app[DOORKEEPER].forget()
    return see_other("/me", done="password_changed")


@operation(takes=FORM, gives=HTML, refuses=(UnknownToken,))
async def revoke_token(call: Call[None, None]) -> Reply:
    """Revoke a token of one's own."""
    said = (await read_form(call.request)).shaped(TokenRevokedForm)
    bridge = call.bridge
    await issuing.revoke_token(bridge.database, bridge.clock, call.viewer, said.token_id)
    call.request.app[DOORKEEPER].forget()
    return see_other("/me", done="token_revoked")


async def _page(call: Call[None, Any], form: Form, cursor: str | None) -> Reply:
    database, viewer = call.bridge.database, call.viewer
    before = decode_uuid_place(cursor, END) if cursor else None
    tokens, last = await issuing.list_tokens(database, viewer, None, before, PAGE_LIMIT)
    return show(
        call,
        "account.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        person=await look_up_person(database, viewer, viewer.login),
        tokens=tokens,
        next_cursor=encode_place(last),
        now=call.bridge.clock(),
        zone=viewer.center.zone,
    )
