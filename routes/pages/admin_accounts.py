"""The accounts of the departments, which administrators name, end and withdraw."""

from collections.abc import Awaitable
from typing import Any

from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases import keep_agency_accounts as keeping
from postal_bridge.usecases.look_up_board import list_departments
from postal_bridge.usecases.once import Answer
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.contract_terms import AgencyAccountEnd, NewAgencyAccount, WhichAgencyAccount

PAGE = "/admin/accounts"
#: More than a centre has; the page shows them all.
ACCOUNTS_MAX = 1_000


@operation(gives=HTML)
async def show_accounts(call: Call[None, None]) -> Reply:
    """Show the accounts of the departments, and a form for a new one."""
    return await _list(call)


@operation(takes=FORM, gives=HTML)
async def name_account(call: Call[None, None]) -> Reply:
    """Name an account of a department, or correct one that is yet to begin."""
    form = await read_form(call.request)
    try:
        await keeping.Keeping(call.asked).name(form.shaped(NewAgencyAccount).stated())
    except Refusal as refusal:
        return await _list(call, named=form.refused(refusal))
    return see_other(PAGE, done="agency_account_named")


@operation(takes=FORM, gives=HTML)
async def end_account(call: Call[None, None]) -> Reply:
    """Say on which day an account holds for the last time, or take that back."""
    form = await read_form(call.request)

    async def act() -> Answer:
        said = form.shaped(AgencyAccountEnd)
        return await keeping.Keeping(call.asked).end(said.department, said.span())

    return await _ended(call, form, act(), "agency_account_ended")


@operation(takes=FORM, gives=HTML)
async def withdraw_account(call: Call[None, None]) -> Reply:
    """Take away an account whose first day is yet to come."""
    form = await read_form(call.request)

    async def act() -> Answer:
        said = form.shaped(WhichAgencyAccount)
        return await keeping.Keeping(call.asked).withdraw(said.department, said.span())

    return await _ended(call, form, act(), "agency_account_withdrawn")


async def _ended(call: Call[Any, Any], form: Form, act: Awaitable[Answer], done: str) -> Reply:
    try:
        await act
    except Refusal as refusal:
        return await _list(call, ended=form.refused(refusal))
    return see_other(PAGE, done=done)


async def _list(
    call: Call[Any, Any], named: Form | None = None, ended: Form | None = None
) -> Reply:
    database, viewer = call.bridge.database, call.viewer
    accounts, _ = await keeping.list_accounts(database, viewer, keeping.FIRST, ACCOUNTS_MAX)
    refusal = (named or ended or Form()).refusal
    return show(
        call,
        "admin_accounts.html",
        status_of(refusal) if refusal else None,
        form=named or Form(),
        ended=ended or Form(),
        accounts=accounts,
        departments={each.code: each.name for each in await list_departments(database, viewer)},
        today=call.bridge.clock().astimezone(viewer.center.zone).date(),
    )
