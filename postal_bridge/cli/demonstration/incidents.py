"""What goes wrong on the demonstration's last day, so that every list has something to show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.place import CENTER_CODE, COUNTER
from postal_bridge.cli.demonstration.plans import Delivery, Plan
from postal_bridge.domain.access import Viewer
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.scan import Action, Collected, PaperCount, Reason, Scan
from postal_bridge.domain.tracking_code import TrackingCode
from postal_bridge.usecases.print_labels import print_labels
from postal_bridge.usecases.work_differences import list_differences, resolve_difference

#: A code of the right shape that the post granted to nobody here.
_STRANGE_CODE = str(TrackingCode("EV", 99_000_001, "VN"))
#: This post office had no network in the morning.
_OFFLINE_OFFICE = "BC.MINHHOA"
#: What is packed, what gets lost on the way, and what was forgotten and lies there all the same.
_FAULTY_BAG_LEAST = 3
_SHORT_DONG = 5_000
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC), UUID(int=0)


@dataclass(slots=True)
class Incidents:
    """Lets things go wrong, each once, and remembers what it still holds back."""

    hands: Hands
    offline: list[tuple[Viewer, list[Scan]]] = field(default_factory=list)
    #: Results that no courier has in the end: lost, or never taken.
    astray: list[str] = field(default_factory=list)
    bag_was_faulty: bool = False
    money_was_short: bool = False

    def keep_offline(self, who: Viewer, scans: list[Scan]) -> list[Scan]:
        """Return the scans that can be sent now; the others wait for the network."""
        if who.office_code != _OFFLINE_OFFICE:
            return scans
        self.offline.append((who, scans))
        return []

    def short_of(self, collected: Collected | None) -> Collected | None:
        """Take less than is owed, once."""
        if collected is None or self.money_was_short or collected.amount_dong <= _SHORT_DONG:
            return collected
        self.money_was_short = True
        return replace(collected, amount_dong=collected.amount_dong - _SHORT_DONG)

    async def ask_citizens(self, plans: Sequence[Plan]) -> None:
        """Find that papers or a payment are lacking, and that one filer has thought again."""
        hands, asked = self.hands, iter(plans)
        for status, note in (
            (PortalStatus.SUPPLEMENT_ASKED, "Thiếu bản sao có chứng thực."),
            (PortalStatus.SUPPLEMENT_ASKED, "Ảnh không đúng cỡ."),
            (PortalStatus.PAYMENT_ASKED, "Chưa nộp phí thẩm định."),
            (PortalStatus.WITHDRAWAL_ASKED, "Công dân xin rút hồ sơ."),
            (PortalStatus.STOPPED, "Công dân không bổ sung đúng hạn."),
        ):
            plan = next(asked)
            await hands.advance(hands.viewers[plan.department], plan, status, note=note)

    async def when_posted_dossiers_arrive(self, plans: Sequence[Plan]) -> None:
        """Find one of them wet and lacking a paper, and scan what one should not."""
        counter, hands = self.hands.viewers[COUNTER], self.hands
        wet, other = plans[0].inbound, plans[1].inbound
        papers = (PaperCount(1, 0),)
        await hands.scan(counter, [wet], Action.DAMAGE, papers=papers)
        await hands.refused(counter, other, Action.DELIVER)
        await hands.refused(hands.viewers[CENTER_CODE], other, Action.TAKE)
        await hands.refused(counter, _STRANGE_CODE, Action.ARRIVE)
        await hands.refused(hands.viewers["STP"], other, Action.GO_OUT)

    async def on_the_way_to(self, department: Viewer, codes: list[str]) -> list[str]:
        """Send one bag in which something is missing and something else too many.

        Returns what is still to be sent as it should be.
        """
        if self.bag_was_faulty or len(codes) < _FAULTY_BAG_LEAST:
            return codes
        self.bag_was_faulty = True
        hands, clerk, counter = (
            self.hands,
            self.hands.viewers[CENTER_CODE],
            self.hands.viewers[COUNTER],
        )
        missing, *found, forgotten = codes
        bag = await hands.begin_bag(clerk, department.office_code, [missing, *found])
        await hands.seal_and_send(bag, clerk, counter, department)
        await hands.scan(department, [*found, forgotten], Action.UNPACK, bag=bag)
        await hands.check(department, bag)
        return []

    async def give_without_taking(self, plan: Plan) -> None:
        """Give something to the post that nobody there takes."""
        clerk = self.hands.viewers[CENTER_CODE]
        self.astray.append(plan.outbound)
        await self.hands.scan(clerk, [plan.outbound], Action.GIVE, to_office=COUNTER)

    def mix(self, rounds: Iterable[list[Plan]]) -> None:
        """See to it that on one round something is delivered and something is not yet."""
        first, *_, last = next(plans for plans in rounds if len(plans) > 1)
        first.delivery, last.delivery = Delivery.DELIVERED, Delivery.STILL_OUT

    async def on_the_round(
        self, who: Viewer, delivered: str, still_out: str, between: datetime
    ) -> None:
        """Tell two stories of one thing, and take a slip of the hand back.

        `between` is a moment after both went out and before anything was delivered.
        """
        hands = self.hands
        late = hands.made(delivered, Action.GIVE, at=between, to_office=COUNTER)
        answer, *_ = await hands.tell(who, [late])
        assert answer.code == "late_scan_conflict", answer.code
        slip = hands.made(still_out, Action.FAIL, reason=Reason.REFUSED)
        await hands.tell(who, [slip])
        await hands.scan(who, [still_out], Action.CORRECT, corrects=slip.scan_id)

    async def before_closing(self, sent: Sequence[Plan]) -> None:
        """Come back into the network, print a label twice, lose something, look into one thing."""
        hands, counter = self.hands, self.hands.viewers[COUNTER]
        for who, scans in self.offline:
            for answer in await hands.tell(who, scans):
                assert answer.outcome == "recorded", answer.detail
        lost, labelled = sent[0].outbound, sent[1].outbound
        await hands.scan(counter, [lost], Action.LOSE)
        self.astray.append(lost)
        printed = [await self._print(counter, labelled) for _ in range(2)]
        await hands.refused(counter, printed[0], Action.ARRIVE)
        await hands.scan(counter, [printed[1]], Action.ARRIVE)
        await self._look_into_papers()

    async def _print(self, who: Viewer, code: str) -> str:
        """Print a label and return what its QR code holds."""
        bridge = self.hands.bridge
        keys = bridge.config.label_keys
        facts, *_ = await print_labels(
            bridge.database, self.hands.clock, bridge.sealer, keys, who, [code]
        )
        return facts.payload

    async def _look_into_papers(self) -> None:
        """Close what was found about the missing paper."""
        bridge, clerk = self.hands.bridge, self.hands.viewers[CENTER_CODE]
        found, _ = await list_differences(bridge.database, clerk, _BEGINNING, 200, open_only=True)
        about = next(each for each in found if each["kind"] == "paper_count")
        words = "Đã liên hệ công dân bổ sung bản giấy; biên bản số 07/BB (thử nghiệm)."
        await resolve_difference(
            bridge.database,
            self.hands.clock,
            bridge.sealer,
            clerk,
            None,
            UUID(str(about["difference_id"])),
            words,
        )
