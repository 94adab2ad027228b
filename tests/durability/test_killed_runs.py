"""Goal: an import or a run that is killed at any moment and begun again ends as if it never was.

Method: the real commands run on a real database and are killed without warning after a while that
differs each time; in the end their figures, and everything they left, are those of commands that
were left in peace.
"""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import asyncpg

LINES = 3_000
KILLS = 4
PATIENCE_SECONDS = 120
_PERIOD = ("--from", "2026-01-01", "--to", "2026-03-31")
_COUNTS = (
    "post_line",
    "remittance",
    "statement_file",
    "line_match",
    "money_difference",
    "ledger_entry",
)


class Terminal:
    """Runs commands on one database."""

    def __init__(self, url: str, folder: Path, random: Random) -> None:
        self.environment = {
            **os.environ,
            "POSTAL_BRIDGE_DATABASE_URL": url,
            "POSTAL_BRIDGE_DATA_DIR": str(folder),
            "POSTAL_BRIDGE_SECRET": base64.b64encode(bytes(32)).decode(),
        }
        self.random = random

    def done(self, *words: str) -> dict[str, Any]:
        """Run a command to its end and return the document it prints."""
        finished = subprocess.run(
            [sys.executable, "-m", "postal_bridge", *words],
            env=self.environment,
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        assert finished.returncode == 0, (finished.stderr + finished.stdout[:900]).decode()
        return json.loads(finished.stdout) if "json" in words else {}

    def killed(self, *words: str) -> None:
        """Run a command and kill it at some moment, if it has not ended by then."""
        with subprocess.Popen(
            [sys.executable, "-m", "postal_bridge", *words],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                process.wait(self.random.uniform(0.3, 2.5))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)


def write_files(folder: Path) -> tuple[Path, Path]:
    """Write dossiers with money, and a list that has something of every class."""
    dossiers, sent = folder / "dossiers.csv", folder / "sent.csv"
    day = date(2026, 1, 5)
    known = "code,procedure_code,department_code,received_via,received_at"
    done = "resolved_on,returned_on,returned_via,collected_by_post_dong,collected_on"
    lines = [f"{known},{done}"]
    told = ["Mã hồ sơ,Số tiền,Ngày thu,Ngày chuyển"]
    for number in range(LINES):
        on = day + timedelta(days=number % 60)
        code, amount = f"H53.14-260105-{number:05}", 50_000 + number
        lines.append(f"{code},P1,SO1,postal,{on},{on},{on},postal,{amount},{on}")
        late = timedelta(days=60 if number % 50 == 1 else 2)
        amount += {2: 5, 3: -5}.get(number % 50, 0)
        if number % 50 != 4:
            told += [f"{code},{amount},{on},{on + late}"] * (2 if number % 50 == 5 else 1)
    dossiers.write_text("\n".join(lines), "utf-8")
    sent.write_text("\n".join(told), "utf-8")
    return dossiers, sent


async def counts(url: str) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    try:
        return {
            table: await connection.fetchval(f"select count(*) from {table}")  # noqa: S608
            for table in _COUNTS
        }
    finally:
        await connection.close()


@asynccontextmanager
async def cloned(server_url: str, template: str, name: str) -> AsyncIterator[str]:
    """Yield the address of a fresh migrated database of this name."""
    maintenance = await asyncpg.connect(server_url)
    try:
        await maintenance.execute(f"create database {name} template {template} strategy file_copy")
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        await maintenance.execute(f"drop database if exists {name} with (force)")
        await maintenance.close()


def tell_all(terminal: Terminal, dossiers: Path, sent: Path, kills: int) -> dict[str, Any]:
    """Load, store and reconcile, with so many kills before each of the last two."""
    terminal.done("center", "add", "H53", "Trung tâm ví dụ")
    terminal.done("import", "dossiers", str(dossiers), "--format", "json")
    store = ("statement", "import", str(sent), "--kind", "post", "--format", "json")
    run = ("reconcile", *_PERIOD, "--format", "json")
    for _ in range(kills):
        terminal.killed(*store)
    terminal.done(*store)
    for _ in range(kills):
        terminal.killed(*run)
    figures = terminal.done(*run)
    terminal.done("audit", "--format", "json")
    return figures


async def test_killed_and_begun_again_gives_the_same_figures(
    server_url: str, template: str, tmp_path: Path
) -> None:
    random = Random()  # noqa: S311 - any moment will do, another one each time
    dossiers, sent = write_files(tmp_path)
    found = []
    for name, kills in (("left_in_peace", 0), ("killed", KILLS)):
        async with cloned(server_url, template, f"{name}_{os.getpid()}") as url:
            folder = tmp_path / name
            folder.mkdir()
            terminal = Terminal(url, folder, random)
            figures = tell_all(terminal, dossiers, sent, kills)
            found.append((figures, await counts(url)))
    assert found[0] == found[1]
    differences = found[0][0]["differences"]
    assert {name for name, each in differences.items() if each["count"]} == _SHOWN


_SHOWN = {"missing", "short", "over", "duplicate", "late"}
