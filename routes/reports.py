"""Reports: the figures of the viewer's own centre."""

from postal_bridge.usecases.summarise import summarise
from routes.route import Call, Reply, operation
from schemas.reports import PeriodQuery, SummaryShape


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
