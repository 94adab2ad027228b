"""Takes in what carriers tell: asked for from where they were heard last, or called in to us.

What is told is kept as it came, each report once, with the cursor to go on from in the same
transaction. What it means is found out afterwards (`apply_carrier_reports.py`).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from postal_bridge.domain.access import Center
from postal_bridge.domain.backoff import TELLING
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.carrier import (
    CarrierAccount,
    CarrierReport,
    ReportPage,
    Unreadable,
    report_identity,
)
from postal_bridge.ports import Carriers, OutsideError
from postal_bridge.sealing import Sealer
from postal_bridge.store import carrier_reports, carriers
from postal_bridge.store.carrier_reports import KeptReport
from postal_bridge.store.carriers import KeptCarrier, Pull
from postal_bridge.store.database import Database
from postal_bridge.usecases.carrier_accounts import account_of, words_of

#: Much longer than another party is waited for.
LEASE = timedelta(minutes=2)
#: A carrier is heard for so many pages in one run, or for so long; the next run, which all of them
#: wait for together, goes on.
PAGES_IN_A_RUN, RUN = 50, timedelta(seconds=40)

log = structlog.get_logger("postal_bridge.carriers")


@dataclass(frozen=True, slots=True)
class ReportTaker:
    """What reports are asked for with."""

    database: Database
    clock: Clock
    sealer: Sealer
    carriers: Carriers

    async def pull_due(self, center: Center) -> int:
        """Ask every carrier of a centre whose turn it is, side by side; return what was told."""
        async with self.database.snapshot() as connection:
            found = await carriers.carriers_of(connection, center.center_id)
        told = await asyncio.gather(
            *(self._pull(center, kept) for kept, _ in found), return_exceptions=True
        )
        for count in told:
            if isinstance(count, BaseException):
                raise count
        return sum(count for count in told if isinstance(count, int))

    async def _pull(self, center: Center, kept: KeptCarrier) -> int:
        account, told = account_of(self.sealer, center, kept), 0
        carrier, began = await self.carriers.of(account), self.clock()
        for _ in range(PAGES_IN_A_RUN):
            now = self.clock()
            if now - began > RUN:
                break
            async with self.database.transaction() as connection:
                pull = await carriers.take_pull(
                    connection, center.center_id, kept.code, now, now + LEASE
                )
            if pull is None:
                break
            try:
                page = await carrier.reports_since(pull.cursor)
            except OutsideError as error:
                await self._note_unheard(center, account, pull, error)
                break
            told += await self._keep(center, account, kept, pull, page)
            if not page.more:
                break
        return told

    async def _keep(
        self,
        center: Center,
        account: CarrierAccount,
        kept: KeptCarrier,
        pull: Pull,
        page: ReportPage,
    ) -> int:
        """Keep a page and how far it goes; return how much of it was not heard before."""
        now = self.clock()
        reports = kept_reports(self.sealer, center, account, now, page.reports)
        reports += _unreadable(self.sealer, center, account, now, page.unreadable)
        # Of the minute, as jobs run: a moment later the run that is due would find it early.
        minute = now.replace(second=0, microsecond=0)
        next_pull = now if page.more else minute + timedelta(minutes=kept.pull_minutes)
        async with self.database.transaction() as connection:
            center_id = center.center_id
            fresh = await carrier_reports.keep_reports(connection, center_id, kept.code, reports)
            await carriers.note_heard(
                connection, center_id, kept.code, pull, page.cursor, (now, next_pull)
            )
        for each in page.unreadable if fresh else ():
            log.error("carrier_report_unreadable", carrier=account.code, why=each.why.value)
        return fresh

    async def _note_unheard(
        self, center: Center, account: CarrierAccount, pull: Pull, error: OutsideError
    ) -> None:
        now, why = self.clock(), (error.trouble.value, words_of(account, error))
        again = now + TELLING.pause_apart(pull.failures + 1, f"{center.code} {account.code}")
        async with self.database.transaction() as connection:
            await carriers.note_unheard(
                connection, center.center_id, account.code, pull, why, again
            )


def kept_reports(
    sealer: Sealer,
    center: Center,
    account: CarrierAccount,
    now: datetime,
    reports: Sequence[CarrierReport],
) -> list[KeptReport]:
    """Return reports as they are kept; their words may speak of people and are sealed."""
    kept = []
    for report in reports:
        report_id = report.identity(account)
        place = said_place(center, account.code, report_id.hex)
        kept.append(
            KeptReport(
                carrier_code=account.code,
                report_id=report_id,
                code=report.code,
                order_key=report.order_key,
                item_code=report.item_code,
                happened_at=report.happened_at(now),
                received_at=now,
                amount_dong=report.amount_dong,
                said_sealed=sealer.seal(report.said, place) if report.said else None,
            )
        )
    return kept


def _unreadable(
    sealer: Sealer,
    center: Center,
    account: CarrierAccount,
    now: datetime,
    found: Sequence[Unreadable],
) -> list[KeptReport]:
    """Return what could not be read as it is kept, for a person to look at."""
    kept = []
    for each in found:
        report_id = report_identity(account, "unreadable", each.where, each.beginning)
        place = said_place(center, account.code, report_id.hex)
        kept.append(
            KeptReport(
                carrier_code=account.code,
                report_id=report_id,
                code="",
                order_key=each.where,
                item_code=None,
                happened_at=now,
                received_at=now,
                amount_dong=None,
                said_sealed=sealer.seal(each.beginning, place) if each.beginning else None,
                state="unreadable",
                trouble=each.why,
            )
        )
    return kept


def said_place(center: Center, carrier: str, report: str) -> str:
    """Return the place that the words of a report are sealed for."""
    return f"carrier_report.said {center.code} {carrier} {report}"
