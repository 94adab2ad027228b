"""Speaks up on working mornings about money that the post should have sent on before.

By when it should is the contract's (`domain/remittance.py`). Of each post office one difference is
open for as long as it is late, tells what is late by now, and closes when all was sent. Accountants
see the same money on their board, by how late it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from postal_bridge.domain.access import Center
from postal_bridge.domain.alarm import AlarmKind
from postal_bridge.domain.calendar import Calendar, Clock
from postal_bridge.domain.message import Announcement, HeadOf, MessageKind
from postal_bridge.domain.remittance import RemittanceTerms, batch_due, due_days
from postal_bridge.domain.timetable import WRITTEN_BY
from postal_bridge.sealing import Sealer
from postal_bridge.store import alarms, differences, money_board
from postal_bridge.store.database import Database
from postal_bridge.store.differences import Difference
from postal_bridge.store.remittances import load_terms
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.announce import announce_all

#: More batches than these are on the way at no centre.
BATCHES_MAX = 5_000
ALL_SENT = "Đã chuyển đủ."


@dataclass(frozen=True, slots=True)
class _Overdue:
    """What a post office should have sent on: since when, how much, how many working days late."""

    office_code: str
    due_on: date
    amount_dong: int
    late_days: int

    @property
    def detail(self) -> dict[str, object]:
        """What the difference tells."""
        return {
            "since": self.due_on.isoformat(),
            "amount_dong": self.amount_dong,
            "late_days": self.late_days,
        }


async def remind_of_remittances(
    database: Database, clock: Clock, sealer: Sealer, center: Center, today: date
) -> Mapping[str, int]:
    """Note what is overdue on a working day and remind the offices; return counts."""
    async with database.transaction() as connection:
        calendar = await load_calendar(connection)
        if not calendar.is_working_day(today):
            return {}
        center_id = center.center_id
        terms = await load_terms(connection, center_id)
        rows = await money_board.outstanding(connection, center_id)
        late = _overdue(rows, today, terms, calendar)
        batches = await money_board.not_credited(connection, center_id, BATCHES_MAX)
        kind = AlarmKind.REMITTANCE_OVERDUE
        known = await alarms.known_alarms(
            connection, center_id, [kind], [each.office_code for each in late]
        )
        is_open = {each.office_code: each.difference_id for each in known if each.is_open}
        looked_into = {(each.office_code, each.since) for each in known if not each.is_open}
        for each in late:
            if each.office_code in is_open:
                difference_id = is_open.pop(each.office_code)
                await differences.tell_anew(connection, center_id, difference_id, each.detail)
            elif (each.office_code, each.due_on.isoformat()) not in looked_into:
                told = Difference(uuid4(), kind, each.office_code, clock(), each.detail)
                await differences.open_differences(connection, center_id, [told])
        over = clock(), WRITTEN_BY, ALL_SENT
        await alarms.close_alarms(connection, center_id, list(is_open.values()), over)
        reminders = [_reminder(each, today) for each in late]
        await announce_all(connection, sealer, clock, center, reminders)
    return {
        "offices": len(late),
        "amount_dong": sum(each.amount_dong for each in late),
        "not_credited": sum(
            batch_due(each["oldest_on"], each["sent_on"], today, terms, calendar).expected_on
            < today
            for each in batches
        ),
    }


def _overdue(
    rows: Sequence[Mapping[str, Any]],
    today: date,
    terms: Sequence[RemittanceTerms],
    calendar: Calendar,
) -> list[_Overdue]:
    """Return what is late by office; money that no office is known for is nobody's to send."""
    if not rows:
        return []
    days = [row["counts_for"] for row in rows]
    due_on = due_days(min(days), max(days), terms, calendar)
    late: dict[str, list[tuple[date, int]]] = {}
    for row in rows:
        day = due_on[row["counts_for"]]
        if row["office_code"] is not None and day < today:
            late.setdefault(row["office_code"], []).append((day, row["amount_dong"]))
    return [
        _Overdue(
            office,
            min(day for day, _ in found),
            sum(amount for _, amount in found),
            calendar.working_days_between(min(day for day, _ in found), today),
        )
        for office, found in sorted(late.items())
    ]


def _reminder(each: _Overdue, today: date) -> Announcement:
    amount = f"{each.amount_dong:,}".replace(",", ".")
    text = f"còn {amount} đồng đã thu chưa chuyển, phải chuyển từ ngày {each.due_on:%d/%m/%Y}."
    return Announcement(
        f"remittance_overdue {each.office_code} {each.due_on}",
        MessageKind.OFFICE_REMINDER,
        HeadOf(each.office_code),
        {"day_on": today, "text": text},
    )
