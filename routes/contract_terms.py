"""The accounts of the agencies, for programs.

What else the contract with the post says is kept from a day on: see `dated_terms`.
"""

from datetime import date

from postal_bridge.usecases import keep_agency_accounts as accounts
from postal_bridge.usecases.once import Answer
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.contract_terms import (
    AgencyAccountEnd,
    AgencyAccountShape,
    NewAgencyAccount,
    WhichAgencyAccount,
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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise bad_cursor() from None
