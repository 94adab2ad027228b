"""What to ask where it is kept whom else to tell what happened."""

from routes.route import API
from tests.hostile.asking import Document, Example

_NO_UUID = "00000000-0000-4000-8000-000000000000"
_NONE = f"{API}/webhooks/{{webhook_id}}"
_SPAN = {"begins_at": "2026-03-12T00:00:00+07:00", "ends_at": "2026-03-13T00:00:00+07:00"}
_NEW = {
    "url": "https://mot-cua.example/nghe",
    "kinds": ["dossier.*", "consignment.delivered"],
    "description": "Một cửa ví dụ",
}

WHOLE_WEBHOOKS: dict[tuple[str, str], Document] = {
    ("POST", f"{API}/webhooks"): _NEW,
    ("PATCH", _NONE): {**_NEW, "enabled": True},
    ("POST", f"{_NONE}/rotate"): {"overlap_hours": 24},
    ("POST", f"{_NONE}/replay"): _SPAN,
}


def _of_none(body: Document | None = None, query: str = "") -> tuple[Example, ...]:
    asked = None if body is None else (lambda _: body)
    return (Example(place=lambda _: _NO_UUID, body=asked, query=query, status=404),)


WEBHOOK_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("GET", f"{API}/webhooks"): (Example(),),
    # Nobody's name leads into a network within, whoever asks.
    ("POST", f"{API}/webhooks"): (
        Example(body=lambda _: {"url": "https://10.0.0.5/nghe"}, status=422),
    ),
    ("PATCH", _NONE): _of_none({"enabled": True}),
    ("DELETE", _NONE): _of_none(),
    ("POST", f"{_NONE}/rotate"): _of_none({}),
    ("POST", f"{_NONE}/test"): _of_none(),
    ("POST", f"{_NONE}/replay"): _of_none(_SPAN),
    ("GET", f"{_NONE}/deliveries"): _of_none(query="state=waiting"),
    ("POST", f"{_NONE}/deliveries/{{event_id}}/tell-again"): _of_none(),
}
