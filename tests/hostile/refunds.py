"""What to ask where surpluses go back: nothing was paid too much in this world, and is told so."""

from routes.route import API
from tests.hostile.asking import Ask, Document, Example

_NO_DOSSIER = "H53.14-260313-9999"
_NO_REFUND = "00000000-0000-4000-8000-000000000000"


def _new_refund(ask: Ask) -> Document:
    money = {"amount_dong": 90_000_000, "method": "cash", "reason": "Nộp hai lần"}
    return {"dossier_code": ask.thing, **money}


def _none(_: Ask) -> str:
    return _NO_REFUND


REFUND_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("POST", f"{API}/refunds"): (
        Example(body=_new_refund, kind="dossier", unknown=_NO_DOSSIER, status=409),
    ),
    ("POST", f"{API}/refunds/{{refund_id}}/approve"): (Example(place=_none, status=404),),
    ("POST", f"{API}/refunds/{{refund_id}}/reject"): (
        Example(body=lambda _: {"reason": "Chưa có đơn"}, place=_none, status=404),
    ),
    ("POST", f"{API}/refunds/{{refund_id}}/cancel"): (
        Example(body=lambda _: {"reason": "Không trả"}, place=_none, status=404),
    ),
}
