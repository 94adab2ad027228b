"""What entries about decided differences have to be, from the steps and the rows that tell them.

Lines and collections never change, and a step keeps what it was about: amounts are reckoned from
these, not read from what was written beside them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from postal_bridge.domain.booking import Source
from postal_bridge.domain.fees import Part, share_among
from postal_bridge.domain.ledger import Booked, Entry, Fact, Posting, reverse
from postal_bridge.domain.money import Money
from postal_bridge.domain.money_difference import (
    FALLEN,
    UNDONE,
    Action,
    MoneyDifference,
    State,
    Whereabouts,
    Wish,
    booked_for,
    postings_of,
)
from postal_bridge.domain.reconciliation import LineClass
from postal_bridge.domain.remittance_booking import covers_by_batch


@dataclass(frozen=True, slots=True)
class KeptStep:
    """A step of a difference that may have moved money; `day` is its day at the centre."""

    step: int
    day: date
    login: str
    action: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line of a list: its batch, and the account that this was sent to, if it says."""

    batch: str
    account: str | None
    amount_dong: int


@dataclass(frozen=True, slots=True)
class KeptCollection:
    """A collection with its kinds."""

    dossier_code: str
    office_code: str | None
    parts: Sequence[Part]

    @property
    def amount_dong(self) -> int:
        """What it comes to."""
        return sum(part.amount.amount_dong for part in self.parts)


@dataclass(frozen=True, slots=True)
class DecisionRows:
    """The rows behind the entries of decisions, each by its identity."""

    differences: Mapping[str, MoneyDifference] = field(default_factory=dict)
    steps: Mapping[str, Sequence[KeptStep]] = field(default_factory=dict)
    lines: Mapping[int, KeptLine] = field(default_factory=dict)
    collections: Mapping[UUID, KeptCollection] = field(default_factory=dict)


Pair = tuple[int, UUID]


def arrived(difference: MoneyDifference, step: KeptStep) -> list[Pair]:
    """Return the (line, collection) whose cover a step booked.

    Old steps do not say which of their pairs that were; then it was all of them.
    """
    told = step.detail.get("arrived", step.detail.get("pairs"))
    if told is not None:
        return [(int(line_id), UUID(collection_id)) for line_id, collection_id in told]
    accepted = difference.difference_class == LineClass.WRONG_BENEFICIARY
    if accepted and difference.line_id is not None and difference.collection_id is not None:
        return [(difference.line_id, difference.collection_id)]
    return []


def as_decided(difference: MoneyDifference, step: KeptStep) -> MoneyDifference:
    """Return a difference as it was when a step settled it."""
    about = step.detail.get("about")
    if about is None:
        return difference
    collection_id = about["collection_id"]
    return replace(
        difference,
        collection_id=UUID(collection_id) if collection_id else None,
        department_code=about["department"],
    )


def expected_decision(entry: Entry, rows: DecisionRows, original: Booked | None) -> Entry | None:
    """Return the entry that the rules make of its step, or None where there is no such step."""
    fact = entry.fact
    difference = rows.differences.get(fact.source_id)
    steps = rows.steps.get(fact.source_id, ())
    number = fact.reason.rpartition(" ")[2]
    step = next((each for each in steps if str(each.step) == number), None)
    if difference is None or step is None:
        return None
    if step.action in (UNDONE, FALLEN):
        return _taken_back(entry, step, original)
    if step.action != State.RESOLVED:
        return None
    wish = Wish.from_document(step.detail)
    postings = _decided(as_decided(difference, step), step, wish, rows)
    expected = replace(
        fact,
        reason=booked_for(wish.action, step.step),
        happened_on=step.day,
        login=step.login,
        note=wish.reason,
    )
    return Entry(expected, tuple(postings)) if postings else None


def _taken_back(entry: Entry, step: KeptStep, original: Booked | None) -> Entry | None:
    if original is None or original.entry.fact.source_id != entry.fact.source_id:
        return None
    fallen = step.action == FALLEN
    undoes = original.entry.fact.reason.rpartition(" ")[2]
    if not fallen and undoes != str(step.detail.get("undoes")):
        return None
    fact = Fact(
        source_kind=Source.DIFFERENCE,
        source_id=entry.fact.source_id,
        reason=booked_for(FALLEN if fallen else "undo", step.step),
        happened_on=step.day,
        login=step.login,
        note=entry.fact.note if fallen else step.detail["reason"],
    )
    return reverse(original, fact)


def _decided(
    difference: MoneyDifference, step: KeptStep, wish: Wish, rows: DecisionRows
) -> list[Posting]:
    """Return how money moved; nowhere if a row that the step names is not there."""
    line = rows.lines.get(difference.line_id or 0)
    collected = rows.collections.get(difference.collection_id or UUID(int=0))
    if wish.action in (Action.MATCH, Action.SPLIT) or (
        difference.difference_class == LineClass.WRONG_BENEFICIARY
    ):
        return _covers(arrived(difference, step), rows)
    where = Whereabouts(
        batch=line.batch if line else None,
        account=line.account if line else None,
        office=collected.office_code if collected else None,
        parts=_left(line, collected) if collected else (),
    )
    told = replace(
        difference,
        amount_dong=_in_question(difference, line, collected),
        dossier_code=collected.dossier_code if collected else difference.dossier_code,
    )
    return postings_of(told, wish, where)


def _in_question(
    difference: MoneyDifference, line: KeptLine | None, collected: KeptCollection | None
) -> int:
    if line is None:
        return 0 if collected is None else collected.amount_dong
    if difference.difference_class == LineClass.OVER and collected is not None:
        return line.amount_dong - collected.amount_dong
    return line.amount_dong


def _left(line: KeptLine | None, collected: KeptCollection) -> list[Part]:
    """Return what the line of a difference, if there is one, does not cover of a collection."""
    left = {part.kind: part.amount for part in collected.parts}
    covered, _ = share_among(Money(line.amount_dong if line else 0), left)
    for part in covered:
        left[part.kind] -= part.amount
    return [Part(kind, amount) for kind, amount in left.items() if amount > Money(0)]


def _covers(pairs: Sequence[Pair], rows: DecisionRows) -> list[Posting]:
    """Return how lines cover collections, each of them as far as the smaller of both goes."""
    covered = []
    still_open: dict[UUID, dict[Any, Money]] = {}
    for line_id, collection_id in sorted(pairs, key=lambda pair: (pair[1], pair[0])):
        line, collected = rows.lines.get(line_id), rows.collections.get(collection_id)
        if line is None or collected is None:
            return []
        kinds = {part.kind: part.amount for part in collected.parts}
        left = still_open.setdefault(collection_id, kinds)
        amount = Money(min(line.amount_dong, collected.amount_dong))
        for part in share_among(amount, left)[0]:
            left[part.kind] -= part.amount
            covered.append((line.batch, collected.office_code, part))
    return covers_by_batch(covered)


def rows_named(rows: DecisionRows) -> tuple[set[int], set[UUID]]:
    """Return the lines and the collections that decisions are about."""
    lines, collections = set(), set()
    for name, steps in rows.steps.items():
        for step in steps:
            difference = as_decided(rows.differences[name], step)
            pairs = arrived(difference, step)
            lines |= {line_id for line_id, _ in pairs}
            collections |= {collection_id for _, collection_id in pairs}
            lines |= {difference.line_id} if difference.line_id is not None else set()
            collections |= {difference.collection_id} if difference.collection_id else set()
    return lines, collections
