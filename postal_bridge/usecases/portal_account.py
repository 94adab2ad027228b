"""How a centre is let into the portal: what is kept of it, opened for whoever speaks to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.portal import Held, PortalAccount
from postal_bridge.ports import OpenPortal, OutsideError, Portal, Retryable
from postal_bridge.sealing import Sealer
from postal_bridge.store import portal_accounts
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.portal_accounts import KeptAccount

#: So many questions are asked side by side.
QUESTIONS = 4
#: So many answers that nobody understands are more than a matter of one dossier.
UNREADABLE_MOST = 5
#: After these the portal is not asked for a dossier by itself any more.
_FINAL = frozenset({PortalStatus.NOT_ACCEPTED, PortalStatus.RETURNED})


@dataclass(frozen=True, slots=True)
class PortalTools:
    """What everybody who speaks to the portal needs."""

    database: Database
    clock: Clock
    sealer: Sealer
    open_portal: OpenPortal


@dataclass(frozen=True, slots=True)
class Entrance:
    """A centre's way into the portal: the account that is used, and how it is kept."""

    account: PortalAccount
    kept: KeptAccount

    def ask_at(self, status: PortalStatus | None, now: datetime) -> datetime | None:
        """Return when the portal is to be asked next for a dossier that it holds, if ever."""
        if not self.kept.ask_hours or status in _FINAL:
            return None
        return now + timedelta(hours=self.kept.ask_hours)


async def ask_held(portal: Portal, dossier_code: str) -> Held | OutsideError | None:
    """Ask what the portal holds of a dossier, and return why it does not say so if it does not."""
    try:
        return await portal.held(dossier_code)
    except OutsideError as error:
        return error


async def note_health(
    connection: Connection, center: Center, now: datetime, down: Retryable | None
) -> None:
    """Note that the portal answered, or why it is down; then it is left in peace for a while."""
    state = await portal_accounts.lock_state(connection, center.center_id)
    failed = int(down is not None)
    seed = f"{center.code} portal"
    health = state.circuit.after(now, failed=failed, succeeded=1 - failed, seed=seed)
    why = (down.trouble.value, down.said) if down else (None, None)
    await portal_accounts.keep_health(connection, center.center_id, health, now, why)


def password_place(center: Center) -> str:
    """Return for what place a centre's password of the portal is sealed."""
    return f"portal_account.password {center.code}"


async def entrance_of(tools: PortalTools, center: Center) -> Entrance | None:
    """Return the centre's way into the portal, None where there is none or it is shut."""
    async with tools.database.snapshot() as connection:
        kept = await portal_accounts.account_of(connection, center.center_id)
    if kept is None or not kept.enabled:
        return None
    return Entrance(_opened(tools.sealer, center, kept), kept)


def _opened(sealer: Sealer, center: Center, kept: KeptAccount) -> PortalAccount:
    sealed = kept.password_sealed
    period = None
    if kept.since_field is not None and kept.until_field is not None:
        period = kept.since_field, kept.until_field
    return PortalAccount(
        address=kept.address,
        unit_code=kept.unit_code,
        zone=center.zone,
        login_address=kept.login_address,
        login=kept.login,
        password=sealer.open(sealed, password_place(center)) if sealed else None,
        codes=kept.codes,
        later_codes=frozenset(kept.later_codes),
        period_fields=period,
        address_field=kept.address_field,
        term_field=kept.term_field,
    )
