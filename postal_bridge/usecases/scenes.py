"""Keeps what scans are judged by, for a moment, so that a batch need not ask for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from postal_bridge.domain.access import Center
from postal_bridge.domain.deciding import Scene
from postal_bridge.store.database import Connection
from postal_bridge.store.rules import Tolerances, load_scene

#: A new office or rule is known to every process after this long at most.
FRESH_FOR = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Kept:
    scene: Scene
    tolerances: Tolerances
    until: datetime


class Scenes:
    """The scenes of the centres this process serves."""

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}

    async def scene_of(
        self, connection: Connection, center: Center, now: datetime
    ) -> tuple[Scene, Tolerances]:
        """Return what scans of `center` are judged by at `now`."""
        kept = self._kept.get(center.center_id)
        if kept is None or not now < kept.until <= now + FRESH_FOR:
            today = now.astimezone(center.zone).date()
            found = await load_scene(connection, center.center_id, today)
            kept = self._kept[center.center_id] = _Kept(*found, until=now + FRESH_FOR)
        return kept.scene, kept.tolerances
