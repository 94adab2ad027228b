"""Reads a catalogue: offices and procedures as JSON, or as XLSX with a sheet for each list.

Owns both layouts and every problem's place in them: a path in JSON, a sheet and line in XLSX.
Whether departments that a file only refers to are known to the centre is left to whoever keeps it.
"""

from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.catalogue import (
    Catalogue,
    Component,
    ComponentForm,
    FeeKind,
    FeeLine,
    Office,
    Procedure,
)
from postal_bridge.domain.file_refusals import UnreadableFile
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from schemas.catalogue_sheets import CatalogueDocument, Place, read_catalogue_sheets
from schemas.cells import FIRST_YEAR, LAST_YEAR, text_of
from schemas.spreadsheet import file_name, open_table, read_content
from schemas.table import Limits
from schemas.workbook import Workbook

CATALOGUE_LIMITS: Final = Limits(file_bytes=16 * 1024 * 1024, rows=50_000)

_MOST_PROBLEMS: Final = 1_000
_LONGEST_TEXT: Final = 1_000


def _plain(text: str) -> str:
    return text_of(text, _LONGEST_TEXT)


Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(_plain),
]
OfficeCode = Annotated[str, StringConstraints(pattern="^[A-Z0-9][A-Z0-9._-]{0,29}$")]
ShortName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    AfterValidator(_plain),
]
LongName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST_TEXT),
    AfterValidator(_plain),
]
Term = Annotated[int, Field(ge=0, le=10_000)]
Hour = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["15:00"])]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficeShape(_Shape):
    """A department or post office; the centre itself is made when it is set up."""

    code: OfficeCode
    name: ShortName
    kind: Literal["department", "post"]

    def to_domain(self) -> Office:
        """Return the office this states."""
        return Office(self.code, self.name, OfficeKind(self.kind))


class ComponentShape(_Shape):
    """One paper of a checklist."""

    name: LongName
    form: ComponentForm
    quantity: Annotated[int, Field(ge=1, le=1_000)] = 1
    required: bool = True

    def to_domain(self) -> Component:
        """Return the component this states."""
        return Component(self.name, self.form, self.quantity, self.required)


class FeeShape(_Shape):
    """What a procedure costs from a day on; an amount that varies is null, never left out."""

    kind: FeeKind
    name: ShortName
    amount_dong: Annotated[int, Field(ge=0, le=AMOUNT_MAX_DONG)] | None
    valid_from: Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]

    def to_domain(self) -> FeeLine:
        """Return the fee this states."""
        return FeeLine(self.kind, self.name, self.amount_dong, self.valid_from)


class ProcedureShape(_Shape):
    """A procedure with its checklist and its fees."""

    code: Code
    name: LongName
    department_code: OfficeCode | None = None
    field_name: ShortName | None = None
    postal_eligible: bool = True
    processing_days: Term | None = None
    processing_hours: Term | None = None
    processing_calendar_days: Term | None = None
    cutoff: Hour | None = None
    components: Annotated[tuple[ComponentShape, ...], Field(max_length=500)] = ()
    fees: Annotated[tuple[FeeShape, ...], Field(max_length=500)] = ()

    @model_validator(mode="after")
    def _has_one_term(self) -> Self:
        units = (self.processing_days, self.processing_hours, self.processing_calendar_days)
        if sum(count is not None for count in units) > 1:
            raise ValueError(
                Said(
                    "the term is in one of processing_days, processing_hours and"
                    " processing_calendar_days"
                )
            )
        return self

    def to_domain(self) -> Procedure:
        """Return the procedure this states."""
        return Procedure(
            code=self.code,
            name=self.name,
            department_code=self.department_code,
            field_name=self.field_name,
            postal_eligible=self.postal_eligible,
            processing_days=self.processing_days,
            processing_hours=self.processing_hours,
            processing_calendar_days=self.processing_calendar_days,
            cutoff=time.fromisoformat(self.cutoff) if self.cutoff else None,
            components=tuple(component.to_domain() for component in self.components),
            fees=tuple(fee.to_domain() for fee in self.fees),
        )


class CatalogueShape(_Shape):
    """A whole catalogue; either list may be left out."""

    offices: Annotated[tuple[OfficeShape, ...], Field(max_length=10_000)] = ()
    procedures: Annotated[tuple[ProcedureShape, ...], Field(max_length=50_000)] = ()

    def repeated(self) -> Iterator[Place]:
        """Yield the places of codes, and of fees of one day, that were there before."""
        offices: set[str] = set()
        for index, office in enumerate(self.offices):
            if office.code in offices:
                yield ("offices", index, "code")
            offices.add(office.code)
        procedures: set[str] = set()
        for index, procedure in enumerate(self.procedures):
            if procedure.code in procedures:
                yield ("procedures", index, "code")
            procedures.add(procedure.code)
            fees: set[tuple[FeeKind, str, date]] = set()
            for position, fee in enumerate(procedure.fees):
                if (fee.kind, fee.name, fee.valid_from) in fees:
                    yield ("procedures", index, "fees", position)
                fees.add((fee.kind, fee.name, fee.valid_from))

    def to_domain(self) -> Catalogue:
        """Return the catalogue this states."""
        return Catalogue(
            offices=tuple(office.to_domain() for office in self.offices),
            procedures=tuple(procedure.to_domain() for procedure in self.procedures),
        )


def read_catalogue_file(source: Path, limits: Limits = CATALOGUE_LIMITS) -> Catalogue:
    """Read a catalogue from JSON or XLSX, told apart by content.

    Raises UnreadableFile, FileTooLarge, or InvalidInput naming everything that is wrong (up to
    1,000 problems), each with its path: `procedures[3].fees[0].amount_dong`, `fees!7.amount_dong`.
    """
    content = read_content(source, limits.file_bytes).removeprefix(b"\xef\xbb\xbf")
    if content.lstrip().startswith(b"{"):
        return _read_json(content, file_name(source))
    table = open_table(source, limits)
    if not isinstance(table, Workbook):
        raise UnreadableFile(name=file_name(source), reason=Said("a catalogue is JSON or XLSX"))
    document = read_catalogue_sheets(table, file_name(source))
    return _read_sheets(document)


def _read_json(content: bytes, name: str) -> Catalogue:
    try:
        shape = CatalogueShape.model_validate_json(content, strict=True)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        if errors[0]["type"] == "json_invalid":
            words = errors[0]["msg"].removeprefix("Invalid JSON: ")
            reason = Said("invalid JSON: {words}", words=words)
            raise UnreadableFile(name=name, reason=reason) from error
        raise InvalidInput(*_problems(errors, _json_path)) from error
    _refuse(_repetitions(shape, _json_path))
    return shape.to_domain()


def _read_sheets(document: CatalogueDocument) -> Catalogue:
    stated = {"offices": document.offices, "procedures": document.procedures}
    try:
        # A sheet writes numbers and yes or no as text, so these may be read from text here.
        shape = CatalogueShape.model_validate(stated, strict=False)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        problems = [*document.problems, *_problems(errors, document.path)]
        raise InvalidInput(*problems[:_MOST_PROBLEMS]) from error
    _refuse([*document.problems, *_repetitions(shape, document.path)])
    return shape.to_domain()


def _refuse(problems: list[FieldProblem]) -> None:
    if problems:
        raise InvalidInput(*problems[:_MOST_PROBLEMS])


def _problems(errors: list[ErrorDetails], path: Callable[[Place], str]) -> list[FieldProblem]:
    return [
        FieldProblem(path(error["loc"]), error["type"], _said(error))
        for error in errors[:_MOST_PROBLEMS]
    ]


def _repetitions(shape: CatalogueShape, path: Callable[[Place], str]) -> list[FieldProblem]:
    detail = Said("was there before")
    return [FieldProblem(path(place), "repeated", detail) for place in shape.repeated()]


def _json_path(place: Place) -> str:
    """Return a place as people write it in programs: `procedures[3].code`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".")


def _said(error: ErrorDetails) -> Said:
    """Return what is wrong: in our own words where it was found here, else in pydantic's."""
    found = error.get("ctx", {}).get("error")
    if isinstance(found, ValueError) and found.args and isinstance(found.args[0], Said):
        return found.args[0]
    return Said(_lowered(error["msg"]))


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]
