"""Pictures that prove what a scan says: how they are named, sent and answered."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.scan import ProofKind
from schemas.shape import Query, Shape

PROOFS_OF_SCAN_MAX = 5

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ProofShape(Shape):
    """A picture that the device holds as proof and sends by itself, after the scan."""

    proof_id: UUID
    """Made on the device; the picture is sent under it."""

    kind: ProofKind
    """What it shows."""

    sha256: Sha256
    """The SHA-256 of its bytes, in hexadecimal."""


class ProofQuery(Query):
    """Which of the proofs that a scan names is sent."""

    proof_id: UUID
    """Its identity, as the scan named it."""

    kind: ProofKind
    """What it shows, as the scan said."""


class ProofKept(Shape):
    """The answer to a proof: it is kept, and the device may drop it from its queue."""

    proof_id: UUID
    """Which proof."""

    kind: ProofKind
    """What it shows."""

    sha256: Sha256
    """The SHA-256 of what is kept."""
