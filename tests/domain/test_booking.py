"""Which fact makes which entry: where money is, whose it becomes, and what follows a change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.booking import (
    Standing,
    Taken,
    cancelled,
    collected,
    in_order,
    is_set_off,
    owed,
    parts_of,
    place_of,
    set_off,
    taken_back,
)
from postal_bridge.domain.fees import MoneyKind, Obligation, Part
from postal_bridge.domain.ledger import FIRST_HASH, Account, Booked, Entry, Posting
from postal_bridge.domain.money import Money

DAY = date(2026, 3, 13)
NOW = datetime(2026, 3, 13, 2, 30, tzinfo=UTC)
FEE, CHARGE, UNSTATED = MoneyKind.FEE, MoneyKind.CHARGE, MoneyKind.UNSTATED


def taken(amount: int = 10, **more: Any) -> Taken:
    told: dict[str, Any] = {
        "collection_id": uuid4(),
        "dossier_code": "H53.1",
        "department_code": "STP",
        "source": "scan",
        "amount_dong": amount,
        "method": "cash",
        "collected_on": DAY,
        "office_code": "P1",
        "office_kind": OfficeKind.POST,
        "login": "an",
        "reverses": None,
        "recorded_at": NOW,
        "asked": True,
    }
    return Taken(**{**told, **more})


def line(amount: int, kind: MoneyKind = FEE) -> Obligation:
    return Obligation(uuid4(), "H53.1", kind, "Phí", Money(amount), Money(amount), DAY)


class Book:
    """A journal of one dossier."""

    def __init__(self) -> None:
        self.standing, self.entries = Standing(), list[Booked]()

    def write(self, entry: Entry) -> Booked:
        """Write an entry and what follows from it."""
        booked = Booked(len(self.entries) + 1, entry, NOW, FIRST_HASH)
        self.entries.append(booked)
        self.standing.note(entry.postings)
        follows = set_off(entry.fact, "H53.1", self.standing)
        if follows:
            self.write(follows)
        return booked

    def stands(self, account: Account) -> dict[MoneyKind, int]:
        """Return what stands on an account, by kind."""
        kinds: dict[MoneyKind, int] = {}
        for each in self.entries:
            for p in each.entry.postings:
                if p.account is account:
                    kinds[p.kind] = kinds.get(p.kind, 0) + p.amount.amount_dong
        return {kind: amount for kind, amount in kinds.items() if amount}


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({}, (Account.COURIER_CASH, "P1/an")),
        ({"method": "transfer"}, (Account.POST_PAYABLE, "P1")),
        ({"source": "import", "office_code": None, "office_kind": None, "method": "unstated"},
         (Account.POST_PAYABLE, "-")),
        ({"office_code": "H53", "office_kind": OfficeKind.CENTER}, (Account.AGENCY_ACCOUNT, "H53")),
        ({"office_code": "STP", "office_kind": OfficeKind.DEPARTMENT},
         (Account.AGENCY_ACCOUNT, "STP")),
        ({"source": "online", "method": "transfer"}, (Account.AGENCY_ACCOUNT, "P1")),
    ],
)  # fmt: skip
def test_money_is_where_it_was_taken(told: dict[str, Any], place: tuple[Account, str]) -> None:
    assert place_of(taken(**told)) == place


def test_money_covers_what_is_owed_and_the_surplus_is_in_suspense() -> None:
    book = Book()
    book.write(owed(line(7), "STP", "an"))
    book.write(owed(line(2, CHARGE), "STP", "an"))
    entry = book.write(collected(taken(10), book.standing)).entry
    assert book.stands(Account.CITIZEN_RECEIVABLE) == {}
    assert book.stands(Account.SUSPENSE) == {UNSTATED: -1}
    assert book.stands(Account.AGENCY_DUE) == {FEE: -7, CHARGE: -2}
    parts = [Part(FEE, Money(7)), Part(CHARGE, Money(2)), Part(UNSTATED, Money(1))]
    assert list(parts_of(entry)) == parts


def test_money_for_which_no_line_was_ever_asked_belongs_to_the_department() -> None:
    book = Book()
    book.write(collected(taken(10, asked=False), book.standing))
    assert book.stands(Account.AGENCY_DUE) == {UNSTATED: -10}


def test_money_of_somebody_who_is_exempt_is_a_surplus() -> None:
    book = Book()
    book.write(collected(taken(10, asked=True), book.standing))
    assert book.stands(Account.SUSPENSE) == {UNSTATED: -10}


def test_postage_belongs_to_the_post() -> None:
    book = Book()
    book.write(owed(line(7, MoneyKind.POSTAGE), "STP", "an"))
    assert book.stands(Account.POSTAGE) == {MoneyKind.POSTAGE: -7}


def test_postage_that_was_transferred_is_with_the_post_and_never_sent_on() -> None:
    book = Book()
    book.write(owed(line(7, MoneyKind.POSTAGE), "STP", "an"))
    book.write(owed(line(5), "STP", "an"))
    booked = book.write(collected(taken(12, method="transfer", login=None), book.standing))
    assert book.stands(Account.POSTAGE) == {}
    assert book.stands(Account.POST_PAYABLE) == {FEE: 5}
    assert set(parts_of(booked.entry)) == {
        Part(FEE, Money(5)),
        Part(MoneyKind.POSTAGE, Money(7)),
    }


def test_what_is_taken_back_is_owed_again() -> None:
    book = Book()
    book.write(owed(line(7), "STP", "an"))
    first = taken(7)
    booked = book.write(collected(first, book.standing))
    entry = taken_back(taken(-7, reverses=first.collection_id), booked)
    book.write(entry)
    assert book.stands(Account.CITIZEN_RECEIVABLE) == {FEE: 7}
    assert book.stands(Account.COURIER_CASH) == {}
    assert list(parts_of(entry)) == [Part(FEE, Money(-7))]


def cancel(book: Book, line: Obligation, original: Booked) -> None:
    back = line.cancelled(uuid4(), DAY, "nhập nhầm")
    book.write(cancelled(back, original, book.standing, "an"))


def test_a_line_cancelled_before_it_is_paid_leaves_nothing() -> None:
    book, fee = Book(), line(7)
    cancel(book, fee, book.write(owed(fee, "STP", "an")))
    assert all(book.stands(account) == {} for account in Account)


@pytest.mark.parametrize("paid", [3, 7])
def test_what_was_paid_for_a_cancelled_line_is_kept_for_the_citizen(paid: int) -> None:
    book, fee = Book(), line(7)
    original = book.write(owed(fee, "STP", "an"))
    book.write(collected(taken(paid), book.standing))
    cancel(book, fee, original)
    assert book.stands(Account.SUSPENSE) == {FEE: -paid}
    assert book.stands(Account.CITIZEN_RECEIVABLE) == book.stands(Account.AGENCY_DUE) == {}


def test_a_line_stated_anew_is_covered_by_what_was_paid_for_the_cancelled_one() -> None:
    book, fee = Book(), line(7)
    original = book.write(owed(fee, "STP", "an"))
    book.write(collected(taken(7), book.standing))
    cancel(book, fee, original)
    book.write(owed(line(5), "STP", "an"))
    assert book.stands(Account.SUSPENSE) == {FEE: -2}
    assert book.stands(Account.CITIZEN_RECEIVABLE) == {}
    assert book.stands(Account.AGENCY_DUE) == {FEE: -5}


def test_money_taken_back_after_its_line_was_cancelled_leaves_nothing() -> None:
    book, fee, first = Book(), line(7), taken(7)
    original = book.write(owed(fee, "STP", "an"))
    booked = book.write(collected(first, book.standing))
    cancel(book, fee, original)
    book.write(taken_back(taken(-7, reverses=first.collection_id), booked))
    assert all(book.stands(account) == {} for account in Account)


def test_a_surplus_covers_nothing_by_itself() -> None:
    book = Book()
    book.write(collected(taken(10), book.standing))
    book.write(owed(line(4), "STP", "an"))
    assert book.stands(Account.CITIZEN_RECEIVABLE) == {FEE: 4}
    assert book.stands(Account.SUSPENSE) == {UNSTATED: -10}


@pytest.mark.parametrize(
    ("owed_before", "kept_before", "owed_after", "kept_after"),
    [(4, -10, 0, -6), (10, -4, 6, 0), (-4, 0, 0, -4), (-4, -3, 0, -7), (0, 4, 4, 0), (3, 4, 7, 0)],
)
def test_no_kind_is_owed_and_kept_at_once_and_neither_is_overdrawn(
    owed_before: int, kept_before: int, owed_after: int, kept_after: int
) -> None:
    standing = Standing()
    before = {Account.CITIZEN_RECEIVABLE: owed_before, Account.SUSPENSE: kept_before}
    standing.note(Posting(account, "H53.1", FEE, Money(n)) for account, n in before.items() if n)
    entry = owed(line(1), "STP", "an")
    follows = set_off(replace(entry.fact, reason="undo 3"), "H53.1", standing)
    assert follows is not None
    standing.note(follows.postings)
    assert standing.owed_for("H53.1").get(FEE, Money(0)) == Money(owed_after)
    assert standing.on(Account.SUSPENSE, "H53.1").get(FEE, Money(0)) == Money(kept_after)
    assert follows.fact.reason == "set_off 3"
    assert is_set_off(follows.fact)


def test_what_a_file_takes_back_makes_room_for_what_it_states_instead() -> None:
    old, later = UUID(int=1), NOW + timedelta(hours=1)
    new = taken(9, recorded_at=later)
    back = taken(-10, reverses=old, recorded_at=later)
    assert in_order([new, back]) == [back, new]
    assert in_order([new, back, taken(10, collection_id=old)])[1:] == [back, new]


def test_nothing_is_taken_back_before_it_came() -> None:
    first = taken(10)
    back = taken(-10, reverses=first.collection_id)
    assert in_order([back, first]) == [first, back]
