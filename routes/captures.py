"""What others tell of things: documents of EPCIS and tables of EMSEVT, taken and asked about."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from postal_bridge.domain.epcis_events import moment
from postal_bridge.domain.observation import DocumentKind
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.standards_refusals import TooManyEvents, UnknownCapture, VersionNotSpoken
from postal_bridge.usecases import capture_events as capturing
from postal_bridge.usecases.read_captures import OUR_ERROR
from routes.decoding import decode_json
from routes.epcis import (
    JSON_LD,
    LIMITS,
    bad_token,
    next_link,
    require_version,
    standard_headers,
)
from routes.epcis_terms import EPCIS
from routes.paging import decode_cursor, encode_cursor
from routes.places import BEGINNING, END
from routes.problems import MalformedBody
from routes.route import JSON, Call, Reply, operation
from schemas.epcis import CapturesQuery
from schemas.epcis_schema import EVENTS_MAX, events_of

_BEHAVIOUR = "GS1-Capture-Error-Behaviour"
_DOCUMENT: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])
_NOBODY = UUID(int=0)
#: What a fault is in the terms of the standard.
_FAULT = {
    "type": "epcisException:ValidationException",
    "title": "The document does not follow the schema",
    "status": 400,
}
_OUR_FAULT = {
    "type": "epcisException:ImplementationException",
    "title": "An error of ours",
    "status": 500,
}


@operation(
    takes=f"{JSON}, {JSON_LD}",
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
    other. An EPCISQueryDocument is taken as well.
    """
    require_version(call.request)
    document = decode_json(_DOCUMENT, call.body)
    if len(events_of(document)) > EVENTS_MAX:
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


@operation(gives=f"{JSON}, {JSON_LD}", refuses=(UnknownCapture, VersionNotSpoken))
async def look_up_capture(call: Call[None, None]) -> Reply:
    """Tell what became of a document, as an EPCISCaptureJob.

    `pb:observed` counts events about things by what became of them: `recorded` in the log,
    `refused` like a scan, `kept` for a person, or about a thing that is `unknown` here.
    """
    require_version(call.request)
    try:
        capture_id = UUID(call.path["capture_id"])
    except ValueError:
        raise UnknownCapture from None
    found = await capturing.look_up_capture(call.bridge.database, call.viewer, capture_id)
    document = _job(found)
    behaviour = {_BEHAVIOUR: document["captureErrorBehaviour"]}
    return Reply(document, headers=standard_headers(call) | behaviour)


@operation(query=CapturesQuery, gives=f"{JSON}, {JSON_LD}", refuses=(VersionNotSpoken,))
async def list_epcis_captures(call: Call[None, CapturesQuery]) -> Reply:
    """Tell what became of documents, those that were sent last first.

    People of the centre see those of everybody, others their own. Where there are more, the header
    Link leads on with `rel="next"`.
    """
    require_version(call.request)
    place = _decode_token(call.query.next_page_token)
    found, last = await capturing.list_captures(
        call.bridge.database, call.viewer, place, call.query.per_page
    )
    headers = standard_headers(call)
    if last is not None:
        created_at, capture_id = last
        token = encode_cursor(created_at.isoformat(), str(capture_id))
        headers |= next_link(call, token)
    return Reply(list(map(_job, found)), headers=headers, long=True)


@operation(status=204)
async def describe_epcis_capture(call: Call[None, None]) -> Reply:
    """Tell which versions and how much is taken at once, in headers alone."""
    headers = {"Allow": "GET, HEAD, OPTIONS, POST", _BEHAVIOUR: "rollback", **LIMITS}
    return Reply(headers=standard_headers(call) | headers)


def _job(job: capturing.CaptureJob) -> dict[str, Any]:
    capture, finished_at = job.capture, job.capture.finished_at
    told: dict[str, Any] = {
        "captureID": str(capture.capture_id),
        "createdAt": moment(capture.created_at),
        "running": finished_at is None,
        "success": not capture.faults,
        "captureErrorBehaviour": "proceed" if capture.proceeds else "rollback",
        "errors": [
            _OUR_FAULT if fault == OUR_ERROR else {**_FAULT, "detail": fault}
            for fault in capture.faults
        ],
        "pb:observed": {standing.value: number for standing, number in job.counted.items()},
    }
    return told | ({"finishedAt": moment(finished_at)} if finished_at else {})


async def _keep(call: Call[bytes, None], kind: DocumentKind) -> Reply:
    behaviour = call.request.headers.get(_BEHAVIOUR, "rollback")
    if behaviour not in ("rollback", "proceed"):
        detail = Said("must be one of {known}", known=("rollback", "proceed"))
        raise InvalidInput(FieldProblem(_BEHAVIOUR, "unknown_behaviour", detail))
    capture_id = await capturing.keep_capture(
        call.asked, kind, call.body, proceeds=behaviour == "proceed"
    )
    headers = {"Location": f"{EPCIS}/capture/{capture_id}", _BEHAVIOUR: behaviour, **LIMITS}
    return Reply(headers=standard_headers(call) | headers)


def _decode_token(token: str | None) -> tuple[datetime, UUID]:
    try:
        parts = decode_cursor(token, 2)
        if parts is None:
            return END, _NOBODY
        created_at = datetime.fromisoformat(parts[0]).astimezone(UTC)
        if not BEGINNING <= created_at <= END:
            raise bad_token()
        return created_at, UUID(parts[1])
    except (InvalidInput, ValueError, OverflowError):
        raise bad_token() from None
