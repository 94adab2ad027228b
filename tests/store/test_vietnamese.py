"""Vietnamese names sort and are found as people expect, and the official days are loaded."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.calendar import Calendar
from postal_bridge.store.database import Connection

# As a dictionary lists them: letters first, tones only between words of the same letters.
_DICTIONARY = """
    a à ả ã á ạ ai an ang anh ánh ăn ằng ẳng ẵng ắng ặng âm ầm ẩm ẫm ấm ậm ân
    ba bà bả bã bá bạ bình bỉnh bính ca cam cường d da dung dùng dủng dũng dúng dụng
    đa đà đả đã đá đạ đào đông đồng đức e è ẻ ẽ é ẹ em ê ề ể ễ ế ệ êm
    fa ga giang hà hoa hỏa hóa hương i ì ỉ ĩ í ị ia ja ka khánh lan lê lệ ma minh na nga ngọc ngô
    o ò ỏ õ ó ọ ong ô ồ ổ ỗ ố ộ ông ơ ờ ở ỡ ớ ợ ơn phạm phan phương quân quỳnh ra rạng sa sơn
    ta tâm thảo trân trần trinh trịnh u ù ủ ũ ú ụ uyên ư ừ ử ữ ứ ự ưng va vân
    wa xa xuân y ỳ ỷ ỹ ý ỵ yên yến za
"""
IN_ORDER = unicodedata.normalize("NFC", _DICTIONARY).split()

FULL_NAMES_IN_ORDER = [
    "Đàm An",
    "Đặng An",
    "Đặng Văn Bình",
    "Lê Thị Hoa",
    "Lê Thị Hóa",
    "Lê Thị Hoài",
    "Lê Thị-Hoa",
    "Lê, Hoa",
    "Nguyễn Văn An",
    "Nguyễn Văn Án",
    "Nguyễn Văn Ân",
    "Nguyễn Văn Ấn",
    "Nguyễn Văn Bá",
    "Nguyên Văn Bách",
    "Số 2",
    "Số hai",
    "Tổ 0",
    "Tổ 1",
    "Tổ 10",
    "Tổ 9",
    "Tổ ba",
    "Trần An",
    "Trân Bình",
    "Trần Bình",
]

SYLLABLES = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạệỗữĐẶẤ ", max_size=30)
ANY_TEXT = st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30
)
# The connection is inside one transaction that no example changes.
READS_ONLY = settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


async def sorted_by_key(connection: Connection, names: list[str]) -> list[str]:
    rows = await connection.fetch(
        'select name from unnest($1::text[]) as name order by vi_key(name) collate "C"', names
    )
    return [row["name"] for row in rows]


async def keys(connection: Connection, names: list[str], function: str) -> list[str]:
    query = (
        f"select {function}(name) as made from unnest($1::text[]) with ordinality as t (name, n)"  # noqa: S608 - named by this file
    )
    return [row["made"] for row in await connection.fetch(f"{query} order by n", names)]


async def test_words_sort_as_in_a_dictionary(connection: Connection) -> None:
    assert len(IN_ORDER) == len(set(IN_ORDER))
    assert await sorted_by_key(connection, sorted(IN_ORDER)) == IN_ORDER
    assert await sorted_by_key(connection, IN_ORDER[::-1]) == IN_ORDER


async def test_full_names_sort_word_by_word(connection: Connection) -> None:
    shuffled = sorted(FULL_NAMES_IN_ORDER, key=lambda name: name[::-1])
    assert await sorted_by_key(connection, shuffled) == FULL_NAMES_IN_ORDER


async def test_every_letter_with_every_tone_has_a_place_of_its_own(connection: Connection) -> None:
    vowels = "aăâeêioôơuưy"
    tones = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
    letters = [
        unicodedata.normalize("NFC", letter + tone)
        for letter in "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
        for tone in (tones if letter in vowels else tones[:1])
    ]
    assert len(letters) == 93
    assert await sorted_by_key(connection, letters[::-1]) == letters
    made = await keys(connection, letters, "vi_key")
    assert all(key.isascii() and len(key) == 3 for key in made)


async def test_capitals_sort_with_their_small_letters(connection: Connection) -> None:
    small = await keys(connection, IN_ORDER, "vi_key")
    assert await keys(connection, [word.upper() for word in IN_ORDER], "vi_key") == small


@given(names=st.lists(SYLLABLES, min_size=1, max_size=20))
@READS_ONLY
async def test_the_spelling_of_an_accent_in_one_or_two_characters_does_not_matter(
    connection: Connection, names: list[str]
) -> None:
    apart = [unicodedata.normalize("NFD", name) for name in names]
    whole = [unicodedata.normalize("NFC", name) for name in names]
    for function in ("vi_key", "vi_fold", "vi_lower"):
        assert await keys(connection, apart, function) == await keys(connection, whole, function)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Nguyễn Thị Ánh  Đào", "nguyen thi anh dao"),
        ("  ĐẶNG\tVĂN\r\nƯỚC ", "dang van uoc"),
        ("\u00a0Trần\u3000Quỳnh\u200b Như\ufeff", "tran quynh nhu"),
        ("François Müller", "francois muller"),
        ("山田 Hằng", "山田 hang"),
        ("100% Sữa_Tươi", "100% sua_tuoi"),
        ("", ""),
    ],
)
async def test_folding_takes_accents_capitals_and_stray_blanks_away(
    connection: Connection, written: str, folded: str
) -> None:
    for spelling in (written, unicodedata.normalize("NFD", written)):
        assert await connection.fetchval("select vi_fold($1)", spelling) == folded


async def test_folding_every_vietnamese_letter_leaves_plain_ones(connection: Connection) -> None:
    folded = await connection.fetchval("select vi_fold($1)", "".join(IN_ORDER).upper())
    assert folded.isascii()
    assert folded.islower()


@given(names=st.lists(ANY_TEXT, min_size=1, max_size=20))
@READS_ONLY
async def test_what_is_folded_stays_as_it_is(connection: Connection, names: list[str]) -> None:
    once = await keys(connection, names, "vi_fold")
    assert await keys(connection, once, "vi_fold") == once
    assert await connection.fetchval("select vi_fold(null) is null and vi_key(null) is null")


async def test_names_are_kept_sorted_and_found_through_stored_columns(
    connection: Connection,
) -> None:
    await connection.execute(
        """
        create table named (
            name text not null,
            name_key text collate "C" generated always as (vi_key(name)) stored,
            name_fold text generated always as (vi_fold(name)) stored
        )
        """
    )
    await connection.execute("create index on named (name_key)")
    await connection.execute("create index on named using gin (name_fold gin_trgm_ops)")
    await connection.executemany("insert into named (name) values ($1)", [[n] for n in IN_ORDER])
    rows = await connection.fetch("select name from named order by name_key")
    assert [row["name"] for row in rows] == IN_ORDER
    found = await connection.fetch(
        "select name from named where name_fold like '%' || vi_fold($1) || '%' order by name_key",
        "TRAN",
    )
    assert [row["name"] for row in found] == ["trân", "trần"]


async def loaded_calendar(connection: Connection) -> Calendar:
    rows = await connection.fetch("select day, working from calendar_day")
    return Calendar(
        days_off=frozenset(row["day"] for row in rows if not row["working"]),
        working_days=frozenset(row["day"] for row in rows if row["working"]),
    )


def between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


async def test_the_weekdays_off_of_2025_and_2026_are_the_official_ones(
    connection: Connection,
) -> None:
    calendar = await loaded_calendar(connection)
    expected = {
        2025: [
            date(2025, 1, 1),
            *between(date(2025, 1, 27), date(2025, 1, 31)),
            date(2025, 4, 7),
            *between(date(2025, 4, 30), date(2025, 5, 2)),
            *between(date(2025, 9, 1), date(2025, 9, 2)),
        ],
        2026: [
            *between(date(2026, 1, 1), date(2026, 1, 2)),
            *between(date(2026, 2, 16), date(2026, 2, 20)),
            date(2026, 4, 27),
            *between(date(2026, 4, 30), date(2026, 5, 1)),
            *between(date(2026, 8, 31), date(2026, 9, 2)),
            date(2026, 11, 24),
        ],
    }
    for year, days_off in expected.items():
        days = between(date(year, 1, 1), date(year, 12, 31))
        weekdays = [day for day in days if day.isoweekday() not in (6, 7)]
        assert [day for day in weekdays if not calendar.is_working_day(day)] == days_off


async def test_the_make_up_saturdays_are_worked(connection: Connection) -> None:
    calendar = await loaded_calendar(connection)
    assert sorted(calendar.working_days) == [
        date(2024, 5, 4),
        date(2025, 4, 26),
        date(2026, 1, 10),
        date(2026, 8, 22),
    ]


async def test_every_day_names_its_source_and_only_2027_is_estimated(
    connection: Connection,
) -> None:
    rows = await connection.fetch(
        "select extract(year from day)::int as year, count(*) as days,"
        " count(*) filter (where source = 'estimated') as estimated,"
        " bool_and(name <> '' and source <> '') as complete"
        " from calendar_day group by 1 order by 1"
    )
    assert [row["year"] for row in rows] == [2021, 2022, 2023, 2024, 2025, 2026, 2027]
    assert all(row["complete"] and row["days"] >= 11 for row in rows)
    assert [row["estimated"] == row["days"] for row in rows] == [False] * 6 + [True]
    assert [row["estimated"] for row in rows[:-1]] == [0] * 6
