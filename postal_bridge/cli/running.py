"""Runs one act of a command: settings, database, use case, and out again.

What a command works with is less than a bridge. Whoever serves or works opens one (`wiring`); the
other commands do not wait for what speaks with other parties.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from postal_bridge.cli.telling import note
from postal_bridge.clock import utc_now
from postal_bridge.config import Config, read_config
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.setup_refusals import DataFolderUnusable
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Database, connect
from postal_bridge.store.embedded import running
from postal_bridge.store.folders import find_displaced
from postal_bridge.store.health import require_migrated

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Installation:
    """The settings of this process and the address of a database that answers."""

    config: Config
    database_url: str

    @property
    def is_embedded(self) -> bool:
        """Whether the database is the one under the data folder."""
        return self.config.database_url is None


def read_settings(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the settings of this process, and make its data folder and secret the first time.

    Raises:
        InvalidInput: with every setting that cannot be used.
        DataFolderUnusable: the folder cannot be made or written.

    """
    try:
        return read_config(environment)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataFolderUnusable(folder=error.filename, reason=reason) from error


@contextmanager
def installation(config: Config | None = None) -> Iterator[Installation]:
    """Yield what this process is to work on; the embedded server runs as long as the block.

    Raises:
        Refusal: a setting cannot be used, or the embedded server does not start.

    """
    config = config or read_settings()
    if config.database_url is not None:
        yield Installation(config, config.database_url)
        return
    with running(config.data_dir) as url:
        yield Installation(config, url)


def tell_where_data_lies(place: Installation) -> None:
    """Say on standard error where the data are when they could not lie in the data folder.

    Whoever moves or backs up the data folder has to know; root alone meets this.
    """
    found = find_displaced(place.config.data_dir) if place.is_embedded else None
    if found is not None:
        why = f"{found.account}, as whom PostgreSQL runs, may not enter {found.closed}"
        note(f"{found.home} lies in {found.real}, because {why}.")


@dataclass(frozen=True, slots=True)
class Means:
    """What a command works with."""

    config: Config
    database: Database
    clock: Clock
    sealer: Sealer


def run(act: Callable[[Means], Awaitable[T]]) -> T:
    """Open a migrated database, return what `act` makes of it, and close it again.

    Raises:
        Refusal: that of `act`, or one that says why there is no such database.

    """
    with installation() as place:
        return asyncio.run(_acted(place, act))


async def _acted(place: Installation, act: Callable[[Means], Awaitable[T]]) -> T:
    await require_migrated(place.database_url)
    config = place.config
    async with connect(place.database_url, pool_size=config.pool_size) as database:
        return await act(Means(config, database, utc_now, Sealer(config)))
