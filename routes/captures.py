"""What others tell of things: documents of EPCIS and tables of EMSEVT, taken and asked about."""

import json
from typing import Any
from uuid import UUID

from postal_bridge.domain.epcis_events import moment
from postal_bridge.domain.observation import DocumentKind
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.standards_refusals import TooManyEvents, UnknownCapture, VersionNotSpoken
from postal_bridge.usecases import capture_events as capturing
from routes.epcis import JSON_LD, require_version, standard_headers
from routes.epcis_terms import EPCIS
from routes.problems import MalformedBody
from routes.route import BODY_BYTES_MAX, JSON, Call, Reply, operation
from schemas.epcis_schema import EVENTS_MAX

_BEHAVIOUR = "GS1-Capture-Error-Behaviour"


@operation(
    takes=JSON,
    reads_bytes=True,
    status=202,
    refuses=(TooManyEvents, VersionNotSpoken),
)
async def capture_events(call: Call[bytes, None]) -> Reply:
    """Take an EPCISDocument with what happened to things; what became of it is told later.

    It is kept as it came and read within a minute. An event counts once by its `eventID`. What is
    said of our things is judged like a scan of the office whose token it comes by: what fits
    becomes an entry of the log, all else is kept and shown to a person. `Location` tells where to
    ask. With `GS1-Capture-Error-Behaviour: proceed` an event that breaks the schema spoils no
    other.
    """
    require_version(call.request)
    try:
        document = json.loads(call.body)
    except (ValueError, RecursionError):
        raise MalformedBody(reason=Said("it cannot be read")) from None
    if _count_events(document) > EVENTS_MAX:
        raise TooManyEvents(most=EVENTS_MAX)
    return await _keep(call, DocumentKind.EPCIS)


@operation(takes="text/csv", reads_bytes=True, status=202)
async def capture_items(call: Call[bytes, None]) -> Reply:
    """Take a table of events of items, in the form in which they are exported.

    Its columns `item_id`, `event_code` and `event_time` have to be there. What becomes of it is
    told as of events of EPCIS.
    """
    try:
        call.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedBody(reason=Said("it is not in UTF-8")) from None
    return await _keep(call, DocumentKind.EMSEVT)


@operation(gives=f"{JSON}, {JSON_LD}", refuses=(UnknownCapture,))
async def look_up_capture(call: Call[None, None]) -> Reply:
    """Tell what became of a document, as an EPCISCaptureJob."""
    try:
        capture_id = UUID(call.path["capture_id"])
    except ValueError:
        raise UnknownCapture from None
    found = await capturing.look_up_capture(call.bridge.database, call.viewer, capture_id)
    finished_at = found.finished_at
    document: dict[str, Any] = {
        "captureID": str(found.capture_id),
        "createdAt": moment(found.created_at),
        "running": finished_at is None,
        "success": finished_at is not None and not found.faults,
        "captureErrorBehaviour": "proceed" if found.proceeds else "rollback",
        "errors": [
            {
                "type": "epcisException:ValidationException",
                "title": "The document does not follow the schema",
                "status": 400,
                "detail": fault,
            }
            for fault in found.faults
        ],
    }
    if finished_at:
        document["finishedAt"] = moment(finished_at)
    return Reply(document, headers=standard_headers(call))


async def _keep(call: Call[bytes, None], kind: DocumentKind) -> Reply:
    behaviour = call.request.headers.get(_BEHAVIOUR, "rollback")
    if behaviour not in ("rollback", "proceed"):
        detail = Said("must be one of {known}", known=("rollback", "proceed"))
        raise InvalidInput(FieldProblem(_BEHAVIOUR, "unknown_behaviour", detail))
    capture_id = await capturing.keep_capture(
        call.asked, kind, call.body, proceeds=behaviour == "proceed"
    )
    headers = {
        "Location": f"{EPCIS}/capture/{capture_id}",
        "GS1-EPCIS-Capture-Limit": str(EVENTS_MAX),
        "GS1-EPCIS-Capture-File-Size-Limit": str(BODY_BYTES_MAX),
        _BEHAVIOUR: behaviour,
    }
    return Reply(headers=standard_headers(call) | headers)


def _count_events(document: Any) -> int:
    body = document.get("epcisBody") if isinstance(document, dict) else None
    events = body.get("eventList") if isinstance(body, dict) else None
    return len(events) if isinstance(events, list) else 0
