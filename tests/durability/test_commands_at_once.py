"""Goal: commands that book, store and reconcile at the same moment lose nothing and do it once.

Method: real processes load dossiers, store lists that overlap and reconcile, all at once and each
thing twice; what they leave has to be what the same commands leave one after the other.
"""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import asyncpg

from tests.durability.test_killed_runs import (
    _PERIOD,
    PATIENCE_SECONDS,
    Terminal,
    cloned,
    write_files,
)

JSON = ("--format", "json")
RUN = ("reconcile", *_PERIOD, *JSON)
_LEFT = {
    "lines": "select count(*), sum(amount_dong) from post_line",
    "matches": """select class, count(*), count(distinct line_id), count(distinct collection_id),
        sum(covered_dong) from line_match group by class order by class""",
    "collections": "select count(*), sum(amount_dong) from collection",
    "differences": """select class, state, count(*), sum(amount_dong) from money_difference
        where state <> 'vanished' group by class, state order by class, state""",
    "balances": """select account, kind, sum(amount_dong) from ledger_posting
        group by account, kind having sum(amount_dong) <> 0 order by account, kind""",
}


def split(sent: Path) -> list[Path]:
    """Write two lists that together are the whole one and share some lines."""
    head, *lines = sent.read_text("utf-8").splitlines()
    third = len(lines) // 3
    paths = []
    for name, part in (("first", lines[: 2 * third]), ("second", lines[third:])):
        paths.append(sent.with_name(f"{name}.csv"))
        paths[-1].write_text("\n".join([head, *part]), "utf-8")
    return paths


def at_once(terminal: Terminal, *commands: tuple[str, ...]) -> None:
    """Run commands at the same moment and see that each succeeds."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "postal_bridge", *words],
            env=terminal.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for words in commands
    ]
    for process in processes:
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, said.decode()


async def left(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Return what all the commands left."""
    connection = await asyncpg.connect(url)
    try:
        return {
            name: [tuple(row) for row in await connection.fetch(query)]
            for name, query in _LEFT.items()
        }
    finally:
        await connection.close()


async def test_commands_at_once_leave_what_they_leave_one_after_the_other(
    server_url: str, template: str, tmp_path: Path
) -> None:
    dossiers, sent = write_files(tmp_path)
    first, second = split(sent)
    load = ("import", "dossiers", str(dossiers), *JSON)
    stores = [
        ("statement", "import", str(path), "--kind", "post", *JSON) for path in (first, second)
    ]
    found = []
    for name in ("in_turn", "at_once"):
        async with cloned(server_url, template, f"{name}_{os.getpid()}") as url:
            folder = tmp_path / name
            folder.mkdir()
            terminal = Terminal(url, folder, Random(0))  # noqa: S311 - nothing is killed here
            terminal.done("center", "add", "H53", "Trung tâm ví dụ")
            if name == "at_once":
                at_once(terminal, load, load, *stores, *stores, RUN, RUN)
                at_once(terminal, *stores, RUN, RUN)
            else:
                terminal.done(*load)
                for store in stores:
                    terminal.done(*store)
            figures = terminal.done(*RUN)
            terminal.done("audit", *JSON)
            found.append((figures, await left(url)))
    assert found[0] == found[1]
