"""The accounts of agencies with the days on which they hold."""

from datetime import date

import asyncpg

from postal_bridge.domain.agency_account import AccountSpan, AgencyAccount
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("agency_accounts")


async def agency_accounts(
    connection: Connection, center_id: int, after: tuple[str, str, date], limit: int
) -> list[AgencyAccount]:
    """Return accounts of a centre's agencies after a place: department, account, first day."""
    rows = await connection.fetch(QUERIES["agency_accounts"], center_id, *after, limit)
    return [_account(row) for row in rows]


async def accounts_of_office(
    connection: Connection, center_id: int, office_code: str
) -> list[AgencyAccount]:
    """Return the accounts of an agency, by their first days."""
    rows = await connection.fetch(QUERIES["accounts_of_office"], center_id, office_code)
    return [_account(row) for row in rows]


async def put_account(connection: Connection, center_id: int, account: AgencyAccount) -> None:
    """Keep an account from its first day on, in place of what was kept of it for that day."""
    await connection.execute(
        QUERIES["put_account"],
        center_id,
        account.office_code,
        account.span.account,
        account.holder,
        account.is_treasury,
        account.span.valid_from,
        account.source,
    )


async def end_account(
    connection: Connection, center_id: int, office_code: str, span: AccountSpan
) -> None:
    """Say on which day an account holds for the last time, if that is known."""
    await connection.execute(
        QUERIES["end_account"],
        center_id,
        office_code,
        span.account,
        span.valid_from,
        span.valid_to,
    )


async def drop_account(
    connection: Connection, center_id: int, office_code: str, span: AccountSpan
) -> None:
    """Take away an account that begins on a day."""
    await connection.execute(
        QUERIES["drop_account"], center_id, office_code, span.account, span.valid_from
    )


def _account(row: asyncpg.Record) -> AgencyAccount:
    return AgencyAccount(
        office_code=row["office_code"],
        span=AccountSpan(row["account"], row["valid_from"], row["valid_to"]),
        holder=row["holder"],
        is_treasury=row["is_treasury"],
        source=row["source"],
    )
