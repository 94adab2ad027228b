"""Records what devices scanned, each scan once, and answers each for itself.

A batch is settled in one transaction with as many round trips as one scan. `name_things` tells
what was scanned, `settle_scans` judges, `scan_effects` collects what follows; this file owns the
transaction.
"""

from collections.abc import Sequence

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.store.database import Connection, Database, TransactionLostError
from postal_bridge.usecases.adopt_scans import adopt_scans, hear_again, note_waiting
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.scan_answers import ScanAnswer, ScanRules, Submitted
from postal_bridge.usecases.settle_scans import OvertakenError, Settlement

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


async def record_scans_once(
    database: Database,
    rules: ScanRules,
    viewer: Viewer,
    request_key: RequestKey,
    submitted: Sequence[Submitted],
) -> Answer:
    """Settle the scans of a request that bears an Idempotency-Key, and keep the whole answer.

    Such a request is settled alone, since its answer is committed with its key.
    """

    async def act(connection: Connection) -> Answer:
        answers = await _settle_on(connection, rules, viewer.center, submitted)
        return Answer(200, results_document(answers))

    for _ in range(ATTEMPTS_MAX - 1):
        try:
            return await once(database, rules.clock, rules.sealer, viewer, request_key, act)
        except (OvertakenError, TransactionLostError):
            continue
    return await once(database, rules.clock, rules.sealer, viewer, request_key, act)


def results_document(answers: Sequence[ScanAnswer]) -> dict[str, object]:
    """Return answers as the document that a device reads."""
    return {"results": [answer.document() for answer in answers]}


async def _settle(
    database: Database, rules: ScanRules, center: Center, submitted: Sequence[Submitted]
) -> list[ScanAnswer]:
    async with database.transaction() as connection:
        return await _settle_on(connection, rules, center, submitted)


async def _settle_on(
    connection: Connection, rules: ScanRules, center: Center, submitted: Sequence[Submitted]
) -> list[ScanAnswer]:
    settlement = await Settlement.prepare(connection, rules, center, submitted)
    answers = [settlement.answer(each) for each in submitted]
    await hear_again(connection, settlement, submitted, answers)
    await adopt_scans(connection, settlement)
    await settlement.save(connection)
    await note_waiting(connection, settlement)
    return answers
