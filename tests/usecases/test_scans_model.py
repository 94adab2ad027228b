"""Scans, resends, late scans and refusals against a plain model that knows no domain code.

The model is a dictionary a thing and a handful of ifs. Whatever order Hypothesis finds, the
database must say what the model says, every scan must be kept, and every chain must hold.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from postal_bridge.config import Config
from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer
from postal_bridge.domain.custody import Kind, Leg, Thing
from postal_bridge.domain.custody_log import CustodyLog, Recorder, verify_chain
from postal_bridge.domain.scan import Action, Reason, Scan
from postal_bridge.domain.tracking_code import BagCode, TrackingCode
from postal_bridge.store import custody, manifests, people
from postal_bridge.store.database import connect
from postal_bridge.usecases.scan_answers import ScanAnswer, Submitted
from postal_bridge.wiring import build_bridge
from tests.conftest import SettableClock

T = TypeVar("T")

POSTS = ("P1", "P2")
OFFICES = {"C00": "center", "P1": "post", "P2": "post", "STP": "department"}
ENDS = {
    "inbound": ("citizen", "C00"),
    "transfer_out": ("C00", "STP"),
    "transfer_back": ("STP", "C00"),
    "outbound": ("C00", "citizen"),
}
#: Two moments of a story are the same or so many minutes apart, which is more than two honest
#: clocks may differ by.
APART = 12
#: What is done to bags has its own rule, and a correction is no news of its own.
OTHERS = (Action.CORRECT, Action.SEAL, Action.OPEN, Action.PACK, Action.UNPACK)
ACTIONS = [a.value for a in Action if a not in OTHERS]
FINAL = ("delivered", "returned", "lost", "opened")
GONE_OUT = {"held", "attempted", "waiting"}
#: What a scan is refused for whose turn may still come, once what went before it is told.
TOO_EARLY = {"wrong_state", "not_in_your_hands", "not_offered"}
ON_ITS_WAY = {"registered", "held", "out", "attempted", "waiting"}


@dataclass
class Plain:
    """A thing as the model sees it.

    `past` are accepted (time, number, event, office, to), `waiting` are refused (time, identity,
    action, office, to) that may be heard again.
    """

    code: str
    ends: tuple[str, str]
    leg: str
    state: str = "registered"
    holder: str = ""
    offered_to: str | None = None
    bag: str | None = None
    was_in_bag: bool = False
    past: list[tuple[datetime, int, str, str, str | None]] = field(default_factory=list)
    waiting: list[tuple[datetime, UUID, str, str, str | None]] = field(default_factory=list)


def meant(  # noqa: PLR0911 - one plain if a line of the spec
    x: Plain, action: str, office: str, to: str | None
) -> tuple[str, str | None] | None:
    """Say which event an action is and towards whom, or None when it cannot be."""
    origin, destination = x.ends
    mine, post = x.holder == office, office in POSTS
    back = x.state in {"returning", "offered_back"}
    if action == "take" or (action == "arrive" and post and x.offered_to):
        if office == x.offered_to:
            end = origin if back else destination
            return ("received" if office == end else "taken"), None
        return ("kept", None) if x.offered_to and mine else None
    if action == "give" and mine:
        to = to or (origin if back else destination)
        return ("given", to) if to != office and to in OFFICES else None
    if action == "arrive" and post:
        fresh = x.holder == "citizen" and x.leg == "inbound"
        return ("arrived", None) if fresh or x.holder in POSTS else None
    if action == "collect" and post:
        return ("collected", None) if x.leg == "inbound" else None
    if action == "deliver" and mine:
        return ("handed over", None) if (origin if back else destination) == "citizen" else None
    if action in ("go_out", "fail", "hold", "send_back"):
        return (action, None) if post and mine else None
    if action in ("damage", "lose"):
        return (action, None) if office in (x.holder, x.offered_to) else None
    return None


def after(  # noqa: C901, PLR0911, PLR0912 - one plain if a line of the spec
    x: Plain, event: str, office: str, to: str | None
) -> Plain | None:
    """Return the thing after an event, or None when its state does not allow it."""
    back = x.state in {"returning", "offered_back"}
    offered = x.state in {"offered", "offered_back"}
    on, state, mine = x.state in ON_ITS_WAY, x.state, x.holder == office
    if state in FINAL:
        return None
    if event == "collected" and state == "registered":
        return replace(x, state="held", holder=office)
    if event == "arrived" and not offered:
        stays = state in {"attempted", "waiting", "returning"}
        return replace(x, state=state if stays else "held", holder=office)
    if event == "given" and mine:
        return replace(x, state="offered_back" if back else "offered", offered_to=to)
    if event in ("taken", "received") and offered and office == x.offered_to:
        new = ("returned" if back else "delivered") if event == "received" else "held"
        new = "returning" if event == "taken" and back else new
        return replace(x, state=new, holder=office, offered_to=None)
    if event == "kept" and offered and mine:
        return replace(x, state="returning" if back else "held", offered_to=None)
    if event == "handed over" and mine and (on or state == "returning"):
        return replace(x, state="returned" if back else "delivered", holder="citizen")
    if event == "go_out" and mine and state in GONE_OUT:
        return replace(x, state="out")
    if event == "fail" and mine and state == "out":
        return replace(x, state="attempted")
    if event == "hold" and mine and state in {"held", "attempted"}:
        return replace(x, state="waiting")
    if event == "send_back" and mine and state in GONE_OUT:
        return replace(x, state="returning")
    if event == "damage":
        return x
    if event == "lose":
        return replace(x, state="lost", offered_to=None)
    return None


def start(x: Plain) -> Plain:
    return replace(x, state="registered", holder=x.ends[0], offered_to=None)


def accept(
    x: Plain, at: datetime, action: str, office: str, to: str | None, number: int
) -> Plain | None:
    """Put an action where it happened; None when any of the story becomes impossible."""
    x_then = start(x)
    for _, _, event, who, towards in sorted(p for p in x.past if p[0] <= at):
        x_then = after(x_then, event, who, towards)  # type: ignore[assignment] # the past was possible
    named = meant(x_then, action, office, to)
    if named is None or x_then.state in FINAL:
        return None
    told: Plain | None = after(x_then, named[0], office, named[1])
    for _, _, event, who, towards in sorted(p for p in x.past if p[0] > at):
        told = told and after(told, event, who, towards)
    return told and replace(told, past=[*x.past, (at, number, named[0], office, named[1])])


class ScanMachine(RuleBasedStateMachine):
    """Drives the service and the model side by side."""

    url: str
    config: Config
    runner: asyncio.Runner
    centers = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).centers += 1
        self.clock = SettableClock()
        self.things: list[Plain] = []
        self.sent: list[tuple[Submitted, ScanAnswer]] = []
        self.scans_kept = 0
        self.number = 0
        self.run(self._open())

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run something of the service to its end."""
        return self.runner.run(coroutine)

    async def _open(self) -> None:
        self.pool = connect(self.url, pool_size=3)
        database = await self.pool.__aenter__()
        self.bridge = build_bridge(self.config, database, self.clock)
        now, number = self.clock(), self.centers
        code = f"{chr(ord('A') + number // 100 % 25)}{number % 100:02}"
        async with database.transaction() as connection:
            center = await people.add_center(connection, code, "Trung tâm thử", now)
            assert center is not None
            self.center: Center = center
            for office, kind in OFFICES.items():
                add = people.add_office
                await add(connection, center.center_id, office, OfficeKind(kind), office, now)
        self.viewers = {
            office: Viewer(center, office.lower(), Role(kind), office, OfficeKind(kind))
            for office, kind in OFFICES.items()
        }

    def teardown(self) -> None:
        """Close what this story opened."""
        self.run(self._close())

    async def _close(self) -> None:
        await self.bridge.scan_desk.close()
        await self.pool.__aexit__(None, None, None)

    @rule(leg=st.sampled_from(sorted(ENDS)))
    def register(self, leg: str) -> None:
        """Put a new consignment into custody."""
        self.number += 1
        code = str(TrackingCode("EV", self.number, "VN"))
        thing = Thing(code, Kind.CONSIGNMENT, Leg(leg), *ENDS[leg])
        self.run(self._register(thing))
        self.things.append(start(Plain(code, ENDS[leg], leg)))

    async def _register(self, thing: Thing) -> None:
        log = CustodyLog.begin(thing, Recorder("an", "C00", self.clock()))
        async with self.bridge.database.transaction() as connection:
            await custody.register_thing(connection, self.center.center_id, log)

    @precondition(lambda self: self.things)
    @rule(
        data=st.data(),
        action=st.sampled_from(ACTIONS),
        who=st.sampled_from(["holder", "holder", "offered_to", "P1", "P2", "C00", "STP"]),
        to=st.sampled_from([None, None, *sorted(OFFICES)]),
        late=st.sampled_from([0, 0, 0, 0, 3 * APART, 5 * APART, 7 * APART, 25 * APART]),
    )
    def scan(self, data: st.DataObject, action: str, who: str, to: str | None, late: int) -> None:
        """Scan one of the newest things, mostly by an office that has to do with it."""
        x = data.draw(st.sampled_from(self.things[-2:]))
        near = {"holder": x.holder, "offered_to": x.offered_to or "P1"}.get(who, who)
        office = near if near in OFFICES else "P1"
        self.clock.advance(timedelta(minutes=2 * APART))
        self._tell(x, self.clock() - timedelta(minutes=late), action, office, to)

    @rule(order=st.permutations(range(4)))
    def report_a_journey_in_another_order(self, order: list[int]) -> None:
        """Let four phones tell of one journey, each when it has a network again."""
        self.register("inbound")
        code, start = self.things[-1].code, self.clock() + timedelta(minutes=3 * APART)
        story = [
            ("collect", "P1", None),
            ("arrive", "P2", None),
            ("give", "P2", "C00"),
            ("take", "C00", None),
        ]
        self.clock.advance(timedelta(hours=4))
        for step in order:
            x = next(x for x in self.things if x.code == code)
            self._tell(x, start + timedelta(minutes=4 * APART * step), *story[step])
        x = next(x for x in self.things if x.code == code)
        assert (x.state, x.holder) == ("delivered", "C00")

    def _tell(self, x: Plain, at: datetime, action: str, office: str, to: str | None) -> None:
        """Send a scan to the service and to the model, which must agree on it."""
        scan = Scan(uuid4(), x.code, Action(action), at, to_office=to, reason=Reason.REFUSED)
        answer = self._send(Submitted(self.viewers[office], scan))[0]
        self.number += 1
        told = accept(x, at, action, office, to, self.number)
        assert (answer.outcome == "recorded") is (told is not None), (answer, x, action, office)
        if told:
            self.things[self.things.index(x)] = self._hear_again(told, at)
        elif answer.code in TOO_EARLY:
            x.waiting.append((at, scan.scan_id, action, office, to))

    def _hear_again(self, x: Plain, since: datetime) -> Plain:
        """Accept what was refused only because the news of `since` was not known."""
        for each in sorted(x.waiting, key=lambda waiting: waiting[0]):
            at, scan_id, action, office, to = each
            self.number += 1
            told = accept(x, at, action, office, to, self.number) if at >= since else None
            if told:
                x = replace(told, waiting=[other for other in told.waiting if other != each])
                self.sent = [
                    (sent, replace(answer, outcome="adopted"))
                    if sent.scan.scan_id == scan_id
                    else (sent, answer)
                    for sent, answer in self.sent
                ]
        return x

    @precondition(lambda self: self.things)
    @rule(most=st.integers(1, 4))
    def send_a_bag(self, most: int) -> None:
        """Pack what the centre holds, send it to the department, count it there."""
        packable = {"registered", "held", "returning"}
        here = [x for x in self.things if x.holder == "C00" and x.state in packable][:most]
        if not here:
            return
        self.number += 1
        bag = str(BagCode(self.center.code, self.number))
        self.run(self._new_bag(bag))
        steps = [("C00", x.code, "pack") for x in here]
        steps += [("C00", bag, "seal"), ("C00", bag, "give"), ("STP", bag, "take")]
        steps += [("STP", bag, "open"), *(("STP", x.code, "unpack") for x in here)]
        for office, code, action in steps:
            self.clock.advance(timedelta(minutes=1))
            scan = Scan(uuid4(), code, Action(action), self.clock(), bag=bag)
            assert self._send(Submitted(self.viewers[office], scan))[0].outcome == "recorded"
        for x in here:
            self.things.remove(x)

    async def _new_bag(self, code: str) -> None:
        thing = Thing(code, Kind.BAG, None, "C00", "STP")
        await self._register(thing)
        async with self.bridge.database.transaction() as connection:
            made = (self.clock(), "an")
            add = manifests.add_manifest
            await add(connection, self.center.center_id, code, ("C00", "STP"), None, made)

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), times=st.integers(1, 3))
    def send_again(self, data: st.DataObject, times: int) -> None:
        """Send a scan that was answered before, as a device does that did not hear the answer."""
        submitted, first = data.draw(st.sampled_from(self.sent))
        again = "refused" if first.outcome == "refused" else "already_recorded"
        for answer in self.run(self._settle([submitted] * times)):
            assert answer.outcome == again
            if first.outcome == "adopted":
                continue
            assert answer == replace(first, outcome=again, next_actions=answer.next_actions)
            assert list(answer.next_actions or ()) == list(first.next_actions or ())

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_other_content_under_the_same_identity(self, data: st.DataObject) -> None:
        """Use the identity of an earlier scan for another one."""
        submitted, _ = data.draw(st.sampled_from(self.sent))
        later = submitted.scan.scanned_at + timedelta(seconds=1)
        changed = replace(submitted, scan=replace(submitted.scan, scanned_at=later))
        assert [a.code for a in self.run(self._settle([changed]))] == ["scan_id_reused"]

    def _send(self, *submitted: Submitted) -> list[ScanAnswer]:
        answers = self.run(self._settle(list(submitted)))
        self.sent += zip(submitted, answers, strict=True)
        self.scans_kept += len(submitted)
        return answers

    async def _settle(self, submitted: list[Submitted]) -> list[ScanAnswer]:
        return await self.bridge.scan_desk.settle(self.center, submitted)

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        """Compare every thing, its log and the number of scans kept."""
        self.run(self._compare())

    async def _compare(self) -> None:
        center_id = self.center.center_id
        codes = [x.code for x in self.things]
        async with self.bridge.database.transaction() as connection:
            locked = await custody.lock_things(connection, center_id, codes)
            histories = await custody.load_histories(connection, center_id, codes)
            count = "select count(*) from scan where center_id = $1"
            assert await connection.fetchval(count, center_id) == self.scans_kept
        for x in self.things:
            standing = locked[x.code].log.standing
            said = (standing.state.value, standing.holder, standing.offered_to)
            assert said == (x.state, x.holder, x.offered_to), x
            events = histories[x.code]
            assert len(events) == len(x.past) + 1
            assert verify_chain(events) == []


def test_the_service_agrees_with_a_plain_model(database_url: str, config: Config) -> None:
    with asyncio.Runner() as runner:
        ScanMachine.url, ScanMachine.config, ScanMachine.runner = database_url, config, runner
        run_state_machine_as_test(
            ScanMachine,
            settings=settings(
                max_examples=40,
                stateful_step_count=60,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow],
            ),
        )
