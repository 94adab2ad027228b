"""What a device says happened: one scan, as it was made, before anyone judges it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

#: Of a scan, what JSON can hold without more ado.
_SAID_AS_IT_IS = ("to_office", "bag", "seal_number", "recipient", "place")
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class Action(StrEnum):
    """What the person with the scanner says was done to the thing."""

    COLLECT = "collect"
    PACK = "pack"
    UNPACK = "unpack"
    SEAL = "seal"
    OPEN = "open"
    GIVE = "give"
    TAKE = "take"
    ARRIVE = "arrive"
    GO_OUT = "go_out"
    DELIVER = "deliver"
    FAIL = "fail"
    HOLD = "hold"
    SEND_BACK = "send_back"
    DAMAGE = "damage"
    LOSE = "lose"
    CORRECT = "correct"


class Reason(StrEnum):
    """Why a delivery failed or a thing goes back (no numeric UPU list is public)."""

    ADDRESSEE_ABSENT = "ADDRESSEE_ABSENT"
    UNREACHABLE_BY_PHONE = "UNREACHABLE_BY_PHONE"
    ADDRESS_WRONG = "ADDRESS_WRONG"
    REFUSED = "REFUSED"
    RESCHEDULED = "RESCHEDULED"
    ID_MISSING = "ID_MISSING"
    AUTHORISATION_MISSING = "AUTHORISATION_MISSING"
    PAPER_TO_WITHDRAW_MISSING = "PAPER_TO_WITHDRAW_MISSING"
    FEE_NOT_PAID = "FEE_NOT_PAID"
    FORCE_MAJEURE = "FORCE_MAJEURE"
    AGENCY_RECALL = "AGENCY_RECALL"
    OTHER = "OTHER"


#: With these no second invitation can change anything, so the thing may go back at once.
FINAL_REASONS = frozenset({Reason.ADDRESS_WRONG, Reason.REFUSED, Reason.AGENCY_RECALL})


class PaymentMethod(StrEnum):
    """How the citizen paid what the post collects for the agency."""

    CASH = "cash"
    TRANSFER = "transfer"
    #: A carrier says that it was paid and not how; no device says so.
    UNSTATED = "unstated"


class PaperFate(StrEnum):
    """What a count says of a paper: present, given back to the citizen, or kept by the agency."""

    PRESENT = "present"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class ProofKind(StrEnum):
    """What a picture shows that proves what a scan says."""

    SIGNATURE = "signature"
    PHOTO = "photo"
    AUTHORISATION = "authorisation"


class CodeJudgement(StrEnum):
    """Whether the recipient's one-time code was right; wrong ones are noted, never refused."""

    MATCHED = "matched"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class ToldProof:
    """A picture that the device holds and sends by itself, and the SHA-256 of it in hexadecimal."""

    proof_id: UUID
    kind: ProofKind
    sha256: str


@dataclass(frozen=True, slots=True)
class Collected:
    """Money taken with the scan, in whole đồng."""

    amount_dong: int
    method: PaymentMethod
    receipt_number: str | None = None


@dataclass(frozen=True, slots=True)
class PaperCount:
    """How many of the paper at one position of the slip were there, or changed hands."""

    position: int
    counted: int
    fate: PaperFate = PaperFate.PRESENT


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan, identified by the device before it was sent.

    `code` is what the QR held or a person typed. `scanned_at` is the device's clock: data, not
    truth. `recipient` and `place` are what the device adds as proof, kept as given.
    """

    scan_id: UUID
    code: str
    action: Action
    scanned_at: datetime
    to_office: str | None = None
    reason: Reason | None = None
    bag: str | None = None
    seal_number: str | None = None
    collected: Collected | None = None
    recipient: dict[str, str] | None = None
    place: dict[str, float] | None = None
    papers: tuple[PaperCount, ...] = ()
    proofs: tuple[ToldProof, ...] = ()
    corrects: UUID | None = None

    def content(self) -> dict[str, object]:
        """Everything the device said but the identity, without empty parts, ready for JSON."""
        said: dict[str, object] = {
            "code": self.code,
            "action": self.action.value,
            "scanned_at": self.scanned_at.isoformat(),
        }
        for name in _SAID_AS_IT_IS:
            value = getattr(self, name)
            if value:
                said[name] = value
        if self.reason:
            said["reason"] = self.reason.value
        if self.collected:
            said["collected"] = {
                "amount_dong": self.collected.amount_dong,
                "method": self.collected.method.value,
                "receipt_number": self.collected.receipt_number,
            }
        if self.papers:
            said["papers"] = [[p.position, p.counted, p.fate.value] for p in self.papers]
        if self.proofs:
            said["proofs"] = [[str(p.proof_id), p.kind.value, p.sha256] for p in self.proofs]
        if self.corrects:
            said["corrects"] = str(self.corrects)
        return said

    @classmethod
    def of_content(
        cls, scan_id: UUID, content: Mapping[str, Any], recipient: dict[str, str] | None
    ) -> "Scan":
        """Return the scan that said `content`, the inverse of `content()`."""
        collected, reason = content.get("collected"), content.get("reason")
        corrects, papers = content.get("corrects"), content.get("papers", ())
        proofs = content.get("proofs", ())
        return cls(
            scan_id=scan_id,
            code=content["code"],
            action=Action(content["action"]),
            scanned_at=datetime.fromisoformat(content["scanned_at"]),
            to_office=content.get("to_office"),
            reason=Reason(reason) if reason else None,
            bag=content.get("bag"),
            seal_number=content.get("seal_number"),
            collected=Collected(
                collected["amount_dong"],
                PaymentMethod(collected["method"]),
                collected["receipt_number"],
            )
            if collected
            else None,
            recipient=recipient,
            place=content.get("place"),
            papers=tuple(PaperCount(at, count, PaperFate(fate)) for at, count, fate in papers),
            proofs=tuple(ToldProof(UUID(at), ProofKind(kind), sha) for at, kind, sha in proofs),
            corrects=UUID(corrects) if corrects else None,
        )

    def told(self) -> str:
        """Return `content()` as JSON that reads alike each time."""
        return _CANONICAL.encode(self.content())


def hash_told(told: str) -> bytes:
    """SHA-256 by which a repeated scan is told from another one under the same identity."""
    return hashlib.sha256(told.encode()).digest()
