"""The page on which a report of somebody else is checked against its own counts.

Nothing of the file is kept.
"""

import asyncio
from decimal import Decimal
from typing import Any

from postal_bridge.documents.summary_figures import Language, group_thousands
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.sheet_check import SheetFinding, SheetVerdict, check_sheet
from routes.pages.forms import Form
from routes.pages.frame import show
from routes.pages.languages import language_of
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from routes.uploads import MULTIPART, Upload, received
from schemas.figure_sheet import LIMITS, FigureSheet, open_figure_sheets
from schemas.pages import PlaceAddress


@operation(query=PlaceAddress, gives=HTML)
async def ask_sheet(call: Call[None, PlaceAddress]) -> Reply:
    """Ask for a report to be checked."""
    return _page(call, Form())


@operation(takes=MULTIPART, gives=HTML)
async def check_sheet_by_form(call: Call[None, None]) -> Reply:
    """Show which percentages of a report do not follow from its own counts."""
    try:
        async with received(call.request, LIMITS.file_bytes) as upload:
            checked = await asyncio.to_thread(_checked, upload)
    except Refusal as refusal:
        return _page(call, Form().refused(refusal))
    return _page(call, Form(), checked, upload.name)


def _checked(upload: Upload) -> list[tuple[FigureSheet, SheetVerdict]]:
    sheets = open_figure_sheets(upload.path)
    return [(sheet, check_sheet(sheet.counts, sheet.percentages)) for sheet in sheets]


def _page(
    call: Call[Any, Any],
    form: Form,
    checked: list[tuple[FigureSheet, SheetVerdict]] | None = None,
    name: str | None = None,
) -> Reply:
    language: Language = language_of(call.request).value
    sheets = [
        {
            "name": sheet.name,
            "percentages": verdict.percentages,
            "findings": [_told(found, language) for found in verdict.findings],
        }
        for sheet, verdict in checked or ()
    ]
    return show(
        call,
        "report_check.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        sheets=sheets,
        name=name,
    )


def _told(found: SheetFinding, language: Language) -> dict[str, str | None]:
    def written(number: Decimal) -> str:
        told = f"{number:f}%"
        return told.replace(".", ",") if language == "vi" else told

    told = {
        "cell": found.place.name,
        "says": written(found.stated.value),
        "follows": None,
        "formula": None,
        "counts": None,
    }
    share = found.share
    if share is None or found.follows is None:
        return told
    part, whole = group_thousands(share.part, language), group_thousands(share.whole, language)
    return {
        **told,
        "follows": written(found.follows),
        "formula": share.formula,
        "counts": f"{part}/{whole}",
    }
