"""Statements in MT940: what a message says, how banks wrap it, what is set aside."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import mt940 as library
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.statement import StatementFormat
from tests.schemas.statements.writers import Movement, mt940, read

DAY_FILE = """\
{1:F01BANKVNVXAXXX0000000000}{2:O9401200260331BANKVNVXAXXX00000000002603311200N}{4:
:20:STMT260331
:25:1234567890
:28C:00042/001
:60F:C260330VND10000000,00
:61:2603310331C1500000,00NTRFH53140001//FT26090AAA1
Nop tai quay
:86:Nop phi ho so H53.14-260314-0001 Nguyen Van Mau chuyen khoan toi
 Trung tam
:61:2603310331RC500000,00NTRFNONREF//FT26090AAA2
:86:166?00HOAN TIEN?20EREF+ABC123?21SVWZ+Hoan phi H53.14-2603?2214-0001
?31VN0012345?32CONG TY?33 MAU
:61:2603310401DD12345678901,NMSCREF9
:61:260331RD1000,50NCHGNONREF
:62F:D260331VND12334677901,00
:64:C260331VND0,00
:86:Statement for information only
-}"""


def test_each_field_is_where_it_belongs(tmp_path: Path) -> None:
    file = read(tmp_path, DAY_FILE.replace("RD1000,50", "RD1000,00"))
    (statement,) = file.statements
    assert (file.format, file.problems) == (StatementFormat.MT940, ())
    head = statement.head
    assert (head.account, head.currency, head.number) == ("1234567890", "VND", "00042/001")
    assert (head.opening, statement.closing) == (Decimal(10_000_000), Decimal(-12_334_677_901))
    paid, returned, charged, _ = statement.lines
    assert (paid.place, paid.entry, paid.amount) == (6, 1, Decimal(1_500_000))
    assert (paid.customer_reference, paid.bank_reference) == ("H53140001", "FT26090AAA1")
    assert paid.narration == (
        "Nop phi ho so H53.14-260314-0001 Nguyen Van Mau chuyen khoan toi Trung tam Nop tai quay"
    )
    assert (returned.amount, returned.is_reversal) == (Decimal(-500_000), True)
    assert returned.customer_reference is None
    assert returned.end_to_end_id == "ABC123"
    assert returned.narration == "Hoan phi H53.14-260314-0001"
    assert (returned.counterparty_name, returned.counterparty_account) == (
        "CONG TY MAU",
        "VN0012345",
    )
    assert (charged.value_on, charged.booked_on) == (date(2026, 3, 31), date(2026, 4, 1))
    assert charged.amount == Decimal(-12_345_678_901)


def test_what_undoes_an_entry_lowers_its_side(tmp_path: Path) -> None:
    totals = read(tmp_path, DAY_FILE.replace("RD1000,50", "RD1000,00")).statements[0].totals
    assert (totals.credit_total, totals.debit_total) == (
        Decimal(1_000_000),
        Decimal(12_345_677_901),
    )
    assert totals.holds


def test_a_fraction_of_a_dong_is_set_aside_and_then_nothing_holds(tmp_path: Path) -> None:
    file = read(tmp_path, DAY_FILE)
    (problem,) = file.problems
    assert (problem.line, problem.column) == (14, ":61:")
    assert "decimals" in problem.reason
    assert not file.statements[0].holds


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("2602300331C1,NTRFX", "there is no such day"),
        ("2603310231C1,NTRFX", "cannot be read"),
        ("2603310331C1234567890123456,00NTRFX", "is not laid out"),
        ("2603310331C1.000.000,00NTRFX", "is not laid out"),
        ("2603310331X1,NTRFX", "is not laid out"),
        ("2603310331C500,000NTRFX", "decimals"),
        ("2603310331C1,2,3NTRFX", "is not laid out"),
        ("2603310331C1000000000000,05NTRFX", "is not laid out"),
    ],
)
def test_a_bad_entry_costs_only_itself(tmp_path: Path, entry: str, reason: str) -> None:
    good = Movement(date(2026, 3, 31), Decimal(7), False, "R1", "Phi")
    text = mt940([good], Decimal(0)).replace(":62F:", f":61:{entry}\n:86:Nguyen Van Mau\n:62F:")
    file = read(tmp_path, text)
    assert [line.amount for line in file.statements[0].lines] == [7]
    (problem,) = file.problems
    assert problem.line == 7
    assert reason in problem.reason
    assert "Mau" not in problem.value


def test_pages_of_a_statement_and_several_accounts_stand_in_one_file(tmp_path: Path) -> None:
    text = (
        ":20:A\n:25:1\n:28C:7/1\n:60F:C260331VND0,\n:61:260331C5,NTRFX\n:62M:C260331VND5,\n"
        ":25:1\n:28C:7/2\n:60M:C260331VND5,\n:61:260331C6,NTRFX\n:62F:C260331VND11,\n-\n"
        ":20:B\n:25:2\n:28C:7\n:60F:D260331USD10,25\n:61:260331C0,25NTRFX\n:62F:D260331USD10,\n"
    )
    first, second, other = read(tmp_path, text).statements
    assert [first.head.number, second.head.number] == ["7/1", "7/2"]
    assert all(each.holds for each in (first, second, other))
    assert (other.head.account, other.head.currency, other.closing) == (
        "2",
        "USD",
        Decimal(-10),
    )
    assert str(other.totals.credit_total) == "0.25"


def test_a_message_may_end_without_a_closing_balance(tmp_path: Path) -> None:
    text = ":20:A\n:25:1\n:60F:C260331VND1,\n:61:260331C5,NTRFX\n-\n"
    (statement,) = read(tmp_path, text).statements
    assert statement.closing is None
    assert statement.holds


def test_a_message_without_an_opening_balance_has_the_currency_of_its_end(tmp_path: Path) -> None:
    text = ":20:A\n:25:1\n:61:260331C5,1NTRFX\n:62F:C260331EUR1,\n-\n"
    (statement,) = read(tmp_path, text).statements
    assert (statement.head.currency, statement.lines[0].amount) == ("EUR", Decimal("5.1"))


def test_a_balance_in_another_currency_is_told(tmp_path: Path) -> None:
    text = ":20:A\n:25:1\n:60F:C260331VND1,\n:62F:C260331USD1,\n-\n"
    file = read(tmp_path, text)
    assert [(each.line, each.column) for each in file.problems] == [(4, ":62F:")]
    assert file.statements[0].closing is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(tmp_path: Path, end: str) -> None:
    movement = Movement(date(2026, 1, 2), Decimal(3), False, "R", "Phi ho so")
    (statement,) = read(tmp_path, mt940([movement], Decimal(1), end=end)).statements
    assert statement.lines[0].narration == "Phi ho so"
    assert statement.holds


def test_an_envelope_cut_anywhere_is_refused(tmp_path: Path) -> None:
    for cut in range(len(DAY_FILE)):
        with pytest.raises(UnreadableFile):
            read(tmp_path, DAY_FILE[:cut])


def test_a_bare_file_cut_anywhere_is_refused_or_does_not_pass_for_the_whole(
    tmp_path: Path,
) -> None:
    movements = [Movement(date(2026, 3, 31), Decimal(5), False, "R1", "Phi")] * 2
    whole = mt940(movements, Decimal(100)).removesuffix("-\n")
    last = whole.rstrip()
    for cut in range(len(last) - 3):
        try:
            file = read(tmp_path, last[:cut])
        except UnreadableFile:
            continue
        assert file.problems or not all(each.holds for each in file.statements), last[:cut]


def test_a_field_without_end_is_refused(tmp_path: Path) -> None:
    text = ":20:A\n:25:1\n:86:x\n" + "x\n" * 600
    with pytest.raises(FileTooLarge, match="500 lines"):
        read(tmp_path, text)


REFERENCES = st.text("ABCDEFGHJKLMNP0123456789", min_size=1, max_size=16).filter(
    lambda text: text not in ("0", "NONREF")
)
WORDS = st.text("abcdeghiklmnopqrstuvxy0123456789./-", min_size=1, max_size=20).filter(
    lambda text: text.strip("-") != "" and not text.startswith("/")
)
AMOUNTS = (
    st.integers(-(10**14) + 1, 10**14 - 1).filter(bool).map(lambda cents: Decimal(cents).scaleb(-2))
)
MOVEMENTS = st.lists(
    st.builds(
        Movement,
        booked_on=st.dates(date(2001, 1, 1), date(2098, 12, 31)),
        amount=AMOUNTS,
        is_reversal=st.booleans(),
        reference=REFERENCES,
        narration=st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
    ),
    max_size=8,
)


@given(movements=MOVEMENTS, opening=AMOUNTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_is_read_back(
    tmp_path: Path, movements: list[Movement], opening: Decimal
) -> None:
    file = read(tmp_path, mt940(movements, opening, "EUR"))
    (statement,) = file.statements
    assert file.problems == ()
    assert [
        Movement(
            line.booked_on, line.amount, line.is_reversal, line.bank_reference or "", line.narration
        )
        for line in statement.lines
    ] == movements
    assert statement.holds
    assert statement.head.opening == opening


@given(movements=MOVEMENTS, opening=AMOUNTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_amounts_are_those_of_the_library(
    tmp_path: Path, movements: list[Movement], opening: Decimal
) -> None:
    text = mt940(movements, opening, "EUR")
    theirs = library.parse(text, options=library.Options.all())
    (statement,) = read(tmp_path, text).statements
    assert [line.amount for line in statement.lines] == [
        each.data["amount"].amount for each in theirs.transactions
    ]
    assert statement.closing == theirs.data["final_closing_balance"].amount.amount
