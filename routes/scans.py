"""Scans: the batch a device sends, and what was refused."""

from dataclasses import replace
from datetime import timedelta

from postal_bridge.domain.refusals import TooBusy
from postal_bridge.domain.scan import Collected, PaperCount, Scan, ToldProof
from postal_bridge.usecases.once import Answer
from postal_bridge.usecases.scan_answers import Submitted
from routes.pages.languages import Language, language_of
from routes.pages.rewording import words_kept
from routes.route import Call, operation
from schemas.scans import ScanBatch, ScanResults, ScanShape


@operation(takes=ScanBatch, gives=ScanResults, refuses=(TooBusy,))
async def record_scans(call: Call[ScanBatch, None]) -> Answer:
    """Record what was scanned, each scan once.

    A scan that is refused never undoes the others. The same scan sent again is answered
    `already_recorded`, or refused as it was the first time. A scan may come late: it is put where
    it happened, and when it contradicts what was recorded since, it is refused and a supervisor
    is asked.
    """
    batch, viewer = call.body, call.viewer
    now = call.bridge.clock()
    behind = now - batch.sent_at if batch.sent_at else timedelta()
    submitted = [Submitted(viewer, _scan(shape), behind) for shape in batch.scans]
    answer = await call.bridge.scan_desk.answer(viewer, call.request_key, submitted)
    return _in_words(answer, language_of(call.request))


def _in_words(answer: Answer, language: Language) -> Answer:
    """Return the answer with its refusals in a language besides; they are kept without it."""
    results = [
        {**each, "words": words_kept(each["code"], each["detail"], language)}
        if each["outcome"] == "refused"
        else each
        for each in (answer.document or {})["results"]
    ]
    return replace(answer, document={"results": results})


def _scan(shape: ScanShape) -> Scan:
    collected = shape.collected
    return Scan(
        scan_id=shape.scan_id,
        code=shape.code,
        action=shape.action,
        scanned_at=shape.scanned_at,
        to_office=shape.to_office,
        reason=shape.reason,
        bag=shape.bag,
        seal_number=shape.seal_number,
        collected=Collected(collected.amount_dong, collected.method, collected.receipt_number)
        if collected
        else None,
        recipient=shape.recipient.model_dump(exclude_none=True) if shape.recipient else None,
        place=shape.place.model_dump() if shape.place else None,
        papers=tuple(PaperCount(p.position, p.counted, p.fate) for p in shape.papers),
        proofs=tuple(ToldProof(p.proof_id, p.kind, p.sha256) for p in shape.proofs),
        corrects=shape.corrects,
    )
