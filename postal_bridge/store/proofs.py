"""Pictures that prove what scans say, sealed as they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("proofs")


@dataclass(frozen=True, slots=True)
class KeptProof:
    """A proof to be kept, with who sent it."""

    proof_id: UUID
    scan_id: UUID
    kind: str
    media_type: str
    size_bytes: int
    sha256: bytes
    picture_sealed: bytes
    received_at: datetime
    login: str


@dataclass(frozen=True, slots=True)
class NamedProof:
    """A proof that a scan names; `received_at` is None until it has come in."""

    proof_id: UUID
    kind: str
    scan_id: UUID
    action: str
    happened_at: datetime
    office_code: str
    login: str
    reason: str | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class SealedProof:
    """A proof to be opened."""

    proof_id: UUID
    kind: str
    media_type: str
    sha256: bytes
    picture_sealed: bytes | None


async def told_proofs(
    connection: Connection, center_id: int, scan_id: UUID, office_code: str
) -> list[Any] | None:
    """Return what a scan of an office told of its proofs, or None when it was not heard."""
    query = QUERIES["told_proofs"]
    row = await connection.fetchrow(query, center_id, scan_id, office_code)
    return None if row is None else list(row["proofs"])


async def keep_proof(connection: Connection, center_id: int, proof: KeptProof) -> None:
    """Keep a proof, once."""
    await connection.execute(
        QUERIES["keep_proof"],
        center_id,
        proof.proof_id,
        proof.scan_id,
        proof.kind,
        proof.media_type,
        proof.size_bytes,
        proof.sha256,
        proof.picture_sealed,
        proof.received_at,
        proof.login,
    )


async def scan_of_proof(connection: Connection, center_id: int, proof_id: UUID) -> UUID | None:
    """Return the scan that a kept proof belongs to."""
    found: UUID | None = await connection.fetchval(QUERIES["scan_of_proof"], center_id, proof_id)
    return found


async def proofs_of_thing(
    connection: Connection, center_id: int, code: str, limit: int
) -> list[NamedProof]:
    """Return the proofs that scans of a thing name, in the order of the scans."""
    rows = await connection.fetch(QUERIES["proofs_of_thing"], center_id, code, limit)
    return [NamedProof(**row) for row in rows]


async def find_proof(
    connection: Connection, center_id: int, proof_id: UUID, code: str
) -> SealedProof | None:
    """Return one proof of a thing."""
    row = await connection.fetchrow(QUERIES["find_proof"], center_id, proof_id, code)
    return SealedProof(**row) if row else None
