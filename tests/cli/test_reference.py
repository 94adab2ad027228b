"""Every command says what it does, and the page about them says the same."""

from pathlib import Path

from postal_bridge.domain.report import ReportName
from tests.cli.reference import every_command, parameters, render_command_line_reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "command-line.md"


def test_every_command_and_every_option_is_described() -> None:
    for words, command in every_command():
        assert (command.help or "").strip().split("\n\n")[0].endswith("."), words
        for written, meant in parameters(words, command):
            assert meant.strip(), f"{words} {written}"


def test_the_commands_are_those_that_were_promised() -> None:
    assert {words.removeprefix("postal-bridge ") for words, _ in every_command()} == {
        "serve",
        "work",
        "demo",
        "migrate",
        "check",
        "audit",
        "backup",
        "restore",
        "center add",
        "office add",
        "person add",
        "token issue",
        "token revoke",
        "range add",
        "source list",
        "source way",
        "source secret",
        "source end",
        "import dossiers",
        "import catalogue",
        "export emsevt",
        "report summary",
        *(f"report {name}" for name in ReportName),
        "report check",
        "statement inspect",
        "statement import",
        "stand-in carrier",
        "stand-in portal",
        "reconcile",
    }


def test_the_page_about_them_is_not_stale() -> None:
    assert PAGE.read_text("utf-8") == render_command_line_reference(), "run make docs"
