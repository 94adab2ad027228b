"""Keeps the accounts that citizens transfer to: for what a centre is owed, and the post takes."""

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.vietqr import Beneficiary, Payee
from postal_bridge.store.beneficiaries import beneficiary_of, put_beneficiary
from postal_bridge.store.database import Database
from postal_bridge.usecases.note_change import note_change


async def look_up_beneficiary(
    database: Database, clock: Clock, viewer: Viewer, payee: Payee
) -> Beneficiary | None:
    """Return the account of the viewer's centre or its post today, or None when none was named."""
    today = clock().astimezone(viewer.center.zone).date()
    async with database.snapshot() as connection:
        return await beneficiary_of(connection, payee, viewer.center.code, today)


async def keep_beneficiary(
    database: Database,
    clock: Clock,
    viewer: Viewer,
    payee: Payee,
    beneficiary: Beneficiary,
    source: str,
) -> None:
    """Keep the account of the viewer's centre or its post from today on, and who named it.

    `source` is the paper that names the account.
    """
    now = clock()
    today = now.astimezone(viewer.center.zone).date()
    async with database.transaction() as connection:
        await put_beneficiary(connection, payee, viewer.center.code, today, beneficiary, source)
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            now,
            ChangeKind.BENEFICIARY_KEPT,
            payee=payee,
            bank_number=beneficiary.bank_number,
            account=beneficiary.account,
            holder=beneficiary.holder,
            source=source,
        )
