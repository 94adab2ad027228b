"""The whole command line on one page: every command, under the name it is typed by.

What stands here is all that the list of commands needs. The module that does a command is imported
when that one is asked for, so that nobody waits for what the others need.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Listed:
    """A command, or a noun with commands of its own, as the list of commands has it."""

    panel: str
    name: str
    #: `module:function` of a command, `module:group` of a noun.
    place: str
    summary: str

    @property
    def module(self) -> str:
        """The module that does it."""
        return f"{__package__}.{self.place.partition(':')[0]}"

    def load(self) -> Any:
        """Import it, and return it as what parses arguments has it."""
        found = getattr(import_module(self.module), self.place.partition(":")[2])
        alone = typer.Typer(rich_markup_mode="markdown")
        if isinstance(found, typer.Typer):
            alone.add_typer(found, name=self.name, help=self.summary, no_args_is_help=True)
        else:
            alone.command(self.name)(found)
        return typer.main.get_group(alone).commands[self.name]


COMMANDS = (
    Listed(
        "Run",
        "serve",
        "serve:serve",
        "Serve the API and the pages until told to leave (SIGTERM, Ctrl-C).",
    ),
    Listed(
        "Run",
        "work",
        "work:work",
        "Do the jobs of the timetable and long work that is asked for, until told to leave.",
    ),
    Listed(
        "Run",
        "demo",
        "demo:demo",
        "Show a working day at a made-up centre: served and worked for, with sign-ins to try.",
    ),
    Listed(
        "Run",
        "stand-in",
        "stand_ins:stand_in_commands",
        "Play another party over HTTP, for trials.",
    ),
    Listed(
        "Data",
        "reconcile",
        "reconciling:reconcile",
        "Match the post's lists with what was collected, and tell what does not fit.",
    ),
    Listed("Data", "import", "imports:import_commands", "Load files of dossiers and catalogues."),
    Listed("Data", "export", "exports:export_commands", "Write files for other systems."),
    Listed("Data", "report", "reports:report_commands", "Figures of a centre."),
    Listed(
        "Data",
        "statement",
        "statements:statement_commands",
        "Statements of banks and of the post.",
    ),
    Listed(
        "Keep",
        "migrate",
        "migrating:migrate",
        "Bring the database to the schema of this release, and its books up to date.",
    ),
    Listed(
        "Keep",
        "check",
        "health:check",
        "Look at settings, folder, database, schema, clocks, secret and code ranges.",
    ),
    Listed(
        "Keep",
        "audit",
        "auditing:audit",
        "Recompute the hash chains of events and of the ledger, custody and money.",
    ),
    Listed(
        "Keep",
        "backup",
        "keeping:backup",
        "Write the whole database to a file, whole or not at all, while everything goes on.",
    ),
    Listed(
        "Keep",
        "restore",
        "keeping:restore",
        "Make the database what a backup holds, bring it to this release, and audit it.",
    ),
    Listed("Set up", "center", "people:center_commands", "Centres: each sees its own data only."),
    Listed(
        "Set up", "office", "people:office_commands", "Departments and post offices of a centre."
    ),
    Listed("Set up", "person", "people:person_commands", "People who sign in."),
    Listed(
        "Set up", "token", "tokens:token_commands", "Bearer tokens, with which programs sign in."
    ),
    Listed(
        "Set up",
        "source",
        "sources:source_commands",
        "Who may call in, and the secrets by which they are known.",
    ),
    Listed(
        "Set up",
        "range",
        "ranges:range_commands",
        "Ranges of tracking codes that the post granted.",
    ),
)


class _Waiting(TyperCommand):
    """A command in the list of commands, until it is asked for."""

    def __init__(self, listed: Listed) -> None:
        super().__init__(
            listed.name, short_help=listed.summary, rich_help_panel=listed.panel, callback=None
        )
        self._listed = listed

    def make_context(self, *found: Any, **settings: Any) -> Any:
        """Let the command itself read its arguments, and be what is invoked."""
        return self._listed.load().make_context(*found, **settings)


class _Commands(TyperGroup):
    """All commands, each of which waits until it is asked for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for listed in COMMANDS:
            self.add_command(_Waiting(listed))


app = typer.Typer(
    name="postal-bridge",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
