"""Carries out what was decided about a difference in money, and takes it back again.

Owns what changes beside the difference itself: matches by hand, collections for which nobody waits
any more, other differences about the same rows, and the entries. These are returned, for the
journal is locked last. It goes on while no run of the centre does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.agency_account import AccountSpan
from postal_bridge.domain.booking import Source
from postal_bridge.domain.difference_refusals import (
    DecisionRestsOnIt,
    NothingToUndo,
    RowNotFree,
)
from postal_bridge.domain.fees import Part, share_among
from postal_bridge.domain.hand_matching import match_by_hand
from postal_bridge.domain.ledger import Entry, Fact, Posting, reverse
from postal_bridge.domain.money import Money
from postal_bridge.domain.money_difference import (
    BY_HAND,
    UNDECIDED,
    UNDONE,
    Action,
    MoneyDifference,
    Whereabouts,
    Wish,
    booked_for,
    postings_of,
)
from postal_bridge.domain.reconciliation import (
    MISSING,
    Collected,
    LineClass,
    Standing,
    class_of,
)
from postal_bridge.domain.remittance import due_days
from postal_bridge.domain.remittance_booking import covers_by_batch
from postal_bridge.domain.vietqr import Payee
from postal_bridge.store import difference_desk, hand_matches, ledger, matching
from postal_bridge.store.beneficiaries import beneficiary_of
from postal_bridge.store.database import Connection
from postal_bridge.store.difference_desk import Step
from postal_bridge.store.hand_matches import Behind, FreeLine
from postal_bridge.store.money_differences import add_steps
from postal_bridge.store.remittances import covered_by_lines, load_terms
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.difference_steps import Document, today

NO_ACCOUNTS: tuple[AccountSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What was carried out, as its step keeps it, and the entries that book it."""

    detail: Document = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Settling:
    """The carrying out of decisions by one person at one moment."""

    connection: Connection
    viewer: Viewer
    now: datetime

    @property
    def center_id(self) -> int:
        """The centre in whose rows alone it goes on."""
        return self.viewer.center_id

    async def settle(self, difference: MoneyDifference, wish: Wish) -> Settled:
        """Carry out what was decided.

        Raises:
            RowNotFree: what it needs has been matched, settled or taken back meanwhile.
            SumsDiffer: rows that are to make up one another do not.

        """
        if wish.action is Action.CARRY_FORWARD:
            return Settled()
        if wish.action in (Action.MATCH, Action.SPLIT):
            settled = await self._match(difference, wish)
        else:
            settled = await self._move(difference, wish)
        return settled

    async def undo(self, difference: MoneyDifference, step: Step, reason: str) -> list[Entry]:
        """Take back what a step carried out; return the entries that book it.

        Raises:
            NothingToUndo: it does not stand any more as it was.
            DecisionRestsOnIt: another decision has to be undone before.

        """
        await self._require_nothing_on(difference, step)
        if pairs := step.detail.get("pairs"):
            await self._take_matches_back(step, reason, pairs)
        elif rule := step.detail.get("rule"):
            await self._take_rule_back(difference, rule)
        if difference.difference_class == MISSING and difference.collection_id:
            await hand_matches.wait_again(
                self.connection,
                self.center_id,
                difference.collection_id,
                difference.difference_id,
            )
        if "settled_by" not in step.detail:
            # A closing carried it forward, which books nothing.
            return []
        booked = await ledger.entries_of_facts(
            self.connection, self.center_id, Source.DIFFERENCE, [str(difference.difference_id)]
        )
        made = booked_for(step.detail["settled_by"], step.step)
        fact = self._fact(difference, booked_for("undo", difference.version + 1), reason)
        return [reverse(each, fact) for each in booked if each.entry.fact.reason == made]

    async def _match(self, difference: MoneyDifference, wish: Wish) -> Settled:
        line_ids, collection_ids = list(wish.line_ids), list(wish.collection_ids)
        if difference.line_id is not None:
            line_ids.insert(0, difference.line_id)
        elif difference.collection_id is not None:
            collection_ids.insert(0, difference.collection_id)
        lines = await self._free_lines(line_ids)
        collections, accounts = await self._free_collections(collection_ids)
        matches = match_by_hand([lines[each].line for each in line_ids], collections, accounts)
        await hand_matches.keep_matches(self.connection, self.center_id, uuid4(), matches)
        beside = await difference_desk.vanish_beside(
            self.connection, self.center_id, difference.difference_id, line_ids, collection_ids
        )
        await self._tell_beside("vanished", beside)
        # What was sent to a wrong account stays in dispute, as it does in a run.
        arrived = [
            (each.line_id, each.collection_id, each.covered_dong)
            for each in matches
            if each.line_class is not LineClass.WRONG_BENEFICIARY
        ]
        detail: Document = {
            "pairs": [[str(each.line_id), str(each.collection_id)] for each in matches],
            "arrived": _named(arrived),
            "before": [
                [str(line_id), lines[line_id].line_class, _text(lines[line_id].about)]
                for line_id in line_ids
            ],
            "beside": [str(each) for each, _ in beside],
        }
        return Settled(detail, self._entries(difference, wish, await self._covering(arrived)))

    async def _free_lines(self, line_ids: Sequence[int]) -> dict[int, FreeLine]:
        found = await hand_matches.free_lines(self.connection, self.center_id, line_ids)
        for line_id in line_ids:
            # What undoes money, or is none, is no collection.
            if line_id not in found or found[line_id].line.amount_dong <= 0:
                raise RowNotFree(row=f"line {line_id}")
        return found

    async def _free_collections(
        self, collection_ids: Sequence[UUID]
    ) -> tuple[list[Collected], list[AccountSpan]]:
        """Return collections with the day each is due, and the accounts of their agencies."""
        connection, center_id = self.connection, self.center_id
        found = await hand_matches.free_collections(connection, center_id, collection_ids)
        for collection_id in collection_ids:
            if collection_id not in found:
                raise RowNotFree(row=f"collection {collection_id}")
        collections = [found[each].collected for each in collection_ids]
        days = [each.due_on for each in collections]
        terms = await load_terms(connection, center_id)
        due_on = due_days(min(days), max(days), terms, await load_calendar(connection))
        codes = {found[each].dossier_code for each in collection_ids}
        accounts = await matching.accounts_of(connection, center_id, codes)
        own = await beneficiary_of(
            connection, Payee.CENTER, self.viewer.center.code, today(self.viewer, self.now)
        )
        known = [each for spans in accounts.values() for each in spans]
        if own:
            known.append(AccountSpan(own.account, date.min))
        return [replace(each, due_on=due_on[each.due_on]) for each in collections], known

    async def _covering(self, matched: Sequence[tuple[int, UUID, int]]) -> list[Posting]:
        """Return how batches cover what these (line, collection, amount) are of."""
        covered = await covered_by_lines(self.connection, self.center_id, matched)
        return covers_by_batch(
            [(str(each.remittance_id), each.office_code, each.part) for each in covered]
        )

    async def _move(self, difference: MoneyDifference, wish: Wish) -> Settled:
        """Settle without a match: some money moves, or nothing but the opinion of people."""
        behind = await hand_matches.behind(
            self.connection, self.center_id, difference.difference_id
        )
        found = difference.difference_class
        if behind.taken_back and found not in UNDECIDED:
            raise RowNotFree(row=f"collection {difference.collection_id}")
        detail: Document = {}
        if found in UNDECIDED:
            await self._keep_from_runs(difference, behind, found)
            detail["rule"] = [behind.rule, found]
        elif found == LineClass.WRONG_BENEFICIARY:
            await self._keep_from_runs(difference, behind, _class_here(behind))
            detail["rule"] = [behind.rule, _class_here(behind)]
            pairs = await hand_matches.pairs_of_line(
                self.connection, self.center_id, difference.line_id or 0
            )
            detail["arrived"] = _named(pairs)
            return Settled(detail, self._entries(difference, wish, await self._covering(pairs)))
        elif found == MISSING and difference.collection_id:
            await self._free_collections([difference.collection_id])
            await hand_matches.settle_collection(
                self.connection,
                self.center_id,
                difference.collection_id,
                difference.difference_id,
            )
        where = Whereabouts(
            batch=str(behind.line.remittance_id) if behind.line else None,
            account=behind.account,
            office=behind.office_code,
            parts=_left(behind),
        )
        postings = postings_of(difference, wish, where)
        return Settled(detail, self._entries(difference, wish, postings))

    async def _keep_from_runs(
        self, difference: MoneyDifference, behind: Behind, line_class: str
    ) -> None:
        """Note that a person has decided about a line, so that no run does."""
        decided = behind.rule == BY_HAND and difference.difference_class in UNDECIDED
        kept = (
            difference.line_id is not None
            and not decided
            and await hand_matches.change_rule(
                self.connection,
                self.center_id,
                difference.line_id,
                before=(behind.rule or "", difference.difference_class),
                after=(BY_HAND, line_class),
            )
        )
        if not kept:
            raise RowNotFree(row=f"line {difference.line_id}")

    async def _take_rule_back(self, difference: MoneyDifference, rule: Sequence[str]) -> None:
        undecided = difference.difference_class in UNDECIDED
        given_back = difference.line_id is not None and await hand_matches.change_rule(
            self.connection,
            self.center_id,
            difference.line_id,
            before=(BY_HAND, rule[1]),
            after=(UNDONE if undecided else rule[0], difference.difference_class),
        )
        if not given_back:
            raise NothingToUndo

    async def _require_nothing_on(self, difference: MoneyDifference, step: Step) -> None:
        line_ids = {int(line_id) for line_id, _ in step.detail.get("pairs", ())}
        if difference.line_id is not None:
            line_ids.add(difference.line_id)
        if await hand_matches.rests_on_match(
            self.connection, self.center_id, sorted(line_ids), difference.difference_id
        ):
            raise DecisionRestsOnIt

    async def _take_matches_back(
        self, step: Step, reason: str, pairs: Sequence[Sequence[str]]
    ) -> None:
        made = {(int(line_id), UUID(collection_id)) for line_id, collection_id in pairs}
        line_ids = sorted({line_id for line_id, _ in made})
        undoing = self.now, self.viewer.login, reason
        stood = await hand_matches.undo_matches(self.connection, self.center_id, line_ids, undoing)
        if stood != made:
            raise NothingToUndo
        before = [
            (int(line_id), line_class, UUID(about) if about else None)
            for line_id, line_class, about in step.detail["before"]
        ]
        await hand_matches.give_back(self.connection, self.center_id, uuid4(), before)
        beside = await difference_desk.return_beside(
            self.connection, self.center_id, [UUID(each) for each in step.detail["beside"]]
        )
        await self._tell_beside("returned", beside)

    async def _tell_beside(self, action: str, beside: list[tuple[UUID, int]]) -> None:
        await add_steps(
            self.connection, self.center_id, self.now, self.viewer.login, action, beside
        )

    def _entries(
        self, difference: MoneyDifference, wish: Wish, postings: Sequence[Posting]
    ) -> list[Entry]:
        reason = booked_for(wish.action, difference.version + 1)
        fact = self._fact(difference, reason, wish.reason)
        return [Entry(fact, tuple(postings))] if postings else []

    def _fact(self, difference: MoneyDifference, reason: str, note: str) -> Fact:
        return Fact(
            source_kind=Source.DIFFERENCE,
            source_id=str(difference.difference_id),
            reason=reason,
            happened_on=today(self.viewer, self.now),
            login=self.viewer.login,
            note=note,
        )


def _named(matched: Sequence[tuple[int, UUID, int]]) -> list[list[str]]:
    """Return (line, collection) as a step keeps them."""
    return [[str(line_id), str(collection_id)] for line_id, collection_id, _ in matched]


def _left(behind: Behind) -> list[Part]:
    """Return what no line covers of the collection behind a difference, by kind."""
    left = dict(behind.kinds)
    covered, _ = share_among(Money(behind.covered_dong), behind.kinds)
    for part in covered:
        left[part.kind] -= part.amount
    return [Part(kind, amount) for kind, amount in left.items() if amount > Money(0)]


def _class_here(behind: Behind) -> LineClass:
    """Return the class of a line once it is accepted where it was sent."""
    assert behind.line is not None
    assert behind.collection_id is not None
    assert behind.collected_on is not None
    collected = Collected(
        collection_id=behind.collection_id,
        amount_dong=behind.collected_dong or 0,
        collected_on=behind.collected_on,
        due_on=behind.line.sent_on,
        item_code=None,
        receipt_number=None,
        kinds=frozenset(behind.kinds),
        standing=Standing.CONSUMED,
    )
    return class_of(behind.line, collected, NO_ACCOUNTS, summed=behind.is_summed)


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
