"""Events of items for a post to read, as a file."""

from postal_bridge.domain.span import Span
from postal_bridge.usecases.export_emsevt import export_emsevt as exporting
from routes.route import Call, Reply, operation
from schemas.emsevt import CSV_TYPE, EmsevtQuery, FileFormat, document_of, write_csv


@operation(query=EmsevtQuery, gives="text/csv, application/json")
async def export_emsevt(call: Call[None, EmsevtQuery]) -> Reply:
    """Write what happened to consignments in a period as a file, in the codes of EMSEVT V3.

    At most 92 days; with `format=json` it is one JSON document. What was corrected is left out.
    """
    query, bridge, center = call.query, call.bridge, call.viewer.center
    span = Span(query.period_from, query.period_to)
    events = await exporting(bridge.database, center, span, bridge.config.emsevt_numbers)
    name = f"emsevt-{center.code}-{span.first_on}-{span.last_on}.{query.format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if query.format is FileFormat.JSON:
        json_type = {"Content-Type": "application/json"}
        return Reply(document_of(center, span, events), headers=headers | json_type, long=True)
    return Reply(write_csv(events), headers=headers | {"Content-Type": CSV_TYPE}, long=True)
