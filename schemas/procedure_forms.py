"""What the forms of a procedure send: itself, the papers of its checklist, a fee.

What a value may be is laid down by the file of a catalogue; here it is on one line, as it is typed.
"""

from datetime import date, time
from typing import Annotated

from pydantic import Field

from postal_bridge.domain.catalogue import Component, ComponentForm, FeeKind, FeeLine, Procedure
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.term import TermUnit
from schemas.admin_forms import ListAddress
from schemas.catalogue_file import Hour, OfficeCode, Term
from schemas.cells import FIRST_YEAR, LAST_YEAR
from schemas.pages import PlaceAddress
from schemas.shape import Query

#: As many papers as a file of a catalogue may list.
PAPERS_MAX = 500

# A code is a part of addresses; control characters are no text.
_CODE_SHAPE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$"
_ONE_LINE = r"^[^\x00-\x1f\x7f]+$"

_LongName = Annotated[str, Field(min_length=1, max_length=1_000, pattern=_ONE_LINE)]
_ShortName = Annotated[str, Field(min_length=1, max_length=300, pattern=_ONE_LINE)]


class ProceduresAddress(ListAddress):
    """Which procedures are looked for."""

    q: str | None = Field(default=None, max_length=200)
    """Words of their names, or the beginning of a code."""


class ProcedureAddress(PlaceAddress):
    """Which fee of a procedure is to be corrected."""

    fee: int | None = Field(default=None, ge=0, le=10_000)
    """Its place in the list of fees."""


class ProcedureChangeForm(Query):
    """What a procedure is called, whose it is, and how long it takes."""

    name: _LongName
    """Its name."""

    field_name: _ShortName | None = None
    """The field it belongs to."""

    department_code: OfficeCode | None = None
    """The department that handles it."""

    term: Term | None = None
    """Its term."""

    term_unit: TermUnit = TermUnit.WORKING_DAYS
    """What the term is counted in."""

    cutoff: Hour | None = None
    """The hour after which what is received counts for the next working day."""

    postal_eligible: bool = False
    """Whether the post may carry it."""

    def procedure(self, code: str) -> Procedure:
        """Return the procedure this states, without papers and fees."""
        unit = self.term_unit
        return Procedure(
            code=code,
            name=self.name,
            department_code=self.department_code,
            field_name=self.field_name,
            postal_eligible=self.postal_eligible,
            processing_days=self.term if unit is TermUnit.WORKING_DAYS else None,
            processing_hours=self.term if unit is TermUnit.WORKING_HOURS else None,
            processing_calendar_days=self.term if unit is TermUnit.CALENDAR_DAYS else None,
            cutoff=time.fromisoformat(self.cutoff) if self.cutoff else None,
        )


class ProcedureForm(ProcedureChangeForm):
    """A procedure to be added."""

    code: str = Field(pattern=_CODE_SHAPE)
    """Its code, unique in the centre."""


class PaperForm(Query):
    """One paper of a checklist."""

    name: _LongName
    """What the paper is called."""

    form: ComponentForm
    """In which form it has to be handed in."""

    quantity: int = Field(default=1, ge=1, le=1_000)
    """How many."""

    required: bool = False
    """Whether the dossier is complete only with it."""

    def component(self) -> Component:
        """Return the line of the checklist this states."""
        return Component(self.name, self.form, self.quantity, self.required)


class PapersForm(Query):
    """The checklist of a procedure."""

    papers: dict[int, PaperForm] = Field(default_factory=dict, max_length=PAPERS_MAX)
    """The papers, by the number of their row."""


class FeeForm(Query):
    """A fee to be added, or one whose day is yet to come."""

    fee_kind: FeeKind
    """What the payment is in law."""

    fee_name: _ShortName
    """What it is called."""

    amount_dong: int | None = Field(default=None, ge=0, le=AMOUNT_MAX_DONG)
    """The amount; left out where it is set for each dossier."""

    set_each: bool = False
    """Whether the amount is set for each dossier."""

    valid_from: date = Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))
    """From when on."""

    def fee(self) -> FeeLine:
        """Return the fee this states.

        Raises:
            InvalidInput: it has neither an amount nor is it set for each dossier, or both.

        """
        # An amount left empty is more likely forgotten than meant, so it is said in a tick.
        if (self.amount_dong is None) is not self.set_each:
            detail = Said("either an amount is stated, or that it is set for each dossier")
            raise InvalidInput(FieldProblem("amount_dong", "amount_or_each", detail))
        return FeeLine(self.fee_kind, self.fee_name, self.amount_dong, self.valid_from)
