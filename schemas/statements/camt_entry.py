"""Entries of camt.053 and camt.054: what one says, and the lines that are made of it.

Owns which entries count, how a batch is taken apart into its transactions, and what is done where
their amounts do not make the entry. How single values are written is known by `camt_words`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from lxml.etree import _Element

from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import StatementLine
from schemas.cells import BadCell
from schemas.statements.camt_words import Words, account_of, day_of, money_of, sign_of
from schemas.statements.texts import named, reference, tidy

_BOOKED: Final = "BOOK"
_TRUE: Final = frozenset({"true", "1"})
_SHOWN_CHARACTERS: Final = 80

# Version 8 put the names of parties one level deeper.
_NAME: Final = ("RltdPties/{}/Nm", "RltdPties/{}/Pty/Nm")
_OTHER_SIDE: Final = {True: "Dbtr", False: "Cdtr"}
_CUSTOMER_REFERENCES: Final = (
    "RmtInf/Strd/CdtrRefInf/Ref",
    "Refs/InstrId",
    "Refs/TxId",
    "Refs/PmtInfId",
    "Refs/MsgId",
)


class BadElement(ValueError):  # noqa: N818 - an expected answer, gathered into a list
    """An element of an entry does not hold what it should; `said` is the reason."""

    def __init__(self, name: str, shown: str, said: Said) -> None:
        super().__init__(said)
        self.name = name
        self.shown = shown
        self.said = said


class Detail(NamedTuple):
    """What a transaction within an entry says; its amount where that is in the entry's currency."""

    amount: Decimal | None
    bank_reference: str | None
    end_to_end_id: str | None
    customer_reference: str | None
    narration: str
    counterparty_name: str | None
    counterparty_account: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an entry says itself, its amount with the sign of the booking."""

    amount: Decimal
    currency: str
    is_reversal: bool
    booked_on: date
    value_on: date
    bank_reference: str | None
    entry_reference: str | None
    narration: str
    batch_reference: str | None
    batch_size: int | None


def entry_of(words: Words, element: _Element) -> Entry:
    """Return what an entry says; raises BadElement, also for what is not booked."""
    status = words.text(element, "Sts/Cd", "Sts/Prtry", "Sts") or _BOOKED
    if status != _BOOKED:
        shown = tidy(status)[:_SHOWN_CHARACTERS]
        raise BadElement("Sts", shown, Said("is not booked, so it is not counted"))
    name = "Amt"
    try:
        amount, currency = money_of(words, element)
        name = "CdtDbtInd"
        sign = sign_of(words, element)
        name = "BookgDt"
        booked_on = day_of(words, element, "BookgDt")
        name = "ValDt"
        value_on = day_of(words, element, "ValDt")
    except BadCell as bad:
        shown = tidy(words.text(element, name, f"{name}/Dt", f"{name}/DtTm"))[:_SHOWN_CHARACTERS]
        raise BadElement(name, shown, bad.said) from bad
    day = booked_on or value_on
    if day is None:
        raise BadElement("BookgDt", "", Said("is missing, and so is ValDt"))
    size = words.text(element, "NtryDtls/Btch/NbOfTxs") or ""
    return Entry(
        amount=amount * sign,
        currency=currency,
        is_reversal=words.text(element, "RvslInd") in _TRUE,
        booked_on=day,
        value_on=value_on or day,
        bank_reference=reference(words.text(element, "AcctSvcrRef")),
        entry_reference=reference(words.text(element, "NtryRef")),
        narration=tidy(words.text(element, "AddtlNtryInf")),
        batch_reference=reference(
            words.text(element, "NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId")
        ),
        batch_size=int(size) if size.isdecimal() and size.isascii() else None,
    )


def lines_of(
    entry: Entry, details: Sequence[Detail], *, place: int, number: int
) -> Iterator[StatementLine | LineProblem]:
    """Yield the lines of an entry: one, or one for each transaction of a batch that adds up.

    A batch that does not add up stays one line, because what the bank booked is the entry.
    """
    if details and entry.batch_size not in (None, len(details)):
        reason = Said(
            "is not the number of transactions given, which is {count}", count=len(details)
        )
        yield LineProblem(place, "NbOfTxs", str(entry.batch_size), reason)
    amounts = [detail.amount for detail in details if detail.amount is not None]
    adds_up = sum(amounts) == entry.amount and len(amounts) == len(details)
    if not adds_up and (amounts or len(details) > 1):
        yield LineProblem(
            place, "TxDtls", str(sum(amounts)), _why_not(entry, len(amounts), details)
        )
    whole = StatementLine(
        place=place,
        entry=number,
        booked_on=entry.booked_on,
        value_on=entry.value_on,
        amount=entry.amount,
        is_reversal=entry.is_reversal,
        bank_reference=entry.bank_reference or entry.entry_reference,
        narration=entry.narration,
    )
    if len(details) == 1:
        yield _with_detail(whole, details[0])
    elif details and adds_up:
        batch = entry.batch_reference or entry.bank_reference or entry.entry_reference
        for detail, amount in zip(details, amounts, strict=True):
            line = replace(whole, amount=amount, batch_reference=batch)
            yield _with_detail(line, detail)
    else:
        yield whole


def _why_not(entry: Entry, with_amount: int, details: Sequence[Detail]) -> Said:
    if with_amount < len(details):
        return Said(
            "{without} of {count} transactions have no amount in {currency}",
            without=len(details) - with_amount,
            count=len(details),
            currency=entry.currency,
        )
    return Said("the transactions do not make the entry, which is {amount}", amount=entry.amount)


def _with_detail(line: StatementLine, detail: Detail) -> StatementLine:
    return replace(
        line,
        bank_reference=detail.bank_reference or line.bank_reference,
        end_to_end_id=detail.end_to_end_id,
        customer_reference=detail.customer_reference,
        narration=detail.narration or line.narration,
        counterparty_name=detail.counterparty_name,
        counterparty_account=detail.counterparty_account,
    )


def detail_of(words: Words, detail: _Element, entry: _Element) -> Detail:
    """Return what a transaction within an entry says; raises BadCell when the entry has no sign."""
    sign = sign_of(words, entry)
    _, currency = money_of(words, entry)
    own_sign = sign if words.text(detail, "CdtDbtInd") is None else sign_of(words, detail)
    amount = _own_amount(words, detail, currency)
    other = _OTHER_SIDE[own_sign > 0]
    account = words.find(detail, f"RltdPties/{other}Acct")
    return Detail(
        amount=None if amount is None else amount * own_sign,
        bank_reference=reference(words.text(detail, "Refs/AcctSvcrRef")),
        end_to_end_id=reference(words.text(detail, "Refs/EndToEndId")),
        customer_reference=reference(words.text(detail, *_CUSTOMER_REFERENCES)),
        narration=_narration(words, detail),
        counterparty_name=named(words.text(detail, *(path.format(other) for path in _NAME))),
        counterparty_account=None if account is None else account_of(words, account)[0],
    )


def _own_amount(words: Words, detail: _Element, currency: str) -> Decimal | None:
    # What the payer instructed may be in another currency, or before charges, and is no booking.
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        found = words.find(detail, path)
        if found is not None and found.get("Ccy") == currency:
            return money_of(words, detail, path)[0]
    return None


def _narration(words: Words, detail: _Element) -> str:
    remittance = words.find(detail, "RmtInf")
    if remittance is not None:
        said = [part.text or "" for part in words.find_all(remittance, "Ustrd")]
        for structured in words.find_all(remittance, "Strd"):
            said += [part.text or "" for part in words.find_all(structured, "AddtlRmtInf")]
        if any(said):
            return tidy(" ".join(said))
    return tidy(words.text(detail, "AddtlTxInf"))
