"""VietQR: texts that are published as examples, and what such a text cannot hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.vietqr import (
    PURPOSE_CHARACTERS_MAX,
    Beneficiary,
    checksum,
    purpose_of,
    transfer_text,
)

HOLDER = "KHO BAC VI DU"
EXAMPLE = Beneficiary("970499", "0000000001", HOLDER)


def fields(text: str) -> dict[str, str]:
    """Return the fields of a code, and fail on one whose length is not what it says."""
    found, place = {}, 0
    while place < len(text):
        name, length = text[place : place + 2], int(text[place + 2 : place + 4])
        found[name] = text[place + 4 : place + 4 + length]
        assert len(found[name]) == length
        place += 4 + length
    return found


def test_the_checksum_is_the_one_of_the_catalogues() -> None:
    assert checksum(b"123456789") == 0x29B1


@pytest.mark.parametrize(
    ("beneficiary", "amount_dong", "purpose", "published"),
    [
        (
            Beneficiary("970403", "0011012345678", HOLDER),
            None,
            "",
            (
                "00020101021138570010A0000007270127000697040301130011012345678"
                "0208QRIBFTTA53037045802VN63049E6F"
            ),
        ),
        (
            Beneficiary("970416", "257678859", HOLDER),
            1_000,
            "Chuyen tien",
            (
                "00020101021238530010A000000727012300069704160109257678859"
                "0208QRIBFTTA5303704540410005802VN62150811Chuyen tien6304BBB8"
            ),
        ),
        (
            Beneficiary("970436", "0123456789", HOLDER),
            150_000,
            "AFWD WITHDRAWAL12",
            (
                "00020101021238540010A00000072701240006970436011001234567890208QRIBFTTA"
                "530370454061500005802VN62210817AFWD WITHDRAWAL12630469B7"
            ),
        ),
    ],
)
def test_published_codes_are_written_alike(
    beneficiary: Beneficiary, amount_dong: int | None, purpose: str, published: str
) -> None:
    assert transfer_text(beneficiary, amount_dong, purpose) == published


@given(
    st.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True),
    st.integers(1, 10**13 - 1),
    st.from_regex(r"[0-9A-Za-z .-]{1,25}", fullmatch=True),
)
def test_every_transfer_reads_back_as_it_was_meant(account: str, amount: int, memo: str) -> None:
    text = transfer_text(Beneficiary("970499", account, HOLDER), amount, memo)
    assert int(text[-4:], 16) == checksum(text[:-4].encode())
    read = fields(text)
    assert list(read) == ["00", "01", "38", "53", "54", "58", "62", "63"]
    assert (read["01"], read["53"], read["58"]) == ("12", "704", "VN")
    assert int(read["54"]) == amount
    assert fields(read["62"]) == {"08": memo}
    template = fields(read["38"])
    assert (template["00"], template["02"]) == ("A000000727", "QRIBFTTA")
    assert fields(template["01"]) == {"00": "970499", "01": account}


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
    ],
)
def test_the_purpose_is_the_code_or_its_end(code: str, purpose: str) -> None:
    assert purpose_of(code) == purpose
    assert len(purpose_of(code)) <= PURPOSE_CHARACTERS_MAX
    transfer_text(EXAMPLE, 1, purpose_of(code))
