"""Loading dossiers: what is added, updated and left alone, whatever else happens meanwhile."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from postal_bridge.config import Config
from postal_bridge.domain.access import Center
from postal_bridge.domain.dossier import DossierLine, LineProblem, ReturnedVia
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store.collections import Collection, add_collection
from postal_bridge.store.database import Database
from postal_bridge.usecases import import_dossiers as import_module
from postal_bridge.usecases.filer import open_address, open_phone
from postal_bridge.usecases.import_dossiers import ImportReport, import_dossiers
from postal_bridge.usecases.manage_people import add_center
from tests.conftest import SettableClock
from tests.locks import until_waited
from tests.scale.made_up_dossiers import ZONE, made_up_line, made_up_lines

#: Resolved and returned on 10 January 2025, two days late; 1,001 đồng were collected.
PAID = made_up_line(1)
PENDING = made_up_line(0)


class Importer:
    """Imports into one centre and looks at what it left behind."""

    def __init__(
        self, database: Database, clock: SettableClock, sealer: Sealer, center: Center
    ) -> None:
        self.database = database
        self.clock = clock
        self.sealer = sealer
        self.center = center

    async def load(self, *lines: DossierLine | LineProblem, dry_run: bool = False) -> ImportReport:
        """Import these lines."""
        return await self.load_all(lines, dry_run=dry_run)

    async def load_all(
        self, lines: Iterable[DossierLine | LineProblem], *, dry_run: bool = False
    ) -> ImportReport:
        """Import lines that are made one by one."""
        return await import_dossiers(
            self.database,
            self.clock,
            self.sealer,
            self.center,
            lines,
            dry_run=dry_run,
            progress=lambda _: None,
        )

    async def kept(self, code: str) -> dict[str, Any]:
        """Return the row of a dossier."""
        rows = await self.rows(
            "select * from dossier where center_id = $1 and code = $2", self.center.center_id, code
        )
        return rows[0]

    async def money(self) -> list[tuple[int, date]]:
        """Return all that was ever written of money, in that order."""
        rows = await self.rows(
            "select amount_dong, collected_on from collection where center_id = $1"
            " order by recorded_at, amount_dong",
            self.center.center_id,
        )
        return [(row["amount_dong"], row["collected_on"]) for row in rows]

    async def count(self, table: str) -> int:
        """Return how many rows a table has."""
        rows = await self.rows(f"select count(*) from {table}")  # noqa: S608 - names of ours
        return int(rows[0]["count"])

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Return what a query finds."""
        async with self.database.snapshot() as connection:
            return [dict(row) for row in await connection.fetch(query, *values)]


@pytest.fixture
async def importer(database: Database, clock: SettableClock, config: Config) -> Importer:
    center = await add_center(database, clock, "H53", "Trung tâm mẫu")
    return Importer(database, clock, Sealer(config), center)


async def test_new_dossiers_bring_their_departments_and_procedures(importer: Importer) -> None:
    report = await importer.load_all(made_up_lines(40))
    assert (report.lines, report.added, report.updated, report.unchanged) == (40, 40, 0, 0)
    assert (report.problems, report.notices) == ((), ())
    assert len(report.departments_added) == 16
    assert ("SO01", "Sở Mẫu 1") in report.departments_added
    assert len(report.procedures_added) == 40
    again = await importer.load_all(made_up_lines(40))
    assert (again.departments_added, again.procedures_added) == ((), ())


async def test_a_catalogue_entry_without_a_name_is_called_by_its_code(importer: Importer) -> None:
    report = await importer.load(replace(PENDING, department_name=None, procedure_name=None))
    assert [added.name for added in report.departments_added] == [PENDING.department_code]
    assert [added.name for added in report.procedures_added] == [PENDING.procedure_code]


async def test_what_identifies_the_filer_is_sealed_and_opens_again(importer: Importer) -> None:
    await importer.load(PENDING)
    kept = await importer.kept(PENDING.code)
    phone, address = kept["filer_phone_sealed"], kept["filer_address_sealed"]
    assert str(PENDING.filer_phone).encode() not in phone
    assert open_phone(importer.sealer, "H53", PENDING.code, phone) == PENDING.filer_phone
    assert open_address(importer.sealer, "H53", PENDING.code, address) == PENDING.filer_address


async def test_the_day_of_receipt_is_the_day_at_the_centre(importer: Importer) -> None:
    late_evening = datetime(2025, 1, 1, 23, 30, tzinfo=ZONE)
    await importer.load(replace(PENDING, received_at=late_evening))
    kept = await importer.kept(PENDING.code)
    assert kept["received_on"] == date(2025, 1, 1)
    assert kept["received_at"] == late_evening


async def test_the_status_follows_from_how_far_the_dates_go(importer: Importer) -> None:
    resolved = replace(PAID, returned_on=None, returned_via=None)
    for line, status in ((PENDING, 4), (resolved, 9), (PAID, 10)):
        await importer.load(line)
        assert (await importer.kept(line.code))["status"] == status


async def test_a_rating_counts_on_the_day_of_the_return(importer: Importer) -> None:
    await importer.load(replace(PAID, satisfaction=made_up_line(2).satisfaction))
    assert (await importer.kept(PAID.code))["rated_on"] == PAID.returned_on


async def test_the_same_file_again_changes_nothing(importer: Importer) -> None:
    await importer.load_all(made_up_lines(400))
    before = await importer.rows("select * from dossier order by code")
    report = await importer.load_all(made_up_lines(400))
    assert (report.added, report.updated, report.unchanged) == (0, 0, 400)
    assert await importer.rows("select * from dossier order by code") == before
    assert await importer.count("collection") == 10


async def test_a_line_wins_and_an_empty_cell_erases_nothing(importer: Importer) -> None:
    await importer.load(PAID)
    bare = DossierLine(
        line=2,
        code=PAID.code,
        procedure_code=PAID.procedure_code,
        department_code="SO09",
        received_via=PAID.received_via,
        received_at=PAID.received_at,
    )
    report = await importer.load(bare)
    assert (report.added, report.updated) == (0, 1)
    kept = await importer.kept(PAID.code)
    assert kept["department_code"] == "SO09"
    assert kept["filer_name"] == PAID.filer_name
    assert kept["returned_on"] == PAID.returned_on
    assert kept["status"] == 10
    opened = open_phone(importer.sealer, "H53", PAID.code, kept["filer_phone_sealed"])
    assert opened == PAID.filer_phone
    assert await importer.money() == [(1001, PAID.collected_on)]


async def test_a_new_address_alone_is_an_update(importer: Importer) -> None:
    await importer.load(PENDING)
    report = await importer.load(replace(PENDING, filer_address="Số 9, đường Mới"))
    assert report.updated == 1
    sealed = (await importer.kept(PENDING.code))["filer_address_sealed"]
    assert open_address(importer.sealer, "H53", PENDING.code, sealed) == "Số 9, đường Mới"


async def test_a_changed_amount_reverses_the_old_one_and_adds_the_new(importer: Importer) -> None:
    await importer.load(PAID)
    importer.clock.now = importer.clock.now.replace(hour=4)
    report = await importer.load(replace(PAID, collected_by_post_dong=2500))
    assert report.updated == 1
    day = PAID.collected_on
    assert await importer.money() == [(1001, day), (-1001, day), (2500, day)]
    assert (await importer.load(replace(PAID, collected_by_post_dong=2500))).unchanged == 1
    assert len(await importer.money()) == 3


async def test_money_that_a_scan_reported_is_not_counted_again(importer: Importer) -> None:
    unpaid = replace(PAID, collected_by_post_dong=None, collected_on=None)
    await importer.load(unpaid)
    scanned = Collection(
        collection_id=uuid4(),
        dossier_code=PAID.code,
        consignment_code="EV000000017VN",
        scan_id=uuid4(),
        amount_dong=1001,
        method="cash",
        receipt_number=None,
        collected_on=date(2025, 1, 9),
        office_code="H53.BC",
        login="post",
        recorded_at=importer.clock(),
    )
    async with importer.database.transaction() as connection:
        await add_collection(connection, importer.center.center_id, scanned)
    agreeing = await importer.load(PAID)
    assert (agreeing.unchanged, agreeing.notices) == (1, ())
    differing = await importer.load(replace(PAID, collected_by_post_dong=999))
    assert [(n.column, n.value) for n in differing.notices] == [("collected_by_post_dong", "999")]
    assert await importer.money() == [(1001, date(2025, 1, 9))]


async def test_a_line_that_contradicts_what_is_known_is_listed_and_the_rest_kept(
    importer: Importer,
) -> None:
    await importer.load(PAID)
    moved = replace(
        PAID,
        line=7,
        received_at=datetime(2025, 3, 1, tzinfo=ZONE),
        resolved_on=None,
        returned_on=None,
        returned_via=None,
        department_code="SO99",
    )
    report = await importer.load(moved, replace(PENDING, line=8))
    assert [(p.line, p.column, p.value) for p in report.problems] == [
        (7, "received_at", "2025-03-01")
    ]
    assert (report.lines, report.added, report.updated) == (2, 1, 0)
    assert [added.code for added in report.departments_added] == ["SO01"]
    assert (await importer.kept(PAID.code))["received_on"] == PAID.received_at.date()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"resolved_on": date(2024, 12, 31)}, "resolved_on"),
        ({"returned_on": date(2025, 1, 3)}, "returned_on"),
        ({"resolved_on": None}, "returned_on"),
        ({"resolved_on": None, "returned_on": None}, "returned_via"),
        ({"department_code": "H53.BC"}, "department_code"),
    ],
)
async def test_what_the_database_would_refuse_is_a_problem_of_its_line(
    importer: Importer, change: dict[str, Any], column: str
) -> None:
    line = replace(PAID, returned_via=ReturnedVia.COUNTER, **change)
    report = await importer.load(line)
    assert [(p.line, p.column) for p in report.problems] == [(line.line, column)]
    assert report.added == 0
    assert await importer.count("dossier") == 0


async def test_a_known_return_before_a_new_resolution_is_a_problem(importer: Importer) -> None:
    await importer.load(PAID)
    later = replace(PAID, resolved_on=date(2025, 2, 1), returned_on=None, returned_via=None)
    report = await importer.load(later)
    assert [(p.column, p.value) for p in report.problems] == [("resolved_on", "2025-02-01")]


async def test_lines_that_could_not_be_read_count_once_and_are_listed_in_order(
    importer: Importer,
) -> None:
    bad = [LineProblem(3, heading, "x", Said("bad")) for heading in ("Ngày hẹn trả", "Lệ phí")]
    twin = replace(PENDING, line=2)
    report = await importer.load(PENDING, *bad, replace(twin, line=4))
    assert (report.lines, report.added) == (3, 1)
    assert [(p.line, p.column) for p in report.problems] == [
        (3, "Ngày hẹn trả"),
        (3, "Lệ phí"),
        (4, "code"),
    ]


async def test_a_dossier_of_another_unit_is_kept_and_noted(importer: Importer) -> None:
    foreign = replace(PENDING, code="H26.14-250101-0001")
    report = await importer.load(foreign)
    assert report.added == 1
    assert [(n.value, n.reason) for n in report.notices] == [
        ("H26.14-250101-0001", "belongs to unit H26")
    ]


async def test_a_rehearsal_reports_the_same_and_keeps_nothing(importer: Importer) -> None:
    rehearsed = await importer.load_all(made_up_lines(80), dry_run=True)
    for table in ("dossier", "procedure", "collection", "dossier_intake"):
        assert await importer.count(table) == 0
    assert await importer.load_all(made_up_lines(80)) == replace(rehearsed, dry_run=False)


async def test_a_file_that_breaks_off_leaves_nothing_behind(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module, "BATCH_LINES", 10)

    def breaking_off() -> Iterator[DossierLine]:
        yield from made_up_lines(35)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await importer.load_all(breaking_off())
    assert await importer.count("dossier") == 0
    assert await importer.count("procedure") == 0


async def test_batches_make_no_difference(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module, "BATCH_LINES", 7)
    report = await importer.load_all(made_up_lines(40))
    assert (report.added, len(report.departments_added)) == (40, 16)
    assert (await importer.load_all(made_up_lines(40))).unchanged == 40
    assert await importer.count("dossier_intake") == 0


async def test_two_imports_of_one_file_at_once_end_well(importer: Importer) -> None:
    first, second = await asyncio.gather(
        importer.load_all(made_up_lines(800)), importer.load_all(made_up_lines(800))
    )
    assert sorted([first.added, second.added]) == [0, 800]
    assert sorted([first.unchanged, second.unchanged]) == [0, 800]
    assert await importer.count("collection") == 20


async def test_a_dossier_filed_at_the_very_same_moment_is_updated(importer: Importer) -> None:
    await importer.load(PENDING)
    copied = (
        "insert into dossier (center_id, code, procedure_code, department_code, received_via,"
        " announced_at, received_at, received_on, status, updated_at)"
        " select center_id, $1, procedure_code, department_code, received_via, announced_at,"
        " received_at, received_on, 2, updated_at from dossier where code = $2"
    )
    async with importer.database.transaction() as connection:
        await connection.execute(copied, PAID.code, PENDING.code)
        importing = asyncio.create_task(importer.load(PAID))
        await until_waited(importer.database, importing)
    report = await importing
    assert (report.added, report.updated) == (0, 1)
    assert (await importer.kept(PAID.code))["status"] == 10


async def test_another_centre_is_never_touched(importer: Importer) -> None:
    await importer.load(PAID)
    center = await add_center(importer.database, importer.clock, "H26", "Trung tâm khác")
    other = Importer(importer.database, importer.clock, importer.sealer, center)
    report = await other.load(replace(PAID, filer_name="Phạm Người Khác"))
    assert report.added == 1
    assert (await importer.kept(PAID.code))["filer_name"] == PAID.filer_name
    assert (await other.kept(PAID.code))["filer_name"] == "Phạm Người Khác"


async def test_progress_tells_how_many_lines_were_read(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module, "BATCH_LINES", 10)
    told: list[int] = []
    await import_dossiers(
        importer.database,
        importer.clock,
        importer.sealer,
        importer.center,
        made_up_lines(35),
        dry_run=True,
        progress=told.append,
    )
    assert told == [10, 20, 30, 35, 35]


async def test_what_is_loaded_stands_in_the_register_in_the_order_of_receipt(
    importer: Importer,
) -> None:
    await importer.load_all(made_up_lines(30), dry_run=True)
    assert await importer.count("register_entry") == 0
    for _ in range(2):
        await importer.load_all(made_up_lines(30))
    given = await importer.rows(
        "select e.year, e.number, d.received_on from register_entry e join dossier d"
        " on d.center_id = e.center_id and d.code = e.dossier_code"
        " order by e.year, d.received_at, d.code"
    )
    assert len(given) == 30
    for year in {each["received_on"].year for each in given}:
        numbers = [each["number"] for each in given if each["year"] == year]
        assert numbers == list(range(1, len(numbers) + 1))
    assert all(each["year"] == each["received_on"].year for each in given)
