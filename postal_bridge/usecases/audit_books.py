"""Recounts the books of a centre: the chain of its journal, and every entry from the row it books.

One moment is looked at, in pages. What the entries have to be is judged in `domain.books_audit`.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from postal_bridge.domain.access import Center
from postal_bridge.domain.booking import Source
from postal_bridge.domain.books_audit import RECOUNTED, Retelling, Rows, Torn
from postal_bridge.domain.custody_audit import Check, Finding
from postal_bridge.domain.decisions_audit import DecisionRows, rows_named
from postal_bridge.domain.ledger import Booked
from postal_bridge.domain.remittance_audit import ON_THE_WAY, Remitted, WayRows
from postal_bridge.domain.remittance_booking import (
    EXPLAINED,
    STATED,
    Payment,
    StatedSum,
    stated_for,
)
from postal_bridge.store import audit as audit_store
from postal_bridge.store import (
    bank_credits,
    credit_decisions,
    decisions_audit,
    difference_desk,
    ledger,
    line_explanations,
    refunds,
)
from postal_bridge.store.database import Connection

PAGE_ENTRIES = 1_000


async def audit_books(
    connection: Connection, center: Center, limit: int
) -> AsyncIterator[tuple[int, list[Finding]]]:
    """Yield pages of the journal: how many entries, and what does not hold of them."""
    retelling, after, center_id = Retelling(), 0, center.center_id
    while page := await ledger.page_of_journal(connection, center_id, after, PAGE_ENTRIES):
        rows = await _rows_of(connection, center, page)
        yield len(page), list(retelling.findings(page, rows))
        after = page[-1].sequence
    ending = list(retelling.end(await audit_store.next_entry(connection, center_id)))
    for settlement_id in await ledger.unbooked_counts(connection, center_id, limit):
        detail = f"count {settlement_id} is not in the books"
        ending.append(Finding("cash", Check.BOOKED, detail))
    for source_id, dossier_code, source in await audit_store.not_booked(
        connection, center_id, limit
    ):
        detail = f"{source} {source_id} is not in the books"
        ending.append(Finding(dossier_code, Check.BOOKED, detail))
    for day, account, kind, stands, booked in await audit_store.unlike_days(
        connection, center_id, limit
    ):
        detail = f"{kind} of {day:%d/%m/%Y} stands as {stands} đồng, booked were {booked}"
        ending.append(Finding(account, Check.BALANCE, detail))
    yield 0, ending


async def _rows_of(connection: Connection, center: Center, page: list[Booked | Torn]) -> Rows:
    center_id = center.center_id
    entries = [each.entry for each in page if isinstance(each, Booked)]
    told: dict[str, set[str]] = {source: set() for source in RECOUNTED}
    for entry in entries:
        if entry.fact.source_kind in told:
            told[entry.fact.source_kind].add(entry.fact.source_id)
    collections = set(map(UUID, told[Source.COLLECTION]))
    lines = set(map(UUID, told[Source.OBLIGATION]))
    taken = await ledger.collections_to_book(connection, center_id, collections)
    counts = await ledger.counts_to_book(
        connection, center_id, set(map(UUID, told[Source.SETTLEMENT]))
    )
    reversed_entries = {entry.reverses for entry in entries if entry.reverses}
    originals = await ledger.entries_of_sequences(connection, center_id, reversed_entries)
    return Rows(
        collections={str(each.collection_id): each for each in taken},
        lines=await audit_store.kept_lines(connection, center_id, lines),
        counts={str(each.settlement_id): each for each in counts},
        parts=await audit_store.kept_parts(connection, center_id, collections),
        originals={each.sequence: each for each in originals if isinstance(each, Booked)},
        on_the_way=await _rows_on_the_way(connection, center_id, told),
        decisions=await _rows_of_decisions(connection, center, told[Source.DIFFERENCE]),
        refunds=await refunds.kept_refunds(connection, center_id, told[Source.REFUND]),
    )


async def _rows_of_decisions(
    connection: Connection, center: Center, told: Iterable[str]
) -> DecisionRows:
    """Read what tells of decided differences; nothing where none is booked."""
    center_id, names = center.center_id, sorted(map(UUID, told))
    if not names:
        return DecisionRows()
    differences = await difference_desk.find_differences(connection, center_id, names)
    steps = await decisions_audit.kept_steps(connection, center_id, names, center.zone)
    rows = DecisionRows(differences=differences, steps=steps)
    lines, collections = rows_named(rows)
    return replace(
        rows,
        lines=await decisions_audit.kept_lines(connection, center_id, lines),
        collections=await decisions_audit.kept_collections(connection, center_id, collections),
    )


async def _rows_on_the_way(
    connection: Connection, center_id: int, told: Mapping[str, set[str]]
) -> WayRows:
    """Read what tells of batches, statements and credits; nothing where none is booked."""
    if not any(told[source] for source in ON_THE_WAY):
        return WayRows()
    groups = list(map(UUID, told[Source.CREDIT_GROUP]))
    batches = list(map(UUID, told[Source.REMITTANCE]))
    files = {UUID(name.partition("/")[0]) for name in told[Source.STATEMENT]}
    remitted = await bank_credits.remitted_by(connection, center_id, batches, groups)
    arrived = await bank_credits.lines_of_groups(connection, center_id, groups)
    lines = list(map(int, told[Source.BANK_LINE]))
    said = await line_explanations.explained_among(connection, center_id, lines)
    paid = await bank_credits.payments(connection, center_id, lines)
    return WayRows(
        batches={
            str(each.remittance_id): Remitted(each.amount_dong, each.sent_on) for each in remitted
        },
        statements=_named(await bank_credits.stated_by(connection, center_id, files)),
        groups={
            str(group_id): (
                [str(each.remittance_id) for each in remitted if each.group_id == group_id],
                lines,
            )
            for group_id, lines in arrived.items()
        },
        undone=set(map(str, await credit_decisions.undone_among(connection, center_id, groups))),
        payments={_booked_as(each.payment): each.payment for each in paid},
        explained={(str(each.line_id), f"{EXPLAINED} {each.turn}"): each.line for each in said},
        taken_back={
            *((str(each.line_id), f"{EXPLAINED} {each.turn}") for each in said if each.is_undone),
            *(_booked_as(each.payment) for each in paid if each.is_undone),
        },
    )


def _booked_as(payment: Payment) -> tuple[str, str]:
    """Return by which names the books have a payment of a line."""
    return str(payment.line_id), payment.booked_for


def _named(days: Iterable[StatedSum]) -> dict[tuple[str, str], StatedSum]:
    """Return the days of statements, and whole statements as they were booked formerly."""
    named: dict[tuple[str, str], StatedSum] = {}
    for day in days:
        named[day.statement, stated_for(day.booked_on)] = day
        before = named.get((day.statement, STATED))
        named[day.statement, STATED] = replace(
            day,
            credited_dong=day.credited_dong + (before.credited_dong if before else 0),
            debited_dong=day.debited_dong + (before.debited_dong if before else 0),
        )
    return named
