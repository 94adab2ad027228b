"""The whole command line on one page: every command, under the name it is typed by."""

from importlib.metadata import version
from typing import Annotated

import typer

from postal_bridge.cli.checking import check_report
from postal_bridge.cli.demo import demo
from postal_bridge.cli.exports import export_commands
from postal_bridge.cli.imports import import_commands
from postal_bridge.cli.keeping import backup, restore
from postal_bridge.cli.people import (
    center_commands,
    office_commands,
    person_commands,
    range_commands,
    token_commands,
)
from postal_bridge.cli.reconciling import reconcile
from postal_bridge.cli.reports import report_commands
from postal_bridge.cli.serve import serve
from postal_bridge.cli.stand_ins import stand_in_commands
from postal_bridge.cli.statements import statement_commands
from postal_bridge.cli.upkeep import audit, check, migrate
from postal_bridge.cli.work import work

_CONTEXT = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="postal-bridge",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings=_CONTEXT,
)

app.command(rich_help_panel="Run")(serve)
app.command(rich_help_panel="Run")(work)
app.command(rich_help_panel="Run")(demo)
app.command(rich_help_panel="Data")(reconcile)
app.command(rich_help_panel="Keep")(migrate)
app.command(rich_help_panel="Keep")(check)
app.command(rich_help_panel="Keep")(audit)
app.command(rich_help_panel="Keep")(backup)
app.command(rich_help_panel="Keep")(restore)
report_commands.command("check")(check_report)
for name, commands, panel in (
    ("import", import_commands, "Data"),
    ("export", export_commands, "Data"),
    ("report", report_commands, "Data"),
    ("statement", statement_commands, "Data"),
    ("center", center_commands, "Set up"),
    ("office", office_commands, "Set up"),
    ("person", person_commands, "Set up"),
    ("token", token_commands, "Set up"),
    ("range", range_commands, "Set up"),
    ("stand-in", stand_in_commands, "Run"),
):
    commands.info.no_args_is_help = True
    commands.info.context_settings = _CONTEXT
    app.add_typer(commands, name=name, rich_help_panel=panel)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"postal-bridge {version('postal-bridge')}")
        raise typer.Exit


@app.callback()
def postal_bridge(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """Carry administrative dossiers by the public post, and know where each one lies.

    Settings come from the environment: POSTAL_BRIDGE_DATA_DIR, POSTAL_BRIDGE_DATABASE_URL and
    others, see docs/reference/settings.md. Exit codes: 0 done, 1 refused, 2 wrong usage.
    """
