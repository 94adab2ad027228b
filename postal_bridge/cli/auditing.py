"""The command that computes again whether the records of an installation hold."""

import asyncio
from dataclasses import asdict

import typer

from postal_bridge.cli.options import CenterOption, FormatOption
from postal_bridge.cli.running import installation
from postal_bridge.cli.telling import Format, counted, progress, tell, tell_document
from postal_bridge.store.database import connect
from postal_bridge.store.health import require_migrated
from postal_bridge.usecases.audit import AuditReport
from postal_bridge.usecases.audit import audit as audit_center
from postal_bridge.usecases.choose_center import all_centers, choose_center


def audit(center: CenterOption = None, output: FormatOption = Format.TEXT) -> None:
    """Recompute the hash chains of events and of the ledger, custody and money.

    Looks at one centre or, when none is named, at all of them. Exit code 1 when anything is found.
    """
    with installation() as place:
        reports = asyncio.run(_audit(place.database_url, center))
    if output is Format.JSON:
        holds = all(report.holds for report in reports)
        centers = [asdict(report) for report in reports]
        tell_document({"holds": holds, "centers": centers})
        if not holds:
            raise typer.Exit(1)
        return
    tell_audit(reports)


async def _audit(url: str, center: str | None) -> list[AuditReport]:
    await require_migrated(url)
    return await audit_everything(url, center)


async def audit_everything(url: str, center: str | None) -> list[AuditReport]:
    """Audit one centre of a database, or all of them."""
    reports = []
    async with connect(url, pool_size=1) as database:
        if center is None:
            centers = await all_centers(database)
        else:
            centers = [await choose_center(database, center)]
        for each in centers:
            with progress(f"Centre {each.code}") as advance:
                report = await audit_center(
                    database, each, lambda done, total: advance(done, total=total)
                )
            reports.append(report)
    return reports


def _does_not_hold(found: int) -> str:
    return "1 does not hold" if found == 1 else f"{found} do not hold"


def tell_audit(reports: list[AuditReport], *, leave: bool = True) -> None:
    """Print what audits found, and leave with exit code 1 when that is anything."""
    for report in reports:
        verdict = "everything holds" if report.holds else _does_not_hold(report.found)
        seen = ((report.things, "thing"), (report.events, "event"), (report.entries, "booking"))
        looked_at = ", ".join(counted(*each) for each in seen)
        tell(f"Centre {report.center}: {looked_at}: {verdict}")
        for finding in report.findings:
            tell(f"  {finding.code} ({finding.check}): {finding.detail}")
        left_out = report.found - len(report.findings)
        if left_out:
            tell(f"  and {left_out} more")
    if leave and not all(report.holds for report in reports):
        raise typer.Exit(1)
