"""Shows the proofs of a consignment to those who may see it, and notes each opening."""

from dataclasses import dataclass
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.proof_refusals import UnknownProof
from postal_bridge.sealing import Sealer
from postal_bridge.store import proofs
from postal_bridge.store.database import Database
from postal_bridge.usecases.keep_proof import place_of
from postal_bridge.usecases.look_up_consignment import find_visible, may_see_person
from postal_bridge.usecases.note_change import note_change

#: Of a thing with more something is the matter.
PROOFS_MAX = 100

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class OpenProof:
    """A proof as it is shown."""

    media_type: str
    picture: bytes


async def list_proofs(database: Database, viewer: Viewer, code: str) -> list[Document]:
    """Return the proofs that scans of a consignment name, in the order of the scans.

    Raises:
        UnknownCode: there is none of this code among those the viewer may see.

    """
    async with database.snapshot() as connection:
        consignment = await find_visible(connection, viewer, code)
        found = await proofs.proofs_of_thing(
            connection, viewer.center_id, consignment.code, PROOFS_MAX
        )
    return [
        {
            "proof_id": str(each.proof_id),
            "kind": each.kind,
            "scan_id": str(each.scan_id),
            "action": each.action,
            "happened_at": each.happened_at.isoformat(),
            "office": each.office_code,
            "login": each.login if may_see_person(viewer, each.office_code) else None,
            "reason": each.reason,
            "received_at": each.received_at.isoformat() if each.received_at else None,
        }
        for each in found
    ]


async def open_proof(
    database: Database, clock: Clock, sealer: Sealer, viewer: Viewer, code: str, proof_id: UUID
) -> OpenProof:
    """Return a proof of a consignment, and note who opened it.

    Raises:
        UnknownCode: there is none of this code among those the viewer may see.
        UnknownProof: it has no such proof, none yet, or what it showed is forgotten.

    """
    async with database.transaction() as connection:
        consignment = await find_visible(connection, viewer, code)
        found = await proofs.find_proof(connection, viewer.center_id, proof_id, consignment.code)
        if found is None or found.picture_sealed is None:
            raise UnknownProof
        picture = sealer.open_bytes(
            found.picture_sealed, place_of(viewer.center.code, found.proof_id)
        )
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            clock(),
            ChangeKind.PROOF_OPENED,
            consignment=consignment.code,
            proof_kind=found.kind,
        )
    return OpenProof(found.media_type, picture)
