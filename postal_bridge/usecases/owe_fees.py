"""Writes down what citizens owe for a dossier, line by line, and books it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.booking import owed
from postal_bridge.domain.catalogue import FeeLine
from postal_bridge.domain.fees import Obligation, asked_on_filing, lines_in_force
from postal_bridge.domain.money import Money
from postal_bridge.store import obligations
from postal_bridge.store.database import Connection
from postal_bridge.store.differences import Difference
from postal_bridge.usecases.keep_books import Journal

#: The kind of difference that is told of a fee which is not what the tariff in force asks.
FEE_OFF_TARIFF = "fee_off_tariff"


def owed_on_filing(
    dossier_code: str, tariff: Sequence[FeeLine], stated_dong: int | None, day: date
) -> list[Obligation]:
    """Return the fee lines of a dossier that is filed on `day`."""
    stated = None if stated_dong is None else Money(stated_dong)
    return [
        Obligation(uuid4(), dossier_code, kind, name, tariff=amount, amount=amount, owed_on=day)
        for kind, name, amount in asked_on_filing(lines_in_force(tariff, day), stated)
    ]


def fee_off_tariff(
    viewer: Viewer, dossier_code: str, asked: tuple[Money, Money], now: datetime
) -> Difference:
    """Return the difference that tells accountants of a fee which is not the tariff's.

    `asked` is what the tariff asks, and what was stated.
    """
    by_tariff, stated = asked
    detail = {
        "dossier_code": dossier_code,
        "tariff_dong": by_tariff.amount_dong,
        "stated_dong": stated.amount_dong,
        "login": viewer.login,
    }
    return Difference(uuid4(), FEE_OFF_TARIFF, viewer.office_code, now, detail)


async def owe(
    connection: Connection,
    viewer: Viewer,
    department_code: str,
    lines: Sequence[Obligation],
    now: datetime,
) -> None:
    """Keep fee lines of a dossier of a department, and book them; nothing is locked after this."""
    if not lines:
        return
    recorded = now, viewer.login, viewer.office_code
    await obligations.add_obligations(connection, viewer.center_id, lines, recorded)
    to_book = [line for line in lines if line.is_booked]
    if not to_book:
        return
    journal = await Journal.lock(connection, viewer.center_id, now)
    await journal.learn({line.dossier_code for line in to_book})
    for line in to_book:
        entry = owed(line, department_code, viewer.login)
        journal.write_with_set_off(entry)
    await journal.save()
