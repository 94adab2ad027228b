"""The command that checks a report of somebody else against its own counts."""

from decimal import Decimal
from typing import Any

import typer

from postal_bridge.cli.options import FileArgument, FormatOption
from postal_bridge.cli.telling import Format, tell, tell_document
from postal_bridge.domain.sheet_check import SheetFinding, SheetVerdict, check_sheet
from schemas.figure_sheet import FigureSheet, open_figure_sheets


def check_report(file: FileArgument, output: FormatOption = Format.TEXT) -> None:
    """Tell which percentages of a sheet do not follow from its own counts: XLSX or CSV.

    Names each cell, what it says and what follows. Exit code 1 when anything is found.
    """
    sheets = [
        (sheet, check_sheet(sheet.counts, sheet.percentages)) for sheet in open_figure_sheets(file)
    ]
    if output is Format.JSON:
        tell_document({"sheets": [_document(sheet, verdict) for sheet, verdict in sheets]})
    else:
        for sheet, verdict in sheets:
            _tell(sheet, verdict)
    if any(verdict.findings for _, verdict in sheets):
        raise typer.Exit(1)


def _document(sheet: FigureSheet, verdict: SheetVerdict) -> dict[str, Any]:
    return {
        "sheet": sheet.name,
        "percentages": verdict.percentages,
        "findings": [
            {
                "cell": found.place.name,
                "says": _written(found.stated.value),
                "follows": None if found.follows is None else _written(found.follows),
                "from": found.share and found.share.formula,
                "part": found.share and found.share.part,
                "whole": found.share and found.share.whole,
            }
            for found in verdict.findings
        ],
    }


def _tell(sheet: FigureSheet, verdict: SheetVerdict) -> None:
    name = "" if sheet.name is None else f"{sheet.name}: "
    tell(f"{name}{verdict.percentages} percentages, {len(verdict.findings)} do not follow")
    for found in verdict.findings:
        tell(f"  {found.place.name} says {_written(found.stated.value)}%, {_follows(found)}")


def _follows(found: SheetFinding) -> str:
    if found.share is None or found.follows is None:
        return "no counts of the sheet give it"
    share = found.share
    computed = f"{share.formula} = {share.part}/{share.whole}"
    return f"{computed} gives {_written(found.follows)}%"


def _written(number: Decimal) -> str:
    return f"{number:f}"
