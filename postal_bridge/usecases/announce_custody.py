"""Lets filers know of what hand-overs of paper do: filed, on its way back, not met, delivered.

Gathered while a batch of scans is judged and written at its end.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product
from uuid import UUID

from postal_bridge.domain.access import Center
from postal_bridge.domain.custody import FINAL_STATES, Event, Leg
from postal_bridge.domain.custody_log import LoggedEvent
from postal_bridge.domain.message import Announcement, Facts, FilerOf, MessageKind
from postal_bridge.sealing import Sealer
from postal_bridge.store import handovers
from postal_bridge.store.custody import LockedThing
from postal_bridge.store.database import Connection
from postal_bridge.store.milestones import Milestone, MilestoneKind
from postal_bridge.usecases.announce import announce_all, take_back_announcements
from postal_bridge.usecases.announce_steps import is_news, key_of

#: What may follow from a scan.
_OF_SCANS = (
    MessageKind.ACCEPTED,
    MessageKind.RESULT_SENT,
    MessageKind.FAILED_ATTEMPT,
    MessageKind.DELIVERED,
)


@dataclass(frozen=True, slots=True)
class _OnItsWay:
    """Something that happened to a result on its way to the citizen."""

    kind: MessageKind
    thing: LockedThing
    office: str
    happened_at: datetime
    day: date
    cause: UUID


@dataclass(slots=True)
class CustodyNews:
    """What filers are to be told of one batch."""

    center: Center
    now: datetime
    reached: list[Milestone] = field(default_factory=list)
    on_its_way: list[_OnItsWay] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)

    def of(self, thing: LockedThing, event: LoggedEvent, *, reaches_post: bool) -> None:
        """Note an event of a result that goes to a citizen by post."""
        if thing.log.thing.leg is not Leg.OUTBOUND or thing.dossier_code is None:
            return
        if event.event is Event.FAILED:
            kind = MessageKind.FAILED_ATTEMPT
        elif reaches_post:
            kind = MessageKind.RESULT_SENT
        else:
            return
        if event.scan_id and is_news(event.happened_at, self.now):
            day = event.happened_at.astimezone(self.center.zone).date()
            office = event.holder_after if reaches_post else event.office
            self.on_its_way.append(
                _OnItsWay(kind, thing, office or "", event.happened_at, day, event.scan_id)
            )

    def undo(self, thing: LockedThing, wrong: LoggedEvent) -> None:
        """Note that an event was taken out of the reckoning."""
        scan_id = wrong.scan_id
        if scan_id:
            told = product(_OF_SCANS, thing.dossier_codes)
            self.undone += [key_of(kind, code, scan_id) for kind, code in told]

    def reach(self, milestone: Milestone) -> None:
        """Note that a dossier moved on; what is handed over at a counter needs no message."""
        told = milestone.kind is MilestoneKind.FILED or (
            milestone.kind is MilestoneKind.RETURNED and milestone.by_post
        )
        fresh = not milestone.undone and milestone.cause
        if told and fresh and is_news(milestone.happened_at, self.now):
            self.reached.append(milestone)

    async def save(self, connection: Connection, sealer: Sealer) -> None:
        """Write down what is to be told, and hold back what is no longer true."""
        if self.undone:
            await take_back_announcements(connection, self._moment, self.center, self.undone)
        # A result that is in the citizen's hands by now is not on its way to them any more.
        moving = [
            each for each in self.on_its_way if each.thing.log.standing.state not in FINAL_STATES
        ]
        offices = {each.office for each in moving}
        names: dict[str, str] = {}
        if offices:
            names = await handovers.office_names(connection, self.center.center_id, offices)
        told = [(each.happened_at, _of_milestone(each)) for each in self.reached]
        told += [
            (each.happened_at, _of_thing(each, names.get(each.office, each.office)))
            for each in moving
        ]
        told.sort(key=lambda entry: entry[0])
        await announce_all(
            connection, sealer, self._moment, self.center, [said for _, said in told]
        )

    def _moment(self) -> datetime:
        return self.now


def _of_milestone(milestone: Milestone) -> Announcement:
    filed = milestone.kind is MilestoneKind.FILED
    kind = MessageKind.ACCEPTED if filed else MessageKind.DELIVERED
    facts: Facts = {} if filed else {"delivered_on": milestone.day}
    assert milestone.cause is not None, "only what a scan told is noted"
    key = key_of(kind, milestone.dossier_code, milestone.cause)
    # What came in one consignment is told in one message, where the same is to be said of it.
    occasion = f"{milestone.consignment_code} {milestone.cause}"
    return Announcement(key, kind, FilerOf(milestone.dossier_code), facts, occasion=occasion)


def _of_thing(each: _OnItsWay, office_name: str) -> Announcement:
    dossier_code = each.thing.dossier_code or ""
    facts: dict[str, str | int | date] = {
        "consignment": each.thing.log.thing.code,
        "post_office": office_name,
    }
    if each.kind is MessageKind.FAILED_ATTEMPT:
        facts["attempt_on"] = each.day
    key, beside = key_of(each.kind, dossier_code, each.cause), tuple(each.thing.further)
    return Announcement(key, each.kind, FilerOf(dossier_code), facts, beside=beside)
