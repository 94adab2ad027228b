"""What to ask where rules of a centre are stated: accounts, cycles of the post, office hours."""

from routes.route import API
from tests.hostile.asking import Ask, Document, Example


def _new_account(ask: Ask) -> Document:
    named = {"account": f"3713{ask.number:06}", "holder": "SO NOI VU VI DU"}
    return {**named, "department": "SNV", "valid_from": "2099-01-01", "source": "CV 4"}


_NO_ACCOUNT = {"department": "SNV", "account": "000", "valid_from": "2025-01-01"}
_CYCLE = {"cycle": "daily", "working_days": 1, "valid_from": "2099-01-01", "source": "HĐ 7"}

_HOURS = {
    "opens_at": "07:30",
    "closes_at": "16:30",
    "valid_from": "2099-01-01",
    "source": "TB 8",
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
    ("GET", f"{API}/remittance-cycles"): (Example(),),
    ("POST", f"{API}/remittance-cycles"): (Example(body=lambda _: _CYCLE, status=201),),
    ("POST", f"{API}/remittance-cycles/withdraw"): (
        Example(body=lambda _: {"valid_from": "2098-01-01"}, status=422),
    ),
}
