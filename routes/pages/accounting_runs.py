"""Runs on the pages of accountants: begun, compared with the one before, seen line by line."""

from typing import Any

from postal_bridge.domain.accounting_refusals import UnknownReconciliation
from postal_bridge.domain.reconciliation import DIFFERENCES
from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases import ask_for_money_jobs as asking
from postal_bridge.usecases import look_up_reconciliations as looking_up
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.paging import encode_cursor
from routes.places import END, decode_uuid_place, encode_place
from routes.problems import status_of
from routes.reconciliations import line_place, run_id_of
from routes.route import HTML, Call, Reply, operation
from schemas.accounting import LinesAddress, MoneyListAddress, RunForm

LISTED = 20
LINES_LISTED = 50


@operation(query=MoneyListAddress, gives=HTML)
async def show_runs(call: Call[None, MoneyListAddress]) -> Reply:
    """Show the runs there were, and the form to begin another."""
    return await _list(call, Form(), call.query.cursor)


@operation(takes=FORM, gives=HTML)
async def begin_run(call: Call[None, None]) -> Reply:
    """Ask for a run over a period."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(RunForm)
        job_id = await asking.ask_for_run(
            bridge.database, bridge.clock, call.viewer, (said.period_from, said.period_to)
        )
    except Refusal as refusal:
        return await _list(call, form.refused(refusal), None)
    return see_other(f"/accounting/jobs/{job_id}", done="run_asked")


@operation(query=LinesAddress, gives=HTML, refuses=(UnknownReconciliation,))
async def show_run(call: Call[None, LinesAddress]) -> Reply:
    """Show the figures of a run beside those of the one before it, and the lines of its days."""
    database, viewer, query = call.bridge.database, call.viewer, call.query
    run_id = run_id_of(call.path["run_id"])
    run, before = await looking_up.look_up_run(database, viewer, run_id)
    _, lines, last = await looking_up.look_up_lines(
        database, viewer, run_id, line_place(query.cursor), LINES_LISTED, query.line_class
    )
    return show(
        call,
        "accounting_run.html",
        run=run,
        classes=DIFFERENCES,
        before=before,
        change=looking_up.change_of(run, before) if before else None,
        lines=lines,
        line_class=query.line_class,
        next_cursor=encode_cursor(last[0].isoformat(), str(last[1])) if last else None,
        zone=viewer.center.zone,
    )


async def _list(call: Call[Any, Any], form: Form, cursor: str | None) -> Reply:
    database, viewer = call.bridge.database, call.viewer
    runs, last = await looking_up.list_runs(
        database, viewer, decode_uuid_place(cursor, END), LISTED
    )
    today = call.bridge.clock().astimezone(viewer.center.zone).date()
    return show(
        call,
        "accounting_runs.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        runs=runs,
        jobs=[job for job in await asking.list_jobs(database, viewer) if job.kind != "upload"],
        month=(today.replace(day=1), today),
        next_cursor=encode_place(last),
        zone=viewer.center.zone,
    )
