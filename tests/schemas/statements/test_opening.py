"""Whatever is handed in as a statement: told by its content, read in any writing, or refused."""

import gzip
import subprocess
import sys
import unicodedata
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.statement import StatementFormat
from schemas.statements.opening import STATEMENT_LIMITS, open_statement
from tests.schemas.statements.test_sheet import BANK_EXPORT, POST_LIST
from tests.schemas.statements.writers import Movement, camt, entry, mt940, read, saved, table

MOVEMENT = Movement(date(2026, 3, 31), Decimal(5_000), False, "FT1", "Phí hồ sơ")
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [BANK_EXPORT, table(POST_LIST), mt940([MOVEMENT], Decimal(0))])
def test_every_unicode_says_the_same(tmp_path: Path, encoding: str, text: str) -> None:
    assert read(tmp_path, text.encode(encoding)) == read(tmp_path, text)


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_both_orders_of_utf_16_are_read(tmp_path: Path, mark: bytes) -> None:
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    file = read(tmp_path, mark + BANK_EXPORT.encode(encoding))
    assert file == read(tmp_path, BANK_EXPORT)


# The code page has no letters that carry a tone besides a hook or a hat: those are two bytes.
IN_1258 = "Ngày;Số tiền;Diễn giải\n01/03/2026;5000;Nộp phí hồ sơ đất\n"


def test_the_vietnamese_code_page_is_told_by_its_tones(tmp_path: Path) -> None:
    content = b"".join(bytes_1258(letter) for letter in IN_1258)
    assert b"\xec" in content
    file = read(tmp_path, content)
    assert file.problems == ()
    assert file.statements[0].lines[0].narration == "Nộp phí hồ sơ đất"


def bytes_1258(letter: str) -> bytes:
    """Return a letter with its tone as a byte of its own, as Windows wrote it."""
    tones = {"\u0300": b"\xcc", "\u0301": b"\xec", "\u0303": b"\xde", "\u0309": b"\xd2"}
    for tone, code in {**tones, "\u0323": b"\xf2"}.items():
        for vowel in "aăâeêioôơuưy":
            if unicodedata.normalize("NFC", vowel + tone) == letter:
                return vowel.encode("cp1258") + code
    return letter.encode("cp1258")


def test_what_nothing_tells_is_read_as_latin_and_said_so(tmp_path: Path) -> None:
    file = read(tmp_path, "Date;Amount;Details\n2026-03-01;5000;Ma\xf1\xecana\n".encode("latin-1"))
    assert file.statements[0].lines[0].narration == "Mañìana"
    (problem,) = file.problems
    assert "Latin-1" in problem.reason


def test_a_packed_table_is_unpacked(tmp_path: Path) -> None:
    file = read(tmp_path, gzip.compress(table(POST_LIST).encode()))
    assert file.format is StatementFormat.CSV
    assert len(file.statements[0].lines) == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0old",
        b"{}",
        b"PK\x05\x06" + b"\0" * 18,
        b"\xff\xfe",
        b"\xff\xfe<",
        b"Dear bank,\nplease pay.\n",
        b":20:A\n:25:1\n",
        b"{1:F01BANKVNVXAXXX0000000000}",
        bytes(range(128, 256)) * 40,
    ],
)
def test_what_is_no_statement_is_refused_as_a_whole(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read(tmp_path, content)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        open_statement(tmp_path / "nowhere.csv")


WHOLE = [
    BANK_EXPORT.encode(),
    BANK_EXPORT.encode("utf-16"),
    table(POST_LIST).encode(),
    mt940([MOVEMENT] * 3, Decimal(1)).encode(),
    camt([entry(MOVEMENT)]).encode(),
]


@given(
    content=st.sampled_from(WHOLE),
    spots=st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=5),
    cut=st.integers(0, 5_000),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_file_cut_or_spoilt_is_read_or_refused(
    tmp_path: Path, content: bytes, spots: list[tuple[int, int]], cut: int
) -> None:
    spoilt = bytearray(content)
    for place, value in spots:
        spoilt[place % len(spoilt)] = value
    del spoilt[cut:]
    with suppress(Refusal):
        read(tmp_path, bytes(spoilt))


def test_a_bomb_in_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * 40_000_000)
    with pytest.raises(FileTooLarge, match="unpacks"):
        open_statement(path)


def test_a_table_beyond_the_limits_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, BANK_EXPORT)
    with pytest.raises(FileTooLarge, match="100 bytes"):
        open_statement(path, limits=replace(STATEMENT_LIMITS, file_bytes=100))


# The peak that the system keeps for a process begins with that of whoever started it, so what is
# in use now is looked at again and again.
MEASURE = """
import sys
from pathlib import Path
from schemas.statements.opening import open_statement

def used():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

def peak(path):
    return max(used() for number, _ in enumerate(open_statement(Path(path))) if not number % 500)

before = peak(sys.argv[1])
print(peak(sys.argv[2]) - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells so simply")
@pytest.mark.parametrize("kind", ["mt940", "camt"])
def test_a_file_of_twenty_megabytes_takes_hardly_more_memory_than_a_small_one(
    tmp_path: Path, kind: str
) -> None:
    def written(name: str, count: int) -> Path:
        movements = [MOVEMENT._replace(narration="Phí hồ sơ " * 20)] * count
        if kind == "mt940":
            return saved(tmp_path, mt940(movements, Decimal(0)), name)
        return saved(tmp_path, camt(map(entry, movements)), name)

    small, large = written("small", 100), written("large", 60_000)
    assert large.stat().st_size > 16 * 1024 * 1024
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, small, large],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert int(measured.stdout) < 8 * 1024 * 1024
