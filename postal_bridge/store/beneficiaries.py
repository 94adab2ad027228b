"""The account at which a centre is paid: a rule from a day on, for there may be another one day.

The rule `beneficiary_accounts` holds one object for each centre, by its code, such as
`{"H53": {"bank_number": "970499", "account": "0000000001", "holder": "KHO BAC VI DU"}}`, and with
the name of the bank for people as `bank_name`.
"""

from dataclasses import asdict
from datetime import date

from postal_bridge.domain.vietqr import Beneficiary
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("beneficiaries")


async def beneficiary_of(connection: Connection, center_code: str, day: date) -> Beneficiary | None:
    """Return the account of a centre on a day, or None when the rules name none."""
    accounts = await connection.fetchval(QUERIES["beneficiary_accounts"], day)
    known = (accounts or {}).get(center_code)
    return Beneficiary(**known) if known else None


async def put_beneficiary(
    connection: Connection, center_code: str, day: date, beneficiary: Beneficiary, source: str
) -> None:
    """Keep the account of a centre from `day` on; `source` is the paper that names it."""
    value = {center_code: asdict(beneficiary)}
    await connection.execute(QUERIES["put_beneficiary"], day, value, source)
