"""The chain of a log: what was recorded is told apart from everything else, and from nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from postal_bridge.domain.custody import CITIZEN, Event, Happening, Kind, Leg, State, Thing
from postal_bridge.domain.custody_log import CustodyLog, LoggedEvent, Recorder, verify_chain

MORNING = datetime(2026, 3, 13, 2, 30, tzinfo=UTC)
LOCAL = timezone(timedelta(hours=7))
THING = Thing("EV000000014VN", Kind.CONSIGNMENT, Leg.INBOUND, CITIZEN, "H53")


def told_log() -> list[LoggedEvent]:
    """Return a log of two events, the second told by a device in local time."""
    log = CustodyLog.begin(THING, Recorder("an", "P1", MORNING))
    at = (MORNING + timedelta(minutes=5)).astimezone(LOCAL)
    given = Happening(Event.COLLECTED, "P1", at)
    recorder = Recorder("an", "P1", MORNING + timedelta(minutes=6), UUID(int=7))
    log.record(lambda _: given, at, recorder, tolerance=timedelta(), notes={"reason": "OTHER"})
    return log.fresh


def test_a_log_holds_when_its_times_come_back_in_another_zone() -> None:
    kept = [replace(event, happened_at=event.happened_at.astimezone(UTC)) for event in told_log()]
    assert verify_chain(kept) == []


def test_a_log_holds_when_its_notes_come_back_in_another_order() -> None:
    first, second = told_log()
    notes = {"reason": "OTHER", "bag": "BAG-H53-000000014"}
    noted = replace(second, detail=notes)
    noted = replace(noted, hash=noted.linked(first.hash))
    turned = replace(noted, detail=dict(reversed(notes.items())))
    assert verify_chain([first, turned]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"code": "EV000000028VN"},
        {"sequence": 3},
        {"kind": "bag"},
        {"event": Event.ARRIVED},
        {"from_state": State.HELD},
        {"to_state": State.OUT},
        {"state_after": State.OUT},
        {"holder_after": "P2"},
        {"happened_at": MORNING},
        {"recorded_at": MORNING},
        {"office": "P2"},
        {"login": "binh"},
        {"scan_id": None},
        {"corrects": 1},
        {"detail": {}},
        # What moves over the border between two parts is a change, too.
        {"office": "P1a", "login": "n"},
    ],
    ids=" and ".join,
)
def test_a_changed_event_breaks_the_chain(change: dict[str, object]) -> None:
    first, second = told_log()
    changed = replace(second, **change)  # type: ignore[arg-type] # each names its part
    assert verify_chain([first, changed]) == [changed.sequence]
