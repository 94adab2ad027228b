"""What to ask where it is said how carriers are spoken to, and what becomes of their orders."""

from routes.route import API
from tests.hostile.asking import NO_CONSIGNMENT, Ask, Document, Example

_NO_UUID = "00000000-0000-4000-8000-000000000000"
_CARRIER: Document = {
    "code": "BDVIDU",
    "name": "Bưu điện Ví Dụ",
    "kind": "vnpost_hcc",
    "settings": {
        "order_url": "https://buu-dien.example/orders",
        "customer_code": "MAUTHU",
        "agency_address": "1 đường Ví Dụ",
    },
    "secrets": {"access_token": "khoa-vi-du"},
    "pull_minutes": 30,
}
_LEG: Document = {
    "leg": "outbound",
    "carrier": "KHONGCO",
    "valid_from": "2099-01-01",
    "source": "Hợp đồng ví dụ 09/HĐ",
}
_REASON = {"reason": "Bảo trì ví dụ"}
_REPORT = {"carrier": "KHONGCO", "reason": "Đã hỏi bưu điện"}
_ORDERS, _TOLD = f"{API}/carrier-orders", f"{API}/carrier-reports"


def _by_hand(_: Ask) -> Document:
    """Return that people see to a leg, for no centre here has a carrier."""
    return {name: value for name, value in _LEG.items() if name != "carrier"}


def _nothing(body: Document | None = None) -> tuple[Example, ...]:
    where = lambda _: _NO_UUID  # noqa: E731 - as the examples beside it
    return (Example(place=where, body=(lambda _: body) if body else None, status=404),)


#: Bodies that say everything.
WHOLE_CARRIERS: dict[tuple[str, str], Document] = {
    ("POST", f"{API}/carriers"): _CARRIER,
    ("POST", f"{API}/carriers/{{carrier}}/pause"): _REASON,
    ("POST", f"{API}/carriers/{{carrier}}/resume"): _REASON,
    ("POST", f"{API}/carrier-legs"): _LEG,
    ("POST", f"{API}/carrier-legs/withdraw"): {"leg": "outbound", "valid_from": "2099-01-01"},
    ("POST", _ORDERS): {"code": NO_CONSIGNMENT},
    ("POST", f"{_ORDERS}/{{order_id}}/cancel"): _REASON,
    ("POST", f"{_ORDERS}/{{order_id}}/settle"): _REASON,
    ("POST", f"{_TOLD}/{{report_id}}/hear-again"): {"carrier": "KHONGCO"},
    ("POST", f"{_TOLD}/{{report_id}}/settle"): _REPORT,
}

CARRIER_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("GET", f"{API}/carriers"): (Example(),),
    ("POST", f"{API}/carriers"): (Example(body=lambda _: _CARRIER),),
    ("POST", f"{API}/carriers/{{carrier}}/pause"): (
        Example(place=lambda _: "KHONGCO", body=lambda _: _REASON, status=404),
    ),
    ("POST", f"{API}/carriers/{{carrier}}/resume"): (
        Example(place=lambda _: "KHONGCO", body=lambda _: _REASON, status=404),
    ),
    ("GET", f"{API}/carrier-legs"): (Example(),),
    ("POST", f"{API}/carrier-legs"): (Example(body=_by_hand, status=201),),
    ("POST", f"{API}/carrier-legs/withdraw"): (
        Example(body=lambda _: {"leg": "inbound", "valid_from": "2098-01-01"}, status=422),
    ),
    ("GET", _ORDERS): (Example(),),
    ("POST", _ORDERS): (Example(body=lambda _: {"code": NO_CONSIGNMENT}, status=404),),
    ("POST", f"{_ORDERS}/{{order_id}}/cancel"): _nothing(_REASON),
    ("POST", f"{_ORDERS}/{{order_id}}/try-again"): _nothing(),
    ("POST", f"{_ORDERS}/{{order_id}}/settle"): _nothing(_REASON),
    ("GET", _TOLD): (Example(),),
    ("POST", f"{_TOLD}/{{report_id}}/hear-again"): _nothing({"carrier": "KHONGCO"}),
    ("POST", f"{_TOLD}/{{report_id}}/settle"): _nothing(_REPORT),
    ("GET", f"{API}/carrier-money"): (Example(),),
}
