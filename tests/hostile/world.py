"""Two centres in one database, alike down to the codes of their offices, with things of everybody.

Whose each thing is, and who of its centre may see it, stands here; what may be done with it at
which door is told by the table of examples.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import uuid4

from postal_bridge.domain.access import Role
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import MoneyKind, PaidBy
from postal_bridge.domain.statement import (
    StatementEnd,
    StatementHead,
    StatementKind,
    StatementLine,
)
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.store import differences
from postal_bridge.store.differences import Difference
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.import_statement import Handed, import_statement
from postal_bridge.usecases.issue_token import issue_token
from postal_bridge.usecases.reconcile import reconcile
from postal_bridge.usecases.record_payment import WantedPayment, record_payment
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.work_fees import WantedFee, add_fee
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.usecases.test_reconcile import GivenParts

#: The person who stands for each role; the others only own things.
PERSON_OF_ROLE = {
    Role.POST: "post",
    Role.CENTER: "clerk",
    Role.DEPARTMENT: "department",
    Role.ACCOUNTANT: "accountant",
    Role.ADMIN: "admin",
}
PEOPLE = (*PERSON_OF_ROLE.values(), "post2", "department2")
#: Those whose offices hold papers; the administrator and the accountant sit at the clerk's.
HOLDERS = ("post", "post2", "clerk", "department", "department2")
OUTSIDE_CENTER = ("post", "post2", "department", "department2")
WHOLE_CENTER = frozenset({"clerk", "admin"})

CITIZEN = Citizen("Trần Văn Mẫu", "0987654321", "7 ngõ Ví Dụ, phường Mẫu")
#: In both centres there is a dossier of this code; they are two.
TWIN_CODE = "000.00.19.H53-260313-0077"


@dataclass(slots=True)
class Half:
    """One of the two centres: its people's headers, and things by (kind, owner).

    `spare` has things that are used up by the one person (kind, owner, person) who gets them.
    """

    center_id: int
    code: str
    bearers: dict[str, dict[str, str]] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    things: dict[tuple[str, str], str] = field(default_factory=dict)
    spare: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def thing(self, kind: str, owner: str, person: str) -> str:
        """Return the thing of an owner that a person is to ask for."""
        return self.spare.get((kind, owner, person)) or self.things[kind, owner]

    def unbound(self, dossier_code: str, person: str) -> str:
        """Return the clerk's consignment that a person is to bind to a dossier."""
        laid_out = self.spare.get(("unbound", dossier_code, person))
        return laid_out or self.things["consignment", "clerk"]

    def owners(self, kind: str) -> list[str]:
        """Return who owns something of a kind."""
        return sorted({key[1] for key in (*self.things, *self.spare) if key[0] == kind})

    def all_of(self, kind: str) -> set[str]:
        """Return everything of a kind."""
        found = {thing for key, thing in self.things.items() if key[0] == kind}
        return found | {thing for key, thing in self.spare.items() if key[0] == kind}

    def seen_of(self, kind: str, person: str) -> set[str]:
        """Return everything of a kind that a person may see."""
        things: Iterable[tuple[tuple[str, ...], str]] = (*self.things.items(), *self.spare.items())
        return {thing for key, thing in things if key[0] == kind and sees(kind, key[1], person)}


@dataclass(frozen=True, slots=True)
class World:
    """Our centre and the other one."""

    here: Half
    there: Half


#: Who sees things of a kind beside their owner, where it is not clerk and administrator.
_SEERS: Mapping[str, frozenset[str]] = {
    "dossier": WHOLE_CENTER | {"accountant"},
    "announced": WHOLE_CENTER | {"accountant"},
    "open_step": WHOLE_CENTER | {"accountant"},
    "uncarried": WHOLE_CENTER | {"accountant"},
    "fee": WHOLE_CENTER | {"accountant"},
    "token": frozenset({"admin"}),
    "person": frozenset({"admin"}),
    "code_range": frozenset({"admin"}),
    "procedure": frozenset(PEOPLE),
    "office": frozenset(PEOPLE),
    "statement": frozenset({"accountant", "admin"}),
    "reconciliation": frozenset({"accountant", "admin"}),
}


def sees(kind: str, owner: str, person: str) -> bool:
    """Tell whether a person sees what belongs to another of the same centre."""
    # What the post handed to the centre has been the post's to see before.
    handed_by = "post" if (kind, owner) == ("opened_bag", "clerk") else owner
    return person in (owner, handed_by) or person in _SEERS.get(kind, WHOLE_CENTER)


async def build_world(bridge: Bridge, clock: SettableClock) -> World:
    """Found both centres and give everybody in them something of each kind."""
    here = await found_center(bridge, clock, "H53")
    there = await found_center(bridge, clock, "H26", CodeRange("EV", 1_001, 1_200, "VN"))
    return World(await _furnish(here), await _furnish(there))


async def _furnish(stage: Stage) -> Half:
    half = Half(stage.center.center_id, stage.center.code)
    for who in PEOPLE:
        viewer = getattr(stage, who)
        issued = await issue_token(stage.bridge.database, stage.clock, viewer.login, 300)
        half.bearers[who] = {"Authorization": f"Bearer {issued.text}"}
        half.logins[who] = half.things["person", who] = viewer.login
        half.offices[who] = viewer.office_code
        other = await issue_token(stage.bridge.database, stage.clock, viewer.login, 300)
        half.things["token", who] = str(other.token_id)
    own = f"1.{stage.center.center_id:06}.{stage.center.code}"
    row = {"center_id": half.center_id, "code": own, "name": "Thủ tục riêng ví dụ"}
    await stage.insert("procedure", {**row, "postal_eligible": True})
    half.things["procedure", "clerk"] = own
    half.things["office", "clerk"] = stage.center.code
    number = {"H53": 1, "H26": 1_001}[stage.center.code]
    half.things["code_range", "admin"] = str(CodeRange("EV", number, number, "VN").code_at(number))
    await _add_dossiers(stage, half)
    await _add_money(stage, half)
    await _add_consignments(stage, half)
    await _add_bags(stage, half)
    await _add_differences(stage, half)
    await _add_statements(stage, half)
    for who in HOLDERS:
        answer = await stage.scan(getattr(stage, who), "EV099999991VN", "take")
        assert answer.code, "nothing is known of this code"
        half.things["refused_scan", who] = str(answer.scan_id)
    return half


async def _add_dossiers(stage: Stage, half: Half) -> None:
    received = {"status": 2, "received_at": stage.clock(), "received_on": stage.clock().date()}
    for place, who in enumerate(("department", "department2"), start=1):
        columns = {**received, "department_code": half.offices[who]}
        half.things["dossier", who] = await stage.add_dossier(place * 100, **columns)
        for step, person in enumerate(PERSON_OF_ROLE.values(), start=1):
            code = await stage.add_dossier(place * 100 + step, **columns)
            half.spare["open_step", who, person] = code
            # What is under way already is not sent the same way twice.
            uncarried = await stage.add_dossier(place * 100 + 20 + step, **columns)
            half.spare["uncarried", who, person] = uncarried
        half.things["dossier_handed", who] = await stage.add_dossier(place * 100 + 50, **columns)
        half.things["dossier_to_send", who] = await stage.add_dossier(place * 100 + 51, **columns)
    # One that the post announced for the centre itself is no department's.
    await _announce(stage, "clerk", TWIN_CODE)
    for number, who in ((901, "post"), (951, "post2")):
        half.things["announced", who] = await _announce(stage, who, _announced(half, number))
        for step, person in enumerate(PERSON_OF_ROLE.values(), start=1):
            code = await _announce(stage, who, _announced(half, number + step))
            half.spare["announced", who, person] = code


def _announced(half: Half, number: int) -> str:
    return f"000.00.19.{half.code}-260313-{number:04}"


async def _announce(stage: Stage, who: str, code: str) -> str:
    filing = Filing(
        code,
        PROCEDURE,
        ReceivedVia.POSTAL,
        department_code=stage.center.code,
        filer_name=CITIZEN.name,
    )
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    await register_dossier(*tools, getattr(stage, who), filing, None)
    return code


async def _add_money(stage: Stage, half: Half) -> None:
    """Add fee lines and payments; each can be taken back once, so everybody gets one."""
    bridge = stage.bridge
    tools = bridge.database, stage.clock, bridge.sealer
    for person in PERSON_OF_ROLE.values():
        for who in ("department", "department2"):
            code = half.things["dossier", who]
            wanted = WantedFee(code, MoneyKind.FEE, "Phí ví dụ", 10_000)
            fee = await add_fee(*tools, getattr(stage, who), wanted, None)
            half.spare["fee", who, person] = (fee.document or {})["fee_id"]
        for who in ("post", "clerk"):
            code = half.things["announced", "post"]
            paid = WantedPayment(code, 10_000, PaidBy.CASH)
            made = await record_payment(*tools, getattr(stage, who), paid, None)
            half.spare["payment", who, person] = (made.document or {})["payment_id"]


async def _add_consignments(stage: Stage, half: Half) -> None:
    async def register(who: str, dossier: str = "dossier") -> str:
        viewer = getattr(stage, who)
        if who.startswith("department"):
            dossier = half.things[dossier, who]
            made = await stage.register(viewer, Leg.TRANSFER_BACK, dossier_code=dossier)
        else:
            # What the centre registers to come in has no post office yet, and is its own alone.
            made = await stage.register(viewer, Leg.INBOUND, citizen=CITIZEN)
        return str(made["code"])

    for who in HOLDERS:
        half.things["consignment", who] = await register(who)
    for who in OUTSIDE_CENTER:
        handed = half.things["handed", who] = await register(who, "dossier_handed")
        if who.startswith("post"):
            await stage.recorded(getattr(stage, who), handed, "collect")
        await stage.recorded(getattr(stage, who), handed, "give")
        await stage.recorded(stage.clerk, handed, "take")
    for who in ("department", "department2"):
        for person in sorted(WHOLE_CENTER):
            half.spare["unbound", half.things["dossier", who], person] = await register("clerk")
    for who in ("post", "post2", "clerk"):
        for person in PERSON_OF_ROLE.values():
            half.spare["loose", who, person] = await register(who)
            half.spare["unfiled", who, person] = await register(who)


async def _add_bags(stage: Stage, half: Half) -> None:
    for who in OUTSIDE_CENTER:
        bag = await stage.begin_bag(getattr(stage, who), half.code)
        half.things["bag", who] = str(bag["code"])
    ways = [("clerk", owner) for owner in OUTSIDE_CENTER] + [("post", "clerk")]
    for giver, taker in ways:
        leg = Leg.OUTBOUND if giver == "clerk" else Leg.INBOUND
        inside = (await stage.register(getattr(stage, giver), leg, citizen=CITIZEN))["code"]
        if giver == "post":
            await stage.recorded(stage.post, inside, "collect")
        bag = await stage.begin_bag(
            getattr(stage, giver), half.offices[taker], items=[inside], pack=True
        )
        code = half.things["opened_bag", taker] = str(bag["code"])
        await stage.recorded(getattr(stage, giver), code, "seal", "give")
        await stage.recorded(getattr(stage, taker), code, "take", "open")


async def _add_differences(stage: Stage, half: Half) -> None:
    made = []
    for who in HOLDERS:
        for person in PERSON_OF_ROLE.values():
            difference_id = uuid4()
            half.spare["difference", who, person] = str(difference_id)
            office, now = half.offices[who], stage.clock()
            made.append(Difference(difference_id, "damaged", office, now, {"holder": office}))
    async with stage.bridge.database.transaction() as connection:
        await differences.open_differences(connection, half.center_id, made)


async def _add_statements(stage: Stage, half: Half) -> None:
    """Store a list of each post office, and what a bank wrote; then run over their month."""
    bridge, day = stage.bridge, date(2026, 3, 2)
    for place, who in enumerate(("post", "post2", "accountant"), start=1):
        line = StatementLine(
            place=place, entry=1, booked_on=day, value_on=day, amount=Decimal(1_000 * place)
        )
        handed = Handed(
            kind=StatementKind.BANK if who == "accountant" else StatementKind.POST,
            name=f"{who}.csv",
            content_hash=sha256(who.encode()).digest(),
            source=GivenParts((StatementHead(), line, StatementEnd())),
            login=half.logins[who],
            office=None if who == "accountant" else half.offices[who],
        )
        report = await import_statement(
            bridge.database, stage.clock, bridge.sealer, stage.center, handed
        )
        half.things["statement", who] = str(report.file_id)
    run = await reconcile(bridge.database, stage.clock, stage.center, "-", (day, date(2026, 3, 31)))
    half.things["reconciliation", "accountant"] = str(run.run_id)
