"""Matching the post's lists with what was collected, beside the same by bare statements."""

import csv
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import xlsxwriter

from bench.dossiers import Beside
from bench.scans import Say
from postal_bridge.clock import utc_now
from postal_bridge.domain.access import Center, OfficeKind
from postal_bridge.domain.statement import StatementKind
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Database, connect
from postal_bridge.store.people import add_office
from postal_bridge.usecases.import_statement import Handed, import_statement
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.reconcile import reconcile
from schemas.statements.opening import open_statement

COLLECTIONS = 1_000_000
DAY_LINES = 20_000
_PERIOD = date(2025, 1, 1), date(2025, 1, 31)
_DAY = date(2025, 1, 6)
#: What a thousand dossiers of `sql/money.sql` bring of each class.
_OF_A_THOUSAND = {
    "missing": 2,
    "short": 1,
    "over": 1,
    "duplicate": 4,
    "unknown": 2,
    "wrong_beneficiary": 1,
    "late": 1,
    "kind_mismatch": 1,
    "refunded_after": 1,
}


class WrongClassesError(Exception):
    """The run did not find what was put there."""


async def measure_money(url: str, sealer: Sealer, folder: Path, say: Say) -> list[Beside]:
    """Measure one run over a million collections, and a day's list from file to figures.

    A run is measured until every line is matched and stored, as the bare statements do it, and
    until it has booked what that means, opened what differs and proved its figures.

    Raises:
        WrongClassesError: a run did not find what was put there.

    """
    matching = Beside("match and store", "the same by bare SQL", COLLECTIONS)
    run = Beside("the whole run, booked and proved", "matched by bare SQL", COLLECTIONS)
    day = Beside("day's list, CSV", "COPY of the same rows", DAY_LINES)
    day_xlsx = Beside("day's list, XLSX", "COPY of the same rows", DAY_LINES)
    async with connect(url, pool_size=2) as database:
        center = await _center(database, "H90")
        say(f"founding {COLLECTIONS:,} collections and their lists")
        await _execute(url, "money.sql", center.center_id, COLLECTIONS)
        await _vacuum(url)
        say("matching by bare SQL")
        taken = await _execute(url, "matching.sql", center.center_id)
        say("matching")
        stored, whole = await _reconcile(database, center)
        for measured, ours in ((matching, stored), (run, whole)):
            measured.ours.append(ours)
            measured.theirs.append(taken)
        for measured, write in ((day, _write_csv), (day_xlsx, _write_xlsx)):
            say(f"a {measured.ours_is}")
            await _measure_day(url, database, sealer, folder, measured, write)
    return [matching, run, day, day_xlsx]


async def _reconcile(database: Database, center: Center) -> tuple[float, float]:
    """Return after how many seconds every line was stored, and after how many all was done."""
    begun = time.perf_counter()
    stored = begun

    def note(_done: int, _all: int) -> None:
        nonlocal stored
        stored = time.perf_counter()

    found = await reconcile(database, utc_now, center, "-", _PERIOD, note)
    ended = time.perf_counter()
    _judge(found.document)
    return stored - begun, ended - begun


async def _center(database: Database, code: str) -> Center:
    center = await add_center(database, utc_now, code, "Trung tâm đo")
    async with database.transaction() as connection:
        await add_office(
            connection, center.center_id, "SO1", OfficeKind.DEPARTMENT, "Sở Mẫu", utc_now()
        )
    return center


async def _measure_day(
    url: str,
    database: Database,
    sealer: Sealer,
    folder: Path,
    measured: Beside,
    write: Callable[[Path, list[list[Any]]], None],
) -> None:
    """Store and match the list of one day, of a centre that has a million collections besides."""
    file = folder / f"day-{write.__name__}"
    code = "H91" if write is _write_csv else "H92"
    center = await _center(database, code)
    await _execute(url, "money_of_day.sql", center.center_id, DAY_LINES, code)
    await _vacuum(url)
    rows = [
        [f"{code}.{index:05}-250106-0001", _DAY, 10_000 + index]
        for index in range(1, DAY_LINES + 1)
    ]
    write(file, rows)
    begun = time.perf_counter()
    content_hash = sha256(file.read_bytes()).digest()
    handed = Handed(StatementKind.POST, file.name, content_hash, open_statement(file), "-")
    await import_statement(database, utc_now, sealer, center, handed)
    found = await reconcile(database, utc_now, center, "-", _PERIOD)
    measured.ours.append(time.perf_counter() - begun)
    if found.document["matched"] != DAY_LINES:
        raise WrongClassesError(str(found.document))
    measured.theirs.append(await _copy(url, rows))


def _judge(document: dict[str, Any]) -> None:
    """Refuse to print how fast a wrong run was."""
    found = {name: each["count"] for name, each in document["differences"].items()}
    expected = {name: count * COLLECTIONS // 1000 for name, count in _OF_A_THOUSAND.items()}
    if found != expected:
        raise WrongClassesError(f"found {found}, expected {expected}")


def _write_csv(file: Path, rows: list[list[Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["Mã hồ sơ", "Ngày thu", "Số tiền"])
        writer.writerows([code, f"{day:%d/%m/%Y}", amount] for code, day, amount in rows)


def _write_xlsx(file: Path, rows: list[list[Any]]) -> None:
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        day_format = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Mã hồ sơ", "Ngày thu", "Số tiền"])
        for number, (code, day, amount) in enumerate(rows, start=1):
            sheet.write_string(number, 0, code)
            sheet.write_datetime(number, 1, day, day_format)
            sheet.write_number(number, 2, amount)


async def _copy(url: str, rows: list[list[Any]]) -> float:
    async with _connection(url) as connection:
        await connection.execute("create table bench_day (code text, day date, amount_dong bigint)")
        begun = time.perf_counter()
        await connection.copy_records_to_table("bench_day", records=rows)
        taken = time.perf_counter() - begun
        await connection.execute("drop table bench_day")
    return taken


async def _execute(url: str, name: str, *values: object) -> float:
    """Return how long the statements of a file take, each with as many values as it names."""
    text = Path(__file__).with_name("sql").joinpath(name).read_text("utf-8")
    async with _connection(url) as connection:
        begun = time.perf_counter()
        for statement in text.split(";\n")[:-1]:
            taken = [value for place, value in enumerate(values, 1) if f"${place}" in statement]
            await connection.execute(statement, *taken)
        return time.perf_counter() - begun


async def _vacuum(url: str) -> None:
    async with _connection(url) as connection:
        await connection.execute("vacuum analyze")


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(url, server_settings={"jit": "off", "work_mem": "256MB"})
    try:
        yield connection
    finally:
        await connection.close()
