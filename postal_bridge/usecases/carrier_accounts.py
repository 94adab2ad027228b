"""How a centre speaks to its carriers: settings as they are kept, secrets sealed and opened.

Whatever a carrier answers, neither our secrets nor people are repeated with its words.
"""

from collections.abc import Mapping

from postal_bridge.domain.access import Center
from postal_bridge.domain.carrier import CarriedParty, CarrierAccount
from postal_bridge.domain.masking import without_address
from postal_bridge.ports import OutsideError
from postal_bridge.sealing import Sealer
from postal_bridge.store import carriers
from postal_bridge.store.carriers import CarrierStanding, KeptCarrier
from postal_bridge.store.database import Connection


def seal_secrets(
    sealer: Sealer, center: Center, code: str, secrets: Mapping[str, str]
) -> bytes | None:
    """Seal the secrets of a carrier of a centre, None where it has none."""
    return sealer.seal_json(dict(secrets), _place(center, code)) if secrets else None


def open_secrets(sealer: Sealer, center: Center, code: str, sealed: bytes | None) -> dict[str, str]:
    """Return the secrets of a carrier of a centre; raises SealBroken as the sealer does."""
    return sealer.open_json(sealed, _place(center, code)) if sealed else {}


def account_of(sealer: Sealer, center: Center, kept: KeptCarrier) -> CarrierAccount:
    """Return how a carrier is spoken to, its secrets opened."""
    secrets = open_secrets(sealer, center, kept.code, kept.secrets_sealed)
    return CarrierAccount(center.code, kept.code, kept.kind, kept.settings, secrets)


def words_of(
    account: CarrierAccount, error: OutsideError, about: CarriedParty | None = None
) -> str | None:
    """Return a carrier's words without what they repeat of our secrets, and of a person."""
    said = error.said
    person = (about.name, about.address, about.phone) if about else ()
    for part in (*account.secrets.values(), *person):
        if said and part:
            said = without_address(said, part)
    return said


async def find_carrier(
    connection: Connection, center: Center, code: str
) -> tuple[KeptCarrier, CarrierStanding] | None:
    """Return a carrier of a centre with how it is doing."""
    found = await carriers.carriers_of(connection, center.center_id)
    return next((each for each in found if each[0].code == code), None)


def _place(center: Center, code: str) -> str:
    return f"carrier.secrets {center.code} {code}"
