"""What to ask where administrators state how a centre works: accounts, ranges, hours, jobs."""

from postal_bridge.domain.tracking_code import TrackingCode
from routes.route import API
from tests.hostile.asking import Ask, Document, Example


def _new_account(ask: Ask) -> Document:
    named = {"account": f"3713{ask.number:06}", "holder": "SO NOI VU VI DU"}
    return {**named, "department": "SNV", "valid_from": "2099-01-01", "source": "CV 4"}


def _new_range(ask: Ask) -> Document:
    code = TrackingCode("RR", 5_000 + ask.number, "VN")
    return {
        "first": str(code),
        "last": str(code),
        "document": "Văn bản ví dụ 02/BĐ",
        "granted_on": "2026-03-02",
    }


_NO_ACCOUNT = {"department": "SNV", "account": "000", "valid_from": "2025-01-01"}
_CYCLE = {"cycle": "daily", "working_days": 1, "valid_from": "2099-01-01", "source": "HĐ 7"}

_REASON = {"reason": "Bảo trì ví dụ"}

_HOURS = {
    "opens_at": "07:30",
    "closes_at": "16:30",
    "valid_from": "2099-01-01",
    "source": "TB 8",
}
_CUTOFF = {"cutoff": "14:00", "valid_from": "2099-01-01", "source": "TB 9"}
_SCOPES = ("within_district", "between_districts", "between_cities", "inter_province")
_NORMS = {
    **dict.fromkeys(_SCOPES, 2),
    **{f"{scope}_slip": 4 for scope in _SCOPES},
    "valid_from": "2099-01-01",
    "source": "HĐ 7",
}


def _of_job(job: str, body: Document, status: int) -> Example:
    return Example(place=lambda _: job, body=lambda _: body, status=status)


#: Bodies that say everything, of what holds from a day on.
WHOLE_TERMS: dict[tuple[str, str], Document] = {
    ("POST", f"{API}/remittance-cycles"): {
        "cycle": "daily",
        "working_days": 1,
        "cutoff": "16:00",
        "valid_from": "2025-01-01",
        "source": "Hợp đồng ví dụ 07/HĐ",
    },
    ("POST", f"{API}/office-hours"): {
        "opens_at": "07:30",
        "lunch_from": "12:00",
        "lunch_until": "13:00",
        "closes_at": "16:30",
        "valid_from": "2025-01-01",
        "source": "Thông báo ví dụ 08/TB",
    },
    ("POST", f"{API}/office-hours/withdraw"): {"valid_from": "2099-01-01"},
    ("POST", f"{API}/remittance-cycles/withdraw"): {"valid_from": "2099-01-01"},
    ("POST", f"{API}/forwarding-hours"): _CUTOFF,
    ("POST", f"{API}/forwarding-hours/withdraw"): {"valid_from": "2099-01-01"},
    ("POST", f"{API}/transit-norms"): _NORMS,
    ("POST", f"{API}/transit-norms/withdraw"): {"valid_from": "2099-01-01"},
}


CONTRACT_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("GET", f"{API}/agency-accounts"): (Example(),),
    ("POST", f"{API}/agency-accounts"): (Example(body=_new_account, status=201),),
    ("POST", f"{API}/agency-accounts/end"): (Example(body=lambda _: _NO_ACCOUNT, status=422),),
    ("POST", f"{API}/agency-accounts/withdraw"): (Example(body=lambda _: _NO_ACCOUNT, status=422),),
    ("GET", f"{API}/office-hours"): (Example(),),
    ("POST", f"{API}/office-hours"): (Example(body=lambda _: _HOURS, status=201),),
    ("POST", f"{API}/office-hours/withdraw"): (
        Example(body=lambda _: {"valid_from": "2098-01-01"}, status=422),
    ),
    ("GET", f"{API}/forwarding-hours"): (Example(),),
    ("POST", f"{API}/forwarding-hours"): (Example(body=lambda _: _CUTOFF, status=201),),
    ("POST", f"{API}/forwarding-hours/withdraw"): (
        Example(body=lambda _: {"valid_from": "2098-01-01"}, status=422),
    ),
    ("GET", f"{API}/transit-norms"): (Example(),),
    ("POST", f"{API}/transit-norms"): (Example(body=lambda _: _NORMS, status=201),),
    ("POST", f"{API}/transit-norms/withdraw"): (
        Example(body=lambda _: {"valid_from": "2098-01-01"}, status=422),
    ),
    ("GET", f"{API}/jobs"): (Example(),),
    ("POST", f"{API}/jobs/{{job}}/runs"): (_of_job("tidy", {}, 202),),
    ("POST", f"{API}/jobs/{{job}}/pause"): (_of_job("tidy", _REASON, 200),),
    ("POST", f"{API}/jobs/{{job}}/resume"): (_of_job("receipts", _REASON, 409),),
    ("GET", f"{API}/remittance-cycles"): (Example(),),
    ("POST", f"{API}/remittance-cycles"): (Example(body=lambda _: _CYCLE, status=201),),
    ("POST", f"{API}/remittance-cycles/withdraw"): (
        Example(body=lambda _: {"valid_from": "2098-01-01"}, status=422),
    ),
    ("GET", f"{API}/code-ranges"): (Example(kind="code_range", listed="first"),),
    ("POST", f"{API}/code-ranges"): (Example(body=_new_range, status=201),),
}
