"""Commands that load files: dossiers, and a centre's catalogue."""

from dataclasses import asdict
from typing import Annotated

import typer

from postal_bridge.cli.options import CenterOption, FileArgument, FormatOption
from postal_bridge.cli.running import Means, run
from postal_bridge.cli.telling import (
    Format,
    counted,
    note,
    progress,
    tell,
    tell_document,
    tell_problems,
)
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.import_catalogue import CatalogueReport, import_catalogue
from postal_bridge.usecases.import_dossiers import ImportReport, import_dossiers
from schemas.dossier_file import read_dossier_file

import_commands = typer.Typer()


@import_commands.command("dossiers")
def dossiers(
    file: FileArgument,
    center: CenterOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be done, and keep nothing.")
    ] = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Load dossiers from CSV (UTF-8) or XLSX, one line a dossier, columns in any order.

    Known dossiers are updated, new ones added. Bad lines are listed all together and left out; good
    ones are kept. The exit code is 1 when there are lines and none of them is good.
    """

    async def act(means: Means) -> ImportReport:
        chosen = await choose_center(means.database, center)
        lines = read_dossier_file(file, chosen.zone)
        for heading in lines.ignored_columns:
            note(f'The column "{heading}" is not used.')
        with progress("Dossiers", total=1.0, counts=False) as advance:
            return await import_dossiers(
                means.database,
                means.clock,
                means.sealer,
                chosen,
                lines,
                dry_run=dry_run,
                progress=lambda _lines: advance(lines.share_read()),
            )

    report = run(act)
    if output is Format.JSON:
        tell_document(_document(report))
    else:
        _tell_import(report)
    if report.problems and not _good_lines(report):
        note("No line could be kept.")
        raise typer.Exit(1)


@import_commands.command("catalogue")
def catalogue(
    file: FileArgument, center: CenterOption = None, output: FormatOption = Format.TEXT
) -> None:
    """Load a catalogue of departments, post offices, procedures, checklists and fees.

    JSON or XLSX. All of it is kept or, when anything is wrong, nothing; what it leaves out stays.
    """

    async def act(means: Means) -> CatalogueReport:
        # Commands that read no catalogue do not wait for its shapes.
        from schemas.catalogue_file import read_catalogue_file  # noqa: PLC0415

        chosen = await choose_center(means.database, center)
        stated = read_catalogue_file(file)
        return await import_catalogue(means.database, means.clock, chosen, stated)

    report = run(act)
    if output is Format.JSON:
        tell_document(asdict(report))
        return
    for name, loaded in (("Offices", report.offices), ("Procedures", report.procedures)):
        counts = f"{loaded.added} added, {loaded.updated} updated, {loaded.unchanged} unchanged"
        tell(f"{name}: {counts}")
    tell(f"Checklists changed: {report.checklists_changed}")
    tell(f"Fees changed: {report.fees_changed}")


def _document(report: ImportReport) -> dict[str, object]:
    added = {
        "departments_added": [each._asdict() for each in report.departments_added],
        "procedures_added": [each._asdict() for each in report.procedures_added],
    }
    return asdict(report) | added


def _good_lines(report: ImportReport) -> int:
    return report.added + report.updated + report.unchanged


def _tell_import(report: ImportReport) -> None:
    bad_lines = len({problem.line for problem in report.problems})
    would = "would be " if report.dry_run else ""
    read, dossiers = counted(report.lines, "line"), counted(report.added, "dossier")
    changes = f"{report.updated} {would}updated, {report.unchanged} unchanged"
    tell(f"{read} read: {dossiers} {would}added, {changes}; {counted(bad_lines, 'bad line')}")
    for what, added in (
        ("Department", report.departments_added),
        ("Procedure", report.procedures_added),
    ):
        for each in added:
            tell(f"{what} {would}added from the file: {each.code} {each.name or ''}".rstrip())
    tell_problems("Bad lines, left out:", report.problems)
    tell_problems("Kept, but look at them:", report.notices)
