"""Suggests which lines and collections that runs left over may belong together.

Nothing is decided here: a person chooses. Of rows that fit equally well all are suggested; where
there are more than can be looked through, the amount says nothing and none is. The work is bounded
whatever comes, and the same rows give the same suggestions.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar
from uuid import UUID

#: In so many working days after it was taken money is usually sent on.
WINDOW_WORKING_DAYS = 10
#: More candidates for one row than these are no help to anybody.
CANDIDATES_MAX = 10
#: As many rows may make up one row of the other side.
SUM_ROWS_MAX = 6
#: Sums are sought among so many rows, those nearest in time, in so many steps for one row.
SUM_POOL_MAX = 24
SUM_STEPS_MAX = 2_000
#: All sums of a run, and all comparisons of references: a second's work each.
ALL_SUM_STEPS_MAX = 1_000_000
ALL_COMPARISONS_MAX = 20_000_000

#: Kinds of references, each compared with its own kind: dossier, item, receipt.
References = tuple[str | None, str | None, str | None]
#: Finds (place, distance) of the texts at most two letters away from one.
Near = Callable[[str, Sequence[str | None]], Iterable[tuple[int, int]]]

_REFERENCE_SCORE = 95
_LETTER_COSTS = 10
_ONLY_SCORE = 60
_ONE_OF_SEVERAL_SCORE = 50
_SUM_SCORE = 40


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A line of the post that no collection was found for."""

    line_id: int
    amount_dong: int
    day: date
    office_code: str | None
    references: References


@dataclass(frozen=True, slots=True)
class LeftCollection:
    """A collection for which no line has come."""

    collection_id: UUID
    amount_dong: int
    day: date
    office_code: str | None
    references: References


@dataclass(frozen=True, slots=True)
class Proposal:
    """Rows that may belong together, by which rule, and how likely that is beside others."""

    rule: str
    score: int
    line_ids: tuple[int, ...]
    collection_ids: tuple[UUID, ...]


class _Left(Protocol):
    @property
    def amount_dong(self) -> int: ...
    @property
    def day(self) -> date: ...
    @property
    def office_code(self) -> str | None: ...


RowT = TypeVar("RowT", bound=_Left)


@dataclass(slots=True)
class _Budget:
    """How much work is left."""

    sum_steps: int = ALL_SUM_STEPS_MAX
    comparisons: int = ALL_COMPARISONS_MAX


@dataclass(slots=True)
class _ByDay(Generic[RowT]):
    """Rows in the order of their days, found by a span of days."""

    rows: list[RowT] = field(default_factory=list)
    days: list[date] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[RowT]) -> "_ByDay[RowT]":
        ordered = sorted(rows, key=lambda row: row.day)
        return cls(ordered, [row.day for row in ordered])

    def between(self, first: date, last: date, most: int | None = None) -> list[RowT]:
        begin, end = bisect_left(self.days, first), bisect_right(self.days, last)
        return self.rows[begin if most is None else max(begin, end - most) : end]


def propose(
    lines: Sequence[LeftLine],
    collections: Sequence[LeftCollection],
    first_day: Mapping[date, date],
    near: Near,
) -> list[Proposal]:
    """Return suggestions; `first_day` is from when on money may be that is sent on a day."""
    lines = sorted(lines, key=lambda line: line.line_id)
    collections = sorted(collections, key=lambda each: each.collection_id)
    budget = _Budget()
    found = list(_pairs(lines, collections, first_day, near, budget))
    paired = {each.line_ids[0] for each in found}
    named = {each.collection_ids[0] for each in found}
    pools = _by_office(collections)
    for line in lines:
        if line.line_id not in paired:
            pool = _pool(pools, line, first_day[line.day], line.day)
            for rows in _sums(pool, line.amount_dong, budget):
                ids = tuple(each.collection_id for each in rows)
                found.append(Proposal("sum_of_collections", _SUM_SCORE, (line.line_id,), ids))
    last_day = _last_days(lines, first_day)
    line_pools = _by_office(line for line in lines if line.line_id not in paired)
    for each in collections:
        if each.collection_id not in named and each.day <= last_day:
            fitting = _pool(line_pools, each, each.day, last_day)
            fitting = [line for line in fitting if first_day[line.day] <= each.day]
            for sent in _sums(fitting, each.amount_dong, budget):
                line_ids = tuple(line.line_id for line in sent)
                found.append(Proposal("sum_of_lines", _SUM_SCORE, line_ids, (each.collection_id,)))
    return found


def _pairs(
    lines: Sequence[LeftLine],
    collections: Sequence[LeftCollection],
    first_day: Mapping[date, date],
    near: Near,
    budget: _Budget,
) -> Iterator[Proposal]:
    """Yield pairs of equal amounts: by a reference that is nearly the same, or by the days."""
    by_amount: dict[int, list[LeftCollection]] = defaultdict(list)
    for each in collections:
        by_amount[each.amount_dong].append(each)
    blocks = {amount: _Block(rows) for amount, rows in by_amount.items()}
    for line in lines:
        block = blocks.get(line.amount_dong)
        if block is None:
            continue
        told: dict[UUID, tuple[int, str]] = {}
        for each, distance in block.alike(line, near, budget):
            rule = "near_reference" if distance else "same_reference"
            score = _REFERENCE_SCORE - _LETTER_COSTS * distance
            told[each.collection_id] = max(told.get(each.collection_id, (0, "")), (score, rule))
        fitting = block.by_day.between(first_day[line.day], line.day, CANDIDATES_MAX + 1)
        if len(fitting) <= CANDIDATES_MAX:
            score = _ONLY_SCORE if len(fitting) == 1 else _ONE_OF_SEVERAL_SCORE
            for each in fitting:
                told.setdefault(each.collection_id, (score, "amount_and_days"))
        for collection_id, (score, rule) in told.items():
            yield Proposal(rule, score, (line.line_id,), (collection_id,))


@dataclass(slots=True)
class _Block:
    """Collections of one amount."""

    rows: list[LeftCollection]
    by_day: _ByDay[LeftCollection] = field(init=False)
    references: list[list[str | None]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_day = _ByDay.of(self.rows)
        kinds = range(len(self.rows[0].references))
        self.references = [[row.references[kind] for row in self.rows] for kind in kinds]

    def alike(
        self, line: LeftLine, near: Near, budget: _Budget
    ) -> list[tuple[LeftCollection, int]]:
        """Return the collections of which a reference is nearly that of a line, and how nearly."""
        found: list[tuple[LeftCollection, int]] = []
        for mine, theirs in zip(line.references, self.references, strict=True):
            if mine and budget.comparisons >= len(theirs):
                budget.comparisons -= len(theirs)
                found += [(self.rows[place], distance) for place, distance in near(mine, theirs)]
        return found if len(found) <= CANDIDATES_MAX else []


def _by_office(rows: Iterable[RowT]) -> dict[str | None, _ByDay[RowT]]:
    offices: dict[str | None, list[RowT]] = defaultdict(list)
    for row in rows:
        offices[row.office_code].append(row)
    return {office: _ByDay.of(of_office) for office, of_office in offices.items()}


def _pool(
    pools: Mapping[str | None, _ByDay[RowT]], row: _Left, first: date, last: date
) -> list[RowT]:
    """Return the rows of the same office, or of one not told, that may make up a row."""
    found: list[RowT] = []
    for office in dict.fromkeys((row.office_code, None)):
        if office in pools:
            near = pools[office].between(first, last, SUM_POOL_MAX)
            found += [each for each in near if 0 < each.amount_dong < row.amount_dong]
    found.sort(key=lambda each: -each.amount_dong)
    return found[: 2 * SUM_POOL_MAX]


def _sums(pool: Sequence[RowT], target_dong: int, budget: _Budget) -> list[tuple[RowT, ...]]:
    """Return the sets of 2 to 6 rows, the largest first, that make up an amount."""
    found: list[tuple[RowT, ...]] = []
    steps = min(SUM_STEPS_MAX, budget.sum_steps)
    stack: list[tuple[int, int, tuple[RowT, ...]]] = [(0, target_dong, ())]
    while stack and steps > 0 and len(found) <= CANDIDATES_MAX:
        steps -= 1
        budget.sum_steps -= 1
        place, left_dong, chosen = stack.pop()
        if left_dong == 0:
            if len(chosen) > 1:
                found.append(chosen)
            continue
        room = SUM_ROWS_MAX - len(chosen)
        if place == len(pool) or not room or pool[place].amount_dong * room < left_dong:
            continue
        stack.append((place + 1, left_dong, chosen))
        if pool[place].amount_dong <= left_dong:
            left = left_dong - pool[place].amount_dong
            stack.append((place + 1, left, (*chosen, pool[place])))
    return found if len(found) <= CANDIDATES_MAX else []


def _last_days(lines: Sequence[LeftLine], first_day: Mapping[date, date]) -> date:
    """Return the last day on which anything was sent."""
    return max((line.day for line in lines), default=max(first_day, default=date.min))
