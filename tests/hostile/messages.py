"""What to ask where it is told what people were told, and reported what arrived."""

from routes.route import API
from tests.hostile.asking import Example

_NO_UUID = "00000000-0000-4000-8000-000000000000"
_AS_JSON = (("Content-Type", "application/json"),)

MESSAGE_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("GET", f"{API}/messages"): (Example(query="state=failed"),),
    ("GET", f"{API}/messages/{{message_id}}"): (Example(place=lambda _: _NO_UUID, status=404),),
    ("POST", f"{API}/messages/{{message_id}}/resend"): (
        Example(place=lambda _: _NO_UUID, status=404),
    ),
    ("POST", f"{API}/incoming/{{center}}/{{source}}"): (
        Example(octets=b"{}", headers=_AS_JSON, place=lambda _: "none", status=404),
    ),
    ("POST", f"{API}/message-reports/{{center}}/{{channel}}"): (
        Example(octets=b"{}", headers=_AS_JSON, place=lambda _: "sms", status=403),
    ),
}
