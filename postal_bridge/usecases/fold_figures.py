"""Brings what changed in dossiers into the figures that reports read.

Reports are right without it: they add what is not folded yet. Folding keeps that little.
"""

from postal_bridge.domain.access import Center
from postal_bridge.store import dossier_figures
from postal_bridge.store.database import Database

#: Changes of one transaction, some hundred milliseconds of work.
BATCH_CHANGES = 20_000
#: Transactions of one call; what is left then is taken up by the next.
BATCHES_MAX = 500


async def fold_figures(database: Database, center: Center) -> int:
    """Fold what changed in a centre; return how many changes that were.

    Whoever does this at the same moment takes other changes.
    """
    folded = 0
    for _ in range(BATCHES_MAX):
        async with database.transaction() as connection:
            taken = await dossier_figures.fold_changes(connection, center.center_id, BATCH_CHANGES)
        folded += taken
        if taken < BATCH_CHANGES:
            break
    return folded
