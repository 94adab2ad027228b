"""Commands that report on what a centre has done."""

import sys
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from postal_bridge.cli.checking import check_report
from postal_bridge.cli.options import DAY_FORMATS, CenterOption, FromOption, ToOption
from postal_bridge.cli.running import Means, run
from postal_bridge.cli.telling import deliver, document_bytes
from postal_bridge.documents.report_papers import (
    render_report_pdf,
    render_report_text,
    render_report_xlsx,
)
from postal_bridge.documents.report_words import TITLES
from postal_bridge.documents.summary_figures import Language
from postal_bridge.documents.summary_report import (
    render_summary_pdf,
    render_summary_text,
    render_summary_xlsx,
)
from postal_bridge.domain.access import Center
from postal_bridge.domain.report import Report, ReportName
from postal_bridge.domain.span import Span
from postal_bridge.domain.summary import Summary
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.make_report import make_report
from postal_bridge.usecases.summarise import summarise

report_commands = typer.Typer()


class ReportFormat(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    XLSX = "xlsx"
    PDF = "pdf"


ReportFormatOption = Annotated[
    ReportFormat, typer.Option("--format", help="How the report is written.")
]
LanguageOption = Annotated[Language, typer.Option(help="The language of text, XLSX and PDF.")]
OutOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", dir_okay=False, help="Write to this file, not to standard output."
    ),
]
PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period", metavar="P", help="A month, quarter, half or year: 2026-03, 2026-Q1, 2026-H1."
    ),
]
MaybeFromOption = Annotated[
    datetime | None,
    typer.Option("--from", metavar="DAY", formats=DAY_FORMATS, help="The first day."),
]
MaybeToOption = Annotated[
    datetime | None,
    typer.Option("--to", metavar="DAY", formats=DAY_FORMATS, help="The last day, included."),
]


@report_commands.command("summary")
def summary(
    period_from: FromOption,
    period_to: ToOption,
    center: CenterOption = None,
    output: ReportFormatOption = ReportFormat.TEXT,
    language: LanguageOption = "vi",
    out: OutOption = None,
) -> None:
    """Sum up a period: received, resolved, pending, returned, collected by the post, transit.

    Days are written as 2021-01-31 or 31/01/2021.
    """
    _refuse_terminal(output, out)

    async def act(means: Means) -> tuple[Center, Summary]:
        chosen = await choose_center(means.database, center)
        first, last = period_from.date(), period_to.date()
        return chosen, await summarise(means.database, chosen, first, last)

    chosen, figures = run(act)
    deliver(_rendered_summary(figures, chosen, output, language), out)


def _report_command(name: ReportName) -> Callable[..., None]:
    def report(
        period: PeriodOption = None,
        period_from: MaybeFromOption = None,
        period_to: MaybeToOption = None,
        center: CenterOption = None,
        output: ReportFormatOption = ReportFormat.TEXT,
        language: LanguageOption = "vi",
        out: OutOption = None,
    ) -> None:
        _refuse_terminal(output, out)
        if (period is None) != bool(period_from and period_to) or (period and period_from):
            raise typer.BadParameter("name a --period, or both --from and --to")

        async def act(means: Means) -> tuple[Center, Report]:
            if period_from and period_to:
                span = Span(period_from.date(), period_to.date())
            else:
                span = Span.of(period or "")
            chosen = await choose_center(means.database, center)
            return chosen, await make_report(means.database, chosen, name, span)

        chosen, made = run(act)
        deliver(_rendered(made, chosen, output, language), out)

    return report


for _name in ReportName:
    report_commands.command(_name.value, help=f"{TITLES[_name].en}.")(_report_command(_name))
report_commands.command("check")(check_report)


def _refuse_terminal(output: ReportFormat, out: Path | None) -> None:
    is_binary = output in (ReportFormat.XLSX, ReportFormat.PDF)
    if is_binary and out is None and sys.stdout.isatty():
        raise typer.BadParameter(f"a terminal shows no {output}: name a file with --out")


def _rendered_summary(
    figures: Summary, center: Center, output: ReportFormat, language: Language
) -> bytes:
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


def _rendered(made: Report, center: Center, output: ReportFormat, language: Language) -> bytes:
    match output:
        case ReportFormat.TEXT:
            return render_report_text(made, center, language).encode()
        case ReportFormat.XLSX:
            return render_report_xlsx(made, center, language)
        case ReportFormat.PDF:
            return render_report_pdf(made, center, language)
        case ReportFormat.JSON:
            return document_bytes(made.to_document())
