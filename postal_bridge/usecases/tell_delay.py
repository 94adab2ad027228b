"""Tells who is waited for, whether the clock of a dossier stands, and whose its delay is."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Any

from postal_bridge.domain.access import Center
from postal_bridge.domain.delay import (
    CLOCK_STANDS,
    Holder,
    SaidStep,
    moved_due_day,
    split_delay,
    that_stand,
    turns_of,
)
from postal_bridge.store.database import Connection
from postal_bridge.store.delays import carriage_of_dossier
from postal_bridge.store.dossier_steps import StepTaken, steps_of
from postal_bridge.store.dossiers import Dossier
from postal_bridge.store.rules import load_calendar

#: How notes of steps end that say the step before was a mistake.
_UNDONE = " undone"


async def moved_due_on(
    connection: Connection, center: Center, code: str, due_on: date, day: date
) -> date:
    """Return when a dossier is due whose clock stood until a day and goes on now."""
    steps = said_steps(await steps_of(connection, center.center_id, code), center.zone)
    since = _standing_since(steps)
    if since is None:
        return due_on
    return moved_due_day(due_on, since, day, await load_calendar(connection))


async def clock_document(
    connection: Connection,
    center: Center,
    dossier: Dossier,
    steps: Sequence[StepTaken],
    today: date,
) -> dict[str, Any] | None:
    """Return what the clock of a dossier shows; None before it runs, and where nothing is known."""
    if dossier.received_at is None or dossier.due_on is None:
        return None
    received_on = dossier.received_at.astimezone(center.zone).date()
    said = said_steps(steps, center.zone)
    carried = await carriage_of_dossier(connection, center.center_id, dossier.code, center.zone)
    turns = turns_of(said, carried)
    if not turns or turns[0].day > received_on:
        return None
    moved = (step.due_moved_from for step in steps if step.due_moved_from)
    first_due_on = next(moved, dossier.due_on)
    ended_on = dossier.resolved_on or today
    calendar = await load_calendar(connection)
    delay = split_delay(received_on, first_due_on, ended_on, turns, calendar)
    stands = dossier.resolved_on is None and dossier.status in CLOCK_STANDS
    since = _standing_since(said) if stands else None
    return {
        "first_due_on": first_due_on.isoformat(),
        "waited_for": None if dossier.resolved_on else turns[-1].holder.value,
        "stands_since": since and since.isoformat(),
        "delay_days": delay.days,
        "late_days": delay.late_days,
        "shares": {holder.value: delay.shares.get(holder, 0) for holder in Holder},
    }


def said_steps(steps: Sequence[StepTaken], zone: tzinfo) -> list[SaidStep]:
    """Return steps as they are judged: on their days, and which say that one was a mistake."""
    return [
        SaidStep(
            step.happened_at.astimezone(zone).date(),
            step.from_status,
            step.status,
            undoes=(step.note or "").endswith(_UNDONE),
        )
        for step in steps
    ]


def _standing_since(steps: Sequence[SaidStep]) -> date | None:
    """Return since when the clock has stood by the last step that was not taken back."""
    last = that_stand(steps)[-1:]
    return last[0].day if last and last[0].status in CLOCK_STANDS else None
