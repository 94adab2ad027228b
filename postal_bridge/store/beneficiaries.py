"""The accounts at which a centre and its post are paid: rules from a day on, for they may change.

The rules `beneficiary_accounts` (of centres) and `post_beneficiary_accounts` (of the post that
works for them) hold one object for each centre, by its code, such as
`{"H53": {"bank_number": "970499", "account": "0000000001", "holder": "KHO BAC VI DU"}}`, and with
the name of the bank for people as `bank_name`.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from types import MappingProxyType

from postal_bridge.domain.vietqr import Beneficiary, Payee
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("beneficiaries")

_RULES: Mapping[Payee, str] = MappingProxyType(
    {Payee.CENTER: "beneficiary_accounts", Payee.POST: "post_beneficiary_accounts"}
)


async def beneficiary_of(
    connection: Connection, payee: Payee, center_code: str, day: date
) -> Beneficiary | None:
    """Return the account of a centre or its post on a day, or None when the rules name none."""
    accounts = await connection.fetchval(QUERIES["beneficiary_accounts"], _RULES[payee], day)
    known = (accounts or {}).get(center_code)
    return Beneficiary(**known) if known else None


async def put_beneficiary(
    connection: Connection,
    payee: Payee,
    center_code: str,
    day: date,
    beneficiary: Beneficiary,
    source: str,
) -> None:
    """Keep the account of a centre or its post from `day` on; `source` is what names it."""
    value = {center_code: asdict(beneficiary)}
    await connection.execute(QUERIES["put_beneficiary"], _RULES[payee], day, value, source)
