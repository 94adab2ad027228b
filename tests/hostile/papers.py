"""What to ask where papers of dossiers and consignments are printed and written."""

from routes.route import API
from tests.hostile.asking import NO_CONSIGNMENT, NO_DOSSIER, Example

_LATE = {"reason": "Chờ ý kiến", "new_due_on": "2020-01-01"}

PAPER_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("GET", f"{API}/dossier-register.pdf"): (Example(query="from=2026-01-01&to=2026-12-31"),),
    ("POST", f"{API}/dossiers/{{code}}/apology"): (
        Example(body=lambda _: _LATE, kind="dossier", unknown=NO_DOSSIER, status=409),
    ),
    ("GET", f"{API}/apologies/prepared"): (Example(),),
    ("GET", f"{API}/dossiers/{{code}}/apology/prepared"): (
        Example(kind="dossier", unknown=NO_DOSSIER, status=404),  # none waits to be signed
    ),
    ("GET", f"{API}/dossiers/{{code}}/papers/{{paper}}.pdf"): (
        Example(kind="dossier", unknown=NO_DOSSIER, status=409),  # no paper is called as it is
    ),
    ("GET", f"{API}/consignments/{{code}}/posting-slip.pdf"): (
        Example(kind="consignment", unknown=NO_CONSIGNMENT),
    ),
    ("GET", f"{API}/consignments/{{code}}/handover-record.pdf"): (
        Example(kind="handed", unknown=NO_CONSIGNMENT),
    ),
}
