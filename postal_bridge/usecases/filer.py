"""The filer's phone and address on their way into the store and out: sealed, found, opened.

Both are bound to the dossier they belong to. Who may see them is decided by the callers.
"""

from dataclasses import dataclass

from postal_bridge.domain.masking import normalise_phone
from postal_bridge.sealing import Sealer


@dataclass(frozen=True, slots=True)
class SealedFiler:
    """How a filer is reached, sealed, with the keys by which equal ones are recognised."""

    phone_sealed: bytes | None
    phone_index: bytes | None
    address_sealed: bytes | None
    address_index: bytes | None
    email_sealed: bytes | None = None


def seal_filer(
    sealer: Sealer,
    center_code: str,
    code: str,
    phone: str | None,
    address: str | None,
    email: str | None = None,
) -> SealedFiler:
    """Seal what is given of a filer for the dossier `code` of a centre."""
    return SealedFiler(
        phone_sealed=sealer.seal(phone, _phone_place(center_code, code)) if phone else None,
        phone_index=phone_index(sealer, phone) if phone else None,
        address_sealed=sealer.seal(address, _address_place(center_code, code)) if address else None,
        address_index=sealer.index(address, "address") if address else None,
        email_sealed=sealer.seal(email, _email_place(center_code, code)) if email else None,
    )


def open_phone(sealer: Sealer, center_code: str, code: str, sealed: bytes | None) -> str | None:
    """Return the phone sealed for a dossier; raises SealBroken as the sealer does."""
    return sealer.open(sealed, _phone_place(center_code, code)) if sealed else None


def open_address(sealer: Sealer, center_code: str, code: str, sealed: bytes | None) -> str | None:
    """Return the address sealed for a dossier; raises SealBroken as the sealer does."""
    return sealer.open(sealed, _address_place(center_code, code)) if sealed else None


def open_email(sealer: Sealer, center_code: str, code: str, sealed: bytes | None) -> str | None:
    """Return the e-mail address sealed for a dossier; raises SealBroken as the sealer does."""
    return sealer.open(sealed, _email_place(center_code, code)) if sealed else None


def phone_index(sealer: Sealer, phone: str) -> bytes:
    """Return the key by which a phone is found, however it was written."""
    return sealer.index(normalise_phone(phone) or phone.strip(), "phone")


def _phone_place(center_code: str, code: str) -> str:
    return f"dossier.filer_phone {center_code} {code}"


def _email_place(center_code: str, code: str) -> str:
    return f"dossier.filer_email {center_code} {code}"


def _address_place(center_code: str, code: str) -> str:
    return f"dossier.filer_address {center_code} {code}"
