"""How a line of a file becomes, or is laid over, a dossier: what cannot be kept, and whose money.

Owns the rules of an import. Reading files is the schemas', comparing many lines at once the
store's. A line wins over what is kept wherever its cell is not empty; an empty cell says nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from postal_bridge.domain.dossier import DossierLine, LineProblem
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from postal_bridge.domain.refusals import BadDossierCode, shown

#: A line that repeats a code is laid over the line before; more than this is a broken file.
REPEATS_MAX = 20

#: How many characters a cell may hold. Codes are keys, and keys have to stay short.
_LONGEST = {
    "procedure_code": 60,
    "department_code": 30,
    "procedure_name": 1000,
    "department_name": 300,
    "filer_name": 300,
    "filer_phone": 60,
    "filer_address": 1000,
}
_OFFICE_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,29}")
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_REQUIRED = ("procedure_code", "department_code")
_AMOUNTS = ("fee_dong", "collected_by_post_dong")


class Fault(StrEnum):
    """Why a line cannot be kept, found by laying it over what is known."""

    POST_OFFICE_AS_DEPARTMENT = "post_office_as_department"
    RESOLVED_BEFORE_RECEIVED = "resolved_before_received"
    RETURNED_UNRESOLVED = "returned_unresolved"
    RETURNED_BEFORE_RESOLVED = "returned_before_resolved"
    WAY_WITHOUT_RETURN = "way_without_return"


@dataclass(frozen=True, slots=True)
class ConflictingLine:
    """A line with its fault, its own dates, and those that are kept of the same dossier."""

    line: int
    fault: Fault
    department_code: str
    received_on: date
    resolved_on: date | None
    returned_on: date | None
    returned_via: str | None
    kept_resolved_on: date | None
    kept_returned_on: date | None

    def problem(self) -> LineProblem:
        """Say in which cell the fault lies and what it contradicts."""
        value: str | date | None
        match self.fault:
            case Fault.POST_OFFICE_AS_DEPARTMENT:
                column, value = "department_code", self.department_code
                reason = "is a post office of this centre"
            case Fault.RESOLVED_BEFORE_RECEIVED if self.resolved_on:
                column, value = "resolved_on", self.resolved_on
                reason = f"is before the dossier was received, on {self.received_on}"
            case Fault.RESOLVED_BEFORE_RECEIVED:
                column, value = "received_at", self.received_on
                reason = f"is after the dossier was resolved, on {self.kept_resolved_on}"
            case Fault.RETURNED_UNRESOLVED:
                column, value = "returned_on", self.returned_on
                reason = "needs resolved_on: what was returned had been resolved before"
            case Fault.RETURNED_BEFORE_RESOLVED if self.returned_on:
                column, value = "returned_on", self.returned_on
                resolved_on = self.resolved_on or self.kept_resolved_on
                reason = f"is before the dossier was resolved, on {resolved_on}"
            case Fault.RETURNED_BEFORE_RESOLVED:
                column, value = "resolved_on", self.resolved_on
                reason = f"is after the result was returned, on {self.kept_returned_on}"
            case Fault.WAY_WITHOUT_RETURN:
                column, value = "returned_via", self.returned_via
                reason = "needs returned_on: it says how the result was returned"
        return LineProblem(self.line, column, "" if value is None else str(value), reason)


def read_code(line: DossierLine) -> DossierCode | LineProblem:
    """Return the code of a line, or what is wrong with it."""
    try:
        return DossierCode.parse(line.code)
    except BadDossierCode as refusal:
        reason = f"is no dossier code: {refusal.facts['reason']}"
        return LineProblem(line.line, "code", shown(line.code), reason)


def line_problems(line: DossierLine) -> Iterator[LineProblem]:
    """Yield what is wrong with a line whatever else is known; nothing refused here is kept."""
    for column, longest in _LONGEST.items():
        text: str | None = getattr(line, column)
        reason = _text_problem(text, longest)
        if not reason and not text and column in _REQUIRED:
            reason = "is required"
        if not reason and column == "department_code" and not _OFFICE_CODE.fullmatch(text or ""):
            reason = "is no department code: A-Z, 0-9, full stop, hyphen and underscore"
        if reason:
            yield LineProblem(line.line, column, shown(text or ""), reason)
    for column in _AMOUNTS:
        amount: int | None = getattr(line, column)
        if amount is not None and not 0 <= amount <= AMOUNT_MAX_DONG:
            reason = f"lies outside 0 to {AMOUNT_MAX_DONG} đồng"
            # A number of thousands of digits would be an error to turn into text.
            value = str(amount) if abs(amount) < AMOUNT_MAX_DONG**2 else ""
            yield LineProblem(line.line, column, value, reason)


def _text_problem(text: str | None, longest: int) -> str | None:
    if text is None:
        return None
    if len(text) > longest:
        return f"is longer than {longest} characters"
    if _NOT_TEXT.search(text):
        return "holds characters that are no text"
    return None


def foreign_unit(line: DossierLine, code: DossierCode, center_code: str) -> LineProblem | None:
    """Note a dossier of another unit: since 2025 citizens may file at any centre."""
    if code.unit_code == center_code:
        return None
    return LineProblem(line.line, "code", code.text, f"belongs to unit {code.unit_code}")


@dataclass(frozen=True, slots=True)
class KeptCollection:
    """An amount that an earlier file stated and nothing has reversed."""

    collection_id: UUID
    amount_dong: int
    collected_on: date


@dataclass(frozen=True, slots=True)
class StatedCollection:
    """What a line says the post collected, beside what is known of the same dossier.

    `likely_on` is the day it was returned, else resolved, else received: the post collects with
    the last thing it does for the citizen. `scanned_dong` is what scans of the post itself say.
    """

    line: int
    dossier_code: str
    stated_dong: int | None
    stated_on: date | None
    likely_on: date
    kept: KeptCollection | None
    scanned_dong: int

    def problem(self) -> LineProblem | None:
        """Say where the file's amount is not used, for a person to look at."""
        if self.scanned_dong and self.stated_dong not in (None, self.scanned_dong):
            reason = f"is not used: scans of the post say {self.scanned_dong}"
        elif self.stated_dong is None and self.kept is None:
            return LineProblem(
                self.line, "collected_on", str(self.stated_on), "is not used: there is no amount"
            )
        else:
            return None
        return LineProblem(self.line, "collected_by_post_dong", str(self.stated_dong), reason)


@dataclass(frozen=True, slots=True)
class CollectionEntry:
    """An amount to be written, or with `reverses` the reversal of one; never a change."""

    dossier_code: str
    amount_dong: int
    collected_on: date
    reverses: UUID | None = None


def settle_collection(stated: StatedCollection) -> Iterator[CollectionEntry]:
    """Yield what has to be written so that the books say what the file says.

    The same amount again writes nothing. Another one reverses the old and adds the new. Where the
    post's own scans speak, the file adds nothing: the same money would count twice.
    """
    kept = stated.kept
    amount_dong, collected_on = stated.stated_dong, stated.stated_on
    if kept:
        amount_dong = kept.amount_dong if amount_dong is None else amount_dong
        collected_on = collected_on or kept.collected_on
    if stated.scanned_dong:
        amount_dong = 0
    collected_on = collected_on or stated.likely_on
    if kept and (amount_dong, collected_on) == (kept.amount_dong, kept.collected_on):
        return
    if kept:
        yield CollectionEntry(
            stated.dossier_code, -kept.amount_dong, kept.collected_on, kept.collection_id
        )
    if amount_dong:
        yield CollectionEntry(stated.dossier_code, amount_dong, collected_on)
