"""Whether the percentages of a sheet follow from its own counts, whoever wrote it.

Nobody says which counts a percentage is of. So ways to compute a column of percentages are tried:
a column by another, two columns by a third, what is left of one, a line by the line or the sum
above or below it. The way by which most lines come out is the one that was meant; the others are
told, each with what would follow. Counts and percentages are compared in whole numbers: a
percentage follows when it is what its own decimals leave of the exact one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations, permutations
from typing import NamedTuple

#: As many columns of counts around one of percentages are tried.
COUNT_COLUMNS_MAX = 10
#: So many lines of a table tell how its percentages are computed; the others are compared with it.
LINES_TRIED_MAX = 60
#: A report is read by people; one with more percentages is none.
PERCENTAGES_MAX = 2_000


class Place(NamedTuple):
    """A cell: its line as an editor counts, and its column from 0."""

    line: int
    column: int

    @property
    def name(self) -> str:
        """What spreadsheets call it: B7."""
        letters, rest = "", self.column + 1
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.line}"


@dataclass(frozen=True, slots=True)
class Stated:
    """A percentage as a sheet states it: 96.4 is 964 tenths; `decimals` may be none."""

    digits: int
    decimals: int

    def follows_from(self, part: int, whole: int) -> bool:
        """Tell whether it is the share of a part in a whole, rounded either way at a half."""
        if whole <= 0:
            return False
        scale: int = 100 * 10**self.decimals
        return abs(self.digits * whole - scale * part) * 2 <= whole

    @property
    def value(self) -> Decimal:
        """The percentage."""
        return Decimal(self.digits).scaleb(-self.decimals)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, and the cells these are."""

    part: int
    whole: int
    parts_from: tuple[Place, ...]
    whole_from: tuple[Place, ...]
    #: Whether the part is what the second of `parts_from` leaves of the first.
    is_rest: bool = False

    @property
    def formula(self) -> str:
        """How it is computed from cells: (C3+D3)/B3."""
        part = ("-" if self.is_rest else "+").join(place.name for place in self.parts_from)
        if len(self.parts_from) > 1:
            part = f"({part})"
        first, last = self.whole_from[0].name, self.whole_from[-1].name
        return f"{part}/{first}" if first == last else f"{part}/SUM({first}:{last})"

    def percent(self, decimals: int) -> Decimal:
        """Return the percentage with so many decimals."""
        exact = Decimal(100 * self.part) / self.whole
        return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class SheetFinding:
    """A percentage that does not follow; without a share, no counts of the sheet give it."""

    place: Place
    stated: Stated
    share: Share | None

    @property
    def follows(self) -> Decimal | None:
        """What follows from the counts, with the decimals of what is stated."""
        # More decimals than people read come from computing, and are not repeated.
        return self.share.percent(min(self.stated.decimals, 4)) if self.share else None


@dataclass(frozen=True, slots=True)
class SheetVerdict:
    """How many percentages a sheet states, and those that do not follow from its counts."""

    percentages: int
    findings: tuple[SheetFinding, ...]


Counts = Mapping[Place, int]
_Way = Callable[[Place], Share | None]


def check_sheet(counts: Counts, percentages: Mapping[Place, Stated]) -> SheetVerdict:
    """Return which percentages of a sheet do not follow from its counts."""
    counted_lines = {place.line for place, count in counts.items() if count}
    findings = [
        found
        for block in _blocks(counts, percentages)
        for found in _check_block(counts, percentages, block)
        # 0 % of nothing is as good as saying nothing.
        if found.share or found.stated.digits or found.place.line in counted_lines
    ]
    return SheetVerdict(len(percentages), tuple(sorted(findings, key=lambda each: each.place)))


def _blocks(counts: Counts, percentages: Mapping[Place, Stated]) -> Iterator[list[Place]]:
    """Yield percentages of one column in lines that follow one another, a table of the sheet."""
    lines = sorted({place.line for place in (*counts, *percentages)})
    block_of: dict[int, int] = {}
    for number, line in enumerate(lines):
        follows = number and line == lines[number - 1] + 1
        block_of[line] = block_of[line - 1] if follows else line
    blocks: dict[tuple[int, int], list[Place]] = defaultdict(list)
    for place in sorted(percentages):
        blocks[place.column, block_of[place.line]].append(place)
    yield from blocks.values()


def _check_block(
    counts: Counts, percentages: Mapping[Place, Stated], block: Sequence[Place]
) -> list[SheetFinding]:
    tried = block[:: -(-len(block) // LINES_TRIED_MAX)]
    best, meant = 0, None
    for way in _ways(counts, percentages, block):
        good = sum(_follows(percentages[place], way(place)) for place in tried)
        if good > best:
            best, meant = good, way
        if good == len(tried):
            break
    # What half of the lines do not bear out was not meant.
    shares = {place: meant(place) if meant and 2 * best >= len(tried) else None for place in block}
    return [
        SheetFinding(place, percentages[place], share)
        for place, share in shares.items()
        if not _follows(percentages[place], share)
    ]


def _follows(stated: Stated, share: Share | None) -> bool:
    return share is not None and stated.follows_from(share.part, share.whole)


def _ways(
    counts: Counts, percentages: Mapping[Place, Stated], block: Sequence[Place]
) -> Iterator[_Way]:
    """Yield the ways to compute a column, the plainest first."""
    column = block[0].column
    lines = range(block[0].line - 1, block[-1].line + 2)
    columns = _columns_near(counts, lines, column)
    for part, whole in permutations(columns, 2):
        yield _by_columns(counts, (part,), whole)
    for part in columns:
        yield _by_line_above(counts, percentages, part)
        yield _by_sum(counts, part, block)
        for line in sorted({lines[0], block[0].line, block[-1].line, lines[-1]}):
            yield _by_line(counts, part, line)
    for lacking, whole in permutations(columns, 2):
        yield _by_rest(counts, lacking, whole)
    for parts in combinations(columns, 2):
        for whole in columns:
            if whole not in parts:
                yield _by_columns(counts, parts, whole)


def _columns_near(counts: Counts, lines: range, column: int) -> list[int]:
    """Return the columns with counts in these lines, the nearest first."""
    found = {place.column for place in counts if place.line in lines}
    return sorted(found, key=lambda each: (abs(each - column), each))[:COUNT_COLUMNS_MAX]


def _share(counts: Counts, parts: Iterable[Place], whole: Place) -> Share | None:
    found = tuple(parts)
    if whole not in counts or any(place not in counts for place in found) or counts[whole] <= 0:
        return None
    return Share(sum(counts[place] for place in found), counts[whole], found, (whole,))


def _by_columns(counts: Counts, parts: tuple[int, ...], whole: int) -> _Way:
    def way(place: Place) -> Share | None:
        found = (Place(place.line, part) for part in parts)
        return _share(counts, found, Place(place.line, whole))

    return way


def _by_rest(counts: Counts, lacking: int, whole: int) -> _Way:
    def way(place: Place) -> Share | None:
        lack, all_of_it = Place(place.line, lacking), Place(place.line, whole)
        found = _share(counts, (lack,), all_of_it)
        if found is None:
            return None
        return Share(
            found.whole - found.part, found.whole, (all_of_it, lack), (all_of_it,), is_rest=True
        )

    return way


def _by_line(counts: Counts, column: int, line: int) -> _Way:
    return lambda place: _share(counts, (Place(place.line, column),), Place(line, column))


def _by_line_above(counts: Counts, percentages: Mapping[Place, Stated], column: int) -> _Way:
    def way(place: Place) -> Share | None:
        line = place.line - 1
        while Place(line, place.column) in percentages:
            line -= 1
        return _share(counts, (Place(place.line, column),), Place(line, column))

    return way


def _by_sum(counts: Counts, column: int, block: Sequence[Place]) -> _Way:
    summed = tuple(found for place in block if (found := Place(place.line, column)) in counts)
    whole = sum(counts[place] for place in summed)

    def way(place: Place) -> Share | None:
        part = Place(place.line, column)
        if part not in counts or whole <= 0:
            return None
        return Share(counts[part], whole, (part,), summed)

    return way
