"""The columns of statements that are tables: their headings, and how their cells read.

Owns the names that banks and the post give to columns, in Vietnamese and in English, and the words
that stand in them. Walking a table is `sheet`'s; words outside of columns are known by
`sheet_words`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Final
from zoneinfo import ZoneInfo

from postal_bridge.domain.code_refusals import BadDossierCode
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from schemas.cells import choice_of, day_of, fold_heading, text_of
from schemas.statements.sheet_words import currency_of
from schemas.statements.texts import NO_REFERENCE, TEXT_CHARACTERS_MAX
from schemas.table import Cell

_CELLS_KEPT: Final = 4096
_CODE_CHARACTERS_MAX: Final = 100
_OTHER_DAY: Final = re.compile(r"([0-9]{1,2})[-.]([0-9]{1,2})[-.]([0-9]{4})(?= |$)")

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "booked_on": (
        "booked on",
        "booking date",
        "date",
        "transaction date",
        "posting date",
        "collected on",
        "accepted date",
        "accepteddate",
        "ngay",
        "ngay giao dich",
        "ngay gd",
        "ngay hach toan",
        "ngay ghi so",
        "ngay thu",
        "ngay thu ho",
        "ngay thu tien",
    ),
    "value_on": (
        "value on",
        "value date",
        "sent on",
        "remitted on",
        "remittance date",
        "ngay hieu luc",
        "ngay gia tri",
        "ngay chuyen",
        "ngay chuyen tien",
        "ngay nop",
        "ngay nop tien",
    ),
    "amount": (
        "amount",
        "amount dong",
        "collected amount",
        "cod",
        "cod amount",
        "codamount",
        "so tien",
        "so tien giao dich",
        "so tien gd",
        "so tien thu",
        "so tien thu ho",
        "so tien da thu",
        "so tien phat sinh",
        "so tien cod",
        "tien cod",
        "tien thu ho",
    ),
    "credit": (
        "credit",
        "credit amount",
        "deposit",
        "ghi co",
        "so tien ghi co",
        "phat sinh co",
        "ps co",
        "tien vao",
        "co",
    ),
    "debit": (
        "debit",
        "debit amount",
        "withdrawal",
        "ghi no",
        "so tien ghi no",
        "phat sinh no",
        "ps no",
        "tien ra",
        "no",
    ),
    "direction": ("direction", "debit credit", "dr cr", "d c", "c d", "no co", "ghi no ghi co"),
    "balance": ("balance", "running balance", "so du", "so du sau giao dich", "so du luy ke"),
    "account": ("account", "account number", "account no", "so tai khoan", "tai khoan", "so tk"),
    "currency": ("currency", "ccy", "loai tien", "loai tien te", "tien te", "don vi tien te"),
    "bank_reference": (
        "bank reference",
        "reference",
        "reference number",
        "reference no",
        "ref",
        "ref no",
        "transaction id",
        "transaction number",
        "so but toan",
        "so tham chieu",
        "ma giao dich",
        "ma gd",
        "so giao dich",
        "so ct",
        "so chung tu",
    ),
    "end_to_end_id": ("end to end id", "end to end reference"),
    "customer_reference": ("customer reference", "tham chieu khach hang"),
    "narration": (
        "narration",
        "description",
        "details",
        "transaction details",
        "remark",
        "remarks",
        "dien giai",
        "noi dung",
        "noi dung giao dich",
        "noi dung chuyen khoan",
        "noi dung thanh toan",
        "mo ta",
        "ghi chu",
    ),
    "counterparty_name": (
        "counterparty",
        "counterparty name",
        "payer",
        "ten doi tac",
        "doi tac",
        "nguoi chuyen",
        "ten nguoi chuyen",
        "nguoi nop",
        "nguoi nop tien",
        "ten tai khoan doi ung",
    ),
    "counterparty_account": (
        "counterparty account",
        "tai khoan doi ung",
        "so tai khoan doi ung",
        "tk doi ung",
    ),
    "item_code": (
        "item code",
        "item",
        "itemcode",
        "tracking code",
        "tracking number",
        "so hieu",
        "so hieu buu gui",
        "ma buu gui",
        "ma van don",
        "so van don",
    ),
    "dossier_code": (
        "dossier code",
        "dossier",
        "order number",
        "ordernumber",
        "ma ho so",
        "so ho so",
        "ma so ho so",
    ),
    "receipt_number": (
        "receipt number",
        "receipt no",
        "receipt",
        "so bien lai",
        "bien lai",
        "so bien lai thu",
    ),
    "kind": (
        "kind",
        "kind of money",
        "loai khoan thu",
        "khoan thu",
        "loai thu",
        "loai tien thu",
        "loai phi",
    ),
    "beneficiary_account": (
        "beneficiary account",
        "tai khoan thu huong",
        "so tai khoan thu huong",
        "tk thu huong",
    ),
    "beneficiary_agency": (
        "beneficiary",
        "beneficiary agency",
        "agency",
        "don vi thu huong",
        "co quan thu huong",
        "co quan",
        "co quan thu",
        "ma co quan",
    ),
    "remittance_batch": (
        "remittance batch",
        "batch number",
        "batch",
        "so bang ke",
        "bang ke",
        "ma dot chuyen tien",
        "dot chuyen tien",
        "so dot chuyen tien",
        "lo chuyen tien",
    ),
}
"""Each field's headings as `cells.fold_heading` gives them."""

COLUMN_OF: Final = {heading: name for name, headings in HEADINGS.items() for heading in headings}

PERSONAL: Final = frozenset({"narration", "counterparty_name", "counterparty_account"})

KEYS: Final = (
    "bank_reference",
    "end_to_end_id",
    "customer_reference",
    "item_code",
    "dossier_code",
    "receipt_number",
)
"""What names a single movement of money; a line with any of them is no total."""

_REFERENCES: Final = (
    "bank_reference",
    "end_to_end_id",
    "customer_reference",
    "counterparty_name",
    "counterparty_account",
    "receipt_number",
)
_REPEATED_REFERENCES: Final = (
    "beneficiary_account",
    "beneficiary_agency",
    "remittance_batch",
    "account",
)

_KINDS: Final = {
    "fee": MoneyKind.FEE,
    "phi": MoneyKind.FEE,
    "charge": MoneyKind.CHARGE,
    "le phi": MoneyKind.CHARGE,
    "tax": MoneyKind.TAX,
    "thue": MoneyKind.TAX,
    "nop thue": MoneyKind.TAX,
    "tien thue": MoneyKind.TAX,
    "fine": MoneyKind.FINE,
    "phat": MoneyKind.FINE,
    "tien phat": MoneyKind.FINE,
    "nop phat": MoneyKind.FINE,
    "xu phat": MoneyKind.FINE,
    "postage": MoneyKind.POSTAGE,
    "cuoc": MoneyKind.POSTAGE,
    "cuoc phi": MoneyKind.POSTAGE,
    "cuoc buu chinh": MoneyKind.POSTAGE,
    "cuoc dich vu": MoneyKind.POSTAGE,
}
_DIRECTIONS: Final = {
    **dict.fromkeys(("c", "cr", "crdt", "credit", "co", "ghi co", "thu"), 1),
    **dict.fromkeys(("d", "dr", "dbit", "debit", "no", "ghi no", "chi"), -1),
}


def checked_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """Return what headings mean, folded as we compare them.

    Raises:
        InvalidInput: a heading is to mean a field that is not there.

    """
    wrong = [
        FieldProblem(
            f"columns.{heading}", "unknown_field", Said("there is no field {name}", name=name)
        )
        for heading, name in mapping.items()
        if name and name not in HEADINGS
    ]
    if wrong:
        raise InvalidInput(*wrong)
    return {fold_heading(heading): name for heading, name in mapping.items()}


def readers(zone: ZoneInfo) -> dict[str, Callable[[Cell], object]]:
    """Return how the cells of each field are read; amounts depend on a currency and are not here.

    What repeats from line to line is remembered, which is most of the speed of a large file.
    """
    kept = lru_cache(_CELLS_KEPT)
    kinds = tuple(dict.fromkeys(kind.value for kind in _KINDS.values()))
    no_kind = Said("must be one of {money_kind}", money_kind=kinds)
    no_direction = Said("must be one of {names}", names=("C", "D"))
    return {
        **dict.fromkeys(_REFERENCES, _reference_of),
        **dict.fromkeys(_REPEATED_REFERENCES, kept(_reference_of)),
        "booked_on": kept(partial(_day_of, zone=zone)),
        "value_on": kept(partial(_day_of, zone=zone)),
        "narration": partial(text_of, most_characters=TEXT_CHARACTERS_MAX),
        "item_code": _item_code_of,
        "dossier_code": _dossier_code_of,
        "kind": kept(partial(choice_of, choices=_KINDS, otherwise=no_kind)),
        "direction": kept(partial(choice_of, choices=_DIRECTIONS, otherwise=no_direction)),
        "currency": kept(_currency_of),
    }


def _day_of(cell: Cell, zone: ZoneInfo) -> date:
    if isinstance(cell, str):
        cell = _OTHER_DAY.sub(r"\1/\2/\3", cell, count=1)
    return day_of(cell, zone)


def _reference_of(cell: Cell) -> str | None:
    said = text_of(cell, _CODE_CHARACTERS_MAX)
    return None if said.upper() in NO_REFERENCE else said


def _item_code_of(cell: Cell) -> str | None:
    # Whether the code is a true one is for the matching to say: the money is there in any case.
    code = _reference_of(cell)
    return None if code is None else code.upper().replace(" ", "")


def _dossier_code_of(cell: Cell) -> str | None:
    code = _reference_of(cell)
    try:
        return None if code is None else DossierCode.parse(code).text
    except BadDossierCode:
        return code


def _currency_of(cell: Cell) -> str:
    return currency_of(text_of(cell, _CODE_CHARACTERS_MAX))
