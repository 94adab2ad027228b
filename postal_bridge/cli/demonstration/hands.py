"""Does what people do at the demonstration's centre, through the use cases that serve real ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

from postal_bridge.cli.demonstration.blocks import Blocks
from postal_bridge.cli.demonstration.clock import WalkingClock
from postal_bridge.cli.demonstration.place import CENTER_CODE
from postal_bridge.cli.demonstration.plans import Plan
from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.scan import Action, Collected, PaymentMethod, Scan
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.check_manifest import check_manifest
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.open_manifest import ManifestOrder, open_manifest
from postal_bridge.usecases.register_consignment import (
    ConsignmentOrder,
    PaperOrder,
    register_consignment,
)
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.scan_answers import ScanAnswer, ScanRules, Submitted
from postal_bridge.usecases.track import Tracked, open_tracking
from postal_bridge.wiring import Bridge

_SCANS_AT_ONCE = 50
RESULT = (PaperOrder("Kết quả giải quyết thủ tục hành chính", "result"),)


@dataclass(slots=True)
class Hands:
    """The people of the centre, by their offices, with what they work with."""

    bridge: Bridge
    rules: ScanRules
    clock: WalkingClock
    center: Center
    viewers: dict[str, Viewer]
    random: Random
    blocks: Blocks = field(default_factory=Blocks)
    received_at: dict[str, str] = field(default_factory=dict)

    @property
    def admin(self) -> Viewer:
        """Who administers the centre."""
        return Viewer(self.center, "quan.tri", Role.ADMIN, CENTER_CODE, OfficeKind.CENTER)

    async def file(self, who: Viewer, plan: Plan) -> None:
        """Register a dossier now; one that comes by post is announced."""
        filing = Filing(
            code=plan.code,
            procedure_code=plan.procedure.code,
            received_via=plan.received_via,
            service_form=plan.service_form,
            filer_name=plan.citizen.name,
            filer_phone=plan.citizen.phone,
            filer_address=plan.citizen.address,
            fee_dong=plan.fee_dong or None,
        )
        bridge = self.bridge
        answer = await register_dossier(
            bridge.database, self.clock, bridge.sealer, who, filing, None
        )
        if answer.document and answer.document["received_at"]:
            self.received_at[plan.code] = answer.document["received_at"]

    async def advance(self, who: Viewer, plan: Plan, status: PortalStatus, **more: Any) -> None:
        """Take a step of a dossier now."""
        bridge, wanted = self.bridge, WantedStep(status, **more)
        await advance_dossier(
            bridge.database, self.clock, bridge.sealer, who, plan.code, wanted, None
        )

    async def register(self, who: Viewer, leg: Leg, plan: Plan, **more: Any) -> str:
        """Register a consignment for a dossier and return its code."""
        order = ConsignmentOrder(leg, dossier_code=plan.code, **more)
        bridge = self.bridge
        answer = await register_consignment(
            bridge.database, self.clock, bridge.sealer, who, None, order
        )
        assert answer.document is not None
        return str(answer.document["code"])

    async def begin_bag(self, who: Viewer, to_office: str, items: Sequence[str]) -> str:
        """Begin a bag with its items packed and return its code."""
        order = ManifestOrder(to_office, items, pack=True)
        answer = await open_manifest(self.bridge.database, self.rules, who, None, order)
        assert answer.document is not None
        return str(answer.document["code"])

    async def check(self, who: Viewer, bag: str) -> None:
        """Say that a bag was counted."""
        bridge = self.bridge
        await check_manifest(bridge.database, self.clock, bridge.sealer, who, None, bag)

    async def track(self, plan: Plan) -> Tracked:
        """Track a dossier as its citizen does, each from an address of their own."""
        bridge, digits = self.bridge, plan.digits
        return await open_tracking(
            bridge.database, self.clock, bridge.sealer, plan.code, digits, self.address_of(plan)
        )

    def address_of(self, plan: Plan) -> str:
        """Return where a citizen writes from: an address that nobody has."""
        return f"2001:db8:{int(plan.digits):x}::1"

    def made(self, code: str, action: Action, at: datetime | None = None, **more: Any) -> Scan:
        """Make a scan on a device; it is told later."""
        scan_id = UUID(int=self.random.getrandbits(128), version=4)
        return Scan(scan_id, code, action, at or self.clock(), **more)

    async def tell(self, who: Viewer, scans: Iterable[Scan]) -> list[ScanAnswer]:
        """Send scans and return their answers."""
        submitted = [Submitted(who, scan) for scan in scans]
        answers = []
        for start in range(0, len(submitted), _SCANS_AT_ONCE):
            batch = submitted[start : start + _SCANS_AT_ONCE]
            answers += await self.bridge.scan_desk.settle(self.center, batch)
        return answers

    async def scan(self, who: Viewer, codes: Iterable[str], action: Action, **more: Any) -> None:
        """Scan things one after the other; each has to be recorded."""
        answers = await self.tell(who, [self.made(code, action, **more) for code in codes])
        for answer in answers:
            assert answer.outcome == "recorded", f"{action}: {answer.detail}"

    async def refused(self, who: Viewer, code: str, action: Action, **more: Any) -> None:
        """Scan something that has to be refused."""
        answer, *_ = await self.tell(who, [self.made(code, action, **more)])
        assert answer.outcome == "refused", f"{action} of {code} was recorded"

    async def hand_over(self, codes: Sequence[str], *way: Viewer) -> None:
        """Hand things from one office to the next, each giving and each taking."""
        for giver, taker in pairwise(way):
            await self.scan(giver, codes, Action.GIVE, to_office=taker.office_code)
            await self.scan(taker, codes, Action.TAKE)

    async def send_bag(self, items: Sequence[str], *way: Viewer) -> str:
        """Send things in a sealed bag that the last office opens and counts; return its code."""
        sender, receiver = way[0], way[-1]
        bag = await self.begin_bag(sender, receiver.office_code, items)
        await self.seal_and_send(bag, *way)
        await self.scan(receiver, items, Action.UNPACK, bag=bag)
        await self.check(receiver, bag)
        return bag

    async def seal_and_send(self, bag: str, *way: Viewer) -> None:
        """Seal a bag and hand it over, up to its being opened."""
        seal_number = f"NP{self.random.randint(100_000, 999_999)}"
        await self.scan(way[0], [bag], Action.SEAL, seal_number=seal_number)
        await self.hand_over([bag], *way)
        await self.scan(way[-1], [bag], Action.OPEN, seal_number=seal_number)

    def proof_of(self, citizen: Citizen, collected: Collected | None) -> dict[str, object]:
        """Return what a device adds to a delivery: who took it, where, and what was paid."""
        latitude, longitude = self.random.uniform(11.25, 11.35), self.random.uniform(106.05, 106.15)
        return {
            "recipient": {"name": citizen.name, "kind": "addressee"},
            "place": {"lat": round(latitude, 5), "lon": round(longitude, 5)},
            "collected": collected,
        }

    def collected(self, who: Viewer, amount_dong: int) -> Collected | None:
        """Return what is taken for an amount owed: in cash or by transfer, with a receipt."""
        if not amount_dong:
            return None
        method = self.random.choice(
            (PaymentMethod.CASH, PaymentMethod.CASH, PaymentMethod.TRANSFER)
        )
        return Collected(amount_dong, method, self.receipt_of(who))

    def receipt_of(self, who: Viewer) -> str:
        """Return the number of the receipt that somebody gives now."""
        return self.blocks.take(who, self.clock().astimezone(self.center.zone).date())
