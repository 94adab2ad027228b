"""Brings what changed in dossiers, and what was collected, into the figures that reports read.

Reports are right without it: they add what is not folded yet. Folding keeps that little.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from postal_bridge.domain.access import Center
from postal_bridge.store.collection_figures import fold_collections
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.dossier_figures import fold_changes

#: Changes of one transaction, some hundred milliseconds of work.
BATCH_CHANGES = 20_000
#: Transactions of one call; what is left then is taken up by the next.
BATCHES_MAX = 500
_Fold: TypeAlias = Callable[[Connection, int, int], Awaitable[int]]
_FOLDS: tuple[_Fold, ...] = (fold_changes, fold_collections)


async def fold_figures(database: Database, center: Center) -> int:
    """Fold what changed in a centre; return how many changes that were.

    Whoever does this at the same moment takes other changes of dossiers, and waits with money.
    """
    return sum([await _fold_all(database, center, fold) for fold in _FOLDS])


async def _fold_all(database: Database, center: Center, fold: _Fold) -> int:
    folded = 0
    for _ in range(BATCHES_MAX):
        async with database.transaction() as connection:
            taken = await fold(connection, center.center_id, BATCH_CHANGES)
        folded += taken
        if taken < BATCH_CHANGES:
            break
    return folded
