"""Records what devices scanned, each scan once, and answers each for itself.

A batch is settled in one transaction with as many round trips as one scan. `name_things` tells
what was scanned, `settle_scans` judges, `scan_effects` collects what follows; this file owns the
transaction.
"""

from collections.abc import Sequence

from postal_bridge.domain.access import Center
from postal_bridge.store.database import Database, TransactionLostError
from postal_bridge.usecases.settle_scans import (
    OvertakenError,
    ScanAnswer,
    ScanRules,
    Settlement,
    Submitted,
)

ATTEMPTS_MAX = 5


async def record_scans(
    database: Database, rules: ScanRules, center: Center, submitted: Sequence[Submitted]
) -> list[ScanAnswer]:
    """Settle scans of one centre in one transaction and answer them in the same order.

    A transaction that another process overtook, or that PostgreSQL gave up to break a deadlock, is
    tried again; nothing of it was kept.
    """
    for _ in range(ATTEMPTS_MAX - 1):
        try:
            return await _settle(database, rules, center, submitted)
        except (OvertakenError, TransactionLostError):
            continue
    return await _settle(database, rules, center, submitted)


async def _settle(
    database: Database, rules: ScanRules, center: Center, submitted: Sequence[Submitted]
) -> list[ScanAnswer]:
    async with database.transaction() as connection:
        settlement = await Settlement.prepare(connection, rules, center, submitted)
        answers = [settlement.answer(each) for each in submitted]
        await settlement.save(connection)
    return answers
