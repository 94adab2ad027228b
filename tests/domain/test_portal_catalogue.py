"""Two catalogues are laid side by side by their codes: names, terms, and what one side lacks."""

import pytest

from postal_bridge.domain.portal import PortalProcedure
from postal_bridge.domain.portal_catalogue import (
    Difference,
    OurProcedure,
    compare,
    national_code,
)


def theirs(code: str, name: str = "Cấp phiếu ví dụ", days: int | None = 5) -> PortalProcedure:
    return PortalProcedure(code, name, term_days=days)


def ours(code: str, name: str = "Cấp phiếu ví dụ", days: int | None = 5) -> OurProcedure:
    return OurProcedure(code, name, days)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("1.000001", "1.000001"),
        ("1.000001.000.00.00.H53", "1.000001"),
        ("1.000002.000.00.00.H53", "1.000002.000.00.00.H53"),
        ("1.0000011", None),
        ("1", None),
    ],
)
def test_ours_is_theirs_by_the_longest_code_that_it_begins_with(
    code: str, found: str | None
) -> None:
    listed = {"1.000001", "1.000002", "1.000002.000.00.00.H53"}
    assert national_code(code, listed) == found


def test_what_is_the_same_but_for_capitals_and_blanks_does_not_differ() -> None:
    assert compare([ours("1.000001.H53", "Cấp phiếu  VÍ DỤ")], [theirs("1.000001")]) == []


def test_each_difference_is_told_in_the_order_of_its_place() -> None:
    left = [
        ours("1.000001", "Cấp giấy ví dụ", 7),
        ours("1.000002", days=None),
        ours("1.000003"),
    ]
    right = [theirs("1.000004"), theirs("1.000002"), theirs("1.000001")]
    assert [each.place for each in compare(left, right)] == [
        (Difference.MISSING_HERE, "1.000004"),
        (Difference.MISSING_THERE, "1.000003"),
        (Difference.OTHER_NAME, "1.000001"),
        (Difference.OTHER_TERM, "1.000001"),
    ]
