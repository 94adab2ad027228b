"""Months of account: their names and days, the order in which they close, the chain of seals."""

from dataclasses import replace
from datetime import date

import pytest

from postal_bridge.domain.period import (
    FIRST_SEAL,
    Closing,
    Period,
    Standing,
    broken_seals,
    canonical,
    require_next,
    seal_of,
)
from postal_bridge.domain.period_refusals import PeriodOutOfOrder, UnknownPeriod

MARCH, APRIL, MAY = (Period.of(f"2026-0{month}") for month in (3, 4, 5))


def standing(period: Period, *, is_closed: bool = True) -> Standing:
    return Standing(period, is_closed, "closed" if is_closed else "reopened", 7)


def test_a_period_is_a_month() -> None:
    assert Period.of("2028-02") == Period("2028-02", date(2028, 2, 1), date(2028, 2, 29))
    assert Period.around(date(2026, 12, 31)).period_id == "2026-12"


@pytest.mark.parametrize(
    "name", ["2026-3", "2026-13", "2026-00", "0026-01", "2026-Q1", "", "٢٠٢٦-03"]
)
def test_nothing_else_is_a_period(name: str) -> None:
    with pytest.raises(UnknownPeriod):
        Period.of(name)


def test_periods_close_one_after_the_other() -> None:
    assert require_next(MARCH, []) is None
    assert require_next(APRIL, [standing(MARCH)]) == standing(MARCH)
    for wrong in (MAY, Period.of("2026-02")):
        with pytest.raises(PeriodOutOfOrder, match="2026-04"):
            require_next(wrong, [standing(MARCH)])


def test_a_period_that_was_reopened_is_the_next_to_close() -> None:
    reopened = standing(APRIL, is_closed=False)
    assert require_next(APRIL, [standing(MARCH), reopened]) == standing(MARCH)
    assert require_next(MARCH, [standing(MARCH, is_closed=False)]) is None
    with pytest.raises(PeriodOutOfOrder, match="2026-03"):
        require_next(APRIL, [standing(MARCH, is_closed=False)])


def test_the_same_figures_are_the_same_text_in_whatever_order() -> None:
    assert canonical({"b": [1], "a": "đ"}) == canonical({"a": "đ", "b": [1]}) == '{"a":"đ","b":[1]}'


def chain_of(*texts: str) -> list[Closing]:
    closings, last = [], FIRST_SEAL
    for number, text in enumerate(texts, start=1):
        seal = seal_of(last, text)
        closings.append(Closing(f"2026-0{number}", number, text, last, seal))
        last = seal
    return closings


def test_a_chain_as_it_was_sealed_holds() -> None:
    assert broken_seals(chain_of("a", "b", "c")) == []


def test_whatever_is_changed_breaks_a_seal() -> None:
    honest = chain_of("a", "b", "c")
    changed = [honest[0], replace(honest[1], figures="x"), honest[2]]
    assert broken_seals(changed) == [("2026-02", "closing 2 is not what was sealed")]
    sealed_anew = replace(changed[1], seal=seal_of(honest[0].seal, "x"))
    assert broken_seals([honest[0], sealed_anew, honest[2]]) == [
        ("2026-03", "closing 3 does not follow the one before")
    ]
    assert broken_seals([honest[0], honest[2]]) == [
        ("2026-03", "closing 3 does not follow the one before")
    ]
