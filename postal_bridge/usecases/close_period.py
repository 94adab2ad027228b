"""Closes a month of account: everything explained or carried, figures counted, frozen and sealed.

What is stored of closed days later counts on the first day that is open: whoever stores it looks
at what is closed under the same locks that a closing takes, so no row is counted twice or not at
all. The figures of a closing are text that nobody can change without breaking its seal.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from postal_bridge.domain.access import Center
from postal_bridge.domain.period import (
    BANK_LINE,
    FIRST_SEAL,
    Period,
    Standing,
    canonical,
    days_to_explain,
    require_next,
    seal_of,
)
from postal_bridge.domain.period_refusals import (
    PeriodIsClosed,
    PeriodNotExplained,
    PeriodNotOver,
)
from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import StatementKind
from postal_bridge.store import matching, money_differences, periods, statements
from postal_bridge.store.database import Connection
from postal_bridge.store.ledger import lock_journal, unbooked_collections
from postal_bridge.store.periods import Counted, NewAct
from postal_bridge.usecases.once import Answer, Asked

#: More differences than anybody works through in a month.
DIFFERENCES_MAX = 50_000
#: Beyond the number of any line.
LAST_LINE = 2**62

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing a period takes: the period, the day it is, what to carry, and by whom."""

    period: Period
    center: Center
    login: str
    now: datetime
    carry: Collection[str]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.period.first_on, self.period.last_on


async def close_period(
    asked: Asked,
    period_id: str,
    carry: Collection[str],
) -> Answer:
    """Close a period; open differences of the classes in `carry` are carried forward.

    Lines of banks that nobody explained are, where `carry` has `BANK_LINE`.

    Raises:
        UnknownPeriod: nothing is called so.
        PeriodNotOver: its last day is not over.
        PeriodIsClosed: it is closed.
        PeriodOutOfOrder: another one comes first.
        PeriodNotExplained: rows of it are neither explained nor carried; nothing is kept.

    """
    period = Period.of(period_id)

    async def act(connection: Connection) -> Answer:
        viewer = asked.viewer
        closing = Closing(period, viewer.center, viewer.login, asked.clock(), carry)
        if closing.now.astimezone(viewer.center.zone).date() <= period.last_on:
            raise PeriodNotOver(last_on=period.last_on.isoformat())
        return Answer(200, await _close(connection, closing))

    return await asked.once(act)


async def _close(connection: Connection, closing: Closing) -> Document:
    center_id, period = closing.center.center_id, closing.period
    await matching.take_turn(connection, center_id)
    for kind in StatementKind:
        await statements.take_lines(connection, center_id, kind, 0)
    standings = await periods.load_standings(connection, center_id)
    if any(each.is_closed and each.period == period for each in standings):
        raise PeriodIsClosed
    previous = require_next(period, standings)
    days = days_to_explain(period, standings)
    if closing.carry:
        await _carry(connection, closing, days)
    next_entry, last_hash = await lock_journal(connection, center_id)
    await _require_explained(connection, closing, days)
    counted = counted_by(period, next_entry - 1, previous)
    figures = await _figures(connection, closing, counted)
    last = await periods.last_seal(connection, center_id)
    number, previous_seal = (last[0] + 1, last[1]) if last else (1, FIRST_SEAL)
    text = canonical(
        {
            **figures,
            "closing": number,
            "ledger": {"last_entry": next_entry - 1, "hash": last_hash.hex()},
        }
    )
    done = NewAct(
        at=closing.now,
        login=closing.login,
        action="closed",
        closing=number,
        last_entry=next_entry - 1,
        figures=text,
        previous_seal=previous_seal,
        seal=seal_of(previous_seal, text),
    )
    await periods.add_act(connection, center_id, period, done)
    assert done.seal is not None
    return {
        "period": period.period_id,
        "from": period.first_on.isoformat(),
        "to": period.last_on.isoformat(),
        "state": "closed",
        "closed_at": closing.now.isoformat(),
        "closed_by": closing.login,
        "seal": done.seal.hex(),
    }


def counted_by(period: Period, last_entry: int, previous: Standing | None) -> Counted:
    """Return which entries a closing counts, after the one before it or as the first."""
    if previous is None:
        # What happened before periods began is what the first of them opens with.
        before = period.first_on - timedelta(days=1), last_entry
    else:
        before = previous.period.last_on, previous.last_entry
    return Counted(period.last_on, last_entry, *before)


async def _carry(connection: Connection, closing: Closing, days: tuple[date, date]) -> None:
    center_id = closing.center.center_id
    carried = await periods.carry_forward(connection, center_id, days, closing.carry)
    await money_differences.add_steps(
        connection, center_id, closing.now, closing.login, "carried", carried
    )


async def _require_explained(
    connection: Connection, closing: Closing, days: tuple[date, date]
) -> None:
    center_id = closing.center.center_id
    found = await periods.unexplained(connection, center_id, *days)
    counts = [
        Said(
            "{unexplained} {count} ({amount_dong} đồng)",
            unexplained=each["class"],
            count=each["count"],
            amount_dong=each["amount_dong"],
        )
        for each in found
        if each["class"] != BANK_LINE or BANK_LINE not in closing.carry
    ]
    if await unbooked_collections(connection, center_id, 1):
        counts.append(Said("collections that are not in the books"))
    if counts:
        raise PeriodNotExplained(counts=tuple(counts))


async def _figures(connection: Connection, closing: Closing, counted: Counted) -> Document:
    """Count everything that a period is remembered by."""
    center_id, days = closing.center.center_id, closing.days
    reconciled = await matching.figures_of(connection, center_id, days, LAST_LINE)
    counts = await periods.counts_of(connection, center_id, days)
    differences = await periods.differences_of(connection, center_id, days, DIFFERENCES_MAX)
    return {
        "center": closing.center.code,
        "period": closing.period.period_id,
        "from": days[0].isoformat(),
        "to": days[1].isoformat(),
        "closed_at": closing.now.isoformat(),
        "closed_by": closing.login,
        "reconciliation": reconciled.to_document(),
        **counts,
        "trial_balance": await periods.trial_balance(connection, center_id, counted),
        "differences": [_difference(each) for each in differences],
    }


def _difference(row: Mapping[str, Any]) -> Document:
    days: Sequence[str] = ("day", "counts_on")
    return {
        **row,
        "difference_id": str(row["difference_id"]),
        **{name: row[name].isoformat() for name in days},
    }
