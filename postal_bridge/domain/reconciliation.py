"""Judges which line of the post's lists is which collection, and in which class each row falls.

One dossier is judged at a time, for a line without the reference of a dossier never matches
anything. A tie is never decided here: what a machine cannot know is left to people. The result
does not depend on the order in which rows came. Bulk is matched by the store, for the plainest
case alone (one line, one collection, one amount), by the same rules.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from postal_bridge.domain.agency_account import AccountSpan


class LineClass(StrEnum):
    """What a line of the post's list is, beside what was collected."""

    MATCHED = "matched"
    SHORT = "short"
    OVER = "over"
    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"
    WRONG_BENEFICIARY = "wrong_beneficiary"
    LATE = "late"
    KIND_MISMATCH = "kind_mismatch"
    REFUNDED_AFTER = "refunded_after"


#: The class of a collection for which no line has come.
MISSING = "missing"
#: The classes that people work through, in the order in which reports name them.
DIFFERENCES = (
    MISSING,
    LineClass.SHORT,
    LineClass.OVER,
    LineClass.DUPLICATE,
    LineClass.UNKNOWN,
    LineClass.WRONG_BENEFICIARY,
    LineClass.LATE,
    LineClass.KIND_MISMATCH,
    LineClass.REFUNDED_AFTER,
)


class Standing(StrEnum):
    """How a collection stands: still to come from the post, sent on, or taken back."""

    OPEN = "open"
    CONSUMED = "consumed"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the post's list that is not decided; `key` is made of its content alone."""

    line_id: int
    key: UUID
    remittance_id: UUID
    sent_on: date
    amount_dong: int
    item_code: str | None
    receipt_number: str | None
    kind: str | None
    account: str | None
    found_by: str


@dataclass(frozen=True, slots=True)
class Collected:
    """A collection of the same dossier; `kinds` are the kinds of money in it."""

    collection_id: UUID
    amount_dong: int
    collected_on: date
    due_on: date
    item_code: str | None
    receipt_number: str | None
    kinds: frozenset[str]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Decision:
    """The class of a line, the rule that found it, and the collection it consumes, if any.

    `part` numbers lines that make up one collection; `about` is a collection that another line has
    consumed, or that was taken back. Amounts in whole đồng.
    """

    line_id: int
    line_class: LineClass
    rule: str
    collection_id: UUID | None = None
    covered_dong: int = 0
    part: int = 0
    about: UUID | None = None


def judge(
    lines: Iterable[Line], collections: Iterable[Collected], accounts: Collection[AccountSpan]
) -> list[Decision]:
    """Decide every line of one dossier; `accounts` are those of its agency, none if unknown."""
    judging = _Judging(collections, accounts)
    positive = []
    for line in sorted(lines, key=lambda line: (line.sent_on, line.key)):
        if line.amount_dong > 0:
            positive.append(line)
        else:
            rule = "zero" if line.amount_dong == 0 else "negative"
            judging.decide(Decision(line.line_id, LineClass.UNKNOWN, rule))
    left = judging.match_exactly(positive)
    left = judging.match_sums(left)
    left = judging.find_repeated(left)
    judging.match_unlike(left)
    return judging.decisions


class _Judging:
    """The rounds, in the order of their strength; each returns the lines it leaves over."""

    def __init__(self, collections: Iterable[Collected], accounts: Collection[AccountSpan]) -> None:
        ordered = sorted(collections, key=lambda c: (c.collected_on, c.collection_id))
        self.open = [c for c in ordered if c.standing is Standing.OPEN]
        self.consumed = [c for c in ordered if c.standing is Standing.CONSUMED]
        self.taken_back = [c for c in ordered if c.standing is Standing.TAKEN_BACK]
        self.accounts = accounts
        self.decisions: list[Decision] = []

    def decide(self, decision: Decision) -> None:
        self.decisions.append(decision)

    def match_exactly(self, lines: Sequence[Line]) -> list[Line]:
        """Match lines with collections of the same amount, as long as there is no choice."""
        left: list[Line] = []
        for amount_dong, alike in _grouped(lines, lambda line: line.amount_dong).items():
            fitting = [c for c in self.open if c.amount_dong == amount_dong]
            rest: Sequence[Line] = alike
            for rule, key in (("receipt", _receipt_number), ("item", _item_code)):
                rest = self._match_by(rest, fitting, rule, key)
                fitting = [c for c in fitting if c in self.open]
            if len(rest) < len(fitting):
                for line in rest:
                    self.decide(Decision(line.line_id, LineClass.UNKNOWN, "tie"))
                continue
            # Every collection is served, so it makes no difference which line serves which.
            for line, collected in zip(rest, fitting, strict=False):
                self._consume(line, collected, line.found_by)
            left += rest[len(fitting) :]
        return left

    def match_sums(self, lines: Sequence[Line]) -> list[Line]:
        """Match several lines of one batch with the one collection that they add up to."""
        left: list[Line] = []
        for alike in _grouped(lines, lambda line: line.remittance_id).values():
            total_dong = sum(line.amount_dong for line in alike)
            if len(alike) > 1 and len(self.open) == 1 and self.open[0].amount_dong == total_dong:
                collected = self.open[0]
                for part, line in enumerate(alike):
                    self._consume(line, collected, "sum", part)
            else:
                left += alike
        return left

    def find_repeated(self, lines: Sequence[Line]) -> list[Line]:
        """Find lines for what was sent on before, or had been given back to the citizen."""
        left = []
        for line in lines:
            for known, line_class, rule in (
                (self.consumed, LineClass.DUPLICATE, "repeated"),
                (self.taken_back, LineClass.REFUNDED_AFTER, "taken_back"),
            ):
                about = next((c for c in known if c.amount_dong == line.amount_dong), None)
                if about:
                    found = Decision(line.line_id, line_class, rule, about=about.collection_id)
                    self.decide(found)
                    break
            else:
                left.append(line)
        return left

    def match_unlike(self, lines: Sequence[Line]) -> None:
        """Match the one line that is left with the one collection, whatever the amounts."""
        if len(lines) == 1 and len(self.open) == 1:
            self._consume(lines[0], self.open[0], lines[0].found_by)
            return
        for line in lines:
            rule = "no_collection" if not self.open else "tie"
            self.decide(Decision(line.line_id, LineClass.UNKNOWN, rule))

    def _match_by(
        self,
        lines: Sequence[Line],
        fitting: Sequence[Collected],
        rule: str,
        key: Callable[[Line | Collected], str | None],
    ) -> list[Line]:
        """Match what a further reference names once on either side, where there is a choice."""
        if len(fitting) < 2 and len(lines) < 2:  # noqa: PLR2004 - there is no choice
            return list(lines)
        by_key = _grouped(fitting, key)
        left = []
        named = _grouped(lines, key)
        for line in lines:
            name = key(line)
            if name and len(named[name]) == 1 and len(by_key.get(name, ())) == 1:
                self._consume(line, by_key[name][0], rule)
            else:
                left.append(line)
        return left

    def _consume(self, line: Line, collected: Collected, rule: str, part: int = 0) -> None:
        if part == 0:
            self.open.remove(collected)
            self.consumed.append(collected)
        covered_dong = min(line.amount_dong, collected.amount_dong)
        self.decide(
            Decision(
                line_id=line.line_id,
                line_class=class_of(line, collected, self.accounts, summed=rule == "sum"),
                rule=rule,
                collection_id=collected.collection_id,
                covered_dong=covered_dong,
                part=part,
            )
        )


def class_of(
    line: Line, collected: Collected, accounts: Collection[AccountSpan], *, summed: bool
) -> LineClass:
    """Return the class of a line that has its collection: the gravest thing first.

    `summed` lines make up a collection, or collections a line, so that amounts say nothing.
    """
    known = {each.account for each in accounts if each.holds_on(line.sent_on)}
    if line.account and known and line.account not in known:
        return LineClass.WRONG_BENEFICIARY
    if not summed and line.amount_dong != collected.amount_dong:
        short = line.amount_dong < collected.amount_dong
        return LineClass.SHORT if short else LineClass.OVER
    others = collected.kinds - {"unstated", *({line.kind} if line.kind else ())}
    if line.kind and others and not (summed and line.kind in collected.kinds):
        return LineClass.KIND_MISMATCH
    if line.sent_on > collected.due_on:
        return LineClass.LATE
    return LineClass.MATCHED


def _receipt_number(row: Line | Collected) -> str | None:
    return row.receipt_number


def _item_code(row: Line | Collected) -> str | None:
    return row.item_code


KeyT = TypeVar("KeyT", bound=Hashable)
RowT = TypeVar("RowT")


def _grouped(rows: Iterable[RowT], key: Callable[[RowT], KeyT]) -> dict[KeyT, list[RowT]]:
    groups: dict[KeyT, list[RowT]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """What was counted of a period on either side; lines by class, amounts in whole đồng.

    `covered_dong` is what lines of a class account for of what was collected. The figures of
    collections are counted by themselves, from the other side. What no line covers is missing or
    short, until people settle it.
    """

    lines: Mapping[str, int]
    lines_dong: Mapping[str, int]
    covered_dong: Mapping[str, int]
    short_dong: int
    collections: int
    collected_dong: int
    missing: int
    missing_dong: int
    settled: int
    settled_dong: int
    short_settled: int
    short_settled_dong: int
    collections_covered_dong: int
    collections_short_dong: int
    overcovered: int

    def contradictions(self) -> list[str]:
        """Return what does not hold: each row is in one class, and the sums of classes agree."""
        found = []
        unjudged = self.lines.get("none", 0)
        if unjudged:
            found.append(f"{unjudged} lines are in no class")
        strange = set(self.lines) - {"none", *LineClass}
        if strange:
            found.append(f"lines are in classes that are none: {sorted(strange)}")
        for name in (LineClass.MATCHED, LineClass.LATE, LineClass.KIND_MISMATCH):
            sent, covered = self.lines_dong.get(name, 0), self.covered_dong.get(name, 0)
            if sent != covered:
                found.append(f"{name} lines come to {sent} and cover {covered}")
        found += [
            f"{name} lines cover something"
            for name in (LineClass.DUPLICATE, LineClass.UNKNOWN, LineClass.REFUNDED_AFTER)
            if self.covered_dong.get(name, 0)
        ]
        uncovered = self.collections_short_dong + self.missing_dong + self.settled_dong
        accounted = self.collections_covered_dong + uncovered
        if accounted != self.collected_dong:
            found.append(f"{self.collected_dong} was collected, {accounted} accounted for")
        if self.short_settled_dong > self.collections_short_dong:
            found.append(f"{self.short_settled_dong} that was short is settled, there is less")
        if self.overcovered:
            found.append(f"{self.overcovered} collections are covered more than once")
        return found

    def to_document(self) -> dict[str, object]:
        """Return the figures of a run as they go out.

        A difference's amount is that of the rows in question; where only a part is (short, over),
        that part.

        Raises:
            FiguresDoNotHold: they contradict one another.

        """
        contradictions = self.contradictions()
        if contradictions:
            raise FiguresDoNotHold(contradictions)
        amounts = {
            MISSING: self.missing_dong,
            LineClass.SHORT: self.short_dong,
            LineClass.OVER: self.lines_dong.get("over", 0) - self.covered_dong.get("over", 0),
        }
        counts = {MISSING: self.missing, **self.lines}
        left_short_dong = self.collections_short_dong - self.short_settled_dong
        return {
            "lines": sum(self.lines.values()),
            "matched": self.lines.get(LineClass.MATCHED, 0),
            "matched_dong": self.lines_dong.get(LineClass.MATCHED, 0),
            "differences": {
                str(name): {
                    "count": counts.get(name, 0),
                    "amount_dong": amounts.get(name, self.lines_dong.get(name, 0)),
                }
                for name in DIFFERENCES
            },
            "settled": {
                "count": self.settled + self.short_settled,
                "amount_dong": self.settled_dong + self.short_settled_dong,
            },
            "outstanding_dong": self.missing_dong + left_short_dong,
            "unbalanced_dong": 0,
        }


class FiguresDoNotHold(Exception):  # noqa: N818 - named for what it found
    """The figures of a run contradict one another, so it is given up and nothing of it is kept."""

    def __init__(self, contradictions: Sequence[str]) -> None:
        self.contradictions = tuple(contradictions)
        super().__init__("; ".join(contradictions))
