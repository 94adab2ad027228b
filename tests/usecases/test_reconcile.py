"""Reconciling: files in, classes out, the same whatever the order, once whatever the hurry."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.reconciliation import Collected, Line, LineClass, Standing, judge
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.domain.statement import (
    StatementEnd,
    StatementFormat,
    StatementHead,
    StatementKind,
    StatementLine,
    StatementPart,
)
from postal_bridge.usecases.import_statement import Handed, StatementReport, import_statement
from postal_bridge.usecases.keep_books import book_collections
from postal_bridge.usecases.once import Asked, RequestKey
from postal_bridge.usecases.reconcile import reconcile
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class GivenParts:
    """A statement that was read already."""

    parts: Sequence[StatementPart]
    format: StatementFormat = StatementFormat.CSV

    def __iter__(self) -> Iterator[StatementPart]:
        return iter(self.parts)


@dataclass(slots=True)
class Desk:
    """An accountant's desk: collections, files and runs of one centre."""

    stage: Stage
    dossiers: list[str] = field(default_factory=list)

    async def dossier(self) -> str:
        """Add a dossier."""
        self.dossiers.append(await self.stage.add_dossier(len(self.dossiers) + 1))
        return self.dossiers[-1]

    async def collect(self, dossier: str, amount_dong: int, on: date = DAY, **more: Any) -> UUID:
        """Keep a collection as a list of the post would tell it."""
        collection_id, center_id = uuid4(), self.stage.center.center_id
        row = {
            "center_id": center_id,
            "collection_id": collection_id,
            "dossier_code": dossier,
            "source": "import",
            "amount_dong": amount_dong,
            "method": "unstated",
            "collected_on": on,
            "recorded_at": self.stage.clock(),
            **more,
        }
        async with self.stage.bridge.database.transaction() as connection:
            places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
            await connection.execute(
                f"insert into collection ({', '.join(row)}) values ({places})",  # noqa: S608
                *row.values(),
            )
            await book_collections(connection, center_id, [collection_id], self.stage.clock())
        return collection_id

    async def take_back(self, collection_id: UUID) -> None:
        """Take a collection back, as a correction does."""
        query = "select dossier_code, amount_dong from collection where collection_id = $1"
        async with self.stage.bridge.database.snapshot() as connection:
            kept = await connection.fetchrow(query, collection_id)
        assert kept is not None
        await self.collect(kept["dossier_code"], -kept["amount_dong"], reverses=collection_id)

    async def hand_in(
        self, *lines: StatementLine, kind: str = "post", account: str | None = None
    ) -> StatementReport:
        """Store a file of these lines."""
        bridge = self.stage.bridge
        parts: list[StatementPart] = [StatementHead(account=account), *lines, StatementEnd()]
        handed = Handed(
            kind=StatementKind(kind),
            name="list.csv",
            content_hash=sha256(repr(parts).encode()).digest(),
            source=GivenParts(parts),
            login="accountant.h53",
        )
        return await import_statement(
            bridge.database, bridge.clock, bridge.sealer, self.stage.center, handed
        )

    async def run(self, first: date = FIRST, last: date = LAST) -> dict[str, Any]:
        """Reconcile a period."""
        bridge = self.stage.bridge
        found = await reconcile(
            bridge.database, bridge.clock, self.stage.center, "accountant.h53", (first, last)
        )
        return found.document

    async def run_at_once(self) -> None:
        """Reconcile a period twice at the same moment."""
        await asyncio.gather(self.run(), self.run())

    def asked(self, who: Viewer, key: RequestKey | None = None) -> Asked:
        """Return what a person asks for a write with."""
        bridge = self.stage.bridge
        return Asked(bridge.database, bridge.clock, bridge.sealer, who, key)

    async def classes(self) -> dict[int, str]:
        """Return the class of each line by its place in its file."""
        async with self.stage.bridge.database.snapshot() as connection:
            rows = await connection.fetch(
                "select l.place, m.class from post_line l join line_match m using (line_id)"
            )
        return {row["place"]: row["class"] for row in rows}


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    return Desk(await found_center(bridge, clock))


def sent(place: int, dossier: str | None, amount_dong: int, **more: Any) -> StatementLine:
    said = {"booked_on": DAY, "value_on": DAY, "dossier_code": dossier, **more}
    return StatementLine(place=place, entry=place, amount=Decimal(amount_dong), **said)


def counts(document: dict[str, Any]) -> dict[str, int]:
    found = {name: each["count"] for name, each in document["differences"].items()}
    return {name: count for name, count in found.items() if count}


async def test_every_class_is_found_and_counted(desk: Desk) -> None:
    fine, short, over, twice, late, back, missing = [await desk.dossier() for _ in range(7)]
    for dossier in (fine, short, over, twice, late, missing):
        await desk.collect(dossier, 50_000)
    await desk.take_back(await desk.collect(back, 50_000))
    await desk.hand_in(
        sent(1, fine, 50_000),
        sent(2, short, 40_000),
        sent(3, over, 65_000),
        sent(4, twice, 50_000),
        sent(5, twice, 50_000),
        sent(6, late, 50_000, value_on=DAY + timedelta(days=60)),
        sent(7, back, 50_000),
        sent(8, "H53.14-260313-9999", 1_000),
        sent(9, None, 2_000),
    )
    document = await desk.run()
    assert (document["lines"], document["matched"], document["matched_dong"]) == (9, 2, 100_000)
    assert counts(document) == {
        "missing": 1,
        "short": 1,
        "over": 1,
        "duplicate": 1,
        "unknown": 2,
        "late": 1,
        "refunded_after": 1,
    }
    assert document["differences"]["short"]["amount_dong"] == 10_000
    assert document["differences"]["over"]["amount_dong"] == 15_000
    assert document["outstanding_dong"] == 60_000
    assert document["unbalanced_dong"] == 0


async def test_running_again_changes_nothing(desk: Desk) -> None:
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000)
    await desk.hand_in(sent(1, dossier, 50_000), sent(2, dossier, 50_000), sent(3, None, 5))
    first = await desk.run()
    differences = await desk.stage.value("select count(*) from money_difference")
    assert await desk.run() == first
    assert await desk.stage.value("select count(*) from money_difference") == differences == 2


async def test_each_line_about_one_collection_has_a_difference_of_its_own(desk: Desk) -> None:
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000)
    await desk.hand_in(*(sent(place, dossier, 50_000) for place in (1, 2, 3)))
    assert counts(await desk.run()) == {"duplicate": 2}
    assert await desk.stage.value("select count(*) from money_difference") == 2


async def test_the_same_file_again_changes_nothing_and_says_so(desk: Desk) -> None:
    line = sent(1, await desk.dossier(), 50_000)
    first = await desk.hand_in(line, line)
    again = await desk.hand_in(line, line)
    assert (first.added, again.added) == (2, 0)
    assert again.known is not None
    assert again.known.file_id == first.file_id
    assert await desk.stage.value("select count(*) from post_line") == 2


async def test_a_file_that_overlaps_another_brings_only_what_is_new(desk: Desk) -> None:
    lines = [sent(n, await desk.dossier(), 50_000) for n in (1, 2, 3)]
    await desk.hand_in(*lines[:2])
    second = await desk.hand_in(*lines[1:])
    assert (second.added, second.repeated) == (1, 1)


async def test_a_difference_vanishes_when_its_line_comes(desk: Desk) -> None:
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000)
    assert counts(await desk.run()) == {"missing": 1}
    await desk.hand_in(sent(1, dossier, 50_000))
    assert counts(await desk.run()) == {}
    assert await desk.stage.value("select state from money_difference") == "vanished"


async def test_money_given_back_after_it_was_sent_is_told(desk: Desk) -> None:
    dossier = await desk.dossier()
    collection_id = await desk.collect(dossier, 50_000)
    await desk.hand_in(sent(1, dossier, 50_000))
    assert counts(await desk.run()) == {}
    await desk.take_back(collection_id)
    assert counts(await desk.run()) == {"refunded_after": 1}


async def test_a_reference_is_found_in_words_that_a_bank_has_mangled(desk: Desk) -> None:
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000)
    words = f"NGUYEN VI DU NOP LE PHI {dossier.replace('.', ' ').replace('-', ' ')} CAM ON"
    await desk.hand_in(sent(1, None, 50_000, narration=words))
    document = await desk.run()
    assert document["matched"] == 1
    assert await desk.stage.value("select rule from line_match") == "narration"


async def test_two_runs_at_once_consume_each_line_once(desk: Desk) -> None:
    lines = []
    for number in range(1, 31):
        dossier = await desk.dossier()
        await desk.collect(dossier, 50_000)
        lines.append(sent(number, dossier, 50_000))
    await desk.hand_in(*lines[:20])
    await asyncio.gather(desk.run(), desk.hand_in(*lines[20:]), desk.run())
    document = await desk.run()
    assert (document["matched"], counts(document)) == (30, {})
    consumed = "select count(*) = count(distinct collection_id) from line_match"
    assert await desk.stage.value(consumed)


async def test_money_that_was_sent_leaves_what_the_post_owes(desk: Desk) -> None:
    fine, twice = await desk.dossier(), await desk.dossier()
    collection_id = await desk.collect(fine, 50_000)
    await desk.collect(twice, 70_000)
    await desk.hand_in(sent(1, fine, 50_000), sent(2, twice, 70_000), sent(3, twice, 70_000))
    await desk.run()
    assert await _standing(desk) == {
        "agency_due": -120_000,
        "in_transit": 190_000,
        "suspense": -70_000,
    }
    await desk.take_back(collection_id)
    await desk.run()
    assert await _standing(desk) == {
        "agency_due": -70_000,
        "in_transit": 190_000,
        "suspense": -120_000,
    }


async def _standing(desk: Desk) -> dict[str, int]:
    async with desk.stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select account, sum(amount_dong)::bigint as amount_dong from ledger_posting"
            " group by account having sum(amount_dong) <> 0"
        )
    return {row["account"]: row["amount_dong"] for row in rows}


async def test_a_period_that_ends_before_it_begins_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        await desk.run(LAST, FIRST)


async def test_another_centre_is_not_looked_at(desk: Desk, clock: SettableClock) -> None:
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000)
    other = Desk(await found_center(desk.stage.bridge, clock, "H54", None))
    await other.hand_in(sent(1, dossier, 50_000))
    assert counts(await other.run()) == {"unknown": 1}
    assert counts(await desk.run()) == {"missing": 1}


@pytest.mark.parametrize("seed", range(4))
async def test_files_in_any_order_are_judged_as_one_dossier_after_the_other(
    desk: Desk, seed: int
) -> None:
    """What SQL matches in bulk and Python judges is what the plain rules say of each dossier."""
    random = Random(seed)  # noqa: S311 - the same choices every time
    kept: dict[str, list[Collected]] = {}
    told: dict[str, list[StatementLine]] = {}
    place = 0
    for _ in range(40):
        dossier = await desk.dossier()
        for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
            amount_dong = random.choice((10_000, 20_000, 30_000))
            collection_id = await desk.collect(dossier, amount_dong)
            standing = random.choice((Standing.OPEN,) * 5 + (Standing.TAKEN_BACK,))
            if standing is Standing.TAKEN_BACK:
                await desk.take_back(collection_id)
            kept.setdefault(dossier, []).append(_as_collected(collection_id, amount_dong, standing))
        for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
            place += 1
            amount_dong = random.choice((10_000, 20_000, 30_000, 25_000, 0))
            late = timedelta(days=random.choice((0, 0, 90)))
            line = sent(place, dossier, amount_dong, value_on=DAY + late)
            told.setdefault(dossier, []).append(line)
    lines = [line for each in told.values() for line in each]
    random.shuffle(lines)
    await desk.hand_in(*lines)
    await desk.run(FIRST, LAST)
    keys = await _keys(desk)
    expected: dict[int, str] = {}
    for dossier, said in told.items():
        rows = [_as_line(line, keys[line.place]) for line in said]
        for decision in judge(rows, kept.get(dossier, ()), frozenset()):
            expected[decision.line_id] = decision.line_class
    found = await desk.classes()
    assert {place: LineClass(found[place]) for place in found} == expected


async def _keys(desk: Desk) -> dict[int, tuple[UUID, UUID]]:
    async with desk.stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch("select place, line_key, remittance_id from post_line")
    return {row["place"]: (row["line_key"], row["remittance_id"]) for row in rows}


def _as_collected(collection_id: UUID, amount_dong: int, standing: Standing) -> Collected:
    return Collected(
        collection_id=collection_id,
        amount_dong=amount_dong,
        collected_on=DAY,
        due_on=DAY + timedelta(days=30),
        item_code=None,
        receipt_number=None,
        kinds=frozenset({"unstated"}),
        standing=standing,
    )


def _as_line(line: StatementLine, keys: tuple[UUID, UUID]) -> Line:
    return Line(
        line_id=line.place,
        key=keys[0],
        remittance_id=keys[1],
        sent_on=line.value_on,
        amount_dong=int(line.amount),
        item_code=None,
        receipt_number=None,
        kind=None,
        account=None,
        found_by="reference",
    )


async def test_lines_of_a_bank_stand_under_the_statement_of_the_file_they_are_from(
    desk: Desk,
) -> None:
    bridge, line = desk.stage.bridge, sent(1, None, 70_000, bank_reference="FT1")
    other = sent(5, None, 80_000, bank_reference="FT2")
    parts: list[StatementPart] = [
        StatementHead(account="0011"),
        line,
        StatementEnd(),
        StatementHead(account="0022"),
        other,
        StatementEnd(),
    ]
    handed = Handed(StatementKind.BANK, "two.sta", b"2" * 32, GivenParts(parts), "ke.toan")
    arguments = bridge.database, bridge.clock, bridge.sealer, desk.stage.center, handed
    looked_at = await import_statement(*arguments, dry_run=True)
    assert (looked_at.added, await desk.stage.value("select count(*) from bank_line")) == (2, 0)
    assert (await import_statement(*arguments)).added == 2
    query = "select array_agg(statement_place || ' ' || account order by place) from bank_line"
    assert await desk.stage.value(query) == ["0 0011", "1 0022"]
