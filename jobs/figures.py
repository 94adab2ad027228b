"""Folds what changed in dossiers into the figures of reports; several may do so at once."""

from postal_bridge.usecases.choose_center import all_centers
from postal_bridge.usecases.fold_figures import fold_figures as fold
from postal_bridge.wiring import Bridge


async def fold_figures(bridge: Bridge) -> None:
    """Fold the changes of every centre."""
    for center in await all_centers(bridge.database):
        await fold(bridge.database, center)
