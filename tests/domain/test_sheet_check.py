"""Percentages of a sheet follow from its counts, or are told with what follows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.sheet_check import Place, SheetVerdict, Stated, check_sheet
from postal_bridge.domain.summary import percent

COUNTS = st.integers(1, 10**6)


def checked(lines: list[list[int | str | None]]) -> SheetVerdict:
    """Check lines whose texts are percentages; the first is line 2."""
    counts: dict[Place, int] = {}
    percentages: dict[Place, Stated] = {}
    for number, line in enumerate(lines, start=2):
        for column, cell in enumerate(line):
            if isinstance(cell, int):
                counts[Place(number, column)] = cell
            elif cell is not None:
                whole, _, rest = cell.partition(".")
                percentages[Place(number, column)] = Stated(int(whole + rest), len(rest))
    return check_sheet(counts, percentages)


def told(verdict: SheetVerdict) -> list[tuple[str, str, str | None]]:
    return [
        (found.place.name, str(found.follows), found.share.formula if found.share else None)
        for found in verdict.findings
    ]


def shown(part: int, whole: int) -> str:
    return str(percent(part, whole))


def test_a_wrong_share_is_told_with_the_cells_it_should_follow_from() -> None:
    verdict = checked(
        [[100, 80, 76, "95.0"], [200, 150, 120, "85.5"], [50, 40, 39, "97.5"]],
    )
    assert verdict.percentages == 3
    assert told(verdict) == [("D3", "80.0", "C3/B3")]


def test_the_share_of_two_columns_and_of_what_is_left_is_found() -> None:
    rest: list[list[int | str | None]] = [
        [100, 30, 60, 10, "90.0"], [50, 20, 25, 5, "90.0"], [10, 7, 1, 2, "81.0"]
    ]  # fmt: skip
    assert told(checked(rest)) == [("E4", "80.0", "(A4-D4)/A4")]
    assert told(checked([[9, 3, 4, "77.8"], [10, 5, 4, "90.0"], [10, 1, 1, "30.0"]])) == [
        ("D4", "20.0", "(C4+B4)/A4")
    ]


def test_parts_below_their_whole_are_found() -> None:
    lines: list[list[int | str | None]] = [
        [59_457, None],
        [33_046, "55.6"],
        [16_819, "38.3"],
        [9_592, "16.1"],
    ]
    assert told(checked(lines)) == [("B4", "28.3", "A4/A2")]


def test_shares_of_a_sum_that_stands_nowhere_are_found() -> None:
    assert told(checked([[20, "20.0"], [30, "30.0"], [50, "51.0"]])) == [
        ("B4", "50.0", "A4/SUM(A2:A4)")
    ]


def test_a_share_that_nothing_gives_is_told_as_such() -> None:
    (found,) = checked([[100, 7, "33.0"]]).findings
    assert (found.place.name, found.follows, found.share) == ("C2", None, None)


def test_nothing_of_nothing_may_be_called_nought() -> None:
    assert not checked([[0, 0, "0.0"], [10, 5, "50.0"]]).findings
    assert not checked([["0.0"]]).findings
    assert checked([[7, "0.0"]]).findings


@given(lines=st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=80))
def test_what_follows_is_never_found(lines: list[tuple[int, int, int]]) -> None:
    sheet: list[list[int | str | None]] = [
        [a + b + c, a, b, c, shown(a + b, a + b + c)] for a, b, c in lines
    ]
    assert not checked(sheet).findings


@given(
    lines=st.lists(st.tuples(COUNTS, COUNTS), min_size=4, max_size=80),
    data=st.data(),
)
def test_one_wrong_share_among_many_is_found_alone(
    lines: list[tuple[int, int]], data: st.DataObject
) -> None:
    sheet: list[list[int | str | None]] = [
        [part + more, part, shown(part, part + more)] for part, more in lines
    ]
    wrong = data.draw(st.integers(0, len(lines) - 1))
    part, more = lines[wrong]
    off = data.draw(st.decimals(-20, 20, places=1).filter(lambda each: abs(each) > Decimal("0.2")))
    stated = Decimal(shown(part, part + more)) + off
    if stated < 0:
        stated = Decimal(shown(part, part + more)) + 1
    sheet[wrong][2] = f"{stated:.1f}"
    findings = checked(sheet).findings
    assert Place(wrong + 2, 2) in {found.place for found in findings}
    others = [found for found in findings if found.place.line != wrong + 2]
    # Where most lines happen to fit another reading, that one may be taken for the meant one.
    assert not others or len(lines) < 20


@pytest.mark.parametrize(
    ("stated", "part", "whole", "follows"),
    [
        (Stated(964, 1), 52_332, 54_266, True),
        (Stated(965, 1), 52_332, 54_266, False),
        (Stated(96, 0), 52_332, 54_266, True),
        (Stated(9644, 2), 52_332, 54_266, True),
        # An exact half may be rounded either way.
        (Stated(12, 0), 1, 8, True),
        (Stated(13, 0), 1, 8, True),
        (Stated(0, 0), 1, 0, False),
    ],
)
def test_a_percentage_is_held_to_its_own_decimals(
    stated: Stated, part: int, whole: int, follows: bool
) -> None:
    assert stated.follows_from(part, whole) is follows


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A7"), (25, "Z7"), (26, "AA7"), (51, "AZ7"), (52, "BA7")]
)
def test_cells_are_called_as_spreadsheets_call_them(column: int, name: str) -> None:
    assert Place(7, column).name == name
