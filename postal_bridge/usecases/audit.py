"""Recomputes what a centre's records say and tells what does not hold.

Every thing's log is told again: its hash chain, each of its steps, and where it leaves the thing.
Then what lies in bags, scans and money are compared with the logs, the books and the figures of
reports are recounted, and the seals of closed periods computed again. One moment is looked at, in
pages, so that a million events need no more memory than a page of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from postal_bridge.domain.access import Center
from postal_bridge.domain.custody_audit import Check, Finding, audit_log
from postal_bridge.domain.period import broken_seals
from postal_bridge.store import audit as audit_store
from postal_bridge.store import collection_figures, dossier_figures, periods
from postal_bridge.store.catalogue import office_kinds
from postal_bridge.store.custody import load_histories
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.audit_books import audit_books

PAGE_CODES = 500
#: Of more findings only the number is told.
FINDINGS_MAX = 1_000


@dataclass(slots=True)
class AuditReport:
    """What was looked at in a centre and what does not hold; `found` counts all findings."""

    center: str
    things: int = 0
    events: int = 0
    entries: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.found == 0

    def add(self, findings: list[Finding]) -> None:
        """Count findings, and keep as many as are told."""
        self.found += len(findings)
        self.findings += islice(findings, max(0, FINDINGS_MAX - len(self.findings)))


async def audit(
    database: Database, center: Center, progress: Callable[[int, int], None]
) -> AuditReport:
    """Look at everything of a centre; `progress` is told how many things of how many are done."""
    report = AuditReport(center.code)
    async with database.snapshot() as connection:
        total = await audit_store.count_things(connection, center.center_id)
        after = ""
        while codes := await audit_store.page_of_codes(
            connection, center.center_id, after, PAGE_CODES
        ):
            await _audit_page(connection, center.center_id, codes, report)
            after = codes[-1]
            progress(report.things, total)
        limit = FINDINGS_MAX + 1
        report.add(await audit_store.contradictions(connection, center.center_id, limit))
        closings = await periods.closings(connection, center.center_id)
        report.add([Finding(name, Check.SEAL, told) for name, told in broken_seals(closings)])
        report.add(await _unlike_figures(connection, center.center_id, limit))
        report.add(await _unlike_collections(connection, center, limit))
        async for entries, findings in audit_books(connection, center, limit):
            report.entries += entries
            report.add(findings)
    return report


async def _audit_page(
    connection: Connection, center_id: int, codes: list[str], report: AuditReport
) -> None:
    kept = await audit_store.kept_things(connection, center_id, codes)
    logs = await load_histories(connection, center_id, codes)
    for code in codes:
        log = logs[code]
        report.things += 1
        report.events += len(log)
        if code in kept:
            report.add(list(audit_log(kept[code], log)))
        else:
            report.add([Finding(code, Check.LOG, "has a log and is not in custody")])


async def _unlike_figures(connection: Connection, center_id: int, limit: int) -> list[Finding]:
    """Recount the figures of reports, one department after the other."""
    findings: list[Finding] = []
    for office in sorted(await office_kinds(connection, center_id)):
        unlike = await dossier_figures.unlike_figures(connection, center_id, office, limit)
        findings += [
            Finding(
                office,
                Check.FIGURES,
                f"{each.figure} of the {each.grain} from {each.starts_on:%d/%m/%Y}"
                f" ({each.procedure_code}, {each.received_via}) differs from the dossiers by"
                f" {each.missing}",
            )
            for each in unlike
        ]
    return findings


async def _unlike_collections(connection: Connection, center: Center, limit: int) -> list[Finding]:
    """Recount what was collected by month."""
    unlike = await collection_figures.unlike_collections(connection, center.center_id, limit)
    return [
        Finding(
            center.code,
            Check.FIGURES,
            f"{each.figure} {each.subject} of the month from {each.starts_on:%d/%m/%Y} differs from"
            f" what was collected by {each.payments} and {each.amount_dong} đồng",
        )
        for each in unlike
    ]
