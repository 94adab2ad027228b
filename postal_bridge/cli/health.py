"""The command that looks at an installation: settings, folder, database, clocks, secret, codes."""

import asyncio
from dataclasses import asdict

import typer

from postal_bridge.cli.options import FormatOption
from postal_bridge.cli.running import installation, read_settings, tell_where_data_lies
from postal_bridge.cli.telling import Format, tell, tell_document
from postal_bridge.clock import utc_now
from postal_bridge.domain.refusals import InvalidInput, Refusal
from postal_bridge.usecases.check_installation import Observation, Verdict, check_installation

_MARKS = {Verdict.GOOD: "good ", Verdict.LOOK: "look ", Verdict.WRONG: "WRONG"}


def check(output: FormatOption = Format.TEXT) -> None:
    """Look at settings, folder, database, schema, clocks, secret and code ranges.

    Everything that is wrong is told at once. Exit code 1 when anything is.
    """
    observations = _check()
    if output is Format.JSON:
        tell_document([asdict(each) for each in observations])
    else:
        for each in observations:
            tell(f"{_MARKS[each.verdict]}  {each.what}: {each.detail}")
    if any(each.verdict is Verdict.WRONG for each in observations):
        raise typer.Exit(1)


def _check() -> list[Observation]:
    try:
        config = read_settings()
    except InvalidInput as refusal:
        return [Observation(p.path, Verdict.WRONG, p.detail) for p in refusal.problems]
    except Refusal as refusal:
        return [Observation("data folder", Verdict.WRONG, refusal.detail)]
    settings = Observation("settings", Verdict.GOOD, "can be used")
    try:
        with installation(config) as place:
            tell_where_data_lies(place)
            found = asyncio.run(check_installation(config, place.database_url, utc_now))
    except Refusal as refusal:
        found = [Observation("database", Verdict.WRONG, refusal.detail)]
    return [settings, *found]
