"""Commands that carry a whole database into a file and back."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from postal_bridge.cli.auditing import audit_everything, tell_audit
from postal_bridge.cli.options import FileArgument
from postal_bridge.cli.readying import SEALED_OTHERWISE, bring_to_this_release, make_ready
from postal_bridge.cli.running import Installation, installation
from postal_bridge.cli.telling import note, tell
from postal_bridge.domain.upkeep_refusals import BackupDoesNotHold, DatabaseNotEmpty
from postal_bridge.store.backups import (
    is_empty,
    load_backup,
    look_into,
    make_beside,
    refuse_users,
    remove,
    take_place,
    write_backup,
)
from postal_bridge.usecases.audit import AuditReport
from postal_bridge.usecases.know_secret import fingerprint_of


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", dir_okay=False, help="The file to write.")
    ],
) -> None:
    """Write the whole database to a file, whole or not at all, while everything goes on.

    The secret is not in it: keep POSTAL_BRIDGE_SECRET, or the file "secret" of the data folder, in
    another place. Without it nobody reads what is sealed.
    """
    with installation() as place:
        make_ready(place)
        write_backup(place.database_url, file)
    tell(f"Backup written: {file}")


def restore(
    file: FileArgument,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put the backup in the place of a database with data."),
    ] = False,
) -> None:
    """Make the database what a backup holds, bring it to this release, and audit it.

    An empty database becomes the backup, or stays empty. With --replace the backup is made into a
    database of its own first, and takes the place of the present one only when the audit holds and
    nobody is connected; the present one is gone then.
    """
    facts = look_into(file)
    with installation() as place:
        if facts.secret_fingerprint not in (None, fingerprint_of(place.config)):
            note(SEALED_OTHERWISE)
        restored = _replace if replace else _fill
        reports = asyncio.run(restored(place, file))
    tell(f"Restored: {file}")
    tell_audit(reports)


async def _fill(place: Installation, file: Path) -> list[AuditReport]:
    if not await is_empty(place.database_url):
        raise DatabaseNotEmpty
    load_backup(file, place.database_url)
    await bring_to_this_release(place.config, place.database_url)
    return await audit_everything(place.database_url, None)


async def _replace(place: Installation, file: Path) -> list[AuditReport]:
    await refuse_users(place.database_url)
    beside = await make_beside(place.database_url)
    try:
        load_backup(file, beside)
        await bring_to_this_release(place.config, beside)
        reports = await audit_everything(beside, None)
        _refuse_what_does_not_hold(reports)
        await take_place(place.database_url, beside)
    except BaseException:
        await remove(beside)
        raise
    return reports


def _refuse_what_does_not_hold(reports: list[AuditReport]) -> None:
    found = sum(report.found for report in reports)
    if found:
        tell_audit(reports, leave=False)
        raise BackupDoesNotHold(found=found)
