"""Entries balance for each kind of money when they are built, and are chained in their order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.ledger import (
    FIRST_HASH,
    SIDES,
    Account,
    Booked,
    Entry,
    Fact,
    Posting,
    chain,
    link,
    reverse,
    transfer,
)
from postal_bridge.domain.money import Money

FACT = Fact("collection", "1", "collected", date(2026, 3, 13), "an")
NOW = datetime(2026, 3, 13, 2, 30, tzinfo=UTC)
CASH = (Account.COURIER_CASH, "P1/an")
DUE = (Account.AGENCY_DUE, "STP")

parts = st.lists(
    st.builds(Part, st.sampled_from(MoneyKind), st.builds(Money, st.integers(1, 10**9))),
    min_size=1,
    max_size=6,
)


def of_kinds(*amounts: tuple[MoneyKind, int]) -> Entry:
    return Entry(FACT, tuple(transfer([Part(k, Money(a)) for k, a in amounts], CASH, DUE)))


@given(parts)
def test_a_transfer_balances_for_each_kind(moved: list[Part]) -> None:
    entry = Entry(FACT, tuple(transfer(moved, CASH, DUE)))
    for kind in MoneyKind:
        assert sum(p.amount.amount_dong for p in entry.postings if p.kind is kind) == 0


@given(parts, st.integers(0, 11), st.integers(1, 5))
def test_an_entry_that_is_off_by_a_little_cannot_be_built(
    moved: list[Part], place: int, off: int
) -> None:
    postings = transfer(moved, CASH, DUE)
    wrong = postings[place % len(postings)]
    postings[place % len(postings)] = replace(wrong, amount=wrong.amount + Money(off) * 10**9)
    with pytest.raises(ValueError, match="does not balance"):
        Entry(FACT, tuple(postings))


def test_kinds_are_never_netted() -> None:
    postings = (
        Posting(*CASH, MoneyKind.FEE, Money(10)),
        Posting(*DUE, MoneyKind.CHARGE, Money(-10)),
    )
    with pytest.raises(ValueError, match="does not balance"):
        Entry(FACT, postings)


def test_an_entry_of_nothing_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="has postings"):
        Entry(FACT, ())
    with pytest.raises(ValueError, match="of something"):
        of_kinds((MoneyKind.FEE, 0))


def test_a_reversal_says_why_and_evens_the_entry_out() -> None:
    entry = of_kinds((MoneyKind.FEE, 10), (MoneyKind.TAX, 7))
    booked = Booked(4, entry, NOW, FIRST_HASH)
    back = reverse(booked, replace(FACT, reason="taken_back", note="scan corrected"))
    assert back.reverses == 4
    assert [a.amount + b.amount for a, b in zip(entry.postings, back.postings, strict=True)] == (
        [Money(0)] * 4
    )
    with pytest.raises(ValueError, match="says why"):
        reverse(booked, FACT)


def test_every_account_has_a_side() -> None:
    assert set(SIDES) == set(Account)


def test_each_entry_is_sealed_with_the_one_before_it() -> None:
    entries = [of_kinds((MoneyKind.FEE, amount)) for amount in (1, 2, 3)]
    booked = chain(entries, 7, b"x" * 32, NOW)
    assert [each.sequence for each in booked] == [7, 8, 9]
    previous = b"x" * 32
    for each in booked:
        assert each.hash == link(previous, each.sequence, each.entry, NOW)
        previous = each.hash
    assert chain(entries[1:], 8, FIRST_HASH, NOW)[0].hash != booked[1].hash


@pytest.mark.parametrize(
    "change",
    [
        {"source_id": "2"},
        {"reason": "taken_back"},
        {"happened_on": date(2026, 3, 14)},
        {"login": "binh"},
        {"note": "…"},
    ],
)
def test_whatever_is_changed_in_a_fact_shows_in_the_seal(change: dict[str, object]) -> None:
    entry = of_kinds((MoneyKind.FEE, 1))
    other = replace(entry, fact=replace(FACT, **change))  # type: ignore[arg-type] # its own fields
    assert link(FIRST_HASH, 1, entry, NOW) != link(FIRST_HASH, 1, other, NOW)


def test_whatever_is_changed_besides_shows_in_the_seal() -> None:
    entry = of_kinds((MoneyKind.FEE, 1))
    seal = link(FIRST_HASH, 1, entry, NOW)
    assert seal != link(FIRST_HASH, 2, entry, NOW)
    assert seal != link(FIRST_HASH, 1, entry, NOW + timedelta(microseconds=1))
    assert seal != link(FIRST_HASH, 1, of_kinds((MoneyKind.FEE, 2)), NOW)
    assert seal != link(FIRST_HASH, 1, of_kinds((MoneyKind.TAX, 1)), NOW)
    turned = replace(entry, postings=entry.postings[::-1])
    assert seal != link(FIRST_HASH, 1, turned, NOW)


def test_the_seal_does_not_depend_on_the_zone_in_which_a_moment_is_told() -> None:
    entry = of_kinds((MoneyKind.FEE, 1))
    at_home = NOW.astimezone(timezone(timedelta(hours=7)))
    assert link(FIRST_HASH, 1, entry, NOW) == link(FIRST_HASH, 1, entry, at_home)
