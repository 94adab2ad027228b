"""Proofs of scans: pictures that a device sends after the scan that names them."""

from uuid import UUID

from postal_bridge.domain.proof_refusals import (
    PictureTellsMore,
    PictureUnreadable,
    ProofDiffers,
    ProofNotTold,
    UnknownProofScan,
)
from postal_bridge.usecases import keep_proof as keeping
from postal_bridge.usecases.keep_proof import PROOF_BYTES_MAX, SentProof
from postal_bridge.usecases.once import Answer
from routes.route import OCTETS, Call, operation
from schemas.proofs import ProofKept, ProofQuery


@operation(
    takes=OCTETS,
    reads_bytes=True,
    body_bytes_max=PROOF_BYTES_MAX,
    query=ProofQuery,
    gives=ProofKept,
    refuses=(UnknownProofScan, ProofNotTold, ProofDiffers, PictureUnreadable, PictureTellsMore),
)
async def keep_proof(call: Call[bytes, ProofQuery]) -> Answer:
    """Keep a picture that proves what a scan says.

    The body is the picture itself, a JPEG or PNG of at most 400 KiB that holds no more than is
    seen: no Exif, XMP, texts or comments, which may tell where and by whom it was taken. The scan
    has to name it among its `proofs` and to come first; a proof whose scan was not heard yet is
    refused as `unknown_proof_scan` and may be sent again later. Sent again it is answered alike.
    """
    bridge, query = call.bridge, call.query
    try:
        scan_id = UUID(call.path["scan_id"])
    except ValueError:
        raise UnknownProofScan from None
    return await keeping.keep_proof(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        SentProof(scan_id, query.proof_id, query.kind, call.body),
        call.request_key,
    )
