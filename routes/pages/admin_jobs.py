"""What is done without anybody asking: how it went, what is due next, pausing, runs by hand."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from postal_bridge.domain.job_refusals import (
    JobNotPaused,
    JobPausedAlready,
    JobUnderWay,
    UnknownJob,
)
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.timetable import Plan
from postal_bridge.usecases import keep_jobs as keeping
from postal_bridge.usecases.ask_for_money_jobs import list_jobs as list_asked
from routes.keys import PLANS
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.job_words import WORDS
from routes.pages.rendering import period
from routes.pages.sending import request_key_of
from routes.problems import KINDS, status_of
from routes.route import HTML, Call, Reply, operation
from schemas.jobs import JobReasonForm, JobRunForm
from schemas.pages import PlaceAddress

PAGE = "/admin/jobs"
#: What went wrong may be any refusal, and what is counted is each job's own.
_WORDS: dict[str, Any] = {
    "kinds": KINDS,
    "own_errors": frozenset(WORDS["job_error"]),
    "counted": frozenset(WORDS["job_count"]),
}
REFUSALS = (UnknownJob, JobUnderWay, JobPausedAlready, JobNotPaused)


@operation(query=PlaceAddress, gives=HTML)
async def show_jobs(call: Call[None, PlaceAddress]) -> Reply:
    """Show the jobs of the timetable, each with its latest run."""
    bridge, center = call.bridge, call.viewer.center
    asked = Counter(job.state for job in await list_asked(bridge.database, call.viewer))
    return show(
        call,
        "admin_jobs.html",
        jobs=await keeping.look_up_jobs(bridge.database, bridge.clock, center, _plans(call)),
        asked={"waiting": asked["waiting"], "running": asked["running"]},
        zone=center.zone,
        **_WORDS,
    )


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownJob,))
async def show_job(call: Call[None, PlaceAddress]) -> Reply:
    """Show a job with its latest runs, to be paused, to go on, or to be done by hand."""
    return await _one(call, Form())


@operation(takes=FORM, gives=HTML, refuses=REFUSALS)
async def act_on_job(call: Call[None, None]) -> Reply:
    """Pause a job, go on with it, or have it done for a period."""
    form = await read_form(call.request)
    name = call.path["job"]
    try:
        doing = keeping.Keeping(call.asked_under(request_key_of(call, form)), _plans(call))
        if form.value("act") == "run":
            run = form.shaped(JobRunForm)
            await doing.ask(name, run.period)
            done = "job_run_asked"
        else:
            said = form.shaped(JobReasonForm)
            await (doing.pause if said.act == "pause" else doing.resume)(name, said.reason)
            done = "job_paused" if said.act == "pause" else "job_resumed"
    except UnknownJob:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal))
    return see_other(f"{PAGE}/{name}", done=done)


async def _one(call: Call[Any, Any], form: Form) -> Reply:
    bridge, center = call.bridge, call.viewer.center
    name, plans = call.path["job"], _plans(call)
    job = await keeping.look_up_job(bridge.database, bridge.clock, center, plans, name)
    periods = keeping.askable_periods(bridge.clock, center, job.plan)
    return show(
        call,
        "admin_job.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        job=job,
        periods=[(each, period(each)) for each in periods],
        zone=center.zone,
        **_WORDS,
    )


def _plans(call: Call[Any, Any]) -> Sequence[Plan]:
    return call.request.app[PLANS]
