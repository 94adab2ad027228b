"""Money that files state: the books end up saying what the last file said, by additions alone."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.dossier_intake import (
    CollectionEntry,
    KeptCollection,
    StatedCollection,
    foreign_unit,
    settle_collection,
)

FIRST_DAY = date(2026, 3, 2)
statements = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from([0, 0, 0, 2])), max_size=8
)


@given(statements)
def test_the_books_say_what_the_last_file_said_unless_scans_speak(
    stated: list[tuple[int, int, int]],
) -> None:
    entries: list[CollectionEntry] = []
    kept: KeptCollection | None = None
    for number, (amount_dong, day, scanned_dong) in enumerate(stated, start=1):
        collected_on = FIRST_DAY + timedelta(days=day)
        line = StatedCollection(2, "code", amount_dong, collected_on, kept, scanned_dong)
        fresh = list(settle_collection(line))
        for entry in fresh:
            if entry.reverses:
                assert kept
                expected = (kept.collection_id, -kept.amount_dong, kept.collected_on)
                assert (entry.reverses, entry.amount_dong, entry.collected_on) == expected
                kept = None
            else:
                assert kept is None
                kept = KeptCollection(UUID(int=number), entry.amount_dong, entry.collected_on)
        entries += fresh
        again = StatedCollection(2, "code", amount_dong, collected_on, kept, scanned_dong)
        assert list(settle_collection(again)) == []
        wanted = 0 if scanned_dong else amount_dong
        assert sum(entry.amount_dong for entry in entries) == wanted
        assert (kept.collected_on if kept else None) == (collected_on if wanted else None)


def test_scans_that_agree_need_no_notice_and_others_do() -> None:
    agreeing = StatedCollection(7, "code", 500, FIRST_DAY, None, 500)
    assert agreeing.notice() is None
    notice = StatedCollection(7, "code", 400, FIRST_DAY, None, 500).notice()
    assert notice
    assert (notice.line, notice.column, notice.value) == (7, "collected_by_post_dong", "400")


def test_only_a_dossier_of_another_unit_is_noted() -> None:
    code = DossierCode.parse("H26.14-260302-0001")
    assert foreign_unit(2, code, "H26") is None
    assert foreign_unit(2, code, "H53") is not None
