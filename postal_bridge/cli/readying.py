"""Makes a database ready for the processes of this release: schema, books, secret.

Finding the database, and starting it where it is our own, is left to `running`.
"""

import asyncio

from postal_bridge.cli.running import Installation
from postal_bridge.cli.telling import note
from postal_bridge.clock import utc_now
from postal_bridge.config import Config
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Database, connect
from postal_bridge.store.health import require_migrated
from postal_bridge.store.migrator import migrate
from postal_bridge.usecases.choose_center import all_centers
from postal_bridge.usecases.keep_books import catch_up, sum_up_days
from postal_bridge.usecases.keep_webhooks import seal_urls
from postal_bridge.usecases.know_secret import holds_secret, know_secret

SEALED_OTHERWISE = (
    "Warning: POSTAL_BRIDGE_SECRET is not the one this database's values were sealed under. They"
    " stay shut, and labels printed before are taken for forged."
)


def make_ready(place: Installation) -> None:
    """Migrate an embedded database, refuse another one that lacks migrations, look at the secret.

    A server may be shared with processes of the release before, so a person says when to migrate.

    Raises:
        SchemaTooOld: with what to do.
        DatabaseUnreachable: nothing answers there.

    """
    asyncio.run(_made_ready(place))


async def bring_to_this_release(config: Config, url: str, *, is_shared: bool = False) -> list[str]:
    """Migrate a database, book what was collected before there were books, seal what is in clear.

    On a server that `is_shared` with processes of the release before, what those booked meanwhile
    is summed up as well. Under another secret than the database's own nothing is sealed: nobody
    could open it later. Returns the names of the migrations that were applied.
    """
    applied = await migrate(url)
    async with connect(url, pool_size=1) as database:
        for center in await all_centers(database):
            await catch_up(database, utc_now, center)
            if is_shared:
                await sum_up_days(database, center)
        if await holds_secret(database, config):
            await _seal_what_is_in_clear(database, config)
    return applied


async def _seal_what_is_in_clear(database: Database, config: Config) -> None:
    sealer = Sealer(config)
    for center in await all_centers(database):
        await seal_urls(database, sealer, center)


async def _made_ready(place: Installation) -> None:
    if place.is_embedded:
        await bring_to_this_release(place.config, place.database_url)
    else:
        await require_migrated(place.database_url)
    async with connect(place.database_url, pool_size=1) as database:
        if await know_secret(database, utc_now, place.config):
            # Also what processes of the release before kept since somebody migrated.
            await _seal_what_is_in_clear(database, place.config)
        else:
            note(SEALED_OTHERWISE)
