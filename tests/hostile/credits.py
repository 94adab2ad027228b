"""What to ask at the doors of lines of banks."""

from routes.route import API
from tests.hostile.asking import Example

_NO_LINE, _NO_UUID = "999999999", "00000000-0000-4000-8000-000000000000"
_WHY = {"reason": "Ngân hàng đã xác nhận"}

CREDIT_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("GET", f"{API}/credits"): (Example(query="unknown=true"),),
    ("GET", f"{API}/credits/{{line_id}}"): (Example(place=lambda _: _NO_LINE, status=404),),
    ("POST", f"{API}/credits/{{line_id}}/reject"): (
        Example(
            body=lambda _: {"remittance_id": _NO_UUID, **_WHY}, place=lambda _: "1", status=409
        ),
    ),
    ("POST", f"{API}/credits/{{line_id}}/explain"): (
        Example(body=lambda _: _WHY, place=lambda _: _NO_LINE, status=404),
    ),
    ("POST", f"{API}/credits/{{line_id}}/take-back"): (
        Example(body=lambda _: _WHY, place=lambda _: _NO_LINE, status=404),
    ),
    ("POST", f"{API}/credit-groups"): (
        Example(body=lambda _: {"line_ids": [1], "remittance_ids": [_NO_UUID], **_WHY}, status=409),
    ),
    ("POST", f"{API}/credit-groups/{{group_id}}/undo"): (
        Example(body=lambda _: _WHY, place=lambda _: _NO_UUID, status=404),
    ),
}
