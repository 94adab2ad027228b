"""Tells the journal of a centre again, entry by entry, and says what does not hold.

Owns what must hold between an entry, the row that tells its fact and all entries before it. Entries
of facts whose rules lie elsewhere are looked at for their seal and their balance alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeGuard
from uuid import UUID

from postal_bridge.domain.booking import (
    HandedIn,
    Reason,
    Source,
    Standing,
    Taken,
    cancelled,
    collected,
    count_corrected,
    dossiers_of,
    handed_in,
    is_set_off,
    owed,
    parts_of,
    set_off,
    taken_back,
)
from postal_bridge.domain.custody_audit import Check, Finding
from postal_bridge.domain.decisions_audit import DecisionRows, expected_decision
from postal_bridge.domain.fees import MoneyKind, Obligation, Part
from postal_bridge.domain.ledger import FIRST_HASH, Account, Booked, Entry, Posting, link
from postal_bridge.domain.refunds import KeptRefund, expected_refund
from postal_bridge.domain.remittance_audit import ON_THE_WAY, WayRows, expected_on_the_way

#: Facts whose entries are recounted from their rows.
RECOUNTED = ON_THE_WAY | {
    Source.COLLECTION,
    Source.OBLIGATION,
    Source.SETTLEMENT,
    Source.DIFFERENCE,
    Source.REFUND,
}


@dataclass(frozen=True, slots=True)
class Torn:
    """What is left of an entry that is none any more, since it does not balance."""

    sequence: int
    hash: bytes
    postings: tuple[Posting, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A fee line as it is kept, with who recorded it."""

    line: Obligation
    login: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that tell the facts of some entries, and the entries that these take back."""

    collections: Mapping[str, Taken]
    lines: Mapping[str, KeptLine]
    counts: Mapping[str, HandedIn]
    parts: Mapping[UUID, list[Part]]
    originals: Mapping[int, Booked]
    on_the_way: WayRows = field(default_factory=WayRows)
    decisions: DecisionRows = field(default_factory=DecisionRows)
    refunds: Mapping[str, KeptRefund] = field(default_factory=dict)


@dataclass(slots=True)
class Retelling:
    """The journal as far as it was told: where it stands, and what has to come next."""

    sequence: int = 0
    last_hash: bytes = FIRST_HASH
    standing: Standing = field(default_factory=Standing)
    follows: Entry | None = None
    has_to_follow: bool = False

    def findings(self, page: Iterable[Booked | Torn], rows: Rows) -> Iterator[Finding]:
        """Yield what does not hold in the next entries."""
        for each in page:
            name = f"entry {each.sequence}"
            if each.sequence != self.sequence + 1:
                yield Finding(name, Check.JOURNAL, f"comes after entry {self.sequence}")
            if isinstance(each, Torn):
                yield Finding(name, Check.JOURNAL, each.fault)
                self.follows, self.has_to_follow = None, False
            else:
                if each.hash != link(self.last_hash, each.sequence, each.entry, each.recorded_at):
                    detail = "does not carry the hash of what was recorded"
                    yield Finding(name, Check.JOURNAL, detail)
                yield from self._told(each, rows)
            self.sequence, self.last_hash = each.sequence, each.hash
            postings = each.postings if isinstance(each, Torn) else each.entry.postings
            self.standing.note(postings)
            if isinstance(each, Booked):
                self.follows = self._what_follows(each.entry)
                self.has_to_follow = self.follows is not None and _is_due(each.entry, self.follows)

    def end(self, next_sequence: int) -> Iterator[Finding]:
        """Yield what does not hold of the end of the journal."""
        if self.has_to_follow:
            yield _unlike(self.sequence, "is not followed by what covers what is owed")
        if next_sequence != self.sequence + 1:
            detail = f"ends with entry {self.sequence}, {next_sequence - 1} were counted"
            yield Finding("journal", Check.JOURNAL, detail)

    def _told(self, booked: Booked, rows: Rows) -> Iterator[Finding]:
        """Yield how an entry differs from what its row and the rules say."""
        entry, fact = booked.entry, booked.entry.fact
        if self.has_to_follow or is_set_off(fact):
            if entry != self.follows:
                yield _unlike(booked.sequence, "does not cover what is owed as the rules say")
            return
        if fact.source_kind not in RECOUNTED:
            return
        expected = self._expected(booked, rows)
        if expected is None:
            yield _unlike(booked.sequence, f"books a {fact.source_kind} that is not kept")
        elif entry != expected:
            yield _unlike(booked.sequence, f"books its {fact.source_kind} otherwise than the rules")
        elif fact.source_kind == Source.COLLECTION:
            kept = rows.parts.get(UUID(fact.source_id), [])
            if set(kept) != set(parts_of(expected)):
                detail = f"collection {fact.source_id} is kept in other parts than it was booked"
                yield Finding(f"entry {booked.sequence}", Check.PARTS, detail)

    def _expected(self, booked: Booked, rows: Rows) -> Entry | None:
        """Return the entry that the rules make of the row, or None where there is no such row."""
        original = rows.originals.get(booked.entry.reverses or 0)
        if booked.entry.fact.source_kind in ON_THE_WAY:
            way = rows.on_the_way
            return expected_on_the_way(booked.entry, way, self.standing, original)
        if booked.entry.fact.source_kind == Source.DIFFERENCE:
            return expected_decision(booked.entry, rows.decisions, original)
        if booked.entry.fact.source_kind == Source.REFUND:
            kept = rows.refunds.get(booked.entry.fact.source_id)
            return expected_refund(booked.entry, kept, self.standing, original)
        if booked.entry.fact.source_kind == Source.OBLIGATION:
            return self._line(booked.entry, rows, original)
        if booked.entry.fact.source_kind == Source.SETTLEMENT:
            return self._count(booked.entry, rows, original)
        return self._collection(booked.entry, rows, original)

    def _line(self, entry: Entry, rows: Rows, original: Booked | None) -> Entry | None:
        kept = rows.lines.get(entry.fact.source_id)
        if kept is not None and kept.line.cancels is None:
            return owed(kept.line, _department_in(entry) or "", kept.login)
        if kept is None or not _is_of(original, kept.line.cancels):
            return None
        return cancelled(kept.line, original, self.standing, kept.login)

    def _collection(self, entry: Entry, rows: Rows, original: Booked | None) -> Entry | None:
        taken = rows.collections.get(entry.fact.source_id)
        if taken is not None and taken.reverses is None:
            return collected(self._as_known_then(taken, entry), self.standing)
        if taken is None or not _is_of(original, taken.reverses):
            return None
        return taken_back(taken, original)

    def _count(self, entry: Entry, rows: Rows, original: Booked | None) -> Entry | None:
        count = rows.counts.get(entry.fact.source_id)
        if count is None:
            return None
        if entry.fact.reason != Reason.TAKEN_BACK:
            return handed_in(count, self.standing)
        return count_corrected(count, original) if _is_of(original, count.corrects) else None

    def _as_known_then(self, taken: Taken, entry: Entry) -> Taken:
        """Return a collection as it was known when it was booked.

        Dossiers go to other departments and get fee lines later, which changes no entry.
        """
        asked = any(posting.account is Account.SUSPENSE for posting in entry.postings)
        return replace(
            taken,
            department_code=_department_in(entry) or taken.department_code,
            asked=taken.asked and (asked or self.standing.was_asked(taken.dossier_code)),
        )

    def _what_follows(self, entry: Entry) -> Entry | None:
        """Return the entry that the rules let follow at once, if any."""
        decides = entry.fact.source_kind == Source.DIFFERENCE and not is_set_off(entry.fact)
        if not decides and entry.fact.reason not in (Reason.OWED, Reason.TAKEN_BACK):
            return None
        followers = (set_off(entry.fact, code, self.standing) for code in dossiers_of(entry))
        return next((each for each in followers if each), None)


def _is_due(entry: Entry, follows: Entry) -> bool:
    """Tell whether an entry is never without the one that evens out what it leaves.

    Journals of older releases lack those that follow a decision, or even out what has no kind.
    """
    decides = entry.fact.source_kind == Source.DIFFERENCE
    return not decides and any(p.kind is not MoneyKind.UNSTATED for p in follows.postings)


def _is_of(original: Booked | None, source_id: UUID | None) -> TypeGuard[Booked]:
    """Tell whether an entry books the row of this identity."""
    return original is not None and original.entry.fact.source_id == str(source_id)


def _department_in(entry: Entry) -> str | None:
    return next((p.subject for p in entry.postings if p.account is Account.AGENCY_DUE), None)


def _unlike(sequence: int, detail: str) -> Finding:
    return Finding(f"entry {sequence}", Check.BOOKED, detail)
