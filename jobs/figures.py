"""Folds what changed in dossiers into the figures of reports."""

from collections.abc import Mapping

from postal_bridge.domain.access import Center
from postal_bridge.usecases.fold_figures import fold_figures as fold
from postal_bridge.wiring import Bridge


async def fold_figures(bridge: Bridge, center: Center, _minute: str) -> Mapping[str, int]:
    """Fold the changes of a centre."""
    return {"folded": await fold(bridge.database, center)}
