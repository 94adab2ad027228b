"""Keeps the pictures that prove what a scan says, each once, sealed, as the scan named them.

The scan names every proof with its SHA-256, and so does the event that it became, whose hash is
chained. A proof of a refused scan is kept as well: it is evidence all the same.
"""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.picture import look_at_picture
from postal_bridge.domain.proof_refusals import ProofDiffers, ProofNotTold, UnknownProofScan
from postal_bridge.domain.scan import ProofKind
from postal_bridge.sealing import Sealer
from postal_bridge.store import proofs
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.once import Answer, RequestKey, once

#: A photo of 1,280 pixels has half of it.
PROOF_BYTES_MAX = 400 * 1024


@dataclass(frozen=True, slots=True)
class SentProof:
    """A proof as it comes in: of which scan, under which identity, what it shows."""

    scan_id: UUID
    proof_id: UUID
    kind: ProofKind
    picture: bytes


def place_of(center_code: str, proof_id: UUID) -> str:
    """Return the place that a proof is sealed for."""
    return f"scan_proof.picture {center_code} {proof_id}"


async def keep_proof(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    sent: SentProof,
    request_key: RequestKey | None,
) -> Answer:
    """Keep a proof of a scan of the viewer's office; sent again it is answered alike.

    Raises:
        PictureUnreadable: it is no picture that is shown to anybody.
        PictureTellsMore: it holds what is not seen.
        UnknownProofScan: the scan has not been heard from this office; it may yet come.
        ProofNotTold: the scan does not name it.
        ProofDiffers: the scan names other content, or another scan had it.

    """
    picture = look_at_picture(sent.picture)
    content_hash = sha256(sent.picture)

    async def act(connection: Connection) -> Answer:
        center_id, office = viewer.center_id, viewer.office_code
        told = await proofs.told_proofs(connection, center_id, sent.scan_id, office)
        if told is None:
            raise UnknownProofScan
        hashes = {(proof_id, kind): named for proof_id, kind, named in told}
        named = hashes.get((str(sent.proof_id), sent.kind.value))
        if named is None:
            raise ProofNotTold
        if named != content_hash.hexdigest():
            raise ProofDiffers
        kept = proofs.KeptProof(
            proof_id=sent.proof_id,
            scan_id=sent.scan_id,
            kind=sent.kind.value,
            media_type=picture.media_type,
            size_bytes=len(sent.picture),
            sha256=content_hash.digest(),
            picture_sealed=sealer.seal_bytes(
                sent.picture, place_of(viewer.center.code, sent.proof_id)
            ),
            received_at=clock(),
            login=viewer.login,
        )
        await proofs.keep_proof(connection, center_id, kept)
        if await proofs.scan_of_proof(connection, center_id, sent.proof_id) != sent.scan_id:
            raise ProofDiffers
        document = {"proof_id": str(sent.proof_id), "kind": kept.kind, "sha256": named}
        return Answer(200, document)

    return await once(database, clock, sealer, viewer, request_key, act)
