"""Reports: the figures of the viewer's own centre."""

import re
from collections.abc import Callable
from functools import partial

from postal_bridge.documents.report_papers import render_report_pdf, render_report_xlsx
from postal_bridge.documents.summary_figures import Language
from postal_bridge.domain.access import Center
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.report import Report, ReportName
from postal_bridge.domain.report_refusals import UnknownReport
from postal_bridge.domain.said import Said
from postal_bridge.domain.span import Span
from postal_bridge.usecases import close_month as closing
from postal_bridge.usecases.make_report import make_report
from postal_bridge.usecases.summarise import summarise
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.printing import PDF, XLSX, print_aside
from routes.route import Call, Reply, operation
from schemas.reports import ClosedMonthShape, PeriodQuery, ReportShape, SpanQuery, SummaryShape
from schemas.shape import Page, PageQuery

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)


@operation(query=PeriodQuery, gives=SummaryShape)
async def summary_report(call: Call[None, PeriodQuery]) -> Reply:
    """Sum up a period of the centre.

    carried_over + received.total = resolved.total + pending.total, always. A dossier resolved on
    the day it was due is on time.
    """
    query = call.query
    summary = await summarise(
        call.bridge.database, call.viewer.center, query.period_from, query.period_to
    )
    return Reply(summary.to_document())


@operation(query=SpanQuery, gives=ReportShape, refuses=(UnknownReport,))
async def show_report(call: Call[None, SpanQuery]) -> Reply:
    """Report on a period of the centre.

    The reports are `overview`, `departments`, `fields`, `channels`, `transit`, `workload`, `post`
    (TT 17/2017/TT-BTTTT Đ13) and `ii-06a` (form II.06a/VPCP/KSTT).
    """
    return Reply((await report_asked(call)).to_document())


@operation(query=SpanQuery, gives=PDF, refuses=(UnknownReport,))
async def print_report(call: Call[None, SpanQuery]) -> Reply:
    """Print a report on a period of the centre, with its pictures."""
    return await _file(call, render_report_pdf, "pdf", "inline")


@operation(query=SpanQuery, gives=XLSX, refuses=(UnknownReport,))
async def download_report(call: Call[None, SpanQuery]) -> Reply:
    """Download a report on a period of the centre, with a sheet for each table."""
    return await _file(call, render_report_xlsx, "xlsx", "attachment")


async def report_asked(call: Call[None, SpanQuery]) -> Report:
    """Return the report that an address names."""
    name, span = report_named(call.path["report"]), span_asked(call.query)
    return await make_report(call.bridge.database, call.viewer.center, name, span)


@operation(query=PageQuery, gives=Page[ClosedMonthShape])
async def list_closed_months(call: Call[None, PageQuery]) -> Reply:
    """List what the summaries of months said when they had ended, the newest first."""
    parts = decode_cursor(call.query.cursor, 1)
    if parts and not _MONTH.fullmatch(parts[0]):
        raise bad_cursor()
    found, last = await closing.list_closed_months(
        call.bridge.database, call.viewer, parts[0] if parts else closing.LAST, call.query.limit
    )
    items = [
        {"month": each.month, "closed_at": each.closed_at.isoformat(), "figures": each.figures}
        for each in found
    ]
    return Reply({"items": items, "next_cursor": encode_cursor(last) if last else None})


def report_named(name: str) -> ReportName:
    """Return the report of a name.

    Raises:
        UnknownReport: there is none.

    """
    if name not in {each.value for each in ReportName}:
        raise UnknownReport
    return ReportName(name)


def span_asked(query: SpanQuery) -> Span:
    """Return the period that an address names.

    Raises:
        InvalidInput: it names none, or names it twice.

    """
    if query.period is not None and query.period_from is None and query.period_to is None:
        return Span.of(query.period)
    if query.period is None and query.period_from is not None and query.period_to is not None:
        return Span(query.period_from, query.period_to)
    detail = Said("is required, or both the first and the last day")
    raise InvalidInput(FieldProblem("period", "missing", detail))


async def _file(
    call: Call[None, SpanQuery],
    render: Callable[[Report, Center, Language], bytes],
    ending: str,
    disposition: str,
) -> Reply:
    report = await report_asked(call)
    content = await print_aside(partial(render, report, call.viewer.center, call.query.language))
    name = f"{report.name}-{report.span.first_on}-{report.span.last_on}.{ending}"
    return Reply(content, headers={"Content-Disposition": f'{disposition}; filename="{name}"'})
