"""How a line of a file is laid over what is known: what cannot be kept, and whose money counts.

Owns the rules of an import. Reading files, and whether a line agrees with itself, is the schemas';
comparing many lines with what is kept is the store's. A line wins over what is kept wherever its
cell is not empty; an empty cell says nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.said import Said


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
                reason = Said("is a post office of this centre")
            case Fault.RESOLVED_BEFORE_RECEIVED if self.resolved_on:
                column, value = "resolved_on", self.resolved_on
                reason = Said("is before the dossier was received, on {day}", day=self.received_on)
            case Fault.RESOLVED_BEFORE_RECEIVED:
                column, value = "received_at", self.received_on
                reason = Said(
                    "is after the dossier was resolved, on {day}", day=self.kept_resolved_on
                )
            case Fault.RETURNED_UNRESOLVED:
                column, value = "returned_on", self.returned_on
                reason = Said("needs resolved_on: what was returned had been resolved before")
            case Fault.RETURNED_BEFORE_RESOLVED if self.returned_on:
                column, value = "returned_on", self.returned_on
                resolved_on = self.resolved_on or self.kept_resolved_on
                reason = Said("is before the dossier was resolved, on {day}", day=resolved_on)
            case Fault.RETURNED_BEFORE_RESOLVED:
                column, value = "resolved_on", self.resolved_on
                reason = Said(
                    "is after the result was returned, on {day}", day=self.kept_returned_on
                )
            case Fault.WAY_WITHOUT_RETURN:
                column, value = "returned_via", self.returned_via
                reason = Said("needs returned_on: it says how the result was returned")
        return LineProblem(self.line, column, "" if value is None else str(value), reason)


def foreign_unit(line: int, code: DossierCode, center_code: str) -> LineProblem | None:
    """Note a dossier of another unit: since 2025 citizens may file at any centre."""
    if code.unit_code == center_code:
        return None
    return LineProblem(line, "code", code.text, Said("belongs to unit {unit}", unit=code.unit_code))


@dataclass(frozen=True, slots=True)
class KeptCollection:
    """An amount that an earlier file stated and nothing has reversed."""

    collection_id: UUID
    amount_dong: int
    collected_on: date


@dataclass(frozen=True, slots=True)
class StatedCollection:
    """What a line says the post collected, beside what is known of the same dossier.

    `scanned_dong` is what the scans of the post itself say it collected.
    """

    line: int
    dossier_code: str
    amount_dong: int
    collected_on: date
    kept: KeptCollection | None
    scanned_dong: int

    def notice(self) -> LineProblem | None:
        """Say that the file's amount is not used, for a person to look at."""
        if self.scanned_dong in (0, self.amount_dong):
            return None
        reason = Said(
            "is not used: the post's own scans say {scanned_dong}", scanned_dong=self.scanned_dong
        )
        return LineProblem(self.line, "collected_by_post_dong", str(self.amount_dong), reason)


@dataclass(frozen=True, slots=True)
class CollectionEntry:
    """An amount to be written, or with `reverses` the reversal of one; never a change."""

    dossier_code: str
    amount_dong: int
    collected_on: date
    reverses: UUID | None = None


def settle_collection(stated: StatedCollection) -> Iterator[CollectionEntry]:
    """Yield what has to be written so that the books say what the file says.

    The same amount again writes nothing. Another one, or another day, reverses the old entry on
    its own day and adds the new. Where the post's own scans speak, the file adds nothing: the same
    money would count twice.
    """
    kept = stated.kept
    amount_dong = 0 if stated.scanned_dong else stated.amount_dong
    if kept and (amount_dong, stated.collected_on) == (kept.amount_dong, kept.collected_on):
        return
    if kept:
        yield CollectionEntry(
            stated.dossier_code, -kept.amount_dong, kept.collected_on, kept.collection_id
        )
    if amount_dong:
        yield CollectionEntry(stated.dossier_code, amount_dong, stated.collected_on)
