"""Looks at everything that can be wrong with an installation, and tells all of it at once."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from postal_bridge.config import Config
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.tracking_code import TrackingCode, sign_label, verify_label
from postal_bridge.store import code_ranges, installation, people
from postal_bridge.store.database import Connection, connect
from postal_bridge.store.health import ServerHealth, look_at
from postal_bridge.usecases.know_secret import fingerprint_of

#: 15 is the oldest release of PostgreSQL that still gets repairs and has what the schema uses.
MAJOR_MIN = 15
#: Sessions end and late scans are placed by these clocks; this much nobody notices.
CLOCKS_APART_MAX = timedelta(seconds=2)
#: With fewer codes than these left it is time to ask the post for the next range.
CODES_LEFT_FEW = 500
#: A server that finds no room stops; below this it is time to make some.
FREE_BYTES_FEW = 2**30


class Verdict(StrEnum):
    """How something was found."""

    GOOD = "good"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing looked at: what, how it was found, in words."""

    what: str
    verdict: Verdict
    detail: str


async def check_installation(config: Config, database_url: str, clock: Clock) -> list[Observation]:
    """Return how the database, its schema, the clocks, the secret and the code ranges are."""
    found = [*_check_folder(config), _check_labels(config), _check_address(config)]
    try:
        asked_at = clock()
        health = await look_at(database_url)
        heard_at = clock()
    except Refusal as refusal:
        return [*found, Observation("database", Verdict.WRONG, refusal.detail)]
    found += _check_server(health)
    # Its clock was read somewhere between our asking and our hearing.
    apart = max(health.now - heard_at, asked_at - health.now, timedelta())
    verdict = Verdict.GOOD if apart <= CLOCKS_APART_MAX else Verdict.WRONG
    detail = f"this machine and the database are {apart.total_seconds():.1f} s apart"
    found.append(Observation("clocks", verdict, detail))
    if health.missing:
        return found
    async with connect(database_url, pool_size=1) as database, database.snapshot() as connection:
        found.append(await _check_secret(connection, config))
        found += await _check_ranges(connection)
    return found


def _check_folder(config: Config) -> Iterator[Observation]:
    """Look at the folder of an embedded database; that of a server is its operator's."""
    folder, secret = config.data_dir, config.data_dir / "secret"
    if config.database_url is not None:
        return
    if secret.exists() and secret.stat().st_mode & 0o077:
        detail = f"others may read the secret: chmod 600 {secret}"
        yield Observation("data folder", Verdict.WRONG, detail)
    free_bytes = shutil.disk_usage(folder).free
    verdict = Verdict.GOOD if free_bytes >= FREE_BYTES_FEW else Verdict.LOOK
    yield Observation("data folder", verdict, f"{folder}, {free_bytes // 2**20} MiB free")


def _check_labels(config: Config) -> Observation:
    """Sign a label and read it again, as a scanner would."""
    keys = config.label_keys
    try:
        verify_label(sign_label(TrackingCode("EV", 0, "VN"), 1, keys), keys)
    except Refusal as refusal:
        return Observation("labels", Verdict.WRONG, refusal.detail)
    return Observation("labels", Verdict.GOOD, f"signed with the key {keys.current}")


def _check_address(config: Config) -> Observation:
    if config.serves_tls:
        return Observation("address", Verdict.GOOD, config.base_url)
    detail = f"{config.base_url} is not https: for trials on one machine only"
    return Observation("address", Verdict.LOOK, detail)


def _check_server(health: ServerHealth) -> Iterator[Observation]:
    good = health.major >= MAJOR_MIN
    detail = f"PostgreSQL {health.version}" + ("" if good else f"; {MAJOR_MIN} or newer is needed")
    yield Observation("database", Verdict.GOOD if good else Verdict.WRONG, detail)
    if health.missing:
        detail = f'{len(health.missing)} migrations are missing: run "postal-bridge migrate"'
        yield Observation("schema", Verdict.WRONG, detail)
    else:
        yield Observation("schema", Verdict.GOOD, "every migration of this release is applied")


async def _check_secret(connection: Connection, config: Config) -> Observation:
    noted = await installation.noted_fingerprint(connection)
    if noted in (None, fingerprint_of(config)):
        return Observation("secret", Verdict.GOOD, "the one the data was sealed under")
    detail = "not the one the data was sealed under: sealed values stay shut, labels look forged"
    return Observation("secret", Verdict.WRONG, detail)


async def _check_ranges(connection: Connection) -> list[Observation]:
    found = []
    for center in await people.all_centers(connection):
        ranges = await code_ranges.code_ranges(connection, center.center_id)
        left = sum(max(0, each.codes.last - each.next_serial + 1) for each in ranges)
        if not ranges:
            detail = "no range granted: only pre-printed labels can be registered"
        else:
            detail = f"{left} tracking codes left"
        verdict = Verdict.LOOK if left < CODES_LEFT_FEW else Verdict.GOOD
        if ranges and not left:
            verdict = Verdict.WRONG
        found.append(Observation(f"centre {center.code}", verdict, detail))
    return found
