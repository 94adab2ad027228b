"""Say how a citizen pays what is owed: to which account, if the centre has one."""

from dataclasses import dataclass

from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.vietqr import Beneficiary, Payee, purpose_of
from postal_bridge.store.beneficiaries import beneficiary_of
from postal_bridge.store.database import Database
from postal_bridge.usecases.track import Tracked


@dataclass(frozen=True, slots=True)
class Payment:
    """What is to be transferred where, and the purpose by which it is recognised."""

    beneficiary: Beneficiary
    amount_dong: int
    purpose: str


async def look_up_payment(database: Database, clock: Clock, tracked: Tracked) -> Payment | None:
    """Return how to pay what is owed for a dossier by a transfer, or None when it cannot be.

    What the post takes on delivery is paid to the post: a transfer to the centre would be paid
    twice. To a sandbox nobody pays.
    """
    amount_dong = tracked.document["to_pay_dong"]
    if not amount_dong or tracked.paid_to_post or tracked.dossier_code is None:
        return None
    if tracked.center.sandbox:
        return None
    today = clock().astimezone(tracked.center.zone).date()
    async with database.snapshot() as connection:
        beneficiary = await beneficiary_of(connection, Payee.CENTER, tracked.center.code, today)
    if beneficiary is None:
        return None
    return Payment(beneficiary, amount_dong, purpose_of(tracked.dossier_code))
