"""The reference: pgbench writes the rows of a scan in one transaction, as fast as PostgreSQL can.

Two ways are measured, one call of a function and three statements between begin and commit; the
faster one is what our service is compared with. Both pay for the same indexes, foreign keys and
triggers as our service does, and for nothing of Python.
"""

import re
import subprocess
from pathlib import Path

import asyncpg

from bench.town import FIRST_SERIAL, Town
from postal_bridge.store.programs import find_binaries

CLIENTS = 32
_THREADS = 2
_TOLD_CHARACTERS_MAX = 1000
_SCRIPTS = Path(__file__).with_name("sql")
_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_DONE = re.compile(r"^number of transactions actually processed: ([0-9]+)", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: ([0-9]+)", re.MULTILINE)


class ReferenceFailedError(Exception):
    """Pgbench did not do what it was told."""


async def prepare_reference(url: str) -> None:
    """Make the function that does all of a scan."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute((_SCRIPTS / "function.sql").read_text("utf-8"))
    finally:
        await connection.close()


def run_pgbench(url: str, town: Town, way: str, seconds: float, folder: Path) -> tuple[float, int]:
    """Return the rate of `way` ("call" or "statements") in scans/s, and how many were committed."""
    script = folder / f"{way}.sql"
    script.write_text(
        "".join((_SCRIPTS / f"{part}.sql").read_text("utf-8") for part in ("draw", way)), "utf-8"
    )
    variables = {
        "center": town.center.center_id,
        "first_serial": FIRST_SERIAL,
        "things": len(town.codes),
        "first_office": town.offices[0],
        "second_office": town.offices[1],
        "login": town.logins[0],
    }
    options = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", str(_THREADS)]
    options += ["-T", str(max(1, round(seconds))), "-f", str(script)]
    options += [f"-D{name}={value}" for name, value in variables.items()]
    command = [str(find_binaries() / "pgbench"), *options, url]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    rate, done = _RATE.search(finished.stdout), _DONE.search(finished.stdout)
    failed = _FAILED.search(finished.stdout)
    if finished.returncode or not (rate and done and failed) or int(failed[1]):
        raise ReferenceFailedError(finished.stderr[:_TOLD_CHARACTERS_MAX])
    return float(rate[1]), int(done[1])
