"""What monitoring asks: does the process live, can it serve, what has it done."""

from postal_bridge.domain.setup_refusals import DatabaseUnavailable, SchemaTooNew, SchemaTooOld
from postal_bridge.telemetry import render_metrics
from postal_bridge.usecases.check_ready import check_ready
from postal_bridge.usecases.keep_jobs import total_jobs
from routes.route import Call, Reply, operation
from schemas.health import Alive, Ready


@operation(gives=Alive)
async def healthz(_call: Call[None, None]) -> Alive:
    """Tell that the process lives.

    Restart it when this does not answer.
    """
    return Alive(status="alive")


@operation(gives=Ready, refuses=(DatabaseUnavailable, SchemaTooOld, SchemaTooNew))
async def readyz(call: Call[None, None]) -> Ready:
    """Tell whether requests can be served.

    Send none while this answers 503: the database is away or lacks migrations.
    """
    await check_ready(call.bridge.database)
    return Ready(status="ready")


@operation(gives="text/plain")
async def metrics(call: Call[None, None]) -> Reply:
    """Give the figures of the service to Prometheus.

    Answers the machine it runs on, and administrators from elsewhere.
    """
    body, media_type = render_metrics(await total_jobs(call.bridge.database))
    return Reply(body, headers={"Content-Type": media_type})
