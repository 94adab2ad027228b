"""Statements: what their sums are, when they hold, and that they can be gone through unkept."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import (
    Statement,
    StatementEnd,
    StatementFormat,
    StatementHead,
    StatementLine,
    StatementPart,
    gather,
    total_up,
)

DAY = date(2026, 3, 31)


def line(amount: Decimal | int, *, entry: int = 1, is_reversal: bool = False) -> StatementLine:
    return StatementLine(
        place=1,
        entry=entry,
        booked_on=DAY,
        value_on=DAY,
        amount=Decimal(amount),
        is_reversal=is_reversal,
    )


def test_what_undoes_an_entry_lowers_the_side_it_was_on() -> None:
    lines = (line(1000), line(-200, is_reversal=True), line(-50), line(20, is_reversal=True))
    totals = Statement(StatementHead(), lines, None).totals
    assert totals.credit_total == 800
    assert totals.debit_total == 30


def test_sums_have_as_many_decimals_as_the_longest_amount() -> None:
    head = StatementHead(currency="USD", opening=Decimal(1))
    totals = Statement(head, (line(Decimal("0.250")),), Decimal("1.25")).totals
    said = (totals.credit_total, totals.debit_total, totals.opening, totals.closing)
    assert [str(amount) for amount in said] == ["0.250", "0.000", "1.000", "1.250"]
    assert totals.holds


def test_a_batch_is_one_booking_of_several_lines() -> None:
    totals = Statement(StatementHead(), (line(1), line(2), line(3, entry=2)), None).totals
    assert (totals.entries, totals.lines) == (2, 3)


def test_one_unit_too_much_does_not_hold() -> None:
    head = StatementHead(opening=Decimal(10))
    assert Statement(head, (line(5),), Decimal(15)).holds
    assert not Statement(head, (line(5),), Decimal(16)).holds
    assert Statement(head, (line(5),), None).holds


class Source(list[StatementPart]):
    """Parts that come from no file."""

    format = StatementFormat.CSV


AMOUNTS = st.decimals(-(10**15) + 1, 10**15 - 1, places=2)
STATEMENTS = st.lists(
    st.tuples(
        st.one_of(st.none(), AMOUNTS),
        st.lists(st.builds(line, AMOUNTS, is_reversal=st.booleans()), max_size=5),
        st.one_of(st.none(), AMOUNTS),
    ),
    max_size=4,
)


@given(STATEMENTS)
def test_sums_are_the_same_whether_lines_are_kept_or_not(
    statements: list[tuple[Decimal | None, list[StatementLine], Decimal | None]],
) -> None:
    source = Source()
    problem = LineProblem(1, "", "", Said("is no line"))
    for opening, lines, closing in statements:
        source += [problem, StatementHead(opening=opening), *lines, StatementEnd(closing)]
    totals, problems = total_up(source)
    file = gather(source)
    assert [statement.totals for statement in file.statements] == totals
    assert list(file.problems) == problems == [problem] * len(statements)
    for (opening, lines, closing), each in zip(statements, totals, strict=True):
        net = sum((each.amount for each in lines), Decimal(0))
        assert each.credit_total - each.debit_total == net
        if opening is not None and closing is not None:
            assert each.holds == (opening + net == closing)
