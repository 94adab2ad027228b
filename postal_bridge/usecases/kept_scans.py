"""What is kept of a scan: in its own row, personal data sealed, and with the event it became."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.access import Center
from postal_bridge.domain.code_refusals import shown
from postal_bridge.domain.scan import Action, hash_told
from postal_bridge.sealing import Sealer
from postal_bridge.store.scans import KeptScan
from postal_bridge.usecases.one_time_code import with_judgement
from postal_bridge.usecases.scan_answers import ScanAnswer, Submitted


def notes_of(sealer: Sealer, each: Submitted, code: str) -> dict[str, str]:
    """Return what the event of a scan says beside the step, and what is chained with it."""
    scan = each.scan
    notes = {"reason": scan.reason.value} if scan.reason else {}
    if scan.proofs:
        notes["proofs"] = " ".join(f"{proof.kind}:{proof.sha256}" for proof in scan.proofs)
    if scan.action is Action.DELIVER and scan.recipient:
        judged = with_judgement(sealer, each.viewer.center, code, scan.recipient) or {}
        if "one_time_code" in judged:
            notes["one_time_code"] = str(judged["one_time_code"])
    return notes


def kept_scan(
    sealer: Sealer,
    each: Submitted,
    answer: ScanAnswer,
    told: str,
    *,
    item_code: str | None,
    happened_at: datetime,
    received_at: datetime,
) -> KeptScan:
    """Return what is kept of a scan that `told` so much."""
    scan, content_hash = each.scan, hash_told(told)
    recipient_sealed = None
    if scan.recipient:
        told = replace(scan, recipient=None).told()
        judged = with_judgement(sealer, each.viewer.center, item_code, scan.recipient)
        place = recipient_place(each.viewer.center, scan.scan_id)
        recipient_sealed = sealer.seal_json(judged or {}, place)
    return KeptScan(
        scan_id=scan.scan_id,
        content_hash=content_hash,
        code_given=shown(scan.code),
        item_code=item_code,
        action=scan.action.value,
        scanned_at=scan.scanned_at,
        happened_at=happened_at,
        received_at=received_at,
        login=each.viewer.login,
        office_code=each.viewer.office_code,
        refusal=answer.code,
        content=told,
        recipient_sealed=recipient_sealed,
        answer=answer.kept_text(),
    )


def recipient_place(center: Center, scan_id: UUID) -> str:
    """Return the place that what is told of a recipient is sealed for."""
    return f"scan.recipient {center.code} {scan_id}"
