"""Writes down what citizens owe for a dossier, line by line, and books it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.catalogue import FeeLine
from postal_bridge.domain.fees import (
    MoneyKind,
    Obligation,
    Part,
    asked_on_filing,
    lines_in_force,
)
from postal_bridge.domain.ledger import Account, Entry, Fact, transfer
from postal_bridge.domain.money import Money
from postal_bridge.store import obligations
from postal_bridge.store.database import Connection
from postal_bridge.usecases.keep_books import book

OBLIGATION = "obligation"


def owed_on_filing(
    dossier_code: str, tariff: Sequence[FeeLine], stated_dong: int | None, day: date
) -> list[Obligation]:
    """Return the fee lines of a dossier that is filed on `day`."""
    stated = None if stated_dong is None else Money(stated_dong)
    return [
        Obligation(uuid4(), dossier_code, kind, name, tariff=amount, amount=amount, owed_on=day)
        for kind, name, amount in asked_on_filing(lines_in_force(tariff, day), stated)
    ]


async def owe(
    connection: Connection,
    viewer: Viewer,
    department_code: str,
    lines: Sequence[Obligation],
    now: datetime,
) -> None:
    """Keep fee lines of a dossier of a department, and book them."""
    if not lines:
        return
    recorded = now, viewer.login, viewer.office_code
    await obligations.add_obligations(connection, viewer.center_id, lines, recorded)
    entries = [_owed(line, department_code, viewer) for line in lines if line.amount != Money(0)]
    await book(connection, viewer.center_id, entries, now)


def _owed(line: Obligation, department_code: str, viewer: Viewer) -> Entry:
    creditor = (
        (Account.POSTAGE, viewer.office_code)
        if line.kind is MoneyKind.POSTAGE
        else (Account.AGENCY_DUE, department_code)
    )
    fact = Fact(
        source_kind=OBLIGATION,
        source_id=str(line.obligation_id),
        reason="cancelled" if line.cancels else "owed",
        happened_on=line.owed_on,
        login=viewer.login,
        note=line.ground,
    )
    receivable = (Account.CITIZEN_RECEIVABLE, line.dossier_code)
    return Entry(fact, tuple(transfer([Part(line.kind, line.amount)], receivable, creditor)))
