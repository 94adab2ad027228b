"""Speaks up about what stands still: given and not taken, lying too long, tried in vain.

An alarm is a difference of the office that has to act, so it is seen and closed where people look
anyway. It is told once for as long as the thing stands so, however often this is done, and closed
by itself when the thing has moved on. Whoever was not met is told where their result waits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from postal_bridge.domain.access import Center
from postal_bridge.domain.alarm import ABOUT_THINGS, Alarm, AlarmKind, last_day_with_term
from postal_bridge.domain.calendar import Calendar, Clock
from postal_bridge.domain.message import Announcement, FilerOf, MessageKind
from postal_bridge.domain.timetable import WRITTEN_BY
from postal_bridge.sealing import Sealer
from postal_bridge.store import alarms, differences
from postal_bridge.store.alarms import InvitedFor
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.differences import Difference
from postal_bridge.store.rules import (
    Invitations,
    load_alarm_terms,
    load_calendar,
    load_invitations,
)
from postal_bridge.usecases.announce import announce_all

#: More than this nobody looks into in a day; the longest standing come first.
ALARMS_MAX = 1_000
MOVED_ON = "Đã có bước tiếp theo."


async def raise_alarms(
    database: Database, clock: Clock, sealer: Sealer, center: Center, today: date
) -> Mapping[str, int]:
    """Open the alarms of a day that are new, close those that are over; return counts by kind."""
    async with database.transaction() as connection:
        looking = await _Looking.on(connection, center, today)
        invited = await looking.invited()
        found = [
            *await looking.not_taken(),
            *await looking.lying(),
            *(looking.invitation(each) for each in invited),
        ]
        known = await alarms.known_alarms(
            connection, center.center_id, ABOUT_THINGS, [alarm.code for alarm in found]
        )
        told = {(each.kind, each.code, each.since) for each in known}
        new = [alarm for alarm in found if alarm.identity not in told]
        await differences.open_differences(
            connection, center.center_id, [_difference(alarm, clock()) for alarm in new]
        )
        standing = {alarm.identity for alarm in found}
        over = [
            each.difference_id
            for each in known
            if each.is_open and (each.kind, each.code, each.since) not in standing
        ]
        closing = clock(), WRITTEN_BY, MOVED_ON
        await alarms.close_alarms(connection, center.center_id, over, closing)
        fresh = {alarm.code for alarm in new if alarm.kind is AlarmKind.INVITE_AGAIN}
        notices = [looking.notice(each) for each in invited if each.code in fresh]
        await announce_all(
            connection, sealer, clock, center, [each for each in notices if each is not None]
        )
    counts = {kind.value: sum(alarm.kind is kind for alarm in new) for kind in ABOUT_THINGS}
    return {**counts, "closed": len(over)}


@dataclass(frozen=True, slots=True)
class _Looking:
    """One look at a centre on a day."""

    connection: Connection
    center: Center
    today: date
    calendar: Calendar
    terms: Mapping[str, int]
    invitations: Invitations

    @classmethod
    async def on(cls, connection: Connection, center: Center, today: date) -> "_Looking":
        return cls(
            connection,
            center,
            today,
            await load_calendar(connection),
            await load_alarm_terms(connection, today),
            await load_invitations(connection, today),
        )

    async def not_taken(self) -> list[Alarm]:
        before = self._before("not_taken")
        found = await alarms.not_taken(self.connection, self.center.center_id, before, ALARMS_MAX)
        return [
            _alarm(
                AlarmKind.NOT_TAKEN,
                each.code,
                each.offered_to,
                each.happened_at,
                holder=each.holder,
            )
            for each in found
        ]

    async def lying(self) -> list[Alarm]:
        before = self._before("lying"), self._before("with_courier")
        found = await alarms.lying(self.connection, self.center.center_id, before, ALARMS_MAX)
        return [
            _alarm(
                AlarmKind.LIES_TOO_LONG, each.code, each.holder, each.happened_at, state=each.state
            )
            for each in found
        ]

    async def invited(self) -> list[InvitedFor]:
        by = last_day_with_term(self.calendar, self.invitations.working_days_apart, self.today)
        return await alarms.invited(self.connection, self.center.center_id, by, ALARMS_MAX)

    def invitation(self, each: InvitedFor) -> Alarm:
        enough = each.invitations >= self.invitations.least
        kind = AlarmKind.TO_SEND_BACK if enough else AlarmKind.INVITE_AGAIN
        since = each.invited_on.isoformat()
        detail: dict[str, str | int] = {"since": since, "invitations": each.invitations}
        return Alarm(kind, each.code, each.holder, since, detail)

    def notice(self, each: InvitedFor) -> Announcement | None:
        """Return what the citizen is told who has to be invited again."""
        if each.dossier_code is None:
            return None
        apart = self.invitations.working_days_apart
        return Announcement(
            f"collection_notice {each.code} {each.invited_on}",
            MessageKind.COLLECTION_NOTICE,
            FilerOf(each.dossier_code),
            {
                "consignment": each.code,
                "post_office": each.office_name,
                "return_on": self.calendar.add_working_days(self.today, apart),
            },
            beside=tuple(each.further or ()),
        )

    def _before(self, term: str) -> datetime:
        """Return the moment before which a term in whole working days has begun and is over."""
        yesterday = self.today - timedelta(days=1)
        day = last_day_with_term(self.calendar, self.terms[term], yesterday)
        return datetime.combine(day + timedelta(days=1), time.min, self.center.zone)


def _alarm(kind: AlarmKind, code: str, office: str, since: datetime, **more: str | int) -> Alarm:
    return Alarm(kind, code, office, since.isoformat(), {"since": since.isoformat(), **more})


def _difference(alarm: Alarm, now: datetime) -> Difference:
    return Difference(
        difference_id=uuid4(),
        kind=alarm.kind,
        office_code=alarm.office_code,
        opened_at=now,
        detail=dict(alarm.detail),
        code=alarm.code,
    )
