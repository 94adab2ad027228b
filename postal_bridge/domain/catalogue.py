"""What can be filed at a centre and with whom: offices, procedures, their papers and their fees.

Owns the shape of a catalogue that is handed in as a whole. How it is written in files is the
schemas' business, keeping it the store's; what is owed by whom on a given day is told by fees.
"""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.term import Term, term_of


class ComponentForm(StrEnum):
    """In which form a paper has to be handed in."""

    ORIGINAL = "original"
    CERTIFIED_COPY = "certified_copy"
    COPY = "copy"


class FeeKind(StrEnum):
    """What a payment is in law: phí, lệ phí (Luật 97/2015/QH13 Đ3), a tax or a fine."""

    FEE = "fee"
    CHARGE = "charge"
    TAX = "tax"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Office:
    """A department or post office that takes part, by its code within the centre."""

    code: str
    name: str
    kind: OfficeKind


@dataclass(frozen=True, slots=True)
class Component:
    """One line of a procedure's checklist: which paper, in which form, how many."""

    name: str
    form: ComponentForm
    quantity: int = 1
    required: bool = True


@dataclass(frozen=True, slots=True)
class FeeLine:
    """What a procedure costs from a day on, until the next line of the same kind and name.

    `amount_dong` is None where the amount is set for each dossier, as taxes are.
    """

    kind: FeeKind
    name: str
    amount_dong: int | None
    valid_from: date


@dataclass(frozen=True, slots=True)
class Procedure:
    """Something that can be filed: whose it is, how long it takes, what goes with it.

    The term is in working days, in days of the calendar or, for short ones, in working hours; None
    is not laid down. What comes after `cutoff` counts for the next working day. `postal_eligible`
    is False where a person must come (QĐ 45/2016/QĐ-TTg Đ1.2). The checklist keeps its order.
    """

    code: str
    name: str
    department_code: str | None = None
    field_name: str | None = None
    postal_eligible: bool = True
    processing_days: int | None = None
    processing_hours: int | None = None
    processing_calendar_days: int | None = None
    cutoff: time | None = None
    components: tuple[Component, ...] = ()
    fees: tuple[FeeLine, ...] = ()

    @property
    def term(self) -> Term | None:
        """How long it may take; None where nothing is laid down."""
        return term_of(
            self.processing_days,
            self.processing_hours,
            self.processing_calendar_days,
            self.cutoff,
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Offices and procedures as one file states them; codes are unique among each."""

    offices: tuple[Office, ...]
    procedures: tuple[Procedure, ...]
