"""Whole bodies of every write, and how each place of one is spoiled.

A body here says everything that can be said, so that every field is spoiled in turn. What is
spoiled is raw JSON, for some of it cannot be written otherwise.
"""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from routes.call_table import CALLS
from routes.page_table import PLACES
from routes.route import API, Route
from tests.hostile.bundles import WHOLE_BUNDLES
from tests.hostile.carriers import WHOLE_CARRIERS
from tests.hostile.contracts import WHOLE_TERMS
from tests.hostile.portal import WHOLE_PORTAL
from tests.hostile.sources import WHOLE_SOURCES
from tests.hostile.webhooks import WHOLE_WEBHOOKS

Place = tuple[str | int, ...]
Document = dict[str, Any]

_SCAN = {
    "scan_id": "01890000-0000-7000-8000-00000000abcd",
    "code": "EV000000014VN",
    "action": "deliver",
    "scanned_at": "2026-03-13T10:00:00+07:00",
    "to_office": "H53",
    "reason": "OTHER",
    "bag": "BAG-H53-000000014",
    "seal_number": "VN0004512",
    "collected": {"amount_dong": 50_000, "method": "cash", "receipt_number": "BL-1"},
    "recipient": {
        "kind": "household",
        "name": "Phạm Thị Mẫu",
        "id_kind": "cccd",
        "id_last4": "0001",
        "authorisation": "Giấy ủy quyền ví dụ",
        "one_time_code": "012345",
    },
    "place": {"lat": 15.12, "lon": 108.8},
    "papers": [{"position": 1, "counted": 2, "fate": "present"}],
    "proofs": [
        {
            "proof_id": "01890000-0000-7000-8000-00000000abcf",
            "kind": "photo",
            "sha256": "00" * 32,
        }
    ],
    "corrects": "01890000-0000-7000-8000-00000000abce",
}

#: A whole body for each write that takes one.
WHOLE: dict[tuple[str, str], Document] = {
    ("PUT", f"{API}/statement-mappings/{{kind}}"): {
        "columns": [{"heading": "Hôm nào", "field": "booked_on"}]
    },
    ("POST", f"{API}/reconciliations"): {
        "from": "2026-03-01",
        "to": "2026-03-31",
        "dry_run": True,
    },
    ("POST", f"{API}/sessions"): {"login": "post.h53", "password": "bảy con vịt qua cầu"},
    ("POST", f"{API}/tokens"): {"login": "admin.h53", "expires_days": 30},
    ("POST", f"{API}/offices"): {"code": "BC9", "kind": "post", "name": "Bưu cục Thử"},
    ("POST", f"{API}/persons"): {
        "login": "nguoi.thu",
        "full_name": "Người Thử Mới",
        "role": "department",
        "office_code": "SNV",
        "password": "bảy con vịt qua cầu",
        "supervises": True,
    },
    ("PATCH", f"{API}/persons/{{login}}"): {
        "full_name": "Tên Mới",
        "password": "tám con vịt qua cầu",
        "active": True,
        "supervises": True,
    },
    ("POST", f"{API}/dossiers"): {
        "code": "000.00.19.H53-260313-0500",
        "procedure_code": "1.000001",
        "department_code": "SNV",
        "service_form": "BOTH",
        "received_via": "direct",
        "received_at": "2026-03-13T09:00:00+07:00",
        "due_on": "2026-03-20",
        "filer": {
            "name": "Lê Thị Mẫu",
            "phone": "0912000111",
            "address": "7 ngõ Ví Dụ",
            "email": "le.thi.mau@example.com",
            "language": "vi",
        },
        "fee_dong": 50_000,
        "consignment_code": "EV000000014VN",
    },
    ("POST", f"{API}/dossiers/{{code}}/apology"): {
        "reason": "Chờ ý kiến của cơ quan khác",
        "new_due_on": "2026-03-27",
    },
    ("POST", f"{API}/dossiers/{{code}}/steps"): {
        "status": 10,
        "happened_on": "2026-03-13",
        "note": "Đã trả",
        "reason": "Thiếu một bản sao ví dụ",
        "contact": "Trần Văn Mẫu, 0251 000 111",
        "returned_via": "counter",
    },
    ("POST", f"{API}/scans"): {"scans": [_SCAN], "sent_at": "2026-03-13T10:00:05+07:00"},
    ("POST", f"{API}/consignments"): {
        "leg": "outbound",
        "dossier_code": "H53.14-260313-0100",
        "further_dossiers": ["H53.14-260313-0101"],
        "part_of": "EV000000014VN",
        "procedure_code": "1.000001",
        "code": "RR000000102VN",
        "origin": "H53",
        "destination": "citizen",
        "citizen": {"name": "Lê Thị Mẫu", "phone": "0912000111", "address": "7 ngõ Ví Dụ"},
        "papers": [{"name": "Tờ khai", "form": "original", "quantity": 1, "to_withdraw": True}],
        "collect_dong": 50_000,
        "scope": "inter_province",
        "reference": "VD-1",
        "post_office": "H53.BC",
    },
    ("PATCH", f"{API}/consignments/{{code}}"): {
        "dossier_code": "H53.14-260313-0100",
        "beside": True,
    },
    ("POST", f"{API}/consignments/{{code}}/cancel"): {"reason": "Lập nhầm"},
    ("POST", f"{API}/manifests"): {
        "to_office": "SNV",
        "items": ["EV000000014VN"],
        "pack": True,
        "seal_number": "VN0004512",
    },
    ("POST", f"{API}/receipt-blocks"): {
        "form_code": "01BLP2-001",
        "symbol": "AB/26T",
        "year": 2026,
        "first": 1,
        "last": 50,
        "office": "H53.BC",
        "login": "post.h53",
        "allotted_on": "2026-03-02",
    },
    ("POST", f"{API}/receipt-blocks/{{block_id}}/voids"): {"number": 7, "reason": "Viết hỏng"},
    ("POST", f"{API}/fees"): {
        "dossier_code": "H53.14-260313-0100",
        "kind": "fee",
        "name": "Phí thẩm định",
        "amount_dong": 50_000,
        "let_off": {"percent": 50, "ground": "Hộ nghèo"},
        "payer": "owner",
        "due_when": "before",
        "route": "agency",
    },
    ("POST", f"{API}/fees/{{fee_id}}/cancel"): {"reason": "Ghi nhầm hồ sơ"},
    ("POST", f"{API}/payments"): {
        "dossier_code": "H53.14-260313-0100",
        "amount_dong": 50_000,
        "method": "online",
        "receipt_number": "0000123",
        "paid_on": "2026-03-13",
    },
    ("POST", f"{API}/payments/{{payment_id}}/take-back"): {"reason": "Ghi nhầm hồ sơ"},
    ("POST", f"{API}/refunds"): {
        "dossier_code": "H53.14-260313-0100",
        "amount_dong": 50_000,
        "method": "transfer",
        "reason": "Nộp hai lần",
        "office_code": "H53",
        "refunded_on": "2026-03-13",
    },
    ("POST", f"{API}/refunds/{{refund_id}}/reject"): {"reason": "Chưa có đơn"},
    ("POST", f"{API}/refunds/{{refund_id}}/cancel"): {"reason": "Người dân không nhận"},
    ("POST", f"{API}/differences/{{difference_id}}/resolve"): {
        "resolution": "Đã xem lại",
        "action": "match",
        "version": 1,
        "collection_ids": ["00000000-0000-4000-8000-000000000000"],
        "line_ids": ["1"],
        "refunded_by": "post",
        "department": "SNV",
    },
    ("POST", f"{API}/money-differences/{{difference_id}}/assign"): {
        "version": 1,
        "assignee": "accountant.h53",
        "due_on": "2026-03-20",
    },
    ("POST", f"{API}/money-differences/{{difference_id}}/comment"): {
        "version": 1,
        "text": "Đã hỏi bưu cục",
    },
    ("POST", f"{API}/money-differences/{{difference_id}}/approve"): {"version": 1},
    ("POST", f"{API}/money-differences/{{difference_id}}/reject"): {
        "version": 1,
        "reason": "Chưa đủ chứng từ",
    },
    ("POST", f"{API}/money-differences/{{difference_id}}/undo"): {
        "version": 1,
        "reason": "Ghép nhầm",
    },
    ("POST", f"{API}/credits/{{line_id}}/reject"): {
        "remittance_id": "00000000-0000-4000-8000-000000000000",
        "reason": "Ngân hàng đã xác nhận",
    },
    ("POST", f"{API}/credits/{{line_id}}/explain"): {
        "refund_id": "00000000-0000-4000-8000-000000000000",
        "dossier_code": "H53.14-260313-0100",
        "reason": "Cơ quan đã hoàn phí",
    },
    ("POST", f"{API}/credits/{{line_id}}/take-back"): {"reason": "Ghi nhầm"},
    ("POST", f"{API}/credit-groups"): {
        "line_ids": [1],
        "remittance_ids": ["00000000-0000-4000-8000-000000000000"],
        "reason": "Ngân hàng đã xác nhận",
    },
    ("POST", f"{API}/credit-groups/{{group_id}}/undo"): {"reason": "Ghép nhầm"},
    ("POST", f"{API}/periods/{{period_id}}/close"): {"carry_forward": ["missing"]},
    ("POST", f"{API}/periods/{{period_id}}/reopening"): {"reason": "Thiếu một bảng kê"},
    ("POST", f"{API}/agency-accounts"): {
        "department": "SNV",
        "account": "3713000001",
        "holder": "SO NOI VU VI DU",
        "is_treasury": True,
        "valid_from": "2025-01-01",
        "source": "Công văn ví dụ 04/SNV",
    },
    ("POST", f"{API}/agency-accounts/end"): {
        "department": "SNV",
        "account": "3713000001",
        "valid_from": "2025-01-01",
        "valid_to": "2026-12-31",
    },
    ("POST", f"{API}/agency-accounts/withdraw"): {
        "department": "SNV",
        "account": "3713000001",
        "valid_from": "2099-01-01",
    },
    **WHOLE_TERMS,
    **WHOLE_CARRIERS,
    **WHOLE_BUNDLES,
    **WHOLE_PORTAL,
    **WHOLE_SOURCES,
    **WHOLE_WEBHOOKS,
    ("POST", f"{API}/jobs/{{job}}/runs"): {"period": "2026-03-13T08"},
    ("POST", f"{API}/jobs/{{job}}/pause"): {"reason": "Bảo trì ví dụ"},
    ("POST", f"{API}/jobs/{{job}}/resume"): {"reason": "Bảo trì xong"},
    ("POST", f"{API}/code-ranges"): {
        "first": "00500001",
        "last": "00500002",
        "service": "RR",
        "country": "VN",
        "document": "Văn bản ví dụ 03/BĐ",
        "granted_on": "2026-03-02",
    },
}


def takers() -> list[Route]:
    """Return the rows of the table that take a body in JSON."""
    return [
        route
        for route in (*CALLS, *PLACES)
        if isinstance(route.operation.takes, type) and issubclass(route.operation.takes, BaseModel)
    ]


def places_of(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield every place in a body with what stands there, the body itself first."""
    yield place, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places_of(inner, (*place, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from places_of(inner, (*place, position))


#: What no string, number or truth value of the service may be, as raw JSON.
_FOR_TEXT = (
    *("1", "1.5", "true", "{}", "[]", '["a"]'),
    *(r'"\ud800"', r'"a\udfffb"', r'"\u0000"', r'"a\u0000b"'),
    json.dumps("a" * 5_000),
    json.dumps("\N{POSTBOX}" * 1_200),
)
_FOR_NUMBER = (
    *('"1"', '"một"', "true", "{}", "[]"),
    *("1" + "0" * 30, "-1" + "0" * 30, "1e400", "-1e400", "NaN", "Infinity", "-Infinity"),
    *("1" * 4_000, r'"\ud800"'),
)
_FOR_WHOLE_NUMBER = (*_FOR_NUMBER, "1.0", "1.5")
_FOR_TRUTH = ('"true"', "0", "1", "1.5", "{}", "[]")
_FOR_OBJECT = ("1", '"a"', "true", "[]", "[{}]", "NaN")
_FOR_LIST = ("1", '"a"', "true", "{}", '{"0": 1}')


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?")
_NO_TIMES = (
    *("", "0001-01-01", "0999-12-31", "9999-01-01", "10000-01-01", "2026-02-30", "2026-13-01"),
    *("13/03/2026", "20260313", "1773367800", "2026-3-1", "+2026-03-13", "2026-03-13T", "now"),
    *("2026-06-30T23:59:60Z", "2026-03-13T24:00:01Z", "2026-03-13T09:30:00+25:00"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59+14:00", "9999-12-31T23:59:59-14:00"),
    *(
        "2026-03-13T09:30:00",
        "2026-03-13T09:30:00Z2026",
        "\N{FULLWIDTH DIGIT TWO}026-03-13",
        "2026-03-13\n",
    ),
)


def spoilings(value: Any) -> tuple[str, ...]:
    """Return what must be refused in the place of a value, as raw JSON."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (*_FOR_TEXT, *map(json.dumps, _NO_TIMES))
    for kind, found in (
        (bool, _FOR_TRUTH),
        (str, _FOR_TEXT),
        (int, _FOR_WHOLE_NUMBER),
        (float, _FOR_NUMBER),
        (dict, _FOR_OBJECT),
    ):
        if isinstance(value, kind):
            return found
    return _FOR_LIST


def written_with(body: Any, place: Place, raw: str) -> bytes:
    """Return a body as JSON with a piece of raw JSON in one place."""
    if not place:
        return raw.encode()
    changed, mark = copy.deepcopy(body), "the place that is spoiled"
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = mark
    return json.dumps(changed, ensure_ascii=False).replace(json.dumps(mark), raw).encode()


def written_without(body: Any, place: Place) -> bytes:
    """Return a body as JSON that lacks the field at a place."""
    changed = inner = copy.deepcopy(body)
    for step in place[:-1]:
        inner = inner[step]
    del inner[place[-1]]
    return json.dumps(changed).encode()


def written_twice(body: Any, place: Place) -> bytes:
    """Return a body as JSON in which the field at a place stands twice."""
    mark = "the field that stands twice"
    inner = copy.deepcopy(body)
    for step in place[:-1]:
        inner = inner[step]
    again = f"{json.dumps(place[-1])}: {json.dumps(inner[place[-1]])}"
    text = written_with(body, place[:-1], json.dumps({**inner, mark: 1})).decode()
    return text.replace(f"{json.dumps(mark)}: 1", again).encode()


_ANY_NAME = "additionalProperties"


def required_places(schema: Document, body: Any, place: Place = ()) -> Iterator[Place]:
    """Yield the places of a body that its JSON schema, with its definitions, requires."""

    def resolved(node: Document) -> Document:
        choices = [each for each in node.get("anyOf", [node]) if each.get("type") != "null"]
        found = choices[0]
        if "$ref" in found:
            return resolved(schema["$defs"][found["$ref"].rpartition("/")[2]])
        return dict(found)

    def walk(node: Document, value: Any, place: Place) -> Iterator[Place]:
        node = resolved(node)
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in node.get("required", ()):
                    yield (*place, name)
                # Where any name may stand, one shape is that of all.
                described = node["properties"][name] if "properties" in node else node[_ANY_NAME]
                yield from walk(described, inner, (*place, name))
        elif isinstance(value, list):
            for position, inner in enumerate(value):
                yield from walk(node["items"], inner, (*place, position))

    return walk(schema, body, place)


def path_of(place: Place) -> str:
    """Return a place as problems name it."""
    return ".".join(map(str, place))
