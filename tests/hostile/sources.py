"""What to ask where it is kept how parties that call in are known."""

from routes.route import API
from tests.hostile.asking import Document, Example

_SOURCES = f"{API}/incoming-sources"
_SOURCE = f"{_SOURCES}/{{source}}"
_WAY = {"way": "key", "header_name": "X-Api-Key", "tolerance_seconds": 300}
_SECRET = {"secret": "khoa-thu-nghiem-cua-ben-goi", "overlap_hours": 24}

WHOLE_SOURCES: dict[tuple[str, str], Document] = {
    ("PUT", _SOURCE): _WAY,
    ("POST", f"{_SOURCE}/secrets"): _SECRET,
}


def _at(place: str, status: int, body: Document | None = None) -> tuple[Example, ...]:
    asked = None if body is None else (lambda _: body)
    return (Example(place=lambda _: place, body=asked, status=status),)


SOURCE_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("GET", _SOURCES): (Example(),),
    ("PUT", _SOURCE): (
        *_at("portal", 200, _WAY),
        *_at("nobody", 404, _WAY),
        # The portal has no way of its own.
        *_at("portal", 422, {"way": "own"}),
    ),
    ("POST", f"{_SOURCE}/secrets"): _at("nobody", 404, {}),
    ("DELETE", f"{_SOURCE}/secrets/{{secret_id}}"): _at("x", 404),
}
