"""The command that brings a database to the schema of this release."""

import asyncio
from typing import Annotated

import typer

from postal_bridge.cli.readying import bring_to_this_release
from postal_bridge.cli.running import Installation, installation
from postal_bridge.cli.telling import tell
from postal_bridge.store.distribution import distribute
from postal_bridge.store.health import look_at


def migrate(
    distributed: Annotated[
        bool,
        typer.Option("--distributed", help="Spread the tables over a Citus cluster as well."),
    ] = False,
) -> None:
    """Bring the database to the schema of this release, and its books up to date.

    Every step is kept whole or not at all, and running it again does nothing.
    """
    with installation() as place:
        applied, spread = asyncio.run(_migrate(place, distributed=distributed))
    for name in applied:
        tell(f"Applied {name}")
    for table in spread:
        tell(f"Spread {table}")
    if not applied and not spread:
        tell("Nothing to do: the schema is that of this release.")


async def _migrate(place: Installation, *, distributed: bool) -> tuple[list[str], list[str]]:
    url = place.database_url
    await look_at(url)
    applied = await bring_to_this_release(place.config, url, is_shared=True)
    return applied, await distribute(url) if distributed else []
