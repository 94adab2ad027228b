"""Loading and summing up dossiers, each beside the barest thing of the kind PostgreSQL can do."""

import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median

import asyncpg

from bench.scans import Say
from postal_bridge.clock import utc_now
from postal_bridge.domain.access import Center
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Database, connect
from postal_bridge.usecases.fold_figures import fold_figures
from postal_bridge.usecases.import_dossiers import import_dossiers
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.summarise import summarise
from schemas.dossier_file import read_dossier_file

#: As many as the nine months of a real centre.
LINES = 59_457
LARGE = 1_000_000
REPORT = "report summary"
_IMPORTS = 2
_REPORTS = 15
_FIRST_DAY, _DAYS, _LAST_DAY = date(2025, 1, 1), 270, date(2025, 12, 31)


class ImportIncompleteError(Exception):
    """The import left lines out."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Times in seconds of ours and of the bare thing, over so many dossiers."""

    ours_is: str
    theirs_is: str
    dossiers: int
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The time ours takes."""
        return median(self.ours)

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return self.median / median(self.theirs)


async def measure_dossiers(
    url: str, sealer: Sealer, folder: Path, say: Say, *, large: bool
) -> list[Beside]:
    """Measure imports beside COPY and reports beside one aggregate over the same rows.

    Raises:
        ImportIncompleteError: not every line was kept.

    """
    file = folder / "dossiers.csv"
    _write_file(file)
    loading = Beside("import dossiers", "COPY of the same rows", LINES)
    async with connect(url, pool_size=2) as database:
        for number in range(_IMPORTS):
            say(f"importing {LINES:,} dossiers, {number + 1} of {_IMPORTS}")
            center = await add_center(database, utc_now, f"H{70 + number}", "Trung tâm đo")
            begun = time.perf_counter()
            await _import(database, sealer, center, file)
            loading.ours.append(time.perf_counter() - begun)
            loading.theirs.append(await _copy_bare(url, center))
        measured = [loading, await _measure_report(url, database, center, LINES)]
        if large:
            say(f"multiplying dossiers to {LARGE:,}")
            other = await add_center(database, utc_now, "H89", "Trung tâm lớn")
            await _multiply(url, center, other)
            await fold_figures(database, other)
            measured.append(await _measure_report(url, database, other, LARGE))
    return measured


def _write_file(file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        lines = _lines()
        first = next(lines)
        writer = csv.DictWriter(text, fieldnames=list(first))
        writer.writeheader()
        writer.writerows([first, *lines])


def _lines() -> Iterator[dict[str, object]]:
    """Yield lines as a centre's software writes them; people are made up."""
    for index in range(LINES):
        received_on = _FIRST_DAY + timedelta(days=index % _DAYS)
        term = (None, 9, 7, 7, 7, 1, 2, 3, 4, 5)[index % 10]
        resolved_on = None if term is None else received_on + timedelta(days=term)
        paid = index % 40 == 1
        department = index % 16 + 1
        yield {
            "code": f"000.00.{department:02}.H70-{received_on:%y%m%d}-{index // _DAYS + 1:04}",
            "procedure_code": f"1.{index % 200:06}.000.00.00.H70",
            "procedure_name": f"Thủ tục mẫu {index % 200}",
            "department_code": f"SO{department:02}",
            "department_name": f"Sở Mẫu {department}",
            "received_via": ("direct", "direct", "online", "postal")[index % 4],
            "received_at": f"{received_on}T08:{index % 60:02}",
            "due_on": received_on + timedelta(days=7),
            "resolved_on": resolved_on,
            "returned_on": resolved_on,
            "returned_via": ("counter", "postal", "online")[index % 3] if resolved_on else None,
            "filer_name": ("Nguyễn Văn Ví Dụ", "Trần Thị Mẫu", "Lê Minh Họa")[index % 3],
            "filer_phone": f"09{index:08}",
            "filer_address": f"Số {index}, đường Ví Dụ",
            "fee_dong": 50_000 if index % 5 == 0 else None,
            "collected_by_post_dong": 1_000 + index if paid else None,
            "collected_on": received_on if paid else None,
            "satisfaction": "satisfied" if index % 40 == 2 else None,  # noqa: PLR2004 - one in forty is asked
        }


async def _import(database: Database, sealer: Sealer, center: Center, file: Path) -> None:
    lines = read_dossier_file(file, center.zone)
    report = await import_dossiers(
        database, utc_now, sealer, center, lines, dry_run=False, progress=lambda _lines: None
    )
    if report.added != LINES:
        raise ImportIncompleteError(f"{report.added} of {LINES}: {report.problems[:3]}")


async def _copy_bare(url: str, center: Center) -> float:
    """Return how long a COPY of the centre's dossiers into a table without indexes takes."""
    rows = BytesIO()
    connection = await asyncpg.connect(url)
    try:
        query = "select * from dossier where center_id = $1"
        await connection.copy_from_query(query, center.center_id, output=rows, format="binary")
        await connection.execute("create table bench_dossier (like dossier)")
        rows.seek(0)
        begun = time.perf_counter()
        await connection.copy_to_table("bench_dossier", source=rows, format="binary")
        taken = time.perf_counter() - begun
        await connection.execute("drop table bench_dossier")
    finally:
        await connection.close()
    return taken


async def _measure_report(url: str, database: Database, center: Center, dossiers: int) -> Beside:
    """Measure the report over all dossiers of a centre, turn by turn with one bare aggregate."""
    report = Beside(REPORT, "one count by department", dossiers)
    bare = await asyncpg.connect(url, server_settings={"jit": "off"})
    query = await bare.prepare(
        "select department_code, count(*), count(*) filter (where resolved_on <= due_on)"
        " from dossier where center_id = $1 group by 1"
    )
    try:
        for _ in range(_REPORTS):
            begun = time.perf_counter()
            await summarise(database, center, _FIRST_DAY, _LAST_DAY)
            between = time.perf_counter()
            await query.fetch(center.center_id)
            report.ours.append(between - begun)
            report.theirs.append(time.perf_counter() - between)
    finally:
        await bare.close()
    return report


async def _multiply(url: str, center: Center, other: Center) -> None:
    """Give another centre `LARGE` dossiers, and money collected, made of those of a centre."""
    text = Path(__file__).with_name("sql").joinpath("multiply.sql").read_text("utf-8")
    connection = await asyncpg.connect(url)
    try:
        for statement in text.split(";\n")[:-1]:
            await connection.execute(statement, center.center_id, other.center_id, LARGE, LINES)
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()
