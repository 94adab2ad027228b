"""Measures the service beside PostgreSQL itself: `python -m bench`, or `make bench`.

Everything runs once more in every round, on the embedded server in a fresh folder. Nothing is
judged: the figures are printed, and it is a failure only if a scan was lost or doubled, or if
something of a year is not as it has to be.
"""

import argparse
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import uvloop

from bench.dossiers import REPORT, Beside, measure_dossiers
from bench.figures import scan_rows, table, told
from bench.machine import describe_machine, load_average
from bench.money import measure_money
from bench.pages import measure_pages
from bench.province import DOSSIERS, found_province
from bench.reports import measure_reports
from bench.scans import ScanFigures, measure_scans
from bench.shores import measure_shores
from bench.year.life import Year, live_a_year
from postal_bridge.config import read_config
from postal_bridge.sealing import Sealer
from postal_bridge.store.embedded import running
from postal_bridge.store.migrator import migrate

PARTS = ("scans", "dossiers", "money", "reports", "pages", "shores", "year")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        default=["scans", "dossiers"],
        help="scans, dossiers, money, reports, pages, shores or year",
    )
    parser.add_argument("--seconds", type=int, default=2, help="how long each measurement takes")
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured")
    parser.add_argument("--year-dossiers", type=int, default=5_000, help="how many a year has")
    parser.add_argument("--year-days", type=int, default=250, help="how many working days it has")
    parser.add_argument(
        "--kill-every", type=float, default=4, metavar="S", help="kill a worker every S seconds"
    )
    parser.add_argument(
        "--large",
        action="store_true",
        help="sum up a million dossiers, report on twelve years",
    )
    options = parser.parse_args()
    if unknown := {*options.parts} - {*PARTS}:
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="postal-bridge-bench-") as name:
        folder = Path(name)
        # The server may have to run as another account than ours.
        folder.chmod(0o711)
        with running(folder) as url:
            uvloop.run(_measure(url, folder, options))


async def _measure(url: str, folder: Path, options: argparse.Namespace) -> None:
    begun = time.monotonic()
    notes = [f"{load_average()} before"]
    await migrate(url)
    notes = [*await describe_machine(url, folder), *notes]
    sealer = Sealer(read_config({"POSTAL_BRIDGE_DATA_DIR": str(folder)}))
    said, year = [], None
    if "scans" in options.parts:
        scans = await measure_scans(url, folder, options.seconds, options.rounds, _say)
        said.append(_told_scans(scans, options))
    if "dossiers" in options.parts:
        beside = await measure_dossiers(url, sealer, folder, _say, large=options.large)
        said.append(_told_dossiers(beside))
    if "money" in options.parts:
        said.append(_told_beside("Money", await measure_money(url, sealer, folder, _say)))
    if {"reports", "pages"} & {*options.parts}:
        _say(f"founding a centre with {DOSSIERS:,} dossiers")
        samples = await found_province(url, sealer)
    if "pages" in options.parts:
        said.append(await measure_pages(url, folder, samples, options.rounds, _say))
    if "reports" in options.parts:
        said.append(await measure_reports(url, options.rounds, _say, large=options.large))
    if "shores" in options.parts:
        said.append(await measure_shores(url, folder, options.seconds, options.rounds, _say))
    if "year" in options.parts:
        size = (options.year_dossiers, options.year_days)
        year = await live_a_year(url, folder, size, _say, kill_every_seconds=options.kill_every)
        said.append(_told_year(year))
    notes.append(f"{load_average()} after {time.monotonic() - begun:.0f} s")
    print("\n\n".join([*said, "\n".join(notes)]))
    if year and year.faults:
        sys.exit(1)


def _told_scans(scans: ScanFigures, options: argparse.Namespace) -> str:
    rounds = f"{options.rounds} rounds of {options.seconds} s"
    said = f"Scans: median (least to most) of {rounds}; the ratio is to {scans.reference.name}."
    heads = ["", "scans/s", "ratio", "p50 ms", "p99 ms (most)"]
    rows = table(heads, scan_rows(scans.lines, scans.reference))
    return (
        f"{said}\n\n{rows}\n\n{scans.acknowledged:,} scans acknowledged over HTTP, each there once."
    )


def _told_dossiers(measured: list[Beside]) -> str:
    said = [_told_beside("Dossiers", measured)]
    reports = [each for each in measured if each.ours_is == REPORT]
    for small, large in pairwise(reports):
        more, longer = large.dossiers / small.dossiers, large.median / small.median
        said.append(f"{more:.1f} times the dossiers take {longer:.1f} times as long.")
    return "\n\n".join(said)


def _told_beside(head: str, measured: list[Beside]) -> str:
    rows = [
        [
            f"{each.ours_is}, {each.dossiers:,}",
            told([1000 * seconds for seconds in each.ours], 0),
            each.theirs_is,
            told([1000 * seconds for seconds in each.theirs], 0),
            f"{each.ratio:.1f}",
        ]
        for each in measured
    ]
    return table([head, "ms", "beside", "ms", "times"], rows)


def _told_year(year: Year) -> str:
    passed = f"{year.dossiers:,} dossiers and {year.scans:,} scans on {year.days} working days"
    said = f"A year: {passed} in {year.seconds:,.0f} s, {year.kills} workers killed meanwhile."
    provider = f"The provider of messages counted {year.said_by_provider}."
    faults = "\n".join(year.faults[:50]) or "Nothing was lost, done twice or counted wrongly."
    return f"{said}\n{provider}\n{faults}"


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
