"""Gives dossiers their numbers in the register, in the transaction in which they are received.

Numbers run through the year without a gap (TT 01/2018/TT-VPCP Đ10). What is received at one moment
gets them in the order of receipt; a dossier that is loaded later with an earlier day gets the next
one. A number stays with its dossier, also when its receipt is taken back.
"""

from collections.abc import Iterable
from datetime import datetime

from postal_bridge.store import registers
from postal_bridge.store.database import Connection

#: So many get their numbers by one statement.
ENTERED_AT_ONCE = 5_000


async def enter_register(
    connection: Connection, center_id: int, dossier_codes: Iterable[str], now: datetime
) -> None:
    """Give those of the dossiers that are received and have no number the next ones.

    Comes last in a transaction, after the journal: a register without a gap makes whoever else
    receives a dossier at the centre wait for the commit. Where nothing is to be entered nobody
    waits. Of very many, those that are named first come first.
    """
    codes = list(dossier_codes)
    for start in range(0, len(codes), ENTERED_AT_ONCE):
        some = codes[start : start + ENTERED_AT_ONCE]
        if await registers.is_to_enter(connection, center_id, some):
            await registers.enter_dossiers(connection, center_id, some, now)
