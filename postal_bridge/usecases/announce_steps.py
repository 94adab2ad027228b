"""Lets filers know of the steps that people say their dossiers took.

What hand-overs of paper do is `announce_custody`'s.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.message import Announcement, FilerOf, MessageKind
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Connection
from postal_bridge.store.dossier_steps import LastStep, Step
from postal_bridge.usecases.announce import announce_all, take_back_announcements

#: Of these steps the filer is told (TT 17/2017/TT-BTTTT Đ12 for the first of them).
TOLD: Mapping[PortalStatus, MessageKind] = MappingProxyType(
    {
        PortalStatus.ACCEPTED: MessageKind.ACCEPTED,
        PortalStatus.SUPPLEMENT_ASKED: MessageKind.SUPPLEMENT_ASKED,
        PortalStatus.DONE: MessageKind.RESULT_READY,
    }
)
#: What is older when we hear of it is no news.
NEWS_FOR = timedelta(days=3)


def is_news(happened_at: datetime, now: datetime) -> bool:
    """Tell whether something happened so lately that people are to be told of it."""
    return now - happened_at <= NEWS_FOR


def key_of(kind: MessageKind, dossier_code: str, cause: UUID) -> str:
    """Return what makes it the same announcement: a dossier, and the step or scan behind it."""
    return f"{kind}:{dossier_code}:{cause}"


async def announce_step(
    connection: Connection, sealer: Sealer, clock: Clock, center: Center, step: Step
) -> None:
    """Let the filer know of a step, if it is one of those that filers are told of."""
    await announce_steps(connection, sealer, clock, center, [step], None)


async def announce_steps(
    connection: Connection,
    sealer: Sealer,
    clock: Clock,
    center: Center,
    steps: Iterable[Step],
    occasion: str | None,
) -> None:
    """Let filers know of steps; what one occasion says alike to one person is said once."""
    told = []
    for step in steps:
        kind = TOLD.get(step.status)
        if kind and is_news(step.happened_at, step.recorded_at):
            key = key_of(kind, step.dossier_code, step.step_id)
            told.append(Announcement(key, kind, FilerOf(step.dossier_code), occasion=occasion))
    await announce_all(connection, sealer, clock, center, told)


async def take_back_step_told(
    connection: Connection,
    clock: Clock,
    center: Center,
    dossier_code: str,
    step: LastStep,
) -> None:
    """Hold back what was to be told of a step that is taken back."""
    if step.status in TOLD:
        keys = [key_of(TOLD[step.status], dossier_code, step.step_id)]
        await take_back_announcements(connection, clock, center, keys)
