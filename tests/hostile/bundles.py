"""What to ask where several dossiers are filed as one."""

from routes.route import API
from tests.hostile.asking import Ask, Document, Example
from tests.journeys import PROCEDURE


def _new_bundle(ask: Ask) -> Document:
    codes = [f"H53.14-260201-{2 * ask.number + place:04}" for place in range(2)]
    return {
        "name": "Khai sinh, thường trú",
        "received_via": "postal",
        "filer": {"name": "Nguyễn Văn Ví Dụ"},
        "dossiers": [
            {"code": code, "procedure_code": PROCEDURE, "department_code": "SNV"} for code in codes
        ],
    }


BUNDLE_EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("POST", f"{API}/bundles"): (Example(body=_new_bundle, status=201),),
    ("GET", f"{API}/bundles/{{bundle_id}}"): (
        Example(place=lambda _: "00000000-0000-4000-8000-000000000000", status=404),
    ),
}

#: A body that says everything.
WHOLE_BUNDLES: dict[tuple[str, str], Document] = {
    ("POST", f"{API}/bundles"): {
        "name": "Khai sinh, thường trú",
        "received_via": "postal",
        "received_at": "2026-03-13T09:00:00+07:00",
        "service_form": "BOTH",
        "filer": {
            "name": "Nguyễn Văn Ví Dụ",
            "phone": "0912000111",
            "address": "7 ngõ Ví Dụ",
            "email": "vi.du@example.com",
            "language": "vi",
        },
        "consignment_code": "EV000000014VN",
        "dossiers": [
            {
                "code": f"H53.14-260201-{place:04}",
                "procedure_code": PROCEDURE,
                "department_code": "SNV",
                "due_on": "2026-03-27",
                "fee_dong": 50_000,
            }
            for place in range(2)
        ],
    }
}
