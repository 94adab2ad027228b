"""The working days of the demonstration, hour by hour.

Each hour is one method: pickups, the way to the centre, filing, the way to the departments and
back, results on their way to citizens. What goes wrong on the last day stands in `incidents.py`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from postal_bridge.cli.demonstration.hands import RESULT, Hands
from postal_bridge.cli.demonstration.incidents import Incidents
from postal_bridge.cli.demonstration.messages import send_of_day
from postal_bridge.cli.demonstration.place import CENTER_CODE, COUNTER, DEPARTMENT_SHOWN
from postal_bridge.cli.demonstration.plans import LAST, Delivery, Plan
from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus, ReceivedVia, ReturnedVia
from postal_bridge.domain.scan import Action, Collected, PaperCount, Reason

#: On so many days before the last one things travel in bags; before, they go one by one.
_DAYS_WITH_BAGS = 2
#: With fewer things than these nobody takes a bag.
_BAG_LEAST = 2
_BROUGHT_LATE = 4


@dataclass(slots=True)
class Days:
    """The plans and how far they are; `deliveries` are results in the hands of the post.

    On the day `last` things go wrong; where that is never reached, nothing does.
    """

    hands: Hands
    plans: list[Plan]
    days: list[date]
    incidents: Incidents
    last: int = LAST
    today: int = 0
    deliveries: dict[int, list[Plan]] = field(default_factory=lambda: defaultdict(list))
    attempts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    #: What the last trip of the last day does not take along: one of the post, others brought late.
    left_over: list[Plan] = field(default_factory=list)

    @property
    def clerk(self) -> Viewer:
        """Who works at the centre."""
        return self.hands.viewers[CENTER_CODE]

    @property
    def counter(self) -> Viewer:
        """Who works at the post's counter in the centre."""
        return self.hands.viewers[COUNTER]

    async def live(self, today: int) -> None:
        """Let one working day pass."""
        self.today = today
        for hour, minute, act in (
            (7, 40, self.hand_out_results),
            (8, 5, self.collect_from_citizens),
            (8, 45, self.deliver),
            (10, 0, self.bring_to_centre),
            (10, 50, self.file_at_centre),
            (13, 45, self.send_to_departments),
            (15, 0, self.resolve),
            (16, 10, self.send_results),
        ):
            self.reach(hour, minute)
            await act()
        await send_of_day(self.hands, self.plans)

    def reach(self, hour: int, minute: int) -> None:
        """Go on to an hour of the day."""
        at = datetime.combine(self.days[self.today], time(hour, minute), self.hands.center.zone)
        self.hands.clock.reach(at)

    def _filed_today(self, *channels: ReceivedVia) -> list[Plan]:
        return [p for p in self.plans if p.filed == self.today and p.received_via in channels]

    async def hand_out_results(self) -> None:
        """Return what was done yesterday to those who come for it or look online."""
        for plan in self.plans:
            via = plan.returned_via
            if plan.resolved == self.today - 1 and via is not ReturnedVia.POSTAL:
                returned = PortalStatus.RETURNED
                await self.hands.advance(self.clerk, plan, returned, returned_via=via)

    async def collect_from_citizens(self) -> None:
        """Pick dossiers up where citizens are: announced, counted, paid for, sealed."""
        for office, plans in _by(self._filed_today(ReceivedVia.POSTAL), "post_office").items():
            who, scans = self.hands.viewers[office], []
            for plan in plans:
                await self.hands.file(who, plan)
                plan.inbound = await self.hands.register(
                    who, Leg.INBOUND, plan, collect_dong=plan.fee_dong
                )
                counted = tuple(
                    PaperCount(position, component.quantity)
                    for position, component in enumerate(plan.procedure.components, start=1)
                )
                collected = self._collected(who, plan)
                collect = Action.COLLECT
                scans.append(
                    self.hands.made(plan.inbound, collect, collected=collected, papers=counted)
                )
            if self.today == self.last:
                scans = self.incidents.keep_offline(who, scans)
            for answer in await self.hands.tell(who, scans):
                assert answer.outcome == "recorded", answer.detail

    async def bring_to_centre(self) -> None:
        """Carry what was picked up to the counter and hand it to the centre, which files it."""
        plans = self._filed_today(ReceivedVia.POSTAL)
        codes = [plan.inbound for plan in plans]
        await self.hands.scan(self.counter, codes, Action.ARRIVE)
        if self.today == self.last:
            await self.incidents.when_posted_dossiers_arrive(plans)
        await self._carry(codes, self.counter, self.clerk)

    async def file_at_centre(self) -> None:
        """File what comes in person and online."""
        if self.today == self.last:
            posted = self._filed_today(ReceivedVia.POSTAL)
            shown = next(plan for plan in posted if plan.department == DEPARTMENT_SHOWN)
            self.left_over = [shown, *self._filed_today(ReceivedVia.DIRECT)[-_BROUGHT_LATE:]]
        for plan in self._filed_today(ReceivedVia.DIRECT, ReceivedVia.ONLINE):
            if plan not in self.left_over:
                await self.hands.file(self.clerk, plan)

    async def send_to_departments(self) -> None:
        """Send papers on by the post, and let departments begin with what came online."""
        for plan in self._filed_today(ReceivedVia.ONLINE):
            who = self.hands.viewers[plan.department]
            await self.hands.advance(who, plan, PortalStatus.PROCESSING)
        filed = self._filed_today(ReceivedVia.DIRECT, ReceivedVia.POSTAL)
        filed = [plan for plan in filed if plan not in self.left_over]
        for plan in filed:
            plan.transfer = await self.hands.register(self.clerk, Leg.TRANSFER_OUT, plan)
        for department, plans in _by(filed, "department").items():
            who = self.hands.viewers[department]
            codes = [plan.transfer for plan in plans]
            if self.today == self.last:
                codes = await self.incidents.on_the_way_to(who, codes)
            await self._carry(codes, self.clerk, self.counter, who)

    async def resolve(self) -> None:
        """Let departments finish what is due to be finished, and send the results back."""
        if self.today == self.last:
            long_ago = [p for p in self.plans if p.resolved is None and p.filed < self.last - 1]
            await self.incidents.ask_citizens(long_ago)
        finished = [plan for plan in self.plans if plan.resolved == self.today]
        for department, plans in _by(finished, "department").items():
            who = self.hands.viewers[department]
            for plan in plans:
                await self.hands.advance(who, plan, PortalStatus.DONE)
            on_paper = [plan for plan in plans if plan.returned_via is not ReturnedVia.ONLINE]
            for plan in on_paper:
                plan.back = await self.hands.register(who, Leg.TRANSFER_BACK, plan, papers=RESULT)
            await self._carry([plan.back for plan in on_paper], who, self.counter, self.clerk)

    async def send_results(self) -> None:
        """Give the post what it is to deliver from tomorrow on."""
        finished = [plan for plan in self.plans if plan.resolved == self.today]
        sent = [plan for plan in finished if plan.returned_via is ReturnedVia.POSTAL]
        for plan in sent:
            paid = plan.received_via is ReceivedVia.POSTAL
            plan.outbound = await self.hands.register(
                self.clerk,
                Leg.OUTBOUND,
                plan,
                papers=RESULT,
                post_office=plan.post_office,
                collect_dong=0 if paid else plan.fee_dong,
            )
        if self.today == self.last and sent:
            await self.incidents.give_without_taking(sent.pop())
        await self.hands.hand_over([plan.outbound for plan in sent], self.clerk, self.counter)
        for plan in sent:
            if plan.delivery is Delivery.FORGOTTEN:
                continue
            days = 4 if plan.delivery is Delivery.DELAYED else 1
            self.deliveries[self.today + days].append(plan)
        if self.today == self.last:
            self.reach(16, 40)
            await self.incidents.before_closing(sent)

    async def deliver(self) -> None:
        """Go out with the results of yesterday and with those that are due another attempt."""
        rounds = _by(self.deliveries.pop(self.today, []), "post_office")
        if self.today == self.last:
            self.incidents.mix(rounds.values())
        for office, plans in rounds.items():
            who = self.hands.viewers[office]
            first = [plan.outbound for plan in plans if not self.attempts[plan.outbound]]
            await self.hands.scan(who, first, Action.ARRIVE)
            await self.hands.scan(who, [plan.outbound for plan in plans], Action.GO_OUT)
        self.reach(9, 10)
        on_the_way = self.hands.clock()
        self.reach(9, 30)
        for office, plans in rounds.items():
            delivered = [await self._attempt(self.hands.viewers[office], p) for p in plans]
            if True in delivered and False in delivered:
                one, other = plans[delivered.index(True)], plans[delivered.index(False)]
                await self.incidents.on_the_round(
                    self.hands.viewers[office], one.outbound, other.outbound, on_the_way
                )

    async def _attempt(self, who: Viewer, plan: Plan) -> bool | None:
        """Let the post fare with one result as its plan says.

        Returns whether it was delivered; None when it was not and is with the post no longer.
        """
        code, hands = plan.outbound, self.hands
        self.attempts[code] += 1
        attempts = self.attempts[code]
        if plan.delivery is Delivery.STILL_OUT and self.today == self.last:
            return False
        again = plan.delivery in (Delivery.SECOND_TIME, Delivery.WAITS) and attempts == 1
        if not again and plan.delivery is not Delivery.GOES_BACK:
            paid = plan.received_via is ReceivedVia.POSTAL
            proof = hands.proof_of(plan.citizen, None if paid else self._collected(who, plan))
            await hands.scan(who, [code], Action.DELIVER, **proof)
            return True
        reason = hands.random.choice((Reason.ADDRESSEE_ABSENT, Reason.UNREACHABLE_BY_PHONE))
        await hands.scan(who, [code], Action.FAIL, reason=reason)
        if plan.delivery is Delivery.WAITS:
            await hands.scan(who, [code], Action.HOLD)
            self.deliveries[self.today + 3].append(plan)
        elif attempts == 1:
            # The second invitation comes two working days after the first.
            self.deliveries[self.today + 2].append(plan)
        else:
            await hands.scan(who, [code], Action.SEND_BACK, reason=reason)
            await hands.scan(self.counter, [code], Action.ARRIVE)
            await hands.hand_over([code], self.counter, self.clerk)
        return None

    def _collected(self, who: Viewer, plan: Plan) -> Collected | None:
        collected = self.hands.collected(who, plan.fee_dong)
        return self.incidents.short_of(collected) if self.today == self.last else collected

    async def _carry(self, codes: list[str], *way: Viewer) -> None:
        """Carry things along a way of offices, in a bag where it is worth it."""
        if not codes:
            return
        if self.today >= self.last - _DAYS_WITH_BAGS and len(codes) >= _BAG_LEAST:
            await self.hands.send_bag(codes, *way)
        else:
            await self.hands.hand_over(codes, *way)


def _by(plans: Iterable[Plan], name: str) -> dict[str, list[Plan]]:
    """Return plans by one of their offices, in the order in which they come."""
    found: dict[str, list[Plan]] = {}
    for plan in plans:
        found.setdefault(getattr(plan, name), []).append(plan)
    return found
