"""Wordings: gaps and brackets, what is wrong with one, and what ships with the release."""

from datetime import date

import pytest

from postal_bridge.domain.message import SUBJECTS, Facts, Language, MessageKind
from postal_bridge.domain.message_texts import SHIPPED
from postal_bridge.domain.message_wording import (
    BODY_MAX,
    SHORT_MAX,
    SUBJECT_MAX,
    Wording,
    fill,
    problems_of,
    word,
)
from postal_bridge.domain.short_text import short_text

FACTS: Facts = {
    "center": "Trung tâm Phục vụ hành chính công",
    "dossier": "000.00.19.H53-260312-0001",
    "procedure": "Cấp phiếu lý lịch tư pháp",
    "department": "Sở Tư pháp",
    "due_on": date(2026, 3, 20),
    "new_due_on": date(2026, 3, 25),
    "reason": "phải xác minh thêm",
    "consignment": "EV000000014VN",
    "post_office": "Bưu cục Hòa Mẫu",
    "attempt_on": date(2026, 3, 21),
    "return_on": date(2026, 4, 1),
    "delivered_on": date(2026, 3, 22),
    "rate": "https://mot-cua.example/rate/AbCdEfGhIjKlMnOp",
    "office": "Sở Tư pháp",
    "day_on": date(2026, 3, 13),
    "count": 3,
    "overdue": 0,
    "dossiers": "000.00.19.H53-260312-0001",
    "text": "2 túi chờ nhận",
    "track": "https://mot-cua.example/track",
    "link": "https://mot-cua.example/m/AbCdEfGhIjKlMnOp",
}


def test_gaps_are_filled_as_the_language_writes() -> None:
    wording = Wording("{due_on}", "{amount_dong}", "{count}")
    facts: Facts = {"due_on": date(2026, 3, 5), "amount_dong": 1_250_000, "count": 1200}
    vietnamese = word(wording, facts, Language.VIETNAMESE)
    assert (vietnamese.subject, vietnamese.body, vietnamese.short) == (
        "05/03/2026",
        "1.250.000 đ",
        "1.200",
    )
    english = word(wording, facts, Language.ENGLISH)
    assert (english.subject, english.body) == ("5 March 2026", "1,250,000 đ")


def test_a_bracket_goes_with_a_fact_that_is_missing() -> None:
    text = "Hồ sơ {dossier}[, hẹn {due_on}]."
    assert fill(text, {"dossier": "H1", "due_on": "20/03"}) == "Hồ sơ H1, hẹn 20/03."
    assert fill(text, {"dossier": "H1"}) == "Hồ sơ H1."


def test_what_a_fact_says_is_never_filled_again() -> None:
    assert fill("{reason}", {"reason": "{dossier} [x]", "dossier": "H1"}) == "{dossier} [x]"


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("language", Language)
def test_every_kind_is_worded_in_every_language(kind: MessageKind, language: Language) -> None:
    wording = SHIPPED[kind, language]
    assert not problems_of(kind, wording)
    assert len(wording.subject) <= SUBJECT_MAX
    assert len(wording.body) <= BODY_MAX
    assert len(wording.short) <= SHORT_MAX
    facts = {name: FACTS[name] for name in SUBJECTS[kind].facts}
    worded = word(wording, facts, language)
    for text in (worded.subject, worded.body, worded.short):
        assert "{" not in text
        assert "[" not in text
        assert text


@pytest.mark.parametrize("language", Language)
def test_what_ships_for_citizens_fits_into_two_segments(language: Language) -> None:
    for kind, about in SUBJECTS.items():
        if about.for_citizens:
            worded = word(SHIPPED[kind, language], FACTS, language)
            assert short_text(worded.short).segments <= 2, worded.short


@pytest.mark.parametrize(
    ("wording", "field", "code"),
    [
        (Wording("", "{link}", "{link} {filer}"), "short", "unknown_gap"),
        (Wording("{phone}", "{link}", "{link}"), "subject", "unknown_gap"),
        (Wording("", "không có", "{link}"), "body", "link_missing"),
        (Wording("", "{link}", "[{link}]"), "short", "link_missing"),
        (Wording("", "{link} {", "{link}"), "body", "stray_bracket"),
        (Wording("", "{link}", "{link} [[{due_on}]]"), "short", "stray_bracket"),
    ],
)
def test_what_is_wrong_with_a_wording_is_told(wording: Wording, field: str, code: str) -> None:
    found = problems_of(MessageKind.ACCEPTED, wording)
    assert (field, code) in [(each.path, each.code) for each in found]
