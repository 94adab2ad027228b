"""Commands that report on what a centre has done."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from postal_bridge.cli.options import CenterOption, FromOption, ToOption
from postal_bridge.cli.running import run
from postal_bridge.cli.telling import document_bytes, write_file
from postal_bridge.documents.summary_figures import Language
from postal_bridge.documents.summary_report import (
    render_summary_pdf,
    render_summary_text,
    render_summary_xlsx,
)
from postal_bridge.domain.access import Center
from postal_bridge.domain.summary import Summary
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.summarise import summarise
from postal_bridge.wiring import Bridge

report_commands = typer.Typer(help="Figures of a centre.")


class ReportFormat(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    XLSX = "xlsx"
    PDF = "pdf"


@report_commands.command("summary")
def summary(
    period_from: FromOption,
    period_to: ToOption,
    center: CenterOption = None,
    output: Annotated[
        ReportFormat, typer.Option("--format", help="How the report is written.")
    ] = ReportFormat.TEXT,
    language: Annotated[Language, typer.Option(help="The language of text, XLSX and PDF.")] = "vi",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", dir_okay=False, help="Write to this file, not to standard output."
        ),
    ] = None,
) -> None:
    """Sum up a period: received, resolved, pending, returned, collected by the post, transit.

    Days are written as 2021-01-31 or 31/01/2021.
    """
    is_binary = output in (ReportFormat.XLSX, ReportFormat.PDF)
    if is_binary and out is None and sys.stdout.isatty():
        raise typer.BadParameter(f"a terminal shows no {output}: name a file with --out")

    async def act(bridge: Bridge) -> tuple[Center, Summary]:
        chosen = await choose_center(bridge.database, center)
        first, last = period_from.date(), period_to.date()
        return chosen, await summarise(bridge.database, chosen, first, last)

    chosen, figures = run(act)
    content = _rendered(figures, chosen, output, language)
    if out is not None:
        write_file(out, content)
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _rendered(figures: Summary, center: Center, output: ReportFormat, language: Language) -> bytes:
    name = center.name
    match output:
        case ReportFormat.TEXT:
            return render_summary_text(figures, language, center_name=name).encode()
        case ReportFormat.XLSX:
            return render_summary_xlsx(figures, language, center_name=name)
        case ReportFormat.PDF:
            return render_summary_pdf(figures, language, center_name=name)
        case ReportFormat.JSON:
            return document_bytes(figures.to_document())
