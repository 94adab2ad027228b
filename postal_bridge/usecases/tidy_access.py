"""Removes what sign-ins, throttles and repeated writes leave behind once it is of no more use."""

from datetime import timedelta

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.store import (
    credentials,
    incoming_sources,
    request_keys,
    throttles,
    webhook_deliveries,
    webhooks,
)
from postal_bridge.store.database import Database

#: For so long an ended session or token can still be looked up by an auditor.
CREDENTIALS_KEPT = timedelta(days=180)
#: For so long a write may be repeated under its Idempotency-Key.
ANSWERS_KEPT = timedelta(days=7)
#: For so long what webhooks were told can be looked at.
DELIVERIES_KEPT = timedelta(days=60)
#: No limit looks further back than an hour.
WINDOWS_KEPT = timedelta(days=1)


async def tidy_access(database: Database, clock: Clock, center: Center) -> None:
    """Remove expired credentials, secrets and old answers of a centre, and old counts of all."""
    now, center_id = clock(), center.center_id
    async with database.transaction() as connection:
        await credentials.forget_expired(connection, center_id, now - CREDENTIALS_KEPT)
        await request_keys.forget_keys(connection, center_id, now - ANSWERS_KEPT)
        await incoming_sources.forget_secrets(connection, center_id, now)
        await webhooks.forget_secrets(connection, center_id, now)
        await webhook_deliveries.forget_deliveries(connection, center_id, now - DELIVERIES_KEPT)
        await webhook_deliveries.forget_removed(connection, center_id, now - DELIVERIES_KEPT)
    async with database.transaction() as connection:
        await throttles.forget_windows(connection, now - WINDOWS_KEPT)
