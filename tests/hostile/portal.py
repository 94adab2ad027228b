"""What to ask, and with which bodies, where it is told how a centre stands with the portal."""

from routes.route import API
from tests.hostile.asking import Document, Example

_NO_UUID = "00000000-0000-4000-8000-000000000000"
_PORTAL, _TELLINGS = f"{API}/portal", f"{API}/portal/tellings"
_FINDING, _STEP = f"{_PORTAL}/findings/{{finding_id}}", f"{_TELLINGS}/{{step_id}}"
_REASON = {"reason": "Cổng đã sửa trực tiếp"}

WHOLE_PORTAL: dict[tuple[str, str], Document] = {
    ("PUT", f"{_PORTAL}/account"): {
        "enabled": True,
        "address": "stand-in",
        "login_address": "stand-in",
        "login": "h53",
        "password": "mat-khau-thu-nghiem",
        "unit_code": "000.00.00.H53",
        "tells": "all",
        "told_since": "2026-03-01T00:00:00+07:00",
        "codes": {
            "fee": "2",
            "charge": "1",
            "before": "1",
            "after": "2",
            "absent": "3",
            "session": "401",
        },
        "later_codes": ["77"],
        "since_field": "tungay",
        "until_field": "denngay",
        "ask_hours": 12,
        "address_field": "diachi",
        "term_field": "songay",
    },
    ("POST", f"{_STEP}/settle"): _REASON,
    ("POST", f"{_FINDING}/settle"): _REASON,
}

PORTAL_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("GET", _PORTAL): (Example(),),
    ("PUT", f"{_PORTAL}/account"): (
        Example(body=lambda _: WHOLE_PORTAL["PUT", f"{_PORTAL}/account"]),
    ),
    ("GET", _TELLINGS): (Example(query="limit=5"),),
    ("POST", f"{_PORTAL}/refused/try-again"): (Example(),),
    ("POST", f"{_STEP}/try-again"): (Example(place=lambda _: _NO_UUID, status=404),),
    ("POST", f"{_STEP}/settle"): (
        Example(place=lambda _: _NO_UUID, body=lambda _: _REASON, status=404),
    ),
    ("GET", f"{_PORTAL}/findings"): (Example(),),
    ("POST", f"{_FINDING}/settle"): (
        Example(place=lambda _: _NO_UUID, body=lambda _: _REASON, status=404),
    ),
    ("POST", f"{_FINDING}/ask-again"): (Example(place=lambda _: _NO_UUID, status=404),),
    ("GET", f"{_PORTAL}/registered"): (Example(query="limit=5"),),
    ("GET", f"{_PORTAL}/catalogue"): (Example(),),
    ("GET", f"{_PORTAL}/catalogue/differences"): (Example(query="limit=5"),),
    ("POST", f"{_PORTAL}/catalogue/read"): (Example(status=202),),
    ("GET", f"{_PORTAL}/differences"): (Example(),),
    ("POST", f"{_PORTAL}/ask"): (Example(status=202),),
}
