"""Commands that look after an installation: its schema, its health, whether its records hold."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from postal_bridge.cli.options import CenterOption, FormatOption
from postal_bridge.cli.running import (
    bring_to_this_release,
    installation,
    read_settings,
    tell_where_data_lies,
)
from postal_bridge.cli.telling import Format, counted, progress, tell, tell_document
from postal_bridge.domain.refusals import InvalidInput, Refusal
from postal_bridge.store.database import connect
from postal_bridge.store.distribution import distribute
from postal_bridge.store.health import look_at, require_migrated
from postal_bridge.usecases.audit import AuditReport
from postal_bridge.usecases.audit import audit as audit_center
from postal_bridge.usecases.check_installation import Observation, Verdict, check_installation
from postal_bridge.usecases.choose_center import all_centers, choose_center
from postal_bridge.wiring import utc_now

_MARKS = {Verdict.GOOD: "good ", Verdict.LOOK: "look ", Verdict.WRONG: "WRONG"}


def migrate(
    distributed: Annotated[
        bool,
        typer.Option("--distributed", help="Spread the tables over a Citus cluster as well."),
    ] = False,
) -> None:
    """Bring the database to the schema of this release, and its books up to date.

    Every step is kept whole or not at all, and running it again does nothing.
    """
    with installation() as place:
        applied, spread = asyncio.run(_migrate(place.database_url, distributed=distributed))
    for name in applied:
        tell(f"Applied {name}")
    for table in spread:
        tell(f"Spread {table}")
    if not applied and not spread:
        tell("Nothing to do: the schema is that of this release.")


async def _migrate(url: str, *, distributed: bool) -> tuple[list[str], list[str]]:
    await look_at(url)
    applied = await bring_to_this_release(url, is_shared=True)
    return applied, await distribute(url) if distributed else []


def check(output: FormatOption = Format.TEXT) -> None:
    """Look at settings, folder, database, schema, clocks, secret and code ranges.

    Everything that is wrong is told at once. Exit code 1 when anything is.
    """
    observations = _check()
    if output is Format.JSON:
        tell_document([asdict(each) for each in observations])
    else:
        for each in observations:
            tell(f"{_MARKS[each.verdict]}  {each.what}: {each.detail}")
    if any(each.verdict is Verdict.WRONG for each in observations):
        raise typer.Exit(1)


def _check() -> list[Observation]:
    try:
        config = read_settings()
    except InvalidInput as refusal:
        return [Observation(p.path, Verdict.WRONG, p.detail) for p in refusal.problems]
    except Refusal as refusal:
        return [Observation("data folder", Verdict.WRONG, refusal.detail)]
    settings = Observation("settings", Verdict.GOOD, "can be used")
    try:
        with installation(config) as place:
            tell_where_data_lies(place)
            found = asyncio.run(check_installation(config, place.database_url, utc_now))
    except Refusal as refusal:
        found = [Observation("database", Verdict.WRONG, refusal.detail)]
    return [settings, *found]


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
