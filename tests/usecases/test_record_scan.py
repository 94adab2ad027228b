"""Scans are recorded once, in the order things happened, and what follows from them follows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer
from postal_bridge.domain.custody import CITIZEN, Kind, Leg, Thing
from postal_bridge.domain.custody_log import CustodyLog, Recorder
from postal_bridge.domain.scan import Action, Collected, PaymentMethod, Reason, Scan
from postal_bridge.domain.tracking_code import BagCode, TrackingCode
from postal_bridge.store import consignments, custody, manifests, people
from postal_bridge.store.database import Database
from postal_bridge.usecases.record_scan import record_scans
from postal_bridge.usecases.scenes import Scenes
from postal_bridge.usecases.settle_scans import ScanAnswer, ScanRules, Submitted
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock


@dataclass
class Desk:
    """A centre with its people, on which a test scans."""

    bridge: Bridge
    clock: SettableClock
    center: Center
    rules: ScanRules
    viewers: dict[str, Viewer]
    serial: int = 0
    made: list[str] = field(default_factory=list)

    async def register(self, leg: Leg, origin: str, destination: str) -> str:
        """Put a consignment into custody and return its code."""
        self.serial += 1
        code = str(TrackingCode("EV", self.serial, "VN"))
        await self._put(Thing(code, Kind.CONSIGNMENT, leg, origin, destination))
        return code

    async def new_bag(self, origin: str, destination: str) -> str:
        """Begin a bag and return its code."""
        self.serial += 1
        code = str(BagCode("H53", self.serial))
        await self._put(Thing(code, Kind.BAG, None, origin, destination))
        return code

    async def _put(self, thing: Thing) -> None:
        now = self.clock()
        log = CustodyLog.begin(thing, Recorder("an", self.center.code, now))
        async with self.bridge.database.transaction() as connection:
            await custody.register_thing(connection, self.center.center_id, log)
            if thing.leg is None:
                await manifests.add_manifest(
                    connection,
                    self.center.center_id,
                    thing.code,
                    (thing.origin, thing.destination),
                    None,
                    (now, "an"),
                )
            else:
                slip = consignments.Slip(
                    code=thing.code,
                    leg=thing.leg,
                    dossier_code=None,
                    procedure_code=None,
                    post_office=None,
                    party_sealed=None,
                    phone_index=None,
                    collect_dong=0,
                    scope="between_districts",
                    reference=None,
                    created_at=now,
                    created_by="an",
                    created_office=self.center.code,
                )
                await consignments.add_consignment(connection, self.center.center_id, slip)

    def scan(self, who: str, code: str, action: str, **more: object) -> Submitted:
        """Make a scan at the present moment, a second later than the one before."""
        at = more.pop("at", None)
        if at is None:
            self.clock.advance(timedelta(seconds=1))
            at = self.clock()
        scan_id = more.pop("scan_id", None) or uuid4()
        assert isinstance(at, datetime)
        assert isinstance(scan_id, UUID)
        scan = Scan(scan_id, code, Action(action), at, **more)  # type: ignore[arg-type] # tests name the fields
        return Submitted(self.viewers[who], scan)

    async def send(self, *submitted: Submitted) -> list[ScanAnswer]:
        """Send scans as one batch."""
        return await record_scans(self.bridge.database, self.rules, self.center, submitted)

    async def told(self, who: str, code: str, action: str, **more: object) -> ScanAnswer:
        """Send one scan and return its answer."""
        return (await self.send(self.scan(who, code, action, **more)))[0]


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    """Return a centre H53 with a post counter, a second post office and a department."""
    database: Database = bridge.database
    now = clock()
    async with database.transaction() as connection:
        center = await people.add_center(connection, "H53", "Trung tâm thử", now)
        assert center is not None
        for code, kind in (
            ("H53", OfficeKind.CENTER),
            ("P1", OfficeKind.POST),
            ("P2", OfficeKind.POST),
            ("STP", OfficeKind.DEPARTMENT),
        ):
            await people.add_office(connection, center.center_id, code, kind, code, now)
    kinds = {"H53": OfficeKind.CENTER, "STP": OfficeKind.DEPARTMENT}
    roles = {"H53": Role.CENTER, "STP": Role.DEPARTMENT}
    viewers = {
        code: Viewer(
            center, code.lower(), roles.get(code, Role.POST), code, kinds.get(code, OfficeKind.POST)
        )
        for code in ("H53", "P1", "P2", "STP")
    }
    rules = ScanRules(clock, bridge.sealer, bridge.config.label_keys, Scenes())
    return Desk(bridge, clock, center, rules, viewers)


def outcomes(answers: Sequence[ScanAnswer]) -> list[tuple[str, str | None]]:
    return [(answer.outcome, answer.code or answer.state) for answer in answers]


async def test_a_posted_dossier_goes_from_the_citizen_to_the_centre(desk: Desk) -> None:
    code = await desk.register(Leg.INBOUND, CITIZEN, "H53")
    answers = await desk.send(
        desk.scan("P1", code, "collect"),
        desk.scan("P1", code, "give", to_office="H53"),
        desk.scan("H53", code, "take"),
    )
    assert outcomes(answers) == [
        ("recorded", "held"),
        ("recorded", "offered"),
        ("recorded", "delivered"),
    ]
    assert [answer.holder for answer in answers] == ["P1", "P1", "H53"]
    assert "give" in (answers[0].next_actions or ())
    assert answers[2].next_actions == ()


async def test_the_same_scan_twice_is_one_event(desk: Desk) -> None:
    code = await desk.register(Leg.INBOUND, CITIZEN, "H53")
    collect = desk.scan("P1", code, "collect")
    assert outcomes(await desk.send(collect, collect)) == [
        ("recorded", "held"),
        ("already_recorded", "held"),
    ]
    assert outcomes(await desk.send(collect)) == [("already_recorded", "held")]
    other = desk.scan("P1", code, "arrive", scan_id=collect.scan.scan_id)
    assert outcomes(await desk.send(other)) == [("refused", "scan_id_reused")]


async def test_a_bad_scan_leaves_the_good_ones_alone(desk: Desk) -> None:
    code = await desk.register(Leg.INBOUND, CITIZEN, "H53")
    answers = await desk.send(
        desk.scan("P1", "EV999999992VN", "collect"),
        desk.scan("P1", "nonsense", "collect"),
        desk.scan("STP", code, "collect"),
        desk.scan("P1", code, "collect"),
        desk.scan("P2", code, "give", to_office="H53"),
        desk.scan("P1", code, "give", to_office="NOWHERE"),
    )
    assert outcomes(answers) == [
        ("refused", "bad_tracking_code"),
        ("refused", "unreadable_code"),
        ("refused", "action_not_for_role"),
        ("recorded", "held"),
        ("refused", "not_in_your_hands"),
        ("refused", "unknown_office"),
    ]


async def test_a_late_scan_is_put_where_it_happened(desk: Desk) -> None:
    code = await desk.register(Leg.INBOUND, CITIZEN, "H53")
    start = desk.clock()
    desk.clock.advance(timedelta(hours=3))
    assert (await desk.told("P2", code, "arrive")).holder == "P2"
    late = await desk.told("P1", code, "collect", at=start + timedelta(hours=1))
    assert (late.outcome, late.state, late.holder) == ("recorded", "held", "P2")


async def test_a_late_scan_that_contradicts_is_kept_and_asked_about(desk: Desk) -> None:
    code = await desk.register(Leg.OUTBOUND, "H53", CITIZEN)
    await desk.told("H53", code, "give", to_office="P1")
    await desk.told("P1", code, "take")
    went = desk.clock()
    desk.clock.advance(timedelta(hours=3))
    await desk.told("P1", code, "lose")
    late = await desk.told("P1", code, "deliver", at=went + timedelta(hours=1))
    assert (late.outcome, late.code) == ("refused", "late_scan_conflict")
    rows = await _differences(desk)
    assert sorted(rows) == ["lost", "scan_conflict"]


async def test_two_invitations_come_before_a_return(desk: Desk) -> None:
    code = await desk.register(Leg.OUTBOUND, "H53", CITIZEN)
    await desk.told("H53", code, "give", to_office="P1")
    await desk.told("P1", code, "take")
    await desk.told("P1", code, "go_out")
    assert (
        await desk.told("P1", code, "fail", reason=Reason.ADDRESSEE_ABSENT)
    ).state == "attempted"
    early = await desk.told("P1", code, "send_back", reason=Reason.ADDRESSEE_ABSENT)
    assert early.code == "invitations_incomplete"
    await desk.told("P1", code, "go_out")
    await desk.told("P1", code, "fail", reason=Reason.ADDRESSEE_ABSENT)
    too_soon = await desk.told("P1", code, "send_back", reason=Reason.ADDRESSEE_ABSENT)
    assert too_soon.code == "invitations_incomplete"
    desk.clock.advance(timedelta(days=4))
    await desk.told("P1", code, "go_out")
    await desk.told("P1", code, "fail", reason=Reason.ADDRESSEE_ABSENT)
    back = await desk.told("P1", code, "send_back", reason=Reason.ADDRESSEE_ABSENT)
    assert back.state == "returning"
    await desk.told("P1", code, "give")
    assert (await desk.told("H53", code, "take")).state == "returned"


async def test_a_bag_moves_what_is_in_it(desk: Desk) -> None:
    inside = [await desk.register(Leg.TRANSFER_OUT, "H53", "STP") for _ in range(3)]
    stray = await desk.register(Leg.TRANSFER_OUT, "H53", "STP")
    bag = await desk.new_bag("H53", "STP")
    assert (await desk.told("H53", bag, "seal")).code == "bag_empty"
    await desk.send(*(desk.scan("H53", code, "pack") for code in inside))
    assert (await desk.told("H53", bag, "give", to_office="STP")).code == "wrong_state"
    assert (await desk.told("H53", bag, "seal", seal_number="77")).state == "sealed"
    assert (await desk.told("H53", inside[0], "give", to_office="STP")).code == "in_sealed_bag"
    assert (await desk.told("H53", bag, "give")).state == "offered"
    assert (await desk.told("STP", bag, "take")).holder == "STP"
    assert (await desk.told("STP", bag, "open", seal_number="78")).state == "opened"
    found = await desk.send(*(desk.scan("STP", c, "unpack") for c in (inside[0], inside[1], stray)))
    assert outcomes(found) == [
        ("recorded", "delivered"),
        ("recorded", "delivered"),
        ("recorded", "held"),
    ]
    assert sorted(await _differences(desk)) == ["bag_extra", "seal"]


async def test_bags_lie_in_bags(desk: Desk) -> None:
    code = await desk.register(Leg.TRANSFER_OUT, "H53", "STP")
    inner = await desk.new_bag("H53", "STP")
    await desk.told("H53", code, "pack", bag=inner)
    await desk.told("H53", inner, "seal")
    outer = await desk.new_bag("H53", "P1")
    assert (await desk.told("H53", inner, "pack", bag=outer)).outcome == "recorded"
    await desk.told("H53", outer, "seal")
    await desk.told("H53", outer, "give")
    await desk.told("P1", outer, "take")
    await desk.told("P1", outer, "open")
    assert (await desk.told("P1", inner, "unpack")).holder == "P1"
    await desk.told("P1", inner, "give", to_office="STP")
    await desk.told("STP", inner, "take")
    await desk.told("STP", inner, "open")
    assert (await desk.told("STP", code, "unpack")).state == "delivered"


async def test_a_correction_takes_a_scan_out_and_keeps_it(desk: Desk) -> None:
    code = await desk.register(Leg.OUTBOUND, "H53", CITIZEN)
    await desk.told("H53", code, "give", to_office="P1")
    await desk.told("P1", code, "take")
    wrong = desk.scan("P1", code, "deliver")
    assert (await desk.send(wrong))[0].state == "delivered"
    stranger = await desk.told("P2", code, "correct", corrects=wrong.scan.scan_id)
    assert stranger.code == "correction_not_yours"
    mended = await desk.told("P1", code, "correct", corrects=wrong.scan.scan_id)
    assert (mended.outcome, mended.state, mended.holder) == ("recorded", "held", "P1")
    again = await desk.told("P1", code, "correct", corrects=wrong.scan.scan_id)
    assert again.code == "unknown_scan"


async def test_money_needs_a_dossier(desk: Desk) -> None:
    code = await desk.register(Leg.OUTBOUND, "H53", CITIZEN)
    await desk.told("H53", code, "give", to_office="P1")
    await desk.told("P1", code, "take")
    taken = Collected(50_000, PaymentMethod.CASH, "0000001")
    assert (await desk.told("P1", code, "deliver", collected=taken)).code == "dossier_required"


async def test_an_impossible_device_clock_is_refused(desk: Desk) -> None:
    code = await desk.register(Leg.INBOUND, CITIZEN, "H53")
    for year in (1800, 2999):
        at = datetime(year, 1, 1, tzinfo=UTC)
        assert (await desk.told("P1", code, "collect", at=at)).code == "scanned_at_implausible"


async def _differences(desk: Desk) -> list[str]:
    async with desk.bridge.database.snapshot() as connection:
        rows = await connection.fetch("select kind from difference")
    return [row["kind"] for row in rows]
