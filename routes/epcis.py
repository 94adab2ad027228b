"""Events of papers as EPCIS 2.0 has them, under the addresses and headers of its REST binding."""

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from postal_bridge.domain.epcis_events import query_document
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.standards_refusals import UnknownEvent, VersionNotSpoken
from postal_bridge.usecases.look_up_epcis import EventPlace, look_up_event, look_up_events
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.places import BEGINNING, END
from routes.route import BODY_BYTES_MAX, JSON, Call, Reply, operation
from schemas.epcis import EventsQuery
from schemas.epcis_schema import EVENTS_MAX

VERSION = "2.0.0"
JSON_LD = "application/ld+json"
#: How much of others' events is taken at once.
LIMITS = {
    "GS1-EPCIS-Capture-Limit": str(EVENTS_MAX),
    "GS1-EPCIS-Capture-File-Size-Limit": str(BODY_BYTES_MAX),
}
_NUMBER_LENGTH_MAX = 9


@operation(query=EventsQuery, gives=f"{JSON}, {JSON_LD}", refuses=(VersionNotSpoken,))
async def list_epcis_events(call: Call[None, EventsQuery]) -> Reply:
    """Read what happened to papers as an EPCISQueryDocument, in the order of recording or another.

    Where there may be more, the header Link leads on with `rel="next"`; its token stays good. A
    page may be short, or empty, and not the last. What is recorded now is shown a few seconds
    later, when nothing can come before it any more, so that who follows the pages misses nothing.
    """
    require_version(call.request)
    query, bridge = call.query, call.bridge
    if query.order_direction and not query.order_by:
        detail = Said("says nothing without orderBy")
        raise InvalidInput(FieldProblem("orderDirection", "no_order", detail))
    names = bridge.config.epcis_names
    page = await look_up_events(
        bridge.database,
        bridge.clock,
        names,
        call.viewer,
        query.wanted(names),
        _decode_token(query.next_page_token),
        query.per_page,
    )
    headers = standard_headers(call)
    if page.last:
        headers |= next_link(call, _encode_token(page.last))
    document = query_document(names, page.events, bridge.clock())
    return Reply(document, headers=headers, long=True)


@operation(gives=f"{JSON}, {JSON_LD}", refuses=(UnknownEvent, VersionNotSpoken))
async def look_up_epcis_event(call: Call[None, None]) -> Reply:
    """Read one event by its `eventID`, as an EPCISQueryDocument.

    One that was corrected is in it twice, as it was told first and with its declaration.
    """
    require_version(call.request)
    bridge, names = call.bridge, call.bridge.config.epcis_names
    found = await look_up_event(bridge.database, names, call.viewer, call.path["event_id"])
    document = query_document(names, found, bridge.clock())
    return Reply(document, headers=standard_headers(call))


@operation(status=204)
async def describe_epcis_events(call: Call[None, None]) -> Reply:
    """Tell which versions are spoken, in headers alone."""
    return Reply(headers=standard_headers(call) | {"Allow": "GET, HEAD, OPTIONS"})


def require_version(request: web.Request) -> None:
    """Refuse whoever asks for other versions of the standard only."""
    for name in ("EPCIS", "CBV"):
        least = request.headers.get(f"GS1-{name}-Min", VERSION)
        most = request.headers.get(f"GS1-{name}-Max", VERSION)
        if not _number(least) <= _number(VERSION) <= _number(most):
            raise VersionNotSpoken


def standard_headers(call: Call[Any, Any]) -> dict[str, str]:
    """Return the headers by which an answer says which standard it follows."""
    has_prefix = call.bridge.config.gs1_prefix is not None
    headers = {
        "GS1-EPCIS-Version": VERSION,
        "GS1-EPCIS-Min": VERSION,
        "GS1-EPCIS-Max": VERSION,
        "GS1-CBV-Version": VERSION,
        "GS1-CBV-Min": VERSION,
        "GS1-CBV-Max": VERSION,
        "GS1-EPC-Format": "Always_GS1_Digital_Link" if has_prefix else "Never_Translates",
    }
    if JSON_LD in call.request.headers.get("Accept", ""):
        headers["Content-Type"] = JSON_LD
    return headers


def next_link(call: Call[Any, Any], token: str) -> dict[str, str]:
    """Return the header that leads to the next page of a list."""
    asked = call.request.rel_url.update_query(nextPageToken=token)
    return {"Link": f'<{call.bridge.config.base_url}{asked}>; rel="next"'}


def bad_token() -> InvalidInput:
    """Return the refusal of a token that leads nowhere."""
    problem = bad_cursor().problems[0]
    return InvalidInput(FieldProblem("nextPageToken", problem.code, problem.detail))


def _number(version: str) -> tuple[int, ...]:
    """Return a version as numbers, "2.0" as "2.0.0"; what is none comes before everything."""
    parts = version.strip().split(".")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return ()
    numbers = [int(part[:_NUMBER_LENGTH_MAX]) for part in parts[:3]]
    return tuple(numbers + [0] * (3 - len(numbers)))


def _encode_token(place: EventPlace) -> str:
    return encode_cursor(place.at.isoformat(), place.code, str(place.sequence), str(place.part))


def _decode_token(token: str | None) -> EventPlace | None:
    try:
        parts = decode_cursor(token, 4)
        if parts is None:
            return None
        told, code, *numbers = parts
        at = datetime.fromisoformat(told).astimezone(UTC)
        if not BEGINNING <= at <= END or any(
            len(number) > _NUMBER_LENGTH_MAX or not (number.isascii() and number.isdigit())
            for number in numbers
        ):
            raise bad_token()
        return EventPlace(at, code, *map(int, numbers))
    except (InvalidInput, ValueError, OverflowError):
        raise bad_token() from None
