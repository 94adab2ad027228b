"""Keeps papers that show how a difference in money came about or was settled, sealed as they are.

A paper may be of any kind, so nothing here looks into it; it is handed out as a file to be saved,
never to be shown. Each opening is noted.
"""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.difference_refusals import UnknownEvidence
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import difference_desk
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.difference_desk import Evidence
from postal_bridge.usecases.difference_steps import (
    Document,
    Looked,
    begin_step,
    difference_document,
    take_step,
)
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked

EVIDENCE_BYTES_MAX = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Paper:
    """A file with the name and the media type that its sender gave it."""

    name: str
    media_type: str
    content: bytes


async def attach_evidence(
    asked: Asked,
    looked: Looked,
    paper: Paper,
) -> Answer:
    """Keep a paper about a difference; answer the difference.

    Raises:
        UnknownDifference, DifferenceChanged: as `begin_step`.
        InvalidInput: there is nothing in it.

    """
    if not paper.content:
        raise InvalidInput(FieldProblem("", "empty", Said("there is nothing in it")))
    hashed = sha256(paper.content)
    sealer, viewer = asked.sealer, asked.viewer

    async def act(connection: Connection) -> Answer:
        difference = await begin_step(connection, viewer, looked)
        evidence_id, now = uuid4(), asked.clock()
        evidence = Evidence(
            evidence_id=evidence_id,
            difference_id=difference.difference_id,
            name_sealed=sealer.seal(paper.name, _place_of(viewer, evidence_id, "name")),
            media_type=paper.media_type,
            size_bytes=len(paper.content),
            sha256=hashed.digest(),
            content_sealed=sealer.seal_bytes(
                paper.content, _place_of(viewer, evidence_id, "content")
            ),
        )
        await difference_desk.keep_evidence(
            connection, viewer.center_id, evidence, now, viewer.login
        )
        detail = {"evidence_id": str(evidence_id), "sha256": hashed.hexdigest()}
        after = await take_step(connection, viewer, now, difference, "attached", detail)
        return Answer(200, difference_document(after))

    return await asked.once(act)


async def list_evidence(
    connection: Connection, sealer: Sealer, viewer: Viewer, difference_id: UUID
) -> list[Document]:
    """Return the papers about a difference, without what stands in them."""
    found = await difference_desk.evidence_of(connection, viewer.center_id, difference_id)
    return [
        {
            "evidence_id": str(row["evidence_id"]),
            "name": sealer.open(row["name_sealed"], _place_of(viewer, row["evidence_id"], "name")),
            "media_type": row["media_type"],
            "size_bytes": row["size_bytes"],
            "attached_at": row["attached_at"].isoformat(),
            "login": row["login"],
        }
        for row in found
    ]


async def open_evidence(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    difference_id: UUID,
    evidence_id: UUID,
) -> Paper:
    """Return a paper about a difference, and note who opened it.

    Raises:
        UnknownEvidence: there is no such paper of such a difference.

    """
    async with database.transaction() as connection:
        found = await difference_desk.find_evidence(
            connection, viewer.center_id, difference_id, evidence_id
        )
        if found is None:
            raise UnknownEvidence
        paper = Paper(
            name=sealer.open(found["name_sealed"], _place_of(viewer, evidence_id, "name")),
            media_type=found["media_type"],
            content=sealer.open_bytes(
                found["content_sealed"], _place_of(viewer, evidence_id, "content")
            ),
        )
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            clock(),
            ChangeKind.EVIDENCE_OPENED,
            difference=str(difference_id),
            evidence=str(evidence_id),
        )
    return paper


def _place_of(viewer: Viewer, evidence_id: UUID, part: str) -> str:
    return f"difference_evidence.{part} {viewer.center.code} {evidence_id}"
