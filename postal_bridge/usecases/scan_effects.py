"""What follows from recorded scans beyond custody: dossiers, money, papers, bags, differences.

Gathered while a batch is judged and written at its end, each kind in one statement where a batch
brings many of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from postal_bridge.domain.access import Center, OfficeKind, Viewer
from postal_bridge.domain.custody import Event, Kind, Leg, Standing, State
from postal_bridge.domain.custody_log import LoggedEvent
from postal_bridge.domain.deciding import Scene
from postal_bridge.domain.money_refusals import PaymentGivenBack
from postal_bridge.domain.refusals import AlreadyFinal, Refusal
from postal_bridge.domain.scan import PaperFate, Scan
from postal_bridge.domain.transit import TransitScope, norms_on
from postal_bridge.sealing import Sealer
from postal_bridge.store import collections as collection_store
from postal_bridge.store import consignments as consignment_store
from postal_bridge.store import differences as difference_store
from postal_bridge.store import manifests as manifest_store
from postal_bridge.store import milestones as milestone_store
from postal_bridge.store.collections import TakenWithScan
from postal_bridge.store.consignments import Carriage, Paper, PaperCounted
from postal_bridge.store.custody import LockedThing
from postal_bridge.store.database import Connection
from postal_bridge.store.rules import Tolerances
from postal_bridge.usecases.announce_custody import CustodyNews
from postal_bridge.usecases.enter_register import enter_register
from postal_bridge.usecases.keep_books import book_collections
from postal_bridge.usecases.note_receipts import (
    ToldReceipt,
    note_receipts,
    void_receipts_taken_back,
)

#: With these the return leg's clock stops (TT 17/2017/TT-BTTTT Đ3.5, Đ7.2c).
_REACHES_CITIZEN = frozenset({Event.DELIVERED, Event.FAILED, Event.PUT_BY})
#: How a difference is closed whose scan was taken back.
_TAKEN_BACK = "Lượt quét đã được hoàn tác."
_LEAVES_BAG = frozenset({Event.UNPACKED, Event.FOUND, Event.RECEIVED, Event.CAME_BACK})


@dataclass(slots=True)
class Effects:
    """The consequences of one batch, in the order in which they came about."""

    center: Center
    scene: Scene
    tolerances: Tolerances
    now: datetime
    things: Mapping[str, LockedThing]
    #: What scans took, those that are corrected and those of this batch.
    taken: dict[UUID, TakenWithScan] = field(default_factory=dict)
    papers: dict[str, list[Paper]] = field(default_factory=dict)
    carriages: dict[str, Carriage] = field(default_factory=dict)
    milestones: list[milestone_store.Milestone] = field(default_factory=list)
    collections: list[collection_store.Collection] = field(default_factory=list)
    reversals: list[tuple[UUID, tuple[UUID, date, str, datetime]]] = field(default_factory=list)
    counts: list[PaperCounted] = field(default_factory=list)
    packed: dict[tuple[str, str], datetime | None] = field(default_factory=dict)
    found: dict[tuple[str, str], datetime | None] = field(default_factory=dict)
    seals: dict[str, str] = field(default_factory=dict)
    opened: list[tuple[LoggedEvent, str]] = field(default_factory=list)
    differences: list[difference_store.Difference] = field(default_factory=list)
    #: Things with the scans that were corrected, and who corrected them.
    taken_back: list[tuple[str, UUID, str]] = field(default_factory=list)
    news: CustodyNews = field(init=False)

    def __post_init__(self) -> None:
        self.news = CustodyNews(self.center, self.now)

    def of(self, thing: LockedThing, before: Standing, event: LoggedEvent, scan: Scan) -> None:
        """Gather what follows from an event that was just recorded."""
        if thing.log.thing.kind is Kind.CONSIGNMENT:
            self._note_carriage(thing, event)
            self._note_milestone(thing, event)
            if event.scan_id == scan.scan_id and not event.detail.get("carried_in"):
                self._note_money(thing, event, scan)
                self._note_papers(event, scan)
        elif scan.seal_number and event.event is Event.SEALED:
            self.seals[event.code] = scan.seal_number
        elif scan.seal_number and event.event is Event.OPENED:
            self.opened.append((event, scan.seal_number))
        self._note_bag(before, event)
        if event.event in (Event.DAMAGED, Event.LOST):
            self._differ(event.event.value, event, {"holder": before.holder})

    def require_kept(self, wrong_scan: UUID) -> None:
        """Refuse to undo a scan whose money went back to the citizen already."""
        if self.taken.get(wrong_scan, TakenWithScan(0)).is_given_back:
            raise PaymentGivenBack

    def undo(self, thing: LockedThing, wrong: LoggedEvent, event: LoggedEvent) -> None:
        """Gather what follows from taking `wrong` out of the reckoning."""
        day = self._day(event.happened_at)
        if wrong.scan_id:
            self.reversals.append((wrong.scan_id, (uuid4(), day, event.login, self.now)))
            self.taken_back.append((event.code, wrong.scan_id, event.login))
            taken = self.taken.get(wrong.scan_id, TakenWithScan(0))
            thing.due_dong = min(thing.collect_dong, thing.due_dong + taken.amount_dong)
        milestone = milestone_of(thing.log.thing.leg, wrong)
        for dossier_code in thing.dossier_codes:
            if milestone:
                self._milestone(dossier_code, milestone, event, undone=wrong)
        self.news.undo(thing, wrong)
        if thing.reached_on and self._reaches(thing, wrong):
            thing.reached_on = None
            self._carriage(thing)
        bag = wrong.detail.get("bag")
        if bag and wrong.event is Event.PACKED:
            self.packed[bag, wrong.code] = None
        elif bag and wrong.event in _LEAVES_BAG:
            self.found[bag, wrong.code] = None

    def conflict(self, thing: LockedThing, scan: Scan, viewer: Viewer, refusal: Refusal) -> None:
        """Ask a supervisor where a refused scan tells another story than the log.

        The same action told twice by the office that ended the journey is no second story.
        """
        standing = thing.log.standing
        repeated = {State.DELIVERED: "deliver", State.RETURNED: "deliver", State.LOST: "lose"}
        if isinstance(refusal, AlreadyFinal) and repeated.get(standing.state) == scan.action:
            return
        detail: dict[str, object] = {
            "refusal": refusal.code(),
            "action": scan.action.value,
            "scanned_at": scan.scanned_at.isoformat(),
            "state": standing.state.value,
        }
        self.differences.append(
            difference_store.Difference(
                difference_id=uuid4(),
                kind="scan_conflict",
                office_code=viewer.office_code,
                opened_at=self.now,
                detail=detail,
                code=thing.log.thing.code,
                scan_id=scan.scan_id,
            )
        )

    def _note_carriage(self, thing: LockedThing, event: LoggedEvent) -> None:
        """Note the days on which the post got a consignment and had it where it should be."""
        by_post = self.scene.offices.get(event.holder_after) is OfficeKind.POST
        reaches_post = thing.posted_on is None and by_post
        self.news.of(thing, event, reaches_post=reaches_post)
        if reaches_post:
            thing.posted_on = self._day(event.happened_at)
            self._carriage(thing)
        if thing.reached_on is None and self._reaches(thing, event):
            thing.reached_on = self._day(event.happened_at)
            self._carriage(thing)

    def _reaches(self, thing: LockedThing, event: LoggedEvent) -> bool:
        outbound = thing.log.thing.leg is Leg.OUTBOUND
        return event.event in (_REACHES_CITIZEN if outbound else {Event.RECEIVED})

    def _carriage(self, thing: LockedThing) -> None:
        code, norm_on = thing.log.thing.code, None
        if thing.posted_on and thing.scope:
            norms = norms_on(thing.posted_on, self.tolerances.norms)
            calendar, days = self.scene.rules.calendar, norms.carry_days
            norm_on = calendar.add_working_days(thing.posted_on, days[TransitScope(thing.scope)])
        self.carriages[code] = Carriage(code, thing.posted_on, norm_on, thing.reached_on)

    def _note_milestone(self, thing: LockedThing, event: LoggedEvent) -> None:
        milestone = milestone_of(thing.log.thing.leg, event)
        for dossier_code in thing.dossier_codes:
            if milestone:
                self._milestone(dossier_code, milestone, event, undone=None)

    def _milestone(
        self,
        dossier_code: str,
        kind: milestone_store.MilestoneKind,
        event: LoggedEvent,
        *,
        undone: LoggedEvent | None,
    ) -> None:
        at_post = self.scene.offices.get(event.office) is OfficeKind.POST
        self.milestones.append(
            milestone_store.Milestone(
                dossier_code=dossier_code,
                consignment_code=event.code,
                kind=kind,
                undone=undone is not None,
                happened_at=event.happened_at,
                day=self._day(event.happened_at),
                recorded_at=self.now,
                login=event.login,
                office_code=event.office,
                reached_office=(undone or event).office,
                by_post=at_post,
                cause=(undone or event).scan_id,
            )
        )

    def _note_money(self, thing: LockedThing, event: LoggedEvent, scan: Scan) -> None:
        """Keep the money taken, and say so when it is not what was still to be paid."""
        taken = scan.collected.amount_dong if scan.collected else 0
        if scan.collected and thing.dossier_code:
            self.collections.append(
                collection_store.Collection(
                    collection_id=uuid4(),
                    dossier_code=thing.dossier_code,
                    consignment_code=event.code,
                    scan_id=scan.scan_id,
                    amount_dong=taken,
                    method=scan.collected.method.value,
                    receipt_number=scan.collected.receipt_number,
                    collected_on=self._day(event.happened_at),
                    office_code=event.office,
                    login=event.login,
                    recorded_at=self.now,
                )
            )
        asked = thing.due_dong if event.event is Event.DELIVERED or taken else 0
        if taken != asked:
            paid = thing.collect_dong - thing.due_dong
            told = {"asked_dong": asked, "taken_dong": taken, "paid_dong": paid}
            self._differ("collection", event, told)
        self.taken[scan.scan_id] = TakenWithScan(taken)
        thing.due_dong = max(0, thing.due_dong - taken)

    def _note_papers(self, event: LoggedEvent, scan: Scan) -> None:
        """Keep each side's count; a difference is shown to a person and stops nothing."""
        listed = {paper.position: paper for paper in self.papers.get(event.code, ())}
        for paper in scan.papers:
            self.counts.append(
                PaperCounted(
                    consignment_code=event.code,
                    position=paper.position,
                    scan_id=scan.scan_id,
                    office_code=event.office,
                    fate=paper.fate.value,
                    counted=paper.counted,
                    counted_at=event.happened_at,
                )
            )
            expected = listed[paper.position].quantity
            if paper.fate is PaperFate.PRESENT and paper.counted != expected:
                found = {"position": paper.position, "listed": expected, "counted": paper.counted}
                self._differ("paper_count", event, found)

    def _note_bag(self, before: Standing, event: LoggedEvent) -> None:
        bag = event.detail.get("bag")
        if bag is None:
            return
        if event.event is Event.PACKED:
            self.packed[bag, event.code] = event.happened_at
        elif self.things[bag].log.standing.state is State.PACKING:
            self.packed[bag, event.code] = None
        else:
            self.found[bag, event.code] = event.happened_at
        if event.event is Event.FOUND:
            detail = {"holder": before.holder, "state": before.state.value}
            self._differ("bag_extra", event, detail, manifest=bag)

    def _differ(
        self,
        kind: str,
        event: LoggedEvent,
        detail: Mapping[str, object],
        manifest: str | None = None,
    ) -> None:
        self.differences.append(
            difference_store.Difference(
                difference_id=uuid4(),
                kind=kind,
                office_code=event.office,
                opened_at=self.now,
                detail=dict(detail),
                code=event.code,
                manifest_code=manifest,
                scan_id=event.scan_id,
            )
        )

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.center.zone).date()

    async def save(self, connection: Connection, sealer: Sealer) -> None:
        """Write everything gathered."""
        center_id = self.center.center_id
        if self.carriages:
            carriages = [self.carriages[code] for code in sorted(self.carriages)]
            await consignment_store.mark_carriage(connection, center_id, carriages)
        filed: set[str] = set()
        # In one order, for dossiers that travel together are locked one after the other.
        for milestone in sorted(self.milestones, key=lambda each: each.dossier_code):
            if await milestone_store.reach(
                connection, self.center, milestone, self.scene.rules.calendar
            ):
                self.news.reach(milestone)
                filed |= {milestone.dossier_code} if milestone.files else set()
        await self.news.save(connection, sealer)
        if self.counts:
            await consignment_store.count_papers(connection, center_id, self.counts)
        await self._save_bags(connection)
        if self.differences:
            await difference_store.open_differences(connection, center_id, self.differences)
        if self.taken_back:
            # What a scan opened that is taken back within the same batch is open by now.
            await difference_store.close_of_scans(
                connection, center_id, self.taken_back, self.now, _TAKEN_BACK
            )
        # Last, for the journal of the centre is locked from here to the commit, and its register.
        await self._save_money(connection)
        await enter_register(connection, center_id, filed, self.now)

    async def _save_money(self, connection: Connection) -> None:
        center_id = self.center.center_id
        for collection in self.collections:
            await collection_store.add_collection(connection, center_id, collection)
        written = [collection.collection_id for collection in self.collections]
        reversed_now = []
        for scan_id, reversal in self.reversals:
            if await collection_store.reverse_collection_of_scan(
                connection, center_id, scan_id, reversal
            ):
                reversed_now.append(reversal[0])
        # Before, so that their numbers are free again; after, for what came and went in one batch.
        await void_receipts_taken_back(connection, center_id, reversed_now, self.now)
        await note_receipts(connection, center_id, self._receipts(), self.now)
        await void_receipts_taken_back(connection, center_id, reversed_now, self.now)
        written += reversed_now
        if written:
            await book_collections(connection, center_id, written, self.now)

    def _receipts(self) -> list[ToldReceipt]:
        return [
            ToldReceipt(
                each.collection_id,
                each.receipt_number,
                each.collected_on,
                each.office_code,
                each.login,
                code=each.consignment_code,
                scan_id=each.scan_id,
            )
            for each in self.collections
            if each.receipt_number
        ]

    async def _save_bags(self, connection: Connection) -> None:
        center_id = self.center.center_id
        if self.packed:
            packed = [(*key, at) for key, at in sorted(self.packed.items())]
            await manifest_store.mark_packed(connection, center_id, packed)
        if self.found:
            found = [(*key, at) for key, at in sorted(self.found.items())]
            await manifest_store.mark_found(connection, center_id, found)
        for bag, seal_number in self.seals.items():
            await manifest_store.set_seal_number(connection, center_id, bag, seal_number)
        for event, seal_number in self.opened:
            manifest = await manifest_store.find_manifest(connection, center_id, event.code)
            if manifest and manifest.seal_number not in (None, seal_number):
                seals = {"put_on": manifest.seal_number, "found": seal_number}
                self._differ("seal", event, seals, manifest=event.code)


def milestone_of(leg: Leg | None, event: LoggedEvent) -> milestone_store.MilestoneKind | None:
    """Return which step of its dossier an event is, if any."""
    if leg is Leg.INBOUND and event.event is Event.RECEIVED:
        return milestone_store.MilestoneKind.FILED
    if leg is Leg.TRANSFER_OUT and event.event is Event.RECEIVED:
        return milestone_store.MilestoneKind.HANDED_ON
    if leg is Leg.OUTBOUND and event.event is Event.DELIVERED and event.to_state is State.DELIVERED:
        return milestone_store.MilestoneKind.RETURNED
    return None
