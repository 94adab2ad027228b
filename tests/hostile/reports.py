"""What to ask at the doors of reports."""

from routes.route import API
from tests.hostile.asking import Example

_QUARTER = "period=2026-Q1"

REPORT_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("GET", f"{API}/closed-months"): (Example(),),
    ("GET", f"{API}/reports/summary"): (Example(query="from=2026-01-01&to=2026-12-31"),),
    ("GET", f"{API}/reports/{{report}}"): (Example(place=lambda _: "fields", query=_QUARTER),),
    ("GET", f"{API}/reports/{{report}}.pdf"): (Example(place=lambda _: "post", query=_QUARTER),),
    ("GET", f"{API}/reports/{{report}}.xlsx"): (Example(place=lambda _: "ii-06a", query=_QUARTER),),
}
