"""Writes statements as banks and the post write them, for what is then read back."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from postal_bridge.domain.statement import StatementFile
from schemas.statements.opening import read_statement


class Movement(NamedTuple):
    """What every format can say about a movement of money."""

    booked_on: date
    amount: Decimal
    is_reversal: bool
    reference: str
    narration: str


MARKS = {(True, False): "C", (False, False): "D", (False, True): "RC", (True, True): "RD"}


def saved(folder: Path, content: str | bytes, name: str = "statement") -> Path:
    """Return a file with this content; nothing is told by its name."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, content: str | bytes) -> StatementFile:
    """Return what is read of this content."""
    return read_statement(saved(folder, content))


def mt940(
    movements: Iterable[Movement], opening: Decimal, currency: str = "VND", end: str = "\n"
) -> str:
    """Return one message of MT940 with an end mark."""
    lines = [":20:STMT1", ":25:1234567890", ":28C:00042/001"]
    lines.append(f":60F:{balance_mt940(opening, currency)}")
    closing = opening
    for movement in movements:
        closing += movement.amount
        mark = MARKS[movement.amount > 0, movement.is_reversal]
        day = movement.booked_on
        amount = digits(movement.amount)
        lines.append(f":61:{day:%y%m%d}{day:%m%d}{mark}{amount}NTRFNONREF//{movement.reference}")
        lines.append(f":86:{movement.narration}")
    lines += [f":62F:{balance_mt940(closing, currency)}", "-", ""]
    return end.join(lines)


def balance_mt940(amount: Decimal, currency: str, day: str = "260331") -> str:
    """Return a balance as fields 60 and 62 have it."""
    return f"{'D' if amount < 0 else 'C'}{day}{currency}{digits(amount)}"


def digits(amount: Decimal) -> str:
    """Return an amount without a sign, with the comma that MT940 asks for."""
    text = format(abs(amount), "f").replace(".", ",")
    return text if "," in text else f"{text},"


def camt(
    entries: Iterable[str],
    *,
    kind: str = "053",
    version: str = "02",
    opening: Decimal | None = Decimal(0),
    closing: Decimal | None = None,
    currency: str = "VND",
) -> str:
    """Return a camt document around entries."""
    message, part = (
        ("BkToCstmrStmt", "Stmt")
        if kind == "053"
        else (
            "BkToCstmrDbtCdtNtfctn",
            "Ntfctn",
        )
    )
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{money(amount, currency)}"
        "<Dt><Dt>2026-03-31</Dt></Dt></Bal>\n"
        for code, amount in (("OPBD", opening), ("CLBD", closing))
        if amount is not None
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}">'
        f"<{message}><GrpHdr><MsgId>M1</MsgId></GrpHdr>\n"
        f"<{part}><Id>S1</Id><ElctrncSeqNb>42</ElctrncSeqNb><Acct><Id><Othr><Id>1234567890</Id>"
        f"</Othr></Id><Ccy>{currency}</Ccy></Acct>\n{balances}{''.join(entries)}"
        f"</{part}></{message}></Document>\n"
    )


def money(amount: Decimal, currency: str = "VND") -> str:
    """Return an amount and its direction as camt has them."""
    direction = "DBIT" if amount < 0 else "CRDT"
    value = format(abs(amount), "f")
    return f'<Amt Ccy="{currency}">{value}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'


def entry(movement: Movement, version: str = "02", details: str = "") -> str:
    """Return an entry of camt that is booked."""
    status = "<Cd>BOOK</Cd>" if version >= "08" else "BOOK"
    reversal = "<RvslInd>true</RvslInd>" if movement.is_reversal else ""
    return (
        f"<Ntry>{money(movement.amount)}{reversal}<Sts>{status}</Sts>"
        f"<BookgDt><Dt>{movement.booked_on}</Dt></BookgDt>"
        f"<AcctSvcrRef>{escape(movement.reference)}</AcctSvcrRef>"
        f"<NtryDtls>{details}</NtryDtls>"
        f"<AddtlNtryInf>{escape(movement.narration)}</AddtlNtryInf></Ntry>\n"
    )


def table(rows: Sequence[Sequence[object]], separator: str = ",") -> str:
    """Return rows as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    return text.getvalue()
