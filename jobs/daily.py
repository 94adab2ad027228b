"""What is done by night and in the morning: which use case, given the day or month of a run."""

from collections.abc import Mapping
from datetime import date

from postal_bridge.domain.access import Center
from postal_bridge.usecases.close_month import close_month as close
from postal_bridge.usecases.forget_people import forget_people as forget
from postal_bridge.usecases.prepare_apologies import prepare_apologies as apologies
from postal_bridge.usecases.raise_alarms import raise_alarms as alarms
from postal_bridge.usecases.reconcile_open_days import reconcile_open_days
from postal_bridge.usecases.remind_of_remittances import remind_of_remittances as remittances
from postal_bridge.usecases.tell_due_soon import tell_due_soon as due_soon
from postal_bridge.wiring import Bridge


async def reconcile(bridge: Bridge, center: Center, day: str) -> Mapping[str, int]:
    """Reconcile the open days up to a day."""
    return await reconcile_open_days(bridge.database, bridge.clock, center, date.fromisoformat(day))


async def raise_alarms(bridge: Bridge, center: Center, day: str) -> Mapping[str, int]:
    """Speak up about what stands still on a day."""
    today = date.fromisoformat(day)
    return await alarms(bridge.database, bridge.clock, bridge.sealer, center, today)


async def prepare_apologies(bridge: Bridge, center: Center, day: str) -> Mapping[str, int]:
    """Prepare on a day the apologies that are to be signed before a day is missed."""
    today = date.fromisoformat(day)
    return await apologies(bridge.database, bridge.clock, bridge.sealer, center, today)


async def remind_of_remittances(bridge: Bridge, center: Center, day: str) -> Mapping[str, int]:
    """Speak up on a day about money that the post should have sent on."""
    today = date.fromisoformat(day)
    return await remittances(bridge.database, bridge.clock, bridge.sealer, center, today)


async def forget_people(bridge: Bridge, center: Center, day: str) -> Mapping[str, int]:
    """Forget by a day who people were when that need not be kept any more."""
    return await forget(bridge.database, bridge.sealer, center, date.fromisoformat(day))


async def close_month(bridge: Bridge, center: Center, month: str) -> Mapping[str, int]:
    """Keep what the summary of a month says when it has ended."""
    return await close(bridge.database, bridge.clock, center, month)


async def tell_due_soon(bridge: Bridge, center: Center, day: str) -> Mapping[str, int]:
    """Tell the heads of departments on a day what they have to hurry with."""
    today = date.fromisoformat(day)
    return await due_soon(bridge.database, bridge.clock, bridge.sealer, center, today)
