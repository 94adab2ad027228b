"""What carriers tell: the same report is the same, and a clock that is off is put right."""

from datetime import UTC, datetime, timedelta

import pytest

from postal_bridge.domain.carrier import (
    MEANINGS,
    CarrierAccount,
    CarrierKind,
    CarrierReport,
    OrderKind,
    Word,
)
from postal_bridge.domain.carrier_settings import (
    SECRETS,
    SETTINGS,
    checked_secrets,
    checked_settings,
    read_statuses,
)
from postal_bridge.domain.refusals import InvalidInput

NOW = datetime(2026, 3, 13, 2, 30, tzinfo=UTC)
ACCOUNT = CarrierAccount("H53", "VNPOST", CarrierKind.FILES, {})


@pytest.mark.parametrize(
    ("told_ago", "shown_ago", "happened_ago"),
    [
        (timedelta(minutes=30), None, timedelta(minutes=30)),
        (timedelta(minutes=30), timedelta(), timedelta(minutes=30)),
        # A way of minutes is no wrong clock.
        (timedelta(minutes=30), timedelta(minutes=9), timedelta(minutes=30)),
        (timedelta(hours=3), timedelta(hours=3), timedelta()),
        (timedelta(hours=3, minutes=20), timedelta(hours=3), timedelta(minutes=20)),
        (timedelta(hours=-7), timedelta(hours=-7), timedelta()),
        # Nothing happens after it is told.
        (timedelta(hours=-2), None, timedelta()),
        # A clock that is off by days says nothing that could be put right.
        (timedelta(days=40), timedelta(days=40), timedelta(days=40)),
    ],
)
def test_a_moment_is_put_right_by_what_their_clock_shows(
    told_ago: timedelta, shown_ago: timedelta | None, happened_ago: timedelta
) -> None:
    their_now = None if shown_ago is None else NOW - shown_ago
    report = CarrierReport("70", "A1", told_at=NOW - told_ago, their_now=their_now)
    assert report.happened_at(NOW) == NOW - happened_ago


def test_a_report_is_told_from_another_by_carrier_order_code_and_moment() -> None:
    report = CarrierReport("70", "A1", told_at=NOW)
    others = [
        CarrierReport("91", "A1", told_at=NOW),
        CarrierReport("70", "A2", told_at=NOW),
        CarrierReport("70", "A1", told_at=NOW + timedelta(seconds=1)),
        CarrierReport("70", "A1", reference="65f0"),
        CarrierReport("70", "A1", reference="65f1"),
    ]
    identities = {each.identity(ACCOUNT) for each in (report, *others)}
    assert len(identities) == 6
    again = CarrierReport("70", "A1", told_at=NOW, amount_dong=1, said="khác", reference="x")
    assert again.identity(ACCOUNT) == report.identity(ACCOUNT)
    elsewhere = CarrierAccount("H26", "VNPOST", CarrierKind.FILES, {})
    assert report.identity(elsewhere) not in identities


@pytest.mark.parametrize("kind", OrderKind)
def test_every_word_means_something_for_what_is_ordered(kind: OrderKind) -> None:
    assert set(MEANINGS[kind]) == set(Word)


@pytest.mark.parametrize("kind", CarrierKind)
def test_settings_left_out_are_asked_for_and_strange_ones_refused(kind: CarrierKind) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked_settings(kind, {"strange": "1"}, ())
    missing = {f"settings.{each.name}" for each in SETTINGS[kind] if each.required}
    assert {each.path for each in caught.value.problems} == {"settings.strange", *missing}
    with pytest.raises(InvalidInput):
        checked_secrets(kind, {"strange": "1"})
    given = dict.fromkeys(SECRETS[kind], " x ")
    assert checked_secrets(kind, given) == dict.fromkeys(SECRETS[kind], "x")


def test_codes_are_read_line_by_line() -> None:
    assert read_statuses(" 5 = failed \n\n6=told") == {"5": Word.FAILED, "6": Word.TOLD}
    for wrong in ("5", "5 = lost", "= told", "5 6 = told"):
        with pytest.raises(ValueError, match=r"."):
            read_statuses(wrong)


def test_a_carrier_stands_at_a_public_address_or_where_the_operator_says() -> None:
    given = {"customer_code": "X", "agency_address": "1 đường Ví Dụ"}
    for url in ("https://buu-dien.example/x", "http://truc.noi-bo:8443/x", "https://8.8.8.8/"):
        checked_settings(CarrierKind.VNPOST_HCC, {**given, "order_url": url}, {"truc.noi-bo"})
    for url in ("http://buu-dien.example/x", "https://10.0.0.5/", "https://localhost/x"):
        with pytest.raises(InvalidInput) as caught:
            checked_settings(CarrierKind.VNPOST_HCC, {**given, "order_url": url}, {"truc.noi-bo"})
        assert [each.path for each in caught.value.problems] == ["settings.order_url"]
