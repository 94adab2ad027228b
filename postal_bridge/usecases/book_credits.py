"""Books what banks say has come: statements as they are told, credits once they are explained."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from postal_bridge.domain.booking import Source
from postal_bridge.domain.credit_refusals import CreditsOfClosedDays
from postal_bridge.domain.ledger import Account, Booked, Entry, Fact, reverse
from postal_bridge.domain.remittance_booking import (
    CREDITED,
    StatedCredit,
    credited,
    recognised,
    stated,
)
from postal_bridge.store import bank_credits, ledger
from postal_bridge.store.database import Connection
from postal_bridge.store.matching import Run
from postal_bridge.store.periods import closed_through
from postal_bridge.usecases.keep_books import Journal, book_collections
from postal_bridge.usecases.match_credits import CreditsFound


async def book_statements(
    connection: Connection, center_id: int, file_id: UUID, login: str, now: datetime
) -> None:
    """Book the statements of a file that was just stored."""
    told = await bank_credits.sums_stated(connection, center_id, file_id)
    if told:
        journal = await Journal.lock(connection, center_id, now)
        for each, account in told:
            journal.write(stated(each, account, login))
        await journal.save()


async def book_credits(
    connection: Connection, center_id: int, run: Run, found: CreditsFound, now: datetime
) -> None:
    """Book what a run found of credits, and what batches that were credited cover since."""
    await book_collections(connection, center_id, list(found.payments.values()), now)
    journal = await Journal.lock(connection, center_id, now)
    in_transit: dict[UUID, list[UUID]] = {group_id: [] for group_id in found.groups}
    for group_id, batch in await bank_credits.in_transit_though_credited(connection, center_id):
        in_transit.setdefault(group_id, []).append(batch)
    booking, follows = await _Booking.of(journal, in_transit), f"follows {run.run_id}"
    reasons = {group: CREDITED if group in found.groups else follows for group in in_transit}
    for entry in booking.entries(run.login, reasons):
        journal.write(entry)
    kept = await bank_credits.payments(connection, center_id, found.payments)
    payments = [each.payment for each in kept]
    places = await _places(connection, center_id, [each.credit for each in payments])
    for payment in payments:
        journal.write(recognised(payment, places[payment.credit.statement], run.login))
    await journal.save()


async def book_group(
    connection: Connection,
    center_id: int,
    group_id: UUID,
    batches: Sequence[UUID],
    login: str,
    now: datetime,
) -> list[Entry]:
    """Book a group that a person has put together as one that a run finds; return its entry."""
    journal = await Journal.lock(connection, center_id, now)
    booking = await _Booking.of(journal, {group_id: list(batches)})
    entries = list(booking.entries(login, {group_id: CREDITED}))
    for entry in entries:
        journal.write(entry)
    await journal.save()
    return entries


async def take_group_back(
    connection: Connection, center_id: int, group_id: UUID, login: str, why: str
) -> list[Entry]:
    """Return the entries that take back all that was booked of a group, each on its day."""
    booked = await ledger.entries_of_facts(
        connection, center_id, Source.CREDIT_GROUP, [str(group_id)]
    )
    return [_undone(each, login, why) for each in booked]


async def take_line_back(
    connection: Connection, center_id: int, line_id: int, booked_for: str, login: str, why: str
) -> Entry:
    """Return the entry that takes back what a line was booked for, on the same day."""
    name = str(line_id)
    booked = await ledger.entries_of_facts(connection, center_id, Source.BANK_LINE, [name])
    (original,) = (each for each in booked if each.entry.fact.reason == booked_for)
    return _undone(original, login, why)


async def require_open_day(connection: Connection, center_id: int, day: date) -> None:
    """Let pass what is booked on a day that is open; raises CreditsOfClosedDays."""
    closed = await closed_through(connection, center_id)
    if closed is not None and day <= closed:
        raise CreditsOfClosedDays(closed_through=closed.isoformat())


def _undone(booked: Booked, login: str, why: str) -> Entry:
    """Return the entry that takes back another on its own day."""
    told, made_for = booked.entry.fact, f"undone {booked.sequence}"
    fact = Fact(told.source_kind, told.source_id, made_for, told.happened_on, login, why)
    return reverse(booked, fact)


@dataclass(frozen=True, slots=True)
class _Booking:
    """What it takes to book groups: their batches in transit, their credits, their accounts."""

    journal: Journal
    in_transit: dict[UUID, list[UUID]]
    lines: dict[UUID, list[StatedCredit]]
    places: dict[str, Account]

    @classmethod
    async def of(cls, journal: Journal, in_transit: dict[UUID, list[UUID]]) -> "_Booking":
        connection, center_id = journal.connection, journal.center_id
        batches = {str(each) for of_group in in_transit.values() for each in of_group}
        wanted = {Account.IN_TRANSIT: batches}
        journal.standing = await ledger.how_it_stands(connection, center_id, wanted)
        lines = await bank_credits.lines_of_groups(connection, center_id, in_transit)
        told = [line for of_group in lines.values() for line in of_group]
        places = await _places(connection, center_id, told)
        return cls(journal, in_transit, lines, places)

    def entries(self, login: str, reasons: Mapping[UUID, str]) -> Iterable[Entry]:
        """Yield the entry of each group, with what it is booked for, where there is any."""
        for group_id, batches in sorted(self.in_transit.items()):
            lines = self.lines[group_id]
            reason = reasons[group_id]
            fact = Fact(
                source_kind=Source.CREDIT_GROUP,
                source_id=str(group_id),
                reason=reason,
                happened_on=max(line.booked_on for line in lines),
                login=login,
            )
            kinds = {
                str(batch): self.journal.standing.on(Account.IN_TRANSIT, str(batch))
                for batch in batches
            }
            place = self.places[lines[0].statement], lines[0].account
            entry = credited(fact, kinds, lines if reason == CREDITED else (), place)
            if entry:
                yield entry


async def _places(
    connection: Connection, center_id: int, lines: Sequence[StatedCredit]
) -> dict[str, Account]:
    names = {line.statement for line in lines}
    return await bank_credits.places_of_statements(connection, center_id, names)
