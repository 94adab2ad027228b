"""What to ask where events are exchanged by the standards of GS1 and of the UPU."""

from routes.route import API
from tests.hostile.asking import Example

_NO_UUID = "00000000-0000-4000-8000-000000000000"
_CAPTURE, _EVENTS = f"{API}/epcis/capture", f"{API}/epcis/events"


def _taken(body: bytes, media_type: str) -> tuple[Example, ...]:
    return (Example(octets=body, status=202, headers=(("Content-Type", media_type),)),)


STANDARD_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("GET", f"{API}/emsevt"): (Example(query="from=2026-03-01&to=2026-03-31"),),
    ("POST", f"{API}/emsevt"): _taken(b"x", "text/csv"),
    ("POST", _CAPTURE): _taken(b"{}", "application/json"),
    ("GET", _CAPTURE): (Example(query="perPage=3"),),
    ("OPTIONS", _CAPTURE): (Example(status=204),),
    ("GET", f"{_CAPTURE}/{{capture_id}}"): (Example(place=lambda _: _NO_UUID, status=404),),
    ("GET", _EVENTS): (Example(query="perPage=3"),),
    ("OPTIONS", _EVENTS): (Example(status=204),),
    ("GET", f"{_EVENTS}/{{event_id}}"): (
        Example(place=lambda _: f"urn:uuid:{_NO_UUID}", status=404),
    ),
}
