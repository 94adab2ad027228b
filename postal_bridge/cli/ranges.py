"""The command for ranges of tracking codes that the post granted."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from postal_bridge.cli.options import DAY_FORMATS, CenterOption
from postal_bridge.cli.running import Means, run
from postal_bridge.cli.telling import counted, tell
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.grant_code_range import Grant, grant_code_range

range_commands = typer.Typer()


@range_commands.command("add")
def range_add(
    first: Annotated[
        str,
        typer.Argument(metavar="FIRST", help="The first code, such as EV000000005VN, or serial."),
    ],
    last: Annotated[str, typer.Argument(metavar="LAST", help="The last code, or serial.")],
    document: Annotated[
        str,
        typer.Option(metavar="TEXT", help="The paper by which the post granted the range."),
    ],
    service: Annotated[
        str | None,
        typer.Option(metavar="XX", help="The service indicator, where serials are given."),
    ] = None,
    granted_on: Annotated[
        datetime | None,
        typer.Option(metavar="DAY", formats=DAY_FORMATS, help="When; without it, today."),
    ] = None,
    center: CenterOption = None,
) -> None:
    """Add a range of tracking codes; none is minted outside the ranges of a centre."""

    async def act(means: Means) -> str:
        chosen = await choose_center(means.database, center)
        today = means.clock().astimezone(chosen.zone).date()
        day = granted_on.replace(tzinfo=UTC).date() if granted_on else today
        granted = await grant_code_range(
            means.database,
            means.clock,
            chosen,
            Grant(first, last, document, day, service),
        )
        left = granted["left"]
        assert isinstance(left, int)
        return f"{counted(left, 'code')} from {granted['first']} to {granted['last']}"

    tell(f"Granted: {run(act)}.")
