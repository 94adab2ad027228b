"""How centres are let into the national portal, how far each is, and how the portal is doing."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime

from postal_bridge.domain.message_rules import Circuit
from postal_bridge.domain.portal import Tells
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("portal_accounts")


@dataclass(frozen=True, slots=True)
class KeptAccount:
    """How a centre is let in, as it is kept; `ask_hours` 0 asks for no dossier by itself."""

    enabled: bool
    address: str
    login_address: str | None
    login: str | None
    password_sealed: bytes | None = field(repr=False)
    unit_code: str
    tells: Tells
    told_since: datetime
    codes: Mapping[str, str]
    later_codes: Sequence[str]
    since_field: str | None
    until_field: str | None
    ask_hours: int
    address_field: str | None = None
    term_field: str | None = None


@dataclass(frozen=True, slots=True)
class PortalState:
    """How far a centre is, and how its portal is doing: why it fails and since when."""

    followed_to: datetime | None = None
    pulled_to: datetime | None = None
    failures: int = 0
    closed_until: datetime | None = None
    failing_since: datetime | None = None
    trouble: str | None = None
    said: str | None = None

    @property
    def circuit(self) -> Circuit:
        """How the portal is doing, as what judges channels takes it."""
        return Circuit(self.failures, self.closed_until)


async def account_of(connection: Connection, center_id: int) -> KeptAccount | None:
    """Return how a centre is let into the portal, None where nobody said."""
    row = await connection.fetchrow(QUERIES["account_of"], center_id)
    return None if row is None else KeptAccount(**{**row, "tells": Tells(row["tells"])})


async def put_account(connection: Connection, center_id: int, account: KeptAccount) -> None:
    """Keep how a centre is let into the portal."""
    await connection.execute(QUERIES["put_account"], center_id, *astuple(account))


async def lock_state(connection: Connection, center_id: int) -> PortalState:
    """Return how far a centre is, and keep others from moving it on until the transaction ends."""
    await connection.execute(QUERIES["add_state"], center_id)
    row = await connection.fetchrow(QUERIES["lock_state"], center_id)
    assert row is not None
    return PortalState(**row)


async def state_of(connection: Connection, center_id: int) -> PortalState:
    """Return how far a centre is, and how its portal is doing."""
    row = await connection.fetchrow(QUERIES["state_of"], center_id)
    return PortalState() if row is None else PortalState(**row)


async def follow_anew(connection: Connection, center_id: int) -> None:
    """Have the log of steps followed from the beginning again."""
    await connection.execute(QUERIES["follow_anew"], center_id)


async def keep_followed(connection: Connection, center_id: int, moment: datetime) -> None:
    """Note how far the log of steps was followed."""
    await connection.execute(QUERIES["keep_followed"], center_id, moment)


async def keep_pulled(connection: Connection, center_id: int, moment: datetime) -> None:
    """Note through which moment changes were asked for."""
    await connection.execute(QUERIES["keep_pulled"], center_id, moment)


async def keep_health(
    connection: Connection,
    center_id: int,
    circuit: Circuit,
    now: datetime,
    why: tuple[str | None, str | None],
) -> None:
    """Note how the portal is doing, and why it fails: (trouble, its words)."""
    await connection.execute(
        QUERIES["keep_health"], center_id, circuit.failures, circuit.closed_until, now, *why
    )
