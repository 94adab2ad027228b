"""Judges a batch of scans against the things they touch, in memory, between two round trips."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from postal_bridge.domain.access import Center, Role, Viewer
from postal_bridge.domain.custody import MOVES_CONTENTS, Happening, Kind, Standing, State
from postal_bridge.domain.custody_log import CustodyLog, LoggedEvent, Recorder
from postal_bridge.domain.deciding import Act, Scene, decide, next_actions
from postal_bridge.domain.refusals import (
    AlreadyFinal,
    BagEmpty,
    BagsTooDeep,
    CorrectionNotYours,
    DossierRequired,
    LabelRevoked,
    LateScanConflict,
    Refusal,
    ScannedAtImplausible,
    UnknownCode,
    UnknownPaper,
    UnknownScan,
)
from postal_bridge.domain.scan import Action, hash_told
from postal_bridge.store import collections as collection_store
from postal_bridge.store import consignments as consignment_store
from postal_bridge.store import custody as custody_store
from postal_bridge.store import scans as scan_store
from postal_bridge.store.custody import LockedThing
from postal_bridge.store.database import Connection
from postal_bridge.store.rules import Tolerances
from postal_bridge.usecases.kept_scans import kept_scan, notes_of
from postal_bridge.usecases.lock_things import (
    BAG_DEPTH_MAX,
    find_corrected,
    find_open_bags,
    lock_named,
    lock_outer_bags,
    next_office,
)
from postal_bridge.usecases.name_things import Named, name_bag, name_things
from postal_bridge.usecases.scan_answers import (
    ScanAnswer,
    ScanRules,
    Submitted,
    answer_again,
    plain_words,
)
from postal_bridge.usecases.scan_effects import Effects

#: No honest clock is further ahead than this.
AHEAD_MAX = timedelta(days=1)

_NEEDS_BAG = frozenset({Action.PACK, Action.UNPACK})


class OvertakenError(Exception):
    """Another process kept one of our scan identities between our look and our write."""


@dataclass(slots=True)
class Settlement:
    """The things, earlier answers and rules of one batch, and what is to be written."""

    rules: ScanRules
    center: Center
    now: datetime
    scene: Scene
    tolerances: Tolerances
    named: dict[UUID, Named | Refusal]
    bags_named: dict[UUID, Named | Refusal]
    bags_open: list[tuple[str, str]]
    things: dict[str, LockedThing]
    earlier: dict[UUID, scan_store.EarlierScan]
    effects: Effects
    kept: list[scan_store.KeptScan]

    @classmethod
    async def prepare(
        cls,
        connection: Connection,
        rules: ScanRules,
        center: Center,
        submitted: Sequence[Submitted],
    ) -> "Settlement":
        """Name, lock and load everything the batch touches."""
        now, scans = rules.clock(), [each.scan for each in submitted]
        scene, tolerances = await rules.scenes.scene_of(connection, center, now)
        named = await name_things(connection, center.center_id, rules.label_keys, scans)
        bags_named = {s.scan_id: name_bag(s.bag, rules.label_keys) for s in scans if s.bag}
        packers = {
            each.viewer.office_code
            for each in submitted
            if each.scan.action in _NEEDS_BAG and not each.scan.bag
        }
        bags_open = await find_open_bags(connection, center, packers)
        codes = {n.code for n in (*named.values(), *bags_named.values()) if isinstance(n, Named)}
        codes.update(bag for _, bag in bags_open)
        codes |= await find_corrected(connection, center, scans)
        things = await lock_named(connection, center, named, codes)
        unpacked = (named[scan.scan_id] for scan in scans if scan.action is Action.UNPACK)
        lying = {each.code for each in unpacked if isinstance(each, Named)}
        await lock_outer_bags(connection, center, things, lying)
        identities = [scan.scan_id for scan in scans]
        settlement = cls(
            rules=rules,
            center=center,
            now=now,
            scene=scene,
            tolerances=tolerances,
            named=named,
            bags_named=bags_named,
            bags_open=bags_open,
            things=things,
            earlier=await scan_store.earlier_scans(connection, center.center_id, identities),
            effects=Effects(center, scene, tolerances, now, things),
            kept=[],
        )
        wrong = [scan.corrects for scan in scans if scan.corrects]
        if wrong:
            taken = await collection_store.taken_by_scans(connection, center.center_id, wrong)
            settlement.effects.taken.update(taken)
        await settlement.load_histories(connection, settlement._late(submitted))
        counting = [settlement.named[each.scan.scan_id] for each in submitted if each.scan.papers]
        counted = {n.code for n in counting if isinstance(n, Named)}
        await settlement.load_papers(connection, counted & set(things))
        return settlement

    def _late(self, submitted: Sequence[Submitted]) -> set[str]:
        """Return the things for which this batch brings something late or a correction."""
        newest = {code: thing.log.happened_at for code, thing in self.things.items()}
        wanted: set[str] = set()
        for each in submitted:
            if each.scan.corrects:
                wanted |= set(self.things)
            named, happened_at = self.named[each.scan.scan_id], self.happened_at(each)
            for code in self._with_contents(named.code) if isinstance(named, Named) else ():
                last = newest.get(code)
                if last is not None and happened_at < last:
                    wanted.add(code)
                else:
                    newest[code] = happened_at
        return wanted

    async def load_histories(self, connection: Connection, codes: set[str]) -> None:
        """Load the whole logs of things, up to and with what is recorded in this batch."""
        missing = {code for code in codes if self.things[code].log.history is None}
        if missing:
            center_id = self.center.center_id
            histories = await custody_store.load_histories(connection, center_id, missing)
            for code, history in histories.items():
                log = self.things[code].log
                log.history = history + log.fresh

    async def load_papers(self, connection: Connection, codes: set[str]) -> None:
        """Load the lists of papers that scans count against."""
        if codes:
            papers = await consignment_store.papers_of(connection, self.center.center_id, codes)
            self.effects.papers.update(papers)

    def answer(self, each: Submitted) -> ScanAnswer:
        """Judge one scan and remember what is to be written for it."""
        scan_id, told = each.scan.scan_id, each.scan.told()
        before = self.earlier.get(scan_id)
        if before is not None:
            return answer_again(scan_id, before, same=before.content_hash == hash_told(told))
        try:
            answer = self.judge(each)
        except Refusal as refusal:
            answer = self._refused(each, refusal)
        self._keep(each, answer, told)
        return answer

    def judge(self, each: Submitted) -> ScanAnswer:
        """Record one scan in memory and return its answer, or raise why it cannot be."""
        return self._recorded(each, self._judge(each, self._meant(each)))

    def _meant(self, each: Submitted) -> LockedThing:
        """Return the thing that is meant, or refuse before anything is judged."""
        named = self.named[each.scan.scan_id]
        if isinstance(named, Refusal):
            raise named
        thing = self._known(named)
        if not -AHEAD_MAX <= self.now - each.told_at <= self.tolerances.late_scan:
            raise ScannedAtImplausible
        if each.scan.collected and thing.dossier_code is None:
            raise DossierRequired(code=named.code)
        if each.scan.papers:
            listed = {paper.position for paper in self.effects.papers.get(named.code, ())}
            for paper in each.scan.papers:
                if paper.position not in listed:
                    raise UnknownPaper(code=named.code, position=paper.position)
        return thing

    def _known(self, named: Named) -> LockedThing:
        thing = self.things.get(named.code)
        if thing is None:
            raise UnknownCode
        if named.print_number is not None and named.print_number != thing.label_prints:
            raise LabelRevoked
        return thing

    def happened_at(self, each: Submitted) -> datetime:
        """Return the device's time in our reckoning; nothing happens after it is told."""
        return min(each.told_at, self.now)

    def _with_contents(self, code: str) -> list[str]:
        """Return a thing and, when it is a bag, all that lies in it at any depth."""
        found = [code] if code in self.things else []
        for outer in found:
            if self.things[outer].log.thing.kind is Kind.BAG:
                found += [c for c, t in self.things.items() if t.log.standing.bag == outer]
        return found

    def _judge(self, each: Submitted, thing: LockedThing) -> LockedThing:
        """Record the scan in the logs of the thing and of what lies in it, all or none."""
        scan, viewer = each.scan, each.viewer
        recorder = Recorder(viewer.login, viewer.office_code, self.now, scan.scan_id)
        if scan.action is Action.CORRECT:
            return self._correct(each, thing, recorder)
        code, act = thing.log.thing.code, self._act(each, thing)
        contents = self._with_contents(code)[1:]
        self._check_bag(thing, act, contents)
        before, moved = thing.log.standing, thing.copied() if contents else thing

        def judge(standing: Standing) -> Happening:
            return decide(thing.log.thing, standing, act, self.scene)

        notes = notes_of(self.rules.sealer, each, code)
        event = moved.log.record(
            judge, act.happened_at, recorder, tolerance=self.tolerances.clock, notes=notes
        )
        carried = self._carry_along(contents, event, recorder)
        self.things[code] = moved
        self.things.update((found.log.thing.code, found) for found, _, _ in carried)
        for found, standing, carried_event in ((moved, before, event), *carried):
            self.effects.of(found, standing, carried_event, each.scan)
        return moved

    def _carry_along(
        self, contents: Sequence[str], moving: LoggedEvent, recorder: Recorder
    ) -> list[tuple[LockedThing, Standing, LoggedEvent]]:
        """Move what lies in a bag as the bag moved."""
        if not contents or moving.event not in MOVES_CONTENTS:
            return []
        happening, carried = moving.happening(), []
        for code in contents:
            thing = self.things[code].copied()
            event = thing.log.record(
                lambda _standing: happening,
                happening.happened_at,
                recorder,
                tolerance=self.tolerances.clock,
                notes={"carried_in": moving.code},
            )
            carried.append((thing, self.things[code].log.standing, event))
        return carried

    def _check_bag(self, thing: LockedThing, act: Act, contents: Sequence[str]) -> None:
        own_bag = thing.log.thing.kind is Kind.BAG and thing.log.standing.holder == act.office
        if own_bag and act.action is Action.SEAL and not contents:
            raise BagEmpty(bag=thing.log.thing.code)
        if own_bag and act.action is Action.PACK:
            depth, inner = 2, {thing.log.thing.code}
            while inner := {c for c in contents if self.things[c].log.standing.bag in inner}:
                depth += any(self.things[c].log.thing.kind is Kind.BAG for c in inner)
            if depth > BAG_DEPTH_MAX:
                raise BagsTooDeep(most=BAG_DEPTH_MAX)

    def _act(self, each: Submitted, thing: LockedThing) -> Act:
        scan, viewer, happened_at = each.scan, each.viewer, self.happened_at(each)
        bag = self._bag_meant(each, thing) if scan.action in _NEEDS_BAG else None
        return Act(
            action=scan.action,
            office=viewer.office_code,
            office_kind=viewer.office_kind,
            role=viewer.role,
            happened_at=happened_at,
            day=happened_at.astimezone(self.center.zone).date(),
            to_office=scan.to_office or next_office(thing, viewer),
            reason=scan.reason,
            bag=(bag.log.thing, bag.log.standing) if bag else None,
        )

    def _bag_meant(self, each: Submitted, thing: LockedThing) -> LockedThing | None:
        """Return the bag the scan names, or the only one that can be meant."""
        named = self.bags_named.get(each.scan.scan_id)
        if isinstance(named, Refusal):
            raise named
        if named:
            return self._known(named)
        unpacking, lies_in = each.scan.action is Action.UNPACK, thing.log.standing.bag
        if unpacking and lies_in in self.things:
            return self.things[lies_in]
        wanted = State.OPENED if unpacking else State.PACKING
        own = [
            self.things[bag] for office, bag in self.bags_open if office == each.viewer.office_code
        ]
        fitting = [bag for bag in own if bag.log.standing.state is wanted]
        return fitting[0] if len(fitting) == 1 else None

    def _correct(self, each: Submitted, thing: LockedThing, recorder: Recorder) -> LockedThing:
        """Take an earlier scan out of the reckoning for everything it moved."""
        wrong_scan, code = each.scan.corrects, thing.log.thing.code
        touched = {
            found: other.copied()
            for found, other in self.things.items()
            if any(event.scan_id == wrong_scan for event in other.log.history or ())
        }
        if wrong_scan is None or code not in touched:
            raise UnknownScan
        corrected = []
        for found in touched.values():
            wrong, event = found.log.correct(wrong_scan, self.happened_at(each), recorder)
            if wrong.office != each.viewer.office_code and each.viewer.role is not Role.ADMIN:
                raise CorrectionNotYours
            corrected.append((found, wrong, event))
        self.effects.require_kept(wrong_scan)
        self.things.update(touched)
        for found, wrong, event in corrected:
            self.effects.undo(found, wrong, event)
        return touched[code]

    def _recorded(self, each: Submitted, thing: LockedThing) -> ScanAnswer:
        return ScanAnswer(
            scan_id=each.scan.scan_id,
            outcome="recorded",
            state=thing.log.standing.state.value,
            holder=thing.log.standing.holder,
            next_actions=self._next_actions(each.viewer, thing.log),
            due_dong=thing.due_dong or None,
        )

    def _refused(self, each: Submitted, refusal: Refusal) -> ScanAnswer:
        """Refuse, and ask a supervisor where the refusal means that two stories clash."""
        named = self.named[each.scan.scan_id]
        thing = self.things.get(named.code) if isinstance(named, Named) else None
        answer = ScanAnswer(each.scan.scan_id, "refused", refusal.code(), refusal.detail)
        if thing is None:
            return answer
        if isinstance(refusal, (LateScanConflict, AlreadyFinal)):
            self.effects.conflict(thing, each.scan, each.viewer, refusal)
        standing = thing.log.standing
        if each.viewer.office_code not in (standing.holder, standing.offered_to):
            return answer
        return replace(
            answer,
            state=standing.state.value,
            holder=standing.holder,
            next_actions=self._next_actions(each.viewer, thing.log),
        )

    def _next_actions(self, viewer: Viewer, log: CustodyLog) -> tuple[str, ...]:
        who = (viewer.office_code, viewer.office_kind, viewer.role)
        return plain_words(next_actions(log.thing, log.standing, who, self.scene))

    def _keep(self, each: Submitted, answer: ScanAnswer, told: str) -> None:
        """Remember what is to be kept of a scan that `told` so much."""
        named = self.named[each.scan.scan_id]
        kept = kept_scan(
            self.rules.sealer,
            each,
            answer,
            told,
            item_code=named.code if isinstance(named, Named) else None,
            happened_at=self.happened_at(each),
            received_at=self.now,
        )
        self.kept.append(kept)
        # The same identity twice in one batch is answered like one that came before.
        outcome = "refused" if answer.code else "recorded"
        earlier = scan_store.EarlierScan(kept.content_hash, outcome, answer.kept())
        self.earlier[kept.scan_id] = earlier

    def is_new(self, each: Submitted) -> bool:
        """Tell whether a scan was heard for the first time in this batch."""
        return any(kept.scan_id == each.scan.scan_id for kept in self.kept)

    def amend(self, each: Submitted, answer: ScanAnswer) -> None:
        """Keep another answer to a scan of this batch, which nobody has heard yet."""
        self.kept = [kept for kept in self.kept if kept.scan_id != each.scan.scan_id]
        self._keep(each, answer, each.scan.told())

    async def save(self, connection: Connection) -> None:
        """Write the scans, the events and what follows from them."""
        center_id = self.center.center_id
        if self.kept and not await scan_store.keep_scans(connection, center_id, self.kept):
            raise OvertakenError
        touched = [thing.log for thing in self.things.values() if thing.log.fresh]
        if touched:
            events = [event for log in touched for event in log.fresh]
            await custody_store.append_events(connection, center_id, events)
            await custody_store.move_things(connection, center_id, touched)
        await self.effects.save(connection, self.rules.sealer)
