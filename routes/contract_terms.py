"""What contracts say of money: accounts of the agencies, and when the post sends it on."""

from datetime import date

from postal_bridge.usecases import keep_agency_accounts as accounts
from postal_bridge.usecases import keep_remittance_cycle as cycles
from postal_bridge.usecases.once import Answer
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.contract_terms import (
    AgencyAccountEnd,
    AgencyAccountShape,
    NewAgencyAccount,
    NewRemittanceCycle,
    RemittanceCycleShape,
    WhichAgencyAccount,
    WhichRemittanceCycle,
)
from schemas.shape import Page, PageQuery


@operation(query=PageQuery, gives=Page[AgencyAccountShape])
async def list_agency_accounts(call: Call[None, PageQuery]) -> Reply:
    """List the accounts of the agencies with the days on which each holds, by department."""
    parts = decode_cursor(call.query.cursor, 3)
    after = (parts[0], parts[1], _day(parts[2])) if parts else accounts.FIRST
    found, last = await accounts.list_accounts(
        call.bridge.database, call.viewer, after, call.query.limit
    )
    next_cursor = encode_cursor(*last[:2], last[2].isoformat()) if last else None
    return Reply(
        {"items": [accounts.document_of(each) for each in found], "next_cursor": next_cursor}
    )


@operation(takes=NewAgencyAccount, gives=AgencyAccountShape, status=201)
async def name_agency_account(call: Call[NewAgencyAccount, None]) -> Answer:
    """Name an account of a department from a day on.

    Where one holds already the day is today or later; the first may begin on any day that no
    closed period has. Named again before its first day, it is corrected.
    """
    return await accounts.Keeping(call.asked).name(call.body.stated())


@operation(takes=AgencyAccountEnd, gives=AgencyAccountShape)
async def end_agency_account(call: Call[AgencyAccountEnd, None]) -> Answer:
    """Say on which day, today or later, an account holds for the last time, or take that back."""
    keeping = accounts.Keeping(call.asked)
    return await keeping.end(call.body.department, call.body.span())


@operation(takes=WhichAgencyAccount, gives=AgencyAccountShape)
async def withdraw_agency_account(call: Call[WhichAgencyAccount, None]) -> Answer:
    """Take away an account whose first day is yet to come."""
    keeping = accounts.Keeping(call.asked)
    return await keeping.withdraw(call.body.department, call.body.span())


@operation(query=PageQuery, gives=Page[RemittanceCycleShape])
async def list_remittance_cycles(call: Call[None, PageQuery]) -> Reply:
    """List what was agreed with the post, the newest first, and the rule that held before."""
    parts = decode_cursor(call.query.cursor, 1)
    before = _day(parts[0]) if parts else date.max
    found, last = await cycles.list_cycles(
        call.bridge.database, call.viewer, before, call.query.limit
    )
    next_cursor = encode_cursor(last.isoformat()) if last else None
    return Reply(
        {"items": [cycles.document_of(each) for each in found], "next_cursor": next_cursor}
    )


@operation(takes=NewRemittanceCycle, gives=RemittanceCycleShape, status=201)
async def agree_remittance_cycle(call: Call[NewRemittanceCycle, None]) -> Answer:
    """Keep by when the post sends money on from a day on, until another agreement begins.

    After the first, which may begin on any day that no closed period has, the day is today or
    later. Stated again before its first day, it is corrected.
    """
    return await cycles.Agreeing(call.asked).agree(call.body.stated())


@operation(takes=WhichRemittanceCycle, gives=RemittanceCycleShape)
async def withdraw_remittance_cycle(call: Call[WhichRemittanceCycle, None]) -> Answer:
    """Take away an agreement whose first day is yet to come."""
    return await cycles.Agreeing(call.asked).withdraw(call.body.valid_from)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise bad_cursor() from None
