"""The citizen at one end of a consignment: sealed on the way in, whole or masked on the way out.

What is kept of them is bound to their consignment. Who sees the whole is decided by the callers.
"""

from dataclasses import dataclass, field

from postal_bridge.domain.masking import mask_name, mask_phone
from postal_bridge.sealing import Sealer
from postal_bridge.store.consignments import SlipDossier
from postal_bridge.usecases.filer import open_address, open_phone


@dataclass(frozen=True, slots=True)
class Citizen:
    """Who sends or receives a consignment; None is not known."""

    name: str = field(repr=False)
    phone: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)


def seal_citizen(sealer: Sealer, center_code: str, code: str, citizen: Citizen) -> bytes:
    """Seal a citizen for the consignment `code` of a centre."""
    parts = {"name": citizen.name, "phone": citizen.phone, "address": citizen.address}
    known = {part: text for part, text in parts.items() if text}
    return sealer.seal_json(known, _place(center_code, code))


def open_citizen(
    sealer: Sealer, center_code: str, code: str, sealed: bytes | None
) -> Citizen | None:
    """Return the citizen sealed for a consignment; raises SealBroken as the sealer does."""
    if sealed is None:
        return None
    known = sealer.open_json(sealed, _place(center_code, code))
    return Citizen(known["name"], known.get("phone"), known.get("address"))


def filer_of(sealer: Sealer, center_code: str, dossier: SlipDossier) -> Citizen | None:
    """Return the citizen who filed a dossier, or None when the dossier does not say."""
    if not dossier.filer_name:
        return None
    return Citizen(
        dossier.filer_name,
        open_phone(sealer, center_code, dossier.code, dossier.filer_phone_sealed),
        open_address(sealer, center_code, dossier.code, dossier.filer_address_sealed),
    )


def citizen_document(citizen: Citizen | None, *, whole: bool) -> dict[str, object] | None:
    """Return a citizen as they are answered: whole, or so that nobody learns who it is."""
    if citizen is None:
        return None
    if whole:
        return {
            "name": citizen.name,
            "phone": citizen.phone,
            "address": citizen.address,
            "masked": False,
        }
    return {
        "name": mask_name(citizen.name),
        "phone": mask_phone(citizen.phone) if citizen.phone else None,
        "address": None,
        "masked": True,
    }


def _place(center_code: str, code: str) -> str:
    return f"consignment.party {center_code} {code}"
