"""VietQR: texts that are published as examples, and what such a text cannot hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vietnam_qr_pay import QRPay

from postal_bridge.domain.vietqr import (
    PURPOSE_CHARACTERS_MAX,
    Beneficiary,
    Transfer,
    checksum,
    purpose_of,
    read_transfer,
    transfer_text,
)

HOLDER = "KHO BAC VI DU"
EXAMPLE = Beneficiary("970499", "0000000001", HOLDER)


#: Published texts and what they mean.
PUBLISHED = [
    (
        Transfer(Beneficiary("970403", "0011012345678", ""), None, ""),
        (
            "00020101021138570010A0000007270127000697040301130011012345678"
            "0208QRIBFTTA53037045802VN63049E6F"
        ),
    ),
    (
        Transfer(Beneficiary("970416", "257678859", ""), 1_000, "Chuyen tien"),
        (
            "00020101021238530010A000000727012300069704160109257678859"
            "0208QRIBFTTA5303704540410005802VN62150811Chuyen tien6304BBB8"
        ),
    ),
    (
        Transfer(Beneficiary("970436", "0123456789", ""), 150_000, "AFWD WITHDRAWAL12"),
        (
            "00020101021238540010A00000072701240006970436011001234567890208QRIBFTTA"
            "530370454061500005802VN62210817AFWD WITHDRAWAL12630469B7"
        ),
    ),
]
#: In circulation as an example, with a check that fits: its account is longer than it says.
WRONG_LENGTH = (
    "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5"
)

ACCOUNTS = st.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True)
AMOUNTS = st.none() | st.integers(1, 10**13 - 1)
PURPOSES = st.from_regex(r"[0-9A-Za-z .-]{0,25}", fullmatch=True)


def checked(text: str) -> str:
    """Return a text, whatever it says, with a check that fits."""
    return f"{text}6304{checksum(f'{text}6304'.encode()):04X}"


def test_the_checksum_is_the_one_of_the_catalogues() -> None:
    assert checksum(b"123456789") == 0x29B1


@pytest.mark.parametrize(("transfer", "published"), PUBLISHED)
def test_published_codes_are_written_and_read_alike(transfer: Transfer, published: str) -> None:
    written = transfer_text(transfer.beneficiary, transfer.amount_dong, transfer.purpose)
    assert written == published
    assert read_transfer(published) == transfer


def test_a_published_code_whose_account_is_longer_than_it_says_is_not_read() -> None:
    assert checksum(WRONG_LENGTH[:-4].encode()) == int(WRONG_LENGTH[-4:], 16)
    with pytest.raises(ValueError, match="digits of name"):
        read_transfer(WRONG_LENGTH)


@given(ACCOUNTS, AMOUNTS, PURPOSES)
def test_every_transfer_reads_back_as_it_was_meant(
    account: str, amount: int | None, purpose: str
) -> None:
    meant = Transfer(Beneficiary("970499", account, ""), amount, purpose)
    text = transfer_text(meant.beneficiary, meant.amount_dong, meant.purpose)
    assert read_transfer(text) == meant


@given(ACCOUNTS, AMOUNTS, st.from_regex(r"[0-9A-Za-z.-]{1,25}", fullmatch=True))
def test_an_independent_reader_and_writer_agree(
    account: str, amount: int | None, purpose: str
) -> None:
    text = transfer_text(Beneficiary("970499", account, HOLDER), amount, purpose)
    theirs = QRPay(text)
    assert theirs.is_valid
    assert (theirs.consumer.bank_bin, theirs.consumer.bank_number) == ("970499", account)
    assert theirs.amount == (None if amount is None else str(amount))
    assert theirs.additional_data.purpose == purpose
    written = QRPay.init_viet_qr(
        bank_bin="970499",
        bank_number=account,
        amount=None if amount is None else str(amount),
        purpose=purpose,
    ).build()
    assert written == text


@given(st.data(), ACCOUNTS, AMOUNTS, PURPOSES)
def test_no_code_with_one_wrong_character_is_read(
    data: st.DataObject, account: str, amount: int | None, purpose: str
) -> None:
    text = transfer_text(Beneficiary("970499", account, HOLDER), amount, purpose)
    place = data.draw(st.integers(0, len(text) - 1))
    wrong = data.draw(st.characters().filter(lambda letter: letter != text[place]))
    with pytest.raises(ValueError, match=r"\S"):
        read_transfer(text[:place] + wrong + text[place + 1 :])


@given(st.text())
def test_whatever_else_is_said_is_refused_and_breaks_nothing(text: str) -> None:
    for said in (text, f"000201{text}", text + text):
        with pytest.raises(ValueError, match=r"\S"):
            read_transfer(said)


TO = "38530010A00000072701230006970499010900000000A0208QRIBFTTA"
PLAIN = f"000201010212{TO}5303704540410005802VN"


@pytest.mark.parametrize(
    ("said", "because"),
    [
        (PLAIN.replace("5303704", "5303840"), "field 53"),
        (PLAIN.replace("5802VN", "5802US"), "field 58"),
        (PLAIN.replace("010212", "010213"), "field 01"),
        (PLAIN.replace("54041000", "54041.50"), "amount"),
        (PLAIN.replace("54041000", "54040100"), "amount"),
        (PLAIN.replace("54041000", "54040000"), "amount"),
        (PLAIN.replace("54041000", "5400"), "as long"),
        (PLAIN.replace("QRIBFTTA", "QRIBFTTC"), "card"),
        (PLAIN.replace("A000000727", "A000000728"), "NAPAS"),
        (PLAIN.replace("0109", "0110"), "name|long"),
        (PLAIN.replace(TO, ""), "missing: 38"),
        (PLAIN.replace("5303704", ""), "missing: 53"),
        (PLAIN.replace("5802VN", ""), "missing: 58"),
        (PLAIN.replace("010212", ""), "missing: 01"),
        (PLAIN.replace("000201", "", 1), "missing: 00"),
        (PLAIN.replace("0006970499", "0106970499"), "twice"),
        (f"{PLAIN}5802VN", "twice"),
        (f"{PLAIN}0102AB", "twice"),
        (f"{PLAIN}9902AB", "belong"),
        (f"{PLAIN}62080804a*bc", "purpose"),
        (f"{PLAIN}62300826{'x' * 26}", "purpose"),
        (PLAIN[6:12] + PLAIN[:6] + PLAIN[12:], "begins"),
    ],
)
def test_what_is_no_transfer_in_dong_is_refused_though_its_check_fits(
    said: str, because: str
) -> None:
    assert read_transfer(checked(PLAIN)).amount_dong == 1_000
    with pytest.raises(ValueError, match=because):
        read_transfer(checked(said))


def test_what_shops_add_is_passed_over() -> None:
    said = f"{PLAIN}5204000059050CUAH6005HANOI6106100000622501050000108121234567890AB"
    assert read_transfer(checked(said)).purpose == "1234567890AB"


def test_a_check_stands_at_the_end_alone() -> None:
    early = checked(PLAIN[:12])
    with pytest.raises(ValueError, match=r"ends|digits of name"):
        read_transfer(early + PLAIN[12:])


@pytest.mark.parametrize("amount_dong", [0, -1, 10**13])
def test_an_amount_that_nobody_owes_is_not_written(amount_dong: int) -> None:
    with pytest.raises(ValueError, match="amount"):
        transfer_text(EXAMPLE, amount_dong, "")


@pytest.mark.parametrize("purpose", ["x" * 26, "Nộp phí", "a\nb", "a*b"])
def test_a_purpose_is_short_and_plain(purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        transfer_text(EXAMPLE, 1, purpose)


@pytest.mark.parametrize(
    ("bank", "account"),
    [("97049", "1"), ("97049x", "1"), ("970499", ""), ("970499", "1" * 20), ("970499", "1-2")],
)
def test_an_account_is_one_that_a_code_can_hold(bank: str, account: str) -> None:
    with pytest.raises(ValueError, match=r"bank|account"):
        Beneficiary(bank, account, HOLDER)


@pytest.mark.parametrize(
    ("code", "purpose"),
    [
        ("H53.14-260313-0001", "H53.14-260313-0001"),
        ("000.00.19.H53-260313-0001", "000.00.19.H53-260313-0001"),
        ("H53.ABCDEF.GHIJKL.MN-260313-0001", "DEF.GHIJKL.MN-260313-0001"),
        ("H53.A.BCDEFG.12345-260313-0001", "BCDEFG.12345-260313-0001"),
        ("Đơn số 12 ở Hòa Mẫu*", "Don so 12 o Hoa Mau"),
    ],
)
def test_the_purpose_is_the_code_or_its_end(code: str, purpose: str) -> None:
    assert purpose_of(code) == purpose
    assert len(purpose_of(code)) <= PURPOSE_CHARACTERS_MAX
    transfer_text(EXAMPLE, 1, purpose_of(code))
