"""The jobs of the timetable for programs: how they stand, runs by hand, pausing and going on."""

from postal_bridge.domain.job_refusals import (
    JobNotPaused,
    JobPausedAlready,
    JobUnderWay,
    UnknownJob,
)
from postal_bridge.usecases.keep_jobs import Keeping, document_of, look_up_jobs
from postal_bridge.usecases.once import Answer
from routes.keys import PLANS
from routes.route import Call, Reply, operation
from schemas.jobs import JobAsked, JobChanged, JobsList, JobWithReason, NewJobRun


@operation(gives=JobsList)
async def list_jobs(call: Call[None, None]) -> Reply:
    """List the jobs of the timetable with their latest runs at the centre."""
    bridge, center = call.bridge, call.viewer.center
    found = await look_up_jobs(bridge.database, bridge.clock, center, call.request.app[PLANS])
    return Reply({"items": [document_of(each) for each in found]})


@operation(takes=NewJobRun, gives=JobAsked, status=202, refuses=(UnknownJob, JobUnderWay))
async def ask_for_run(call: Call[NewJobRun, None]) -> Answer:
    """Have a job done for a period, whether or not that was done before.

    A `work` process takes it within seconds, also while the job is paused.
    """
    return await _keeping(call).ask(call.path["job"], call.body.period)


@operation(takes=JobWithReason, gives=JobChanged, refuses=(UnknownJob, JobPausedAlready))
async def pause_job(call: Call[JobWithReason, None]) -> Answer:
    """Let a job rest; a run that is under way ends."""
    return await _keeping(call).pause(call.path["job"], call.body.reason)


@operation(takes=JobWithReason, gives=JobChanged, refuses=(UnknownJob, JobNotPaused))
async def resume_job(call: Call[JobWithReason, None]) -> Answer:
    """Go on with a job that rested; what it missed is done now, and named in the answer."""
    return await _keeping(call).resume(call.path["job"], call.body.reason)


def _keeping(call: Call[NewJobRun, None] | Call[JobWithReason, None]) -> Keeping:
    return Keeping(call.asked, call.request.app[PLANS])
