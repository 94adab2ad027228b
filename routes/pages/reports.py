"""Reports on pages: the dashboard, the dossiers behind each figure, and each report as tables."""

from datetime import date, timedelta
from typing import Any

from postal_bridge.documents.report_papers import (
    drawn_bars,
    heading,
    remarks,
    shown_cell,
    shown_columns,
    shown_total,
)
from postal_bridge.documents.report_words import TABLES, TITLES, column_words, line_words
from postal_bridge.documents.report_words import span_words as words_of_span
from postal_bridge.documents.summary_figures import Language, group_thousands, share_in_words
from postal_bridge.domain.figures import Counts, Figure
from postal_bridge.domain.refusals import UnknownOffice
from postal_bridge.domain.report import Kind, ReportName
from postal_bridge.domain.report_refusals import UnknownReport
from postal_bridge.domain.span import Span
from postal_bridge.usecases.look_up_dashboard import LATEST, list_figure, look_up_dashboard
from postal_bridge.usecases.make_report import make_report
from routes.pages.frame import show
from routes.pages.languages import language_of
from routes.pages.report_pictures import draw_departments, draw_months, draw_shares
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.reports import report_named
from routes.route import HTML, Call, Reply, operation
from schemas.pages import FigureAddress, ReportAddress
from schemas.shape import PAGE_LIMIT

WAYS_IN = (Figure.DIRECT, Figure.POSTAL, Figure.ONLINE)
WAYS_OUT = (Figure.RETURNED_COUNTER, Figure.RETURNED_POSTAL, Figure.RETURNED_ONLINE)
RATINGS = (Figure.VERY_SATISFIED, Figure.SATISFIED, Figure.DISSATISFIED)
#: What the dashboard shows above all: a figure, what it is a part of, and whether less is better.
HEADLINES = (
    (Figure.RECEIVED, None, False),
    (Figure.EARLY_OR_ON_TIME, Figure.RESOLVED, False),
    (Figure.LATE, Figure.RESOLVED, True),
    (Figure.PENDING, None, False),
    (Figure.OVERDUE, Figure.PENDING, True),
    (Figure.RETURNED_POSTAL, Figure.RETURNED, False),
    (Figure.DISSATISFIED, Figure.RATED, True),
)


@operation(query=ReportAddress, gives=HTML)
async def show_dashboard(call: Call[None, ReportAddress]) -> Reply:
    """Show the few figures of a period that a director looks at, this month where none is named."""
    span, language = _span(call), _language(call)
    board = await look_up_dashboard(call.bridge.database, call.viewer.center, span)
    return show(
        call,
        "reports.html",
        span=span,
        headlines=[_headline(board.now, board.before, each, language) for each in HEADLINES],
        months=draw_months(board.months, span),
        departments=draw_departments(board.departments.lines),
        shares=[
            (Figure.RECEIVED, draw_shares(board.now, WAYS_IN)),
            (Figure.RETURNED, draw_shares(board.now, WAYS_OUT)),
            (Figure.RATED, draw_shares(board.now, RATINGS)),
        ],
        counts=board.now,
        reports=[(name.value, TITLES[name](language)) for name in ReportName],
        **_surroundings(call, span, language),
    )


@operation(query=FigureAddress, gives=HTML, refuses=(UnknownOffice,))
async def show_figure(call: Call[None, FigureAddress]) -> Reply:
    """Show the dossiers that a figure of a report counts, the latest received first."""
    query, span, language = call.query, _span(call), _language(call)
    found = await list_figure(
        call.bridge.database,
        call.viewer.center,
        query.figure,
        span,
        query.department,
        _place(query.cursor),
        PAGE_LIMIT,
    )
    place = found.next_place
    return show(
        call,
        "report_dossiers.html",
        span=span,
        figure=query.figure,
        title=line_words(query.figure.value)(language),
        found=found,
        department=query.department,
        next_cursor=encode_cursor(place[0].isoformat(), place[1]) if place else None,
        **_surroundings(call, span, language),
    )


@operation(query=ReportAddress, gives=HTML, refuses=(UnknownReport,))
async def show_report_page(call: Call[None, ReportAddress]) -> Reply:
    """Show a report of a period as tables with their pictures."""
    span, language = _span(call), _language(call)
    name = report_named(call.path["report"])
    report = await make_report(call.bridge.database, call.viewer.center, name, span)
    tables = [
        {
            "title": TABLES[table.name](language),
            "heads": [
                (
                    column_words(column.name)(language),
                    "" if column.kind in (Kind.TEXT, Kind.WORD) else "number",
                )
                for column in shown_columns(table)
            ],
            "lines": [
                [shown_cell(column, line, language) for column in shown_columns(table)]
                for line in table.lines
            ],
            "total": shown_total(table, language),
            "bars": drawn_bars(table, language),
        }
        for table in report.tables
    ]
    return show(
        call,
        "report.html",
        span=span,
        report=report,
        title=TITLES[name](language),
        compared=heading(report, call.viewer.center, language)[3:],
        tables=tables,
        remarks=remarks(report, language),
        **_surroundings(call, span, language),
    )


def _span(call: Call[Any, Any]) -> Span:
    query = call.query
    if query.period is not None:
        return Span.of(query.period)
    today = call.bridge.clock().astimezone(call.viewer.center.zone).date()
    if query.period_from is None and query.period_to is None:
        return Span.month_of(today)
    first = query.period_from or query.period_to or today
    return Span(first, query.period_to or first)


def _surroundings(call: Call[Any, Any], span: Span, language: Language) -> dict[str, Any]:
    """Return what leads from one period to others, and how numbers are written."""
    today = call.bridge.clock().astimezone(call.viewer.center.zone).date()

    def words(of: Span) -> str:
        return words_of_span(of)(language)

    months = span.months
    later = _later(span) if span.last_on < today else None
    return {
        "where": where_of(span),
        "period_words": words(span),
        "earlier": (where_of(span.before()), words(span.before())),
        "later": (where_of(later), words(later)) if later else None,
        "lengths": [
            (where_of(each), words(each), each.months == months)
            for each in (Span.of(name) for name in _names_around(min(span.last_on, today)))
        ],
        "number": lambda count: group_thousands(count, language),
        "share": lambda part, whole: share_in_words(part, whole, language),
        "figure_words": lambda figure: line_words(figure.value)(language),
    }


def where_of(span: Span) -> str:
    """Return what an address says of a period."""
    if span.name:
        return f"period={span.name}"
    return f"from={span.first_on}&to={span.last_on}"


def _names_around(day: date) -> tuple[str, ...]:
    """Return the month, quarter, half and year in which a day lies."""
    quarter, half = (day.month + 2) // 3, (day.month + 5) // 6
    return (f"{day:%Y-%m}", f"{day.year}-Q{quarter}", f"{day.year}-H{half}", f"{day.year}")


def _later(span: Span) -> Span:
    """Return the period of the same length right after, as far as it is one that has a name."""
    first = span.last_on + timedelta(days=1)
    if span.name is None:
        return Span(first, first + (span.last_on - span.first_on))
    lengths = dict(zip((1, 3, 6, 12), _names_around(first), strict=True))
    return Span.of(lengths[span.months or 1])


def _headline(
    now: Counts, before: Counts, wanted: tuple[Figure, Figure | None, bool], language: Language
) -> dict[str, object]:
    figure, whole, is_worse_if_more = wanted
    count, was = figure.of(now), figure.of(before)
    return {
        "figure": figure,
        "count": count,
        "share": share_in_words(count, whole.of(now), language) if whole else None,
        "share_before": share_in_words(was, whole.of(before), language) if whole else None,
        "whole": whole.of(now) if whole else None,
        "before": was,
        "is_bad": is_worse_if_more and count > 0,
    }


def _place(cursor: str | None) -> tuple[date, str]:
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return LATEST
    try:
        return date.fromisoformat(parts[0]), parts[1]
    except ValueError:
        raise bad_cursor() from None


def _language(call: Call[Any, Any]) -> Language:
    return language_of(call.request).value
