"""Statements in camt.053 and camt.054: entries, batches, reversals, and XML that means harm."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.statement import StatementFormat
from schemas.statements.encodings import composed
from tests.schemas.statements.writers import Movement, camt, entry, read

DAY = date(2026, 3, 31)
PAID = Movement(DAY, Decimal(300_000), False, "FT1", "Thu hộ")
RETURNED = Movement(DAY, Decimal(-50_000), True, "FT2", "Hoàn phí")


def detail(amount: int | None, *, version: str = "02", currency: str = "VND") -> str:
    value = f'<Amt Ccy="{currency}">{amount}</Amt>'
    own = "" if amount is None else value
    if version < "04" and own:
        own = f"<AmtDtls><TxAmt>{value}</TxAmt></AmtDtls>"
    name = "<Nm>Nguyễn Văn Mẫu</Nm>"
    party = f"<Pty>{name}</Pty>" if version >= "08" else name
    return (
        f"<TxDtls><Refs><EndToEndId>E{amount}</EndToEndId></Refs>{own}"
        f"<RltdPties><Dbtr>{party}</Dbtr><DbtrAcct><Id><IBAN>VN00MAU</IBAN></Id></DbtrAcct>"
        "</RltdPties><RmtInf><Ustrd>Phí hồ sơ</Ustrd><Ustrd>H53.14-260314-0001</Ustrd></RmtInf>"
        "</TxDtls>"
    )


@pytest.mark.parametrize("version", ["02", "03", "04", "05", "06", "07", "08"])
def test_every_version_says_the_same(tmp_path: Path, version: str) -> None:
    details = detail(300_000, version=version)
    text = camt(
        [entry(PAID, version, details), entry(RETURNED, version)],
        version=version,
        closing=Decimal(250_000),
    )
    file = read(tmp_path, text)
    (statement,) = file.statements
    assert (file.format, file.problems) == (StatementFormat.CAMT_053, ())
    assert (statement.head.account, statement.head.number) == ("1234567890", "42")
    first, second = statement.lines
    assert (first.amount, first.end_to_end_id, first.bank_reference) == (
        Decimal(300_000),
        "E300000",
        "FT1",
    )
    assert (first.counterparty_name, first.counterparty_account) == ("Nguyễn Văn Mẫu", "VN00MAU")
    assert first.narration == "Phí hồ sơ H53.14-260314-0001"
    assert (second.amount, second.is_reversal) == (Decimal(-50_000), True)
    totals = statement.totals
    assert (totals.credit_total, totals.debit_total) == (Decimal(250_000), Decimal(0))
    assert totals.holds


def test_a_list_of_bookings_has_no_balances(tmp_path: Path) -> None:
    file = read(tmp_path, camt([entry(PAID)], kind="054", opening=None))
    assert file.format is StatementFormat.CAMT_054
    totals = file.statements[0].totals
    assert (totals.opening, totals.closing, totals.holds) == (None, None, True)


def test_a_batch_that_adds_up_becomes_its_transactions(tmp_path: Path) -> None:
    batch = "<Btch><PmtInfId>LO-5</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>"
    text = camt([entry(PAID, details=batch + detail(100_000) + detail(200_000)), entry(RETURNED)])
    file = read(tmp_path, text)
    assert file.problems == ()
    lines = file.statements[0].lines
    assert [(line.amount, line.entry, line.batch_reference) for line in lines] == [
        (Decimal(100_000), 1, "LO-5"),
        (Decimal(200_000), 1, "LO-5"),
        (Decimal(-50_000), 2, None),
    ]
    totals = file.statements[0].totals
    assert (totals.entries, totals.lines) == (2, 3)


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        (detail(100_000) + detail(199_999), "do not make the entry"),
        (detail(100_000) + detail(None), "1 of 2 transactions have no amount in VND"),
        (detail(100_000) + detail(200_000, currency="USD"), "1 of 2"),
        (detail(299_000), "do not make the entry"),
        ("<Btch><NbOfTxs>3</NbOfTxs></Btch>" + detail(300_000), "which is 1"),
    ],
)
def test_a_batch_that_does_not_add_up_stays_what_was_booked(
    tmp_path: Path, details: str, reason: str
) -> None:
    file = read(tmp_path, camt([entry(PAID, details=details)], closing=Decimal(300_000)))
    (problem,) = file.problems
    assert reason in problem.reason
    assert [line.amount for line in file.statements[0].lines] == [300_000]
    assert file.statements[0].holds


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("BOOK", "PDNG", "Sts"),
        ("BOOK", "INFO", "Sts"),
        ("300000", "3e5", "Amt"),
        ("300000", "-300000", "Amt"),
        ("300000", "300000.5", "Amt"),
        ("CRDT", "PLUS", "CdtDbtInd"),
        ("<BookgDt><Dt>2026-03-31", "<BookgDt><Dt>2026-02-30", "BookgDt"),
        ('Ccy="VND"', 'Ccy="USD"', "Amt"),
    ],
)
def test_an_entry_that_does_not_count_is_told_and_left_out(
    tmp_path: Path, old: str, new: str, column: str
) -> None:
    text = camt([entry(PAID).replace(old, new), entry(RETURNED)])
    file = read(tmp_path, text)
    assert [line.amount for line in file.statements[0].lines] == [-50_000]
    (problem,) = file.problems
    assert (problem.column, problem.line) == (column, 5)


def test_balances_tell_which_way_a_bank_writes_reversals(tmp_path: Path) -> None:
    of_the_standard = entry(RETURNED)
    of_what_is_undone = entry(RETURNED).replace("DBIT", "CRDT")
    closing = Decimal(250_000)
    file = read(tmp_path, camt([entry(PAID), of_the_standard], closing=closing))
    turned = read(tmp_path, camt([entry(PAID), of_what_is_undone], closing=closing))
    assert [line.amount for line in turned.statements[0].lines] == [300_000, -50_000]
    assert turned.statements[0].totals == file.statements[0].totals
    assert file.problems == ()
    assert [each.column for each in turned.problems] == ["RvslInd"]


@pytest.mark.parametrize("closing", [None, Decimal(1)])
def test_without_their_word_the_standard_holds(tmp_path: Path, closing: Decimal | None) -> None:
    text = camt([entry(PAID), entry(RETURNED).replace("DBIT", "CRDT")], closing=closing)
    file = read(tmp_path, text)
    assert [line.amount for line in file.statements[0].lines] == [300_000, 50_000]
    assert file.problems == ()


def test_pages_hand_over_by_interim_balances(tmp_path: Path) -> None:
    first = camt([entry(PAID)], closing=Decimal(300_000)).replace("CLBD", "ITBD")
    last = camt([entry(RETURNED)], opening=Decimal(300_000), closing=Decimal(250_000))
    last = last.replace("OPBD", "ITBD")
    for text, opening, closing in ((first, 0, 300_000), (last, 300_000, 250_000)):
        (statement,) = read(tmp_path, text).statements
        assert statement.head.opening == opening
        assert statement.closing == closing
        assert statement.holds


def test_a_bank_may_write_utf_16_and_prefixes(tmp_path: Path) -> None:
    text = camt([entry(PAID)]).replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert read(tmp_path, text.encode("utf-16")).statements[0].lines[0].narration == "Thu hộ"
    prefixed = camt([entry(PAID)]).replace("xmlns=", "xmlns:n=").replace("<", "<n:")
    prefixed = prefixed.replace("<n:/", "</n:").replace("<n:?", "<?")
    assert read(tmp_path, prefixed).statements[0].lines[0].amount == 300_000


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    content = camt([entry(PAID, details=detail(300_000))]).rstrip().encode()
    for cut in range(1, len(content)):
        with pytest.raises(UnreadableFile):
            read(tmp_path, content[:cut])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<html></html>", "it is XML, but not"),
        (camt([]).replace("camt.053.001", "camt.052.001"), "camt.052"),
        (camt([]).replace("001.02", "001.01"), "version 01"),
        (camt([]).replace(' xmlns="', ' about="'), "no camt"),
        ("<a><Ntry/></a>", "no camt"),
    ],
)
def test_other_xml_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(tmp_path, text)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">\n' for n in range(10))


@pytest.mark.parametrize(
    "declared",
    [
        f"<!DOCTYPE Document [\n{LAUGHS}]>",
        '<!DOCTYPE Document [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/statement.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_entities_are_refused_with_their_place(
    tmp_path: Path, declared: str, encoding: str
) -> None:
    text = camt([entry(PAID._replace(narration="X"))]).replace(">X<", ">&l9;<")
    text = text.replace('encoding="UTF-8"?>\n', f'encoding="{encoding}"?>\n{declared}\n')
    with pytest.raises(UnreadableFile, match="line 2 declares a document type"):
        read(tmp_path, text.encode(encoding.lower()))


def test_entities_behind_a_long_comment_are_refused_too(tmp_path: Path) -> None:
    text = camt([entry(PAID)])
    hidden = f"<!--{' ' * 200_000}--><!DOCTYPE Document [<!ENTITY a 'b'>]>\n"
    text = text.replace("<Document", f"{hidden}<Document", 1)
    with pytest.raises(UnreadableFile, match="DOCTYPE"):
        read(tmp_path, text)


def test_deep_and_endless_elements_are_refused(tmp_path: Path) -> None:
    deep = camt(["<x>" * 1000])
    endless = camt([f"<x>{'<y/>' * 5_000_000}</x>"])
    for text in (deep, endless):
        with pytest.raises((UnreadableFile, FileTooLarge)):
            read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (camt(["<x>" * 1000]), "nested too deep"),
        (camt([f"<x>{'y' * 11_000_000}</x>"]), "too long"),
        (camt(["<x></y>"]), r"damaged or cut off in line \d+"),
        (camt([])[:-5], "damaged or cut off"),
    ],
    ids=["deep", "long", "crossed", "cut off"],
)
def test_what_the_parser_finds_is_told_in_our_words(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said) as refusal:
        read(tmp_path, text)
    told = str(refusal.value)
    assert not any(word in told for word in ("XML_PARSE", "depth", "tag", "Premature", "option"))


WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=20
)


@given(
    movements=st.lists(
        st.builds(
            Movement,
            booked_on=st.dates(date(1990, 1, 1), date(2100, 12, 31)),
            amount=st.integers(-(10**15) + 1, 10**15 - 1).filter(bool).map(Decimal),
            is_reversal=st.booleans(),
            reference=st.text("ABCDEFXYZ123456789", min_size=4, max_size=35),
            narration=WORDS,
        ),
        max_size=8,
    ),
    opening=st.integers(-(10**15) + 1, 10**15 - 1).map(Decimal),
    version=st.sampled_from(["02", "08"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_is_read_back(
    tmp_path: Path, movements: list[Movement], opening: Decimal, version: str
) -> None:
    text = camt((entry(each, version) for each in movements), version=version, opening=opening)
    file = read(tmp_path, text)
    (statement,) = file.statements
    assert [
        Movement(
            line.booked_on, line.amount, line.is_reversal, line.bank_reference or "", line.narration
        )
        for line in statement.lines
    ] == [each._replace(narration=composed(each.narration)) for each in movements]
    assert statement.head.opening == opening
