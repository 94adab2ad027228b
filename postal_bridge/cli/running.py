"""Runs one act of a command over an open bridge: settings, database, use case, and out again."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn, TypeVar

from postal_bridge.cli.telling import note
from postal_bridge.config import Config, read_config
from postal_bridge.domain.setup_refusals import DataFolderUnusable
from postal_bridge.store.database import connect
from postal_bridge.store.embedded import running
from postal_bridge.store.folders import find_displaced
from postal_bridge.store.health import require_migrated
from postal_bridge.store.migrator import migrate
from postal_bridge.usecases.choose_center import all_centers
from postal_bridge.usecases.keep_books import catch_up, sum_up_days
from postal_bridge.usecases.know_secret import know_secret
from postal_bridge.wiring import Bridge, open_bridge, utc_now

T = TypeVar("T")

SEALED_OTHERWISE = (
    "Warning: POSTAL_BRIDGE_SECRET is not the one this database's values were sealed under. They"
    " stay shut, and labels printed before are taken for forged."
)
#: A process ended by a signal reports this and the signal's number.
_SIGNALLED = 128


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


def make_ready(place: Installation) -> None:
    """Migrate an embedded database, refuse another one that lacks migrations, look at the secret.

    A server may be shared with processes of the release before, so a person says when to migrate.

    Raises:
        SchemaTooOld: with what to do.
        DatabaseUnreachable: nothing answers there.

    """
    asyncio.run(_made_ready(place))


async def bring_to_this_release(url: str, *, is_shared: bool = False) -> list[str]:
    """Migrate a database, and book what was collected before there were books.

    On a server that `is_shared` with processes of the release before, what those booked meanwhile
    is summed up as well. Returns the names of the migrations that were applied.
    """
    applied = await migrate(url)
    async with connect(url, pool_size=1) as database:
        for center in await all_centers(database):
            await catch_up(database, utc_now, center)
            if is_shared:
                await sum_up_days(database, center)
    return applied


async def _made_ready(place: Installation) -> None:
    if place.is_embedded:
        await bring_to_this_release(place.database_url)
    else:
        await require_migrated(place.database_url)
    async with connect(place.database_url, pool_size=1) as database:
        if not await know_secret(database, utc_now, place.config):
            note(SEALED_OTHERWISE)


def run(act: Callable[[Bridge], Awaitable[T]]) -> T:
    """Open a bridge on a migrated database, return what `act` makes of it, and close it again.

    Raises:
        Refusal: that of `act`, or one that says why there is no bridge.

    """
    with installation() as place:
        return asyncio.run(_acted(place, act))


async def _acted(place: Installation, act: Callable[[Bridge], Awaitable[T]]) -> T:
    await require_migrated(place.database_url)
    async with open_bridge(place.config, place.database_url) as bridge:
        return await act(bridge)


def leave_cleanly_when_told() -> None:
    """Let SIGTERM and Ctrl-C unwind what runs, so that servers stop and locks are given back."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(_SIGNALLED + number)
