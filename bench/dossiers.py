"""Loading and summing up dossiers, each beside the barest thing PostgreSQL can do of the kind."""

import csv
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median

import asyncpg

from bench.scans import Say
from postal_bridge.config import Config
from postal_bridge.domain.access import Center
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Connection, Database, connect
from postal_bridge.usecases.import_dossiers import import_dossiers
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.summarise import summarise
from postal_bridge.wiring import utc_now
from schemas.dossier_file import read_dossier_file

#: As many as the nine months of a real centre.
LINES = 59_457
LARGE = 1_000_000
_FIRST_DAY, _DAYS = date(2025, 1, 1), 270
_LAST_DAY = date(2025, 12, 31)
_IMPORTS = 2
_REPORTS = 15
_HEADINGS = (
    "code",
    "procedure_code",
    "procedure_name",
    "department_code",
    "department_name",
    "received_via",
    "received_at",
    "due_on",
    "resolved_on",
    "returned_on",
    "returned_via",
    "filer_name",
    "filer_phone",
    "filer_address",
    "fee_dong",
    "collected_by_post_dong",
    "collected_on",
    "satisfaction",
)


@dataclass(frozen=True, slots=True)
class Beside:
    """Times in seconds of ours and of the bare thing, and how many dossiers it was about."""

    what: str
    bare: str
    dossiers: int
    ours: list[float]
    theirs: list[float]

    @property
    def ratio(self) -> float:
        """How many times the bare thing's time ours takes."""
        return median(self.ours) / median(self.theirs)


async def measure_dossiers(url: str, config: Config, folder: Path, say: Say) -> list[Beside]:
    """Measure an import beside a COPY and a report beside one aggregate over the same rows."""
    file = folder / "dossiers.csv"
    _write_file(file)
    async with connect(url, pool_size=2) as database:
        say(f"importing {LINES:,} dossiers")
        loading = Beside("import dossiers", "COPY of the same rows", LINES, [], [])
        for number in range(_IMPORTS):
            center = await add_center(database, utc_now, f"H{70 + number}", "Trung tâm đo")
            begun = time.perf_counter()
            await _import(database, Sealer(config), center, file)
            loading.ours.append(time.perf_counter() - begun)
            loading.theirs.append(await _copy_bare(url, center))
        return [loading, await _measure_report(url, database, center, LINES, say)]


async def measure_large(url: str, center: Center, say: Say) -> Beside:
    """Measure the report over a million dossiers, made of those of `center`."""
    async with connect(url, pool_size=2) as database:
        say(f"multiplying dossiers to {LARGE:,}")
        large = await add_center(database, utc_now, "H89", "Trung tâm lớn")
        await _multiply(url, center, large)
        return await _measure_report(url, database, large, LARGE, say)
