"""The list of commands says what each does, and nobody waits for what other commands need."""

import subprocess
import sys
from pathlib import Path

import pytest

from postal_bridge.cli.app import COMMANDS, Listed

ROOT = Path(__file__).resolve().parents[2]
#: Runs the command with the words it is given, and tells on standard error what it imported.
WHAT_IT_IMPORTS = """
import sys
from postal_bridge.__main__ import main
sys.argv = ["postal-bridge", *sys.argv[1:]]
try:
    main()
finally:
    sys.stderr.write("\\nimported " + " ".join(sys.modules))
"""
#: What takes long to import, and serves, prints or reads files.
SLOW = {
    "aiohttp",
    "apscheduler",
    "holidays",
    "jinja2",
    "lxml",
    "qrcode",
    "rapidfuzz",
}
SLOW |= {"typst", "xlsxwriter", "routes", "jobs", "schemas", "postal_bridge.documents"}
SLOW |= {"postal_bridge.gateways", "postal_bridge.wiring"}
#: What no list of commands needs.
DATABASE = {"asyncpg", "cryptography", "postal_bridge.store", "postal_bridge.usecases"}


def imported_by(*words: str) -> set[str]:
    """Return the packages that a command imports, ours with the part of the house they are."""
    finished = subprocess.run(
        [sys.executable, "-c", WHAT_IT_IMPORTS, *words],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    names = finished.stderr.rpartition("\nimported ")[2].split()
    assert "postal_bridge.cli.app" in names
    return {".".join(name.split(".")[:each]) for name in names for each in (1, 2)}


@pytest.mark.parametrize("words", ["--help", "--version"])
def test_the_list_of_commands_imports_none_of_them(words: str) -> None:
    assert imported_by(words) & (SLOW | DATABASE) == set()


@pytest.mark.parametrize("words", ["check", "token issue", "token revoke", "person add", "migrate"])
def test_a_command_imports_nothing_slow_that_others_need(words: str) -> None:
    found = imported_by(*words.split(), "--help")
    assert found >= DATABASE
    assert found & SLOW == set()


@pytest.mark.parametrize("listed", COMMANDS, ids=lambda each: each.name)
def test_the_list_says_of_each_command_what_it_says_of_itself(listed: Listed) -> None:
    help_text = listed.load().help
    assert " ".join(help_text.split("\n\n")[0].split()) == listed.summary
