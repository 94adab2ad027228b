"""What fits the shape and cannot be true: refused for the field at fault, and without trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from postal_bridge.domain.tracking_code import TrackingCode
from routes.route import API
from tests.hostile.asking import NO_CONSIGNMENT, NO_DOSSIER
from tests.hostile.conftest import Service
from tests.hostile.examples import NO_UUID
from tests.hostile.world import CITIZEN, Half
from tests.journeys import IN_PERSON, PROCEDURE

PROBLEM = "application/problem+json"
PASSWORD = "bảy con vịt qua cầu"
TOO_MANY_DONG = 9_000_000_000_001

Problem = tuple[str, str]


@dataclass(frozen=True, slots=True)
class The:
    """Stands in a body or a path for something of our centre."""

    kind: str
    owner: str

    def of(self, here: Half) -> str:
        """Return its name."""
        return here.thing(self.kind, self.owner, "clerk")


@dataclass(frozen=True, slots=True)
class Untrue:
    """Something sent by somebody of our centre, and the problem it meets.

    `problems` are (path, code) of the wrong fields; where there are none, `code` says it all.
    """

    person: str
    method: str
    path: tuple[str | The, ...]
    body: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    code: str = "invalid_input"
    status: int = 422

    def __str__(self) -> str:
        told = ",".join(f"{path}={code}" for path, code in self.problems) or self.code
        return f"{self.method} {'/'.join(map(str, self.path[:2]))} {told}"


def dossier(*problems: Problem, by: str = "clerk", **more: Any) -> Untrue:
    body = {
        "code": "000.00.19.H53-260313-6001",
        "procedure_code": PROCEDURE,
        "department_code": "SNV",
        "received_via": "direct",
        "filer": {"name": "Lê Thị Mẫu"},
        **more,
    }
    return Untrue(by, "POST", ("dossiers",), body, problems)


def consignment(
    *problems: Problem, by: str = "clerk", leg: str = "outbound", **more: Any
) -> Untrue:
    return Untrue(by, "POST", ("consignments",), {"leg": leg, **more}, problems)


def step(*problems: Problem, of: The = The("dossier", "department"), **more: Any) -> Untrue:
    path = ("dossiers", of, "steps")
    return Untrue("clerk", "POST", path, {"status": 4, **more}, problems)


def bag(*problems: Problem, by: str = "clerk", **more: Any) -> Untrue:
    return Untrue(by, "POST", ("manifests",), {"to_office": "SNV", **more}, problems)


def code_range(*problems: Problem, **more: Any) -> Untrue:
    body = {
        "first": "00700001",
        "last": "00700002",
        "service": "RS",
        "document": "Văn bản ví dụ 04/BĐ",
        "granted_on": "2026-03-02",
        **more,
    }
    return Untrue("admin", "POST", ("code-ranges",), body, problems)


def person(*problems: Problem, **more: Any) -> Untrue:
    body = {
        "login": "nguoi.la",
        "full_name": "Người Lạ Ví Dụ",
        "role": "department",
        "office_code": "SNV",
        "password": PASSWORD,
        **more,
    }
    return Untrue("admin", "POST", ("persons",), body, problems)


def told(status: int, code: str, sent: Untrue) -> Untrue:
    """Return what is sent with another problem than one of fields."""
    return Untrue(sent.person, sent.method, sent.path, sent.body, (), code, status)


ANNOUNCED = The("announced", "post")
DATES = (
    dossier(("received_at", "out_of_range"), received_at="1000-01-01T00:00:00+14:00"),
    dossier(("received_at", "out_of_range"), received_at="1800-01-01T00:00:00Z"),
    dossier(("received_at", "out_of_range"), received_at="2026-03-14T04:00:01Z"),
    dossier(("received_at", "out_of_range"), received_at="2999-01-01T00:00:00Z"),
    dossier(("received_at", "out_of_range"), received_at="9998-12-31T23:59:59-14:00"),
    dossier(("due_on", "before_receipt"), due_on="1800-01-01"),
    dossier(("due_on", "before_receipt"), due_on="2026-03-12"),
    dossier(("due_on", "out_of_range"), due_on="2999-01-01"),
    dossier(("due_on", "out_of_range"), due_on="9998-12-31"),
    dossier(("due_on", "not_yet_filed"), received_via="postal", due_on="2026-03-20"),
    step(("happened_on", "too_early"), happened_on="1800-01-01"),
    step(("happened_on", "too_early"), happened_on="2026-03-12"),
    step(("happened_on", "in_the_future"), happened_on="2999-01-01"),
    step(("happened_on", "in_the_future"), happened_on="9998-12-31"),
    step(("happened_on", "too_early"), of=ANNOUNCED, status=2, happened_on="1800-01-01"),
    code_range(("granted_on", "too_early"), granted_on="1800-01-01"),
    code_range(("granted_on", "in_the_future"), granted_on="2026-03-14"),
    code_range(("granted_on", "in_the_future"), granted_on="2999-01-01"),
)
AMOUNTS = (
    dossier(("fee_dong", "greater_than_equal"), fee_dong=-1),
    dossier(("fee_dong", "less_than_equal"), fee_dong=TOO_MANY_DONG),
    consignment(("collect_dong", "greater_than_equal"), collect_dong=-1),
    consignment(("collect_dong", "less_than_equal"), collect_dong=TOO_MANY_DONG),
    consignment(
        ("papers.0.quantity", "greater_than_equal"),
        papers=[{"name": "Tờ khai", "form": "copy", "quantity": 0}],
    ),
    consignment(
        ("papers.0.quantity", "less_than_equal"),
        papers=[{"name": "Tờ khai", "form": "copy", "quantity": 10_000}],
    ),
    consignment(("papers", "too_long"), papers=[{"name": "Tờ khai", "form": "copy"}] * 101),
    bag(("items", "too_long"), items=[NO_CONSIGNMENT] * 501),
    step(("status", "greater_than_equal"), status=0),
    step(("status", "less_than_equal"), status=11),
    Untrue(
        *("clerk", "POST", ("tokens",), {"expires_days": 0}),
        (("expires_days", "greater_than_equal"),),
    ),
    Untrue(
        *("clerk", "POST", ("tokens",), {"expires_days": 367}),
        (("expires_days", "less_than_equal"),),
    ),
)
CODES = (
    dossier(("code", "bad_dossier_code"), code="H53.14-261332-0001"),
    dossier(("code", "bad_dossier_code"), code="H53.14-260313-00\N{THAI DIGIT ONE}1"),
    dossier(("code", "bad_dossier_code"), code="\N{LATIN SMALL LETTER LONG S}53.14-260313-0001"),
    dossier(("procedure_code", "unknown_procedure"), procedure_code="1.999999"),
    dossier(("procedure_code", "unknown_procedure"), procedure_code="1.000002.H26"),
    dossier(("department_code", "unknown_department"), department_code="H53.BC"),
    dossier(("department_code", "unknown_department"), department_code="KHONG.CO"),
    dossier(("consignment_code", "unknown_code"), consignment_code=NO_CONSIGNMENT),
    dossier(("consignment_code", "unknown_code"), consignment_code="không phải mã"),
    dossier(("filer.name", "string_pattern_mismatch"), filer={"name": " \t\n\N{NO-BREAK SPACE}"}),
    dossier(("received_via", "not_postal"), by="post"),
    dossier(
        ("received_at", "not_yet_filed"),
        by="post",
        received_via="postal",
        received_at="2026-03-13T09:00:00+07:00",
    ),
    told(409, "dossier_known", dossier(code=The("dossier", "department2"))),
    consignment(("code", "bad_tracking_code"), code="RR000000103VN"),
    consignment(("code", "bad_tracking_code"), code="BAG-H53-000000014"),
    consignment(("dossier_code", "bad_dossier_code"), dossier_code="1"),
    consignment(("dossier_code", "unknown_dossier"), dossier_code=NO_DOSSIER),
    consignment(("procedure_code", "unknown_procedure"), procedure_code="1.000002.H26"),
    consignment(
        ("procedure_code", "not_of_dossier"),
        procedure_code=IN_PERSON,
        dossier_code=The("dossier", "department"),
    ),
    consignment(("scope", "unknown_scope"), scope="khắp nơi"),
    consignment(("origin", "wrong_end"), origin="citizen"),
    consignment(("origin", "unknown_office"), origin="H26"),
    consignment(("destination", "wrong_end"), destination="SNV"),
    consignment(("post_office", "unknown_office"), post_office="STP"),
    consignment(
        ("citizen.phone", "bad_phone"), citizen={"name": "A", "phone": "1\N{ROMAN NUMERAL TWO}"}
    ),
    consignment(("citizen", "not_on_this_leg"), leg="transfer_out", citizen={"name": "A"}),
    consignment(("dossier_code", "missing"), by="department", leg="transfer_back"),
    consignment(("destination", "missing"), leg="transfer_out"),
    told(403, "not_for_your_role", consignment(by="post")),
    told(409, "not_postal_eligible", consignment(procedure_code=IN_PERSON)),
    told(409, "code_taken", consignment(code=The("consignment", "post"))),
    # A number that was granted to the other centre.
    told(409, "code_taken", consignment(code=str(TrackingCode("EV", 1_050, "VN")))),
    bag(("to_office", "unknown_office"), to_office="H26"),
    bag(("to_office", "own_office"), to_office="H53"),
    bag(("items.1", "given_twice"), items=[The("consignment", "clerk")] * 2),
    bag(("items.0", "bad_dossier_code"), items=["H53.14-261332-0001"]),
    bag(("items.0", "unreadable_code"), items=["\N{POSTBOX}"]),
    bag(("items.0", "not_in_your_hands"), items=[The("consignment", "post")], pack=True),
    step(("returned_via", "out_of_place"), returned_via="counter"),
    told(409, "step_not_allowed", step(status=10, returned_via="counter")),
    code_range(("last", "before_first"), first="2", last="1"),
    code_range(("last", "other_series"), last="RR000000102VN"),
    code_range(("first", "bad_tracking_code"), first="-1"),
    code_range(("first", "bad_tracking_code"), first="\N{FULLWIDTH DIGIT ONE}"),
    code_range(("last", "bad_serial"), last="100000000"),
    code_range(("service", "missing"), service=None),
    told(409, "ranges_overlap", code_range(first="EV000000014VN", last="EV000000014VN")),
    told(409, "ranges_overlap", code_range(service="EV", first="1000", last="1001")),
)
PEOPLE = (
    person(("office_code", "unknown_office"), office_code="H26"),
    person(("office_code", "wrong_kind_of_office"), office_code="H53"),
    person(("full_name", "bad_shape"), full_name="Hai\ndòng"),
    person(("full_name", "bad_shape"), full_name="\N{RIGHT-TO-LEFT OVERRIDE}Ngược"),
    person(("login", "string_pattern_mismatch"), login="nguoi.la\n"),
    person(("login", "string_pattern_mismatch"), login="Người"),
    told(409, "person_known", person(login="clerk.h26")),
    Untrue(
        *("admin", "POST", ("offices",), {"code": "BC8", "kind": "post", "name": " "}),
        (("name", "bad_shape"),),
    ),
    told(
        *(409, "office_known"),
        Untrue("admin", "POST", ("offices",), {"code": "SNV", "kind": "post", "name": "Thử"}),
    ),
    told(
        *(409, "not_yourself"),
        Untrue("admin", "PATCH", ("persons", The("person", "admin")), {"active": False}),
    ),
    told(404, "unknown_person", Untrue("admin", "PATCH", ("persons", "khong.ai"), {})),
    told(404, "unknown_person", Untrue("admin", "POST", ("tokens",), {"login": "khong.ai"})),
    Untrue(
        *("clerk", "POST", ("differences", NO_UUID, "resolve"), {"resolution": "   "}),
        (("resolution", "string_pattern_mismatch"),),
    ),
)


def resolved(value: Any, here: Half) -> Any:
    """Return a body with names where it says which things are meant."""
    if isinstance(value, The):
        return value.of(here)
    if isinstance(value, Mapping):
        return {name: resolved(inner, here) for name, inner in value.items()}
    return [resolved(inner, here) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("sent", [*DATES, *AMOUNTS, *CODES, *PEOPLE], ids=str)
async def test_what_cannot_be_true_is_refused(service: Service, sent: Untrue) -> None:
    here, before = service.world.here, await service.rows.digest()
    path = "/".join(str(resolved(part, here)) for part in (API, *sent.path))
    body = resolved(sent.body, here)
    answer = await service.client.request(
        sent.method, path, json=body, headers=here.bearers[sent.person]
    )
    assert answer.content_type == PROBLEM, await answer.text()
    problem = await answer.json(content_type=PROBLEM)
    found = tuple((error["path"], error["code"]) for error in problem.get("errors", ()))
    assert (answer.status, problem["code"], found) == (sent.status, sent.code, sent.problems)
    assert str(CITIZEN.phone) not in str(problem), "a problem tells nothing of people"
    assert await service.rows.digest() == before


@pytest.mark.parametrize("amount_dong", [0, 1, 1_000_000_000, TOO_MANY_DONG - 1])
async def test_amounts_up_to_the_limit_are_taken(service: Service, amount_dong: int) -> None:
    here = service.world.here
    body = {
        **dossier(fee_dong=amount_dong).body,
        "code": f"000.00.19.H53-260301-{amount_dong % 9_999:04}",
    }
    answer = await service.client.post(f"{API}/dossiers", json=body, headers=here.bearers["clerk"])
    assert answer.status == 201, await answer.text()
    assert (await answer.json())["fee_dong"] == amount_dong
    order = {"leg": "outbound", "collect_dong": amount_dong}
    answer = await service.client.post(
        f"{API}/consignments", json=order, headers=here.bearers["clerk"]
    )
    assert answer.status == 201, await answer.text()
    assert (await answer.json())["collect_dong"] == amount_dong
