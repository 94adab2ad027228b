"""The rounds in which scans are measured: the reference and our service, one after the other.

The speed of a shared machine drifts by the minute, so each round measures everything and ratios
are made within a round.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Line
from bench.load import BATCH, Load, Whereabouts, send_scans
from bench.pgbench import CLIENTS, prepare_reference, run_pgbench
from bench.service import serving
from bench.town import Tally, Town, found_town, tidy

THINGS = 20_000
WORKERS = (1, 2)
CONNECTIONS = (1, 8, 32, 64)
BATCH_CONNECTIONS = 8

#: The two ways in which pgbench writes a scan, and what they are called in the table.
WAYS = {
    "call": f"pgbench, {CLIENTS} clients, one function call",
    "statements": f"pgbench, {CLIENTS} clients, three statements",
}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ScanFigures:
    """What was measured, in the order of the table; `reference` is the faster of pgbench's ways."""

    reference: Line
    lines: list[Line]
    acknowledged: int


@dataclass(frozen=True, slots=True)
class _Sending:
    """One way of sending scans to our service."""

    workers: int
    connections: int
    scans_in_request: int

    @property
    def title(self) -> str:
        """What it is called in the table."""
        processes = "1 process" if self.workers == 1 else f"{self.workers} processes"
        connections = "1 connection" if self.connections == 1 else f"{self.connections} connections"
        what = "single scans" if self.scans_in_request == 1 else f"batches of {BATCH}"
        return f"{what}, {connections}, {processes}"


def _sendings() -> Iterator[_Sending]:
    for workers in WORKERS:
        for connections in CONNECTIONS:
            yield _Sending(workers, connections, 1)
        yield _Sending(workers, BATCH_CONNECTIONS, BATCH)


async def measure_scans(
    url: str, folder: Path, seconds: float, rounds: int, say: Say
) -> ScanFigures:
    """Measure in `rounds` rounds, each thing for so many seconds, and count after each.

    The reference writes for a centre of its own, into the same tables.

    Raises:
        CountsDoNotAgreeError: a scan was lost or doubled.

    """
    say(f"putting twice {THINGS:,} consignments into custody")
    theirs, ours = [await found_town(url, code, THINGS) for code in ("H98", "H99")]
    await prepare_reference(url)
    await tidy(url)
    reference = {way: Line(title) for way, title in WAYS.items()}
    service = {sending: Line(sending.title) for sending in _sendings()}
    their_tally, our_tally = [Tally(url, town.center.center_id) for town in (theirs, ours)]
    await their_tally.open()
    await our_tally.open()
    whereabouts, acknowledged = Whereabouts(ours), 0
    with ExitStack() as stack:
        ports = {workers: stack.enter_context(serving(folder, workers)) for workers in WORKERS}
        for number in range(1, rounds + 1):
            say(f"scans, round {number} of {rounds}")
            for way, line in reference.items():
                await their_tally.add(await _refer(url, theirs, way, seconds, folder, line))
            for sending, line in service.items():
                port = ports[sending.workers]
                load = await send_scans(
                    whereabouts, port, sending.connections, sending.scans_in_request, seconds
                )
                await our_tally.add(load.scans)
                acknowledged += load.scans
                _note(line, load)
    fastest = max(reference.values(), key=lambda line: line.rate)
    return ScanFigures(fastest, [*reference.values(), *service.values()], acknowledged)


async def _refer(url: str, town: Town, way: str, seconds: float, folder: Path, line: Line) -> int:
    rate, committed = await asyncio.to_thread(run_pgbench, url, town, way, seconds, folder)
    line.rates.append(rate)
    return committed


def _note(line: Line, load: Load) -> None:
    line.rates.append(load.rate)
    line.latencies_ms.append((load.percentile_ms(0.5), load.percentile_ms(0.99)))
