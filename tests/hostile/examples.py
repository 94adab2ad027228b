"""What to ask at each door of the URL table: whose things it leads to, and what is answered.

Every row of the table has at least one example here. An example without a thing asks for nothing
that belongs to anybody; one with a thing names it in the path, the query or the body.
"""

from collections.abc import Callable
from uuid import uuid4

from postal_bridge.domain.tracking_code import BagCode
from routes.route import API
from tests.hostile.asking import NO_CONSIGNMENT, NO_DOSSIER, Ask, Document, Example
from tests.hostile.bundles import BUNDLE_EXAMPLES
from tests.hostile.carriers import CARRIER_EXAMPLES
from tests.hostile.contracts import CONTRACT_EXAMPLES
from tests.hostile.credits import CREDIT_EXAMPLES
from tests.hostile.messages import MESSAGE_EXAMPLES
from tests.hostile.papers import PAPER_EXAMPLES
from tests.hostile.portal import PORTAL_EXAMPLES
from tests.hostile.refunds import REFUND_EXAMPLES
from tests.hostile.reports import REPORT_EXAMPLES
from tests.hostile.sources import SOURCE_EXAMPLES
from tests.hostile.standards import STANDARD_EXAMPLES
from tests.hostile.webhooks import WEBHOOK_EXAMPLES
from tests.hostile.world import TWIN_CODE, WHOLE_CENTER
from tests.journeys import PROCEDURE
from tests.pictures import png

NO_BAG = str(BagCode("H53", 7_000))
NO_UUID = "00000000-0000-4000-8000-000000000000"
AS_OCTETS = (("Content-Type", "application/octet-stream"),)
FROM_ELSEWHERE = (("X-Forwarded-For", "192.0.2.1"),)

_BOUNDARY = "between-the-parts"
_PARTS = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}


def _list_of_the_post() -> bytes:
    """Return a form that hands in a list with a line that nobody knows."""
    heads = ('name="kind"', 'name="file"; filename="bang-ke.csv"')
    contents = ("post", "Ngày thu;Mã hồ sơ;Số tiền thu hộ\n02/03/2026;H53.14-260302-9999;7000\n")
    parts = [
        f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n"
        for head, content in zip(heads, contents, strict=True)
    ]
    return ("".join(parts) + f"--{_BOUNDARY}--\r\n").encode()


_TO_OFFICE = {"post": "H53", "clerk": "SNV", "department": "H53", "admin": "SNV"}


def _fixed(body: Document) -> Callable[[Ask], Document]:
    return lambda _: body


def _new_consignment(ask: Ask) -> Document:
    if ask.person == "department":
        dossier = ask.here.things["dossier_to_send", "department"]
        return {"leg": "transfer_back", "dossier_code": dossier}
    leg = "inbound" if ask.person == "post" else "outbound"
    return {"leg": leg, "citizen": {"name": "Lê Thị Mẫu", "phone": "0912000111"}}


def _carrying(ask: Ask) -> Document:
    return {**_new_consignment(ask), "dossier_code": ask.thing}


def _new_dossier(ask: Ask) -> Document:
    return {
        "code": f"000.00.19.H53-260314-{ask.number:04}",
        "procedure_code": PROCEDURE,
        "department_code": "SNV",
        "received_via": "postal",
        "filer": {"name": "Lê Thị Mẫu", "phone": "0912000111"},
    }


def _new_fee(ask: Ask) -> Document:
    line = {"kind": "fee", "name": "Phí ví dụ", "amount_dong": 10_000}
    return {**line, "dossier_code": ask.thing}


def _new_payment(ask: Ask) -> Document:
    return {"dossier_code": ask.thing, "amount_dong": 10_000, "method": "cash"}


def _new_block(ask: Ask) -> Document:
    first = 10 * ask.number + 1
    series = {"form_code": "01BLP2-001", "symbol": "AB/26T", "year": 2026}
    numbers = {"first": first, "last": first + 9}
    return {**series, **numbers, "office": "H53.BC", "allotted_on": "2026-03-02"}


def _new_bag(ask: Ask) -> Document:
    return {"to_office": _TO_OFFICE.get(ask.person, "H53")}


def _new_person(ask: Ask) -> Document:
    return {
        "login": f"nguoi.thu.{ask.number}",
        "full_name": "Người Thử Mới",
        "role": "department",
        "office_code": "SNV",
        "password": "bảy con vịt qua cầu",
    }


def _scan(ask: Ask) -> Document:
    scan = {
        "scan_id": str(uuid4()),
        "code": ask.thing or NO_CONSIGNMENT,
        "action": "damage",
        "scanned_at": "2026-03-13T03:30:00Z",
    }
    return {"scans": [scan]}


def _same_office(owner: str, person: str) -> bool:
    """Tell who shares an office with an owner: in this world the clerk and the administrator."""
    return owner == person or {owner, person} == WHOLE_CENTER


def _same_till(owner: str, person: str) -> bool:
    """Tell who may take back a payment: the office that took it, and who keeps the books."""
    return person in (owner, "accountant", "admin")


def _same_post(owner: str, person: str) -> bool:
    """Tell who may name a dossier that is on its way: the post knows all announced ones."""
    return person != "department" and (person != "post" or owner.startswith("post"))


NO_CLOSING = Example(place=lambda _: "2026-03", status=404)
NO_PAPER = Example(place=lambda _: "2026-03", status=409)

EXAMPLES: dict[tuple[str, str], tuple[Example, ...]] = {
    ("GET", "/"): (Example(),),
    ("GET", "/docs"): (Example(),),
    ("GET", "/openapi.json"): (Example(),),
    ("GET", "/healthz"): (Example(),),
    ("GET", "/readyz"): (Example(),),
    ("GET", "/metrics"): (Example(headers=FROM_ELSEWHERE),),
    ("GET", "/q"): (Example(query=f"code={TWIN_CODE}"),),
    ("GET", "/q/{payload}"): (Example(kind="bag", unknown="x", refused=200, seen=lambda *_: True),),
    ("POST", f"{API}/sessions"): (
        Example(body=lambda _: {"login": "post.h53", "password": "không phải nó"}, status=401),
    ),
    ("DELETE", f"{API}/sessions/current"): (Example(status=204),),
    ("GET", f"{API}/me"): (Example(),),
    ("GET", f"{API}/events/stream"): (Example(query="seconds=1"),),
    **STANDARD_EXAMPLES,
    ("GET", f"{API}/tokens"): (
        Example(),
        Example(query="login={}", kind="person", unknown="khong.ai"),
    ),
    ("POST", f"{API}/tokens"): (
        Example(body=lambda _: {}, status=201),
        Example(body=lambda a: {"login": a.thing}, kind="person", unknown="khong.ai", status=201),
    ),
    ("DELETE", f"{API}/tokens/{{token_id}}"): (Example(kind="token", unknown=NO_UUID, status=204),),
    ("GET", f"{API}/offices"): (Example(kind="office", listed="code"),),
    ("POST", f"{API}/offices"): (
        Example(
            body=lambda a: {"code": f"BC{a.number}", "kind": "post", "name": "Bưu cục Thử"},
            status=201,
        ),
    ),
    ("GET", f"{API}/persons"): (Example(kind="person", listed="login"),),
    ("POST", f"{API}/persons"): (Example(body=_new_person, status=201),),
    ("PATCH", f"{API}/persons/{{login}}"): (
        Example(body=lambda _: {"full_name": "Tên Mới"}, kind="person", unknown="khong.ai"),
    ),
    ("GET", f"{API}/procedures"): (Example(kind="procedure", listed="code"),),
    ("GET", f"{API}/procedures/{{code}}"): (Example(kind="procedure", unknown="1.999999"),),
    ("POST", f"{API}/dossiers"): (
        Example(body=_new_dossier, status=201),
        Example(
            body=lambda a: {**_new_dossier(a), "consignment_code": a.thing},
            kind="unfiled",
            unknown=NO_CONSIGNMENT,
            status=201,
            refused=422,
        ),
    ),
    ("GET", f"{API}/dossiers"): (
        Example(query="limit=200", kind="dossier", listed="code"),
        Example(query="limit=200", kind="announced", listed="code"),
        Example(query="limit=200&q=vi+du", kind="dossier", listed="code"),
    ),
    ("GET", f"{API}/dossiers/{{code}}"): (
        Example(kind="dossier", unknown=NO_DOSSIER),
        Example(kind="announced", unknown=NO_DOSSIER),
    ),
    ("POST", f"{API}/dossiers/{{code}}/steps"): (
        Example(body=lambda _: {"status": 4}, kind="open_step", unknown=NO_DOSSIER),
    ),
    ("GET", f"{API}/fees"): (Example(query="dossier={}", kind="dossier", unknown=NO_DOSSIER),),
    ("POST", f"{API}/fees"): (
        Example(body=_new_fee, kind="dossier", unknown=NO_DOSSIER, status=201),
    ),
    ("POST", f"{API}/fees/{{fee_id}}/cancel"): (
        Example(body=lambda _: {"reason": "Nhập nhầm"}, kind="fee", unknown=NO_UUID),
    ),
    ("POST", f"{API}/payments"): (
        Example(body=_new_payment, kind="dossier", unknown=NO_DOSSIER, status=201),
    ),
    ("POST", f"{API}/payments/{{payment_id}}/take-back"): (
        Example(
            body=lambda _: {"reason": "Nhập nhầm"},
            kind="payment",
            unknown=NO_UUID,
            seen=_same_till,
        ),
    ),
    ("GET", f"{API}/receipt-blocks"): (Example(),),
    ("POST", f"{API}/receipt-blocks"): (Example(body=_new_block, status=201),),
    ("POST", f"{API}/receipt-blocks/{{block_id}}/voids"): (
        Example(
            body=_fixed({"number": 1, "reason": "Viết hỏng"}),
            place=lambda _: NO_UUID,
            status=404,
        ),
    ),
    ("GET", f"{API}/receipts/{{collection_id}}"): (Example(place=lambda _: NO_UUID, status=404),),
    ("GET", f"{API}/remittances"): (Example(),),
    **CREDIT_EXAMPLES,
    ("GET", f"{API}/periods"): (Example(),),
    ("GET", f"{API}/periods/{{period_id}}"): (Example(place=lambda _: "2026-03"),),
    **{
        ("GET", f"{API}/periods/{{period_id}}/{paper}"): (NO_PAPER,)
        for paper in ("minutes.pdf", "ledger.xlsx", "trial-balance.xlsx", "differences.xlsx")
    },
    ("POST", f"{API}/periods/{{period_id}}/close"): (
        Example(body=lambda _: {}, place=lambda _: "2099-01", status=409),
    ),
    ("POST", f"{API}/periods/{{period_id}}/reopening"): (
        Example(body=lambda _: {"reason": "Ví dụ"}, place=lambda _: "2026-03", status=404),
    ),
    ("POST", f"{API}/periods/{{period_id}}/reopening/approve"): (NO_CLOSING,),
    ("POST", f"{API}/periods/{{period_id}}/reopening/decline"): (NO_CLOSING,),
    **REPORT_EXAMPLES,
    ("GET", f"{API}/track/{{code}}"): (
        Example(query="phone_last4=0000", kind="consignment", unknown=NO_CONSIGNMENT, status=404),
        Example(kind="dossier", unknown=NO_DOSSIER, status=404),
    ),
    ("POST", f"{API}/scans"): (Example(body=_scan),),
    ("POST", f"{API}/scans/{{scan_id}}/proofs"): (
        Example(
            octets=png(),
            query=f"kind=photo&proof_id={NO_UUID}",
            kind="refused_scan",
            unknown=NO_UUID,
            status=422,  # it is theirs, and names no proofs
            seen=_same_office,
        ),
    ),
    ("GET", f"{API}/scans/refused"): (Example(kind="refused_scan", listed="scan_id"),),
    ("GET", f"{API}/scans/expected"): (Example(),),
    ("POST", f"{API}/consignments"): (
        Example(body=_new_consignment, status=201),
        Example(body=_carrying, kind="uncarried", unknown=NO_DOSSIER, status=201, refused=422),
        Example(
            body=_carrying,
            kind="announced",
            unknown=NO_DOSSIER,
            status=201,
            refused=422,
            seen=_same_post,
        ),
    ),
    ("GET", f"{API}/consignments"): (
        Example(query="limit=200", kind="consignment", listed="code"),
        Example(query="limit=200&state=registered", kind="loose", listed="code"),
    ),
    ("GET", f"{API}/consignments/{{code}}"): (Example(kind="consignment", unknown=NO_CONSIGNMENT),),
    ("PATCH", f"{API}/consignments/{{code}}"): (
        Example(
            body=lambda a: {"dossier_code": a.here.things["dossier", "department"]},
            kind="loose",
            unknown=NO_CONSIGNMENT,
        ),
        Example(
            body=lambda a: {"dossier_code": a.thing},
            place=lambda a: a.here.unbound(a.thing, a.person),
            kind="dossier",
            unknown=NO_DOSSIER,
            refused=422,
        ),
    ),
    ("POST", f"{API}/consignments/{{code}}/cancel"): (
        Example(
            body=lambda _: {"reason": "Sai"}, kind="handed", unknown=NO_CONSIGNMENT, status=409
        ),
    ),
    ("GET", f"{API}/consignments/{{code}}/events"): (
        Example(kind="consignment", unknown=NO_CONSIGNMENT),
    ),
    ("GET", f"{API}/consignments/{{code}}/deliveries"): (
        Example(kind="consignment", unknown=NO_CONSIGNMENT),
        Example(query="whole=true", kind="consignment", unknown=NO_CONSIGNMENT),
    ),
    # Their centres are none where stories are told.
    ("GET", f"{API}/consignments/{{code}}/story"): (
        Example(kind="consignment", unknown=NO_CONSIGNMENT, status=409),
    ),
    ("POST", f"{API}/consignments/{{code}}/story/beats"): (
        Example(kind="consignment", unknown=NO_CONSIGNMENT, status=409),
    ),
    ("POST", f"{API}/manifests"): (
        Example(body=_new_bag, status=201),
        Example(
            body=lambda a: {**_new_bag(a), "items": [a.thing]},
            kind="consignment",
            unknown=NO_CONSIGNMENT,
            status=201,
            refused=422,
        ),
    ),
    ("GET", f"{API}/manifests"): (
        Example(kind="bag", listed="code"),
        Example(query="state=opened", kind="opened_bag", listed="code"),
    ),
    ("GET", f"{API}/manifests/{{code}}"): (Example(kind="bag", unknown=NO_BAG),),
    ("POST", f"{API}/manifests/{{code}}/check"): (
        Example(kind="opened_bag", unknown=NO_BAG, not_holding=409),
    ),
    ("GET", f"{API}/manifests/{{code}}/handover-record.pdf"): (
        Example(kind="opened_bag", unknown=NO_BAG),
    ),
    ("GET", f"{API}/labels"): (
        Example(query="codes={}", kind="consignment", unknown=NO_CONSIGNMENT),
        Example(query="codes={}", kind="bag", unknown=NO_BAG),
    ),
    ("GET", f"{API}/differences"): (Example(kind="difference", listed="difference_id"),),
    **{
        ("POST", f"{API}/money-differences/{{difference_id}}/{step}"): (
            Example(body=_fixed(body), place=lambda _: NO_UUID, status=404),
        )
        for step, body in (
            ("assign", {"version": 1}),
            ("comment", {"version": 1, "text": "Đã hỏi bưu cục"}),
            ("approve", {"version": 1}),
            ("reject", {"version": 1, "reason": "Chưa đủ chứng từ"}),
            ("undo", {"version": 1, "reason": "Ghép nhầm"}),
        )
    },
    ("POST", f"{API}/money-differences/{{difference_id}}/evidence"): (
        Example(
            octets=b"so phu",
            query="version=1&name=so-phu.txt",
            place=lambda _: NO_UUID,
            status=404,
            headers=AS_OCTETS,
        ),
    ),
    ("GET", f"{API}/money-differences"): (Example(),),
    ("GET", f"{API}/money-differences.xlsx"): (Example(),),
    ("POST", f"{API}/money-differences.xlsx"): (
        Example(octets=b"x", status=422, headers=AS_OCTETS),
    ),
    **{
        ("GET", f"{API}/money-differences/{{difference_id}}{rest}"): (
            Example(place=lambda _: NO_UUID, status=404),
        )
        for rest in ("", "/evidence/{evidence_id}")
    },
    ("POST", f"{API}/differences/{{difference_id}}/resolve"): (
        Example(body=lambda _: {"resolution": "Đã xem lại"}, kind="difference", unknown=NO_UUID),
    ),
    ("POST", f"{API}/statements"): (
        Example(octets=_list_of_the_post(), headers=tuple(_PARTS.items())),
    ),
    ("GET", f"{API}/statements"): (Example(kind="statement", listed="file_id"),),
    ("GET", f"{API}/statements/{{file_id}}"): (Example(kind="statement", unknown=NO_UUID),),
    ("GET", f"{API}/statement-mappings/{{kind}}"): (Example(place=lambda _: "post"),),
    ("PUT", f"{API}/statement-mappings/{{kind}}"): (
        Example(
            body=lambda _: {"columns": [{"heading": "Hôm nào", "field": "booked_on"}]},
            place=lambda _: "post",
        ),
    ),
    ("POST", f"{API}/reconciliations"): (
        Example(body=lambda _: {"from": "2026-03-01", "to": "2026-03-31"}),
    ),
    ("GET", f"{API}/reconciliations"): (
        Example(kind="reconciliation", listed="reconciliation_id"),
    ),
    ("GET", f"{API}/reconciliations/{{run_id}}"): (
        Example(kind="reconciliation", unknown=NO_UUID),
    ),
    **BUNDLE_EXAMPLES,
    **CONTRACT_EXAMPLES,
    **CARRIER_EXAMPLES,
    **MESSAGE_EXAMPLES,
    **PAPER_EXAMPLES,
    **PORTAL_EXAMPLES,
    **REFUND_EXAMPLES,
    **SOURCE_EXAMPLES,
    **WEBHOOK_EXAMPLES,
}
