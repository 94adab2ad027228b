"""Statements as they are handed in over HTTP, and what is told of them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.money import AMOUNT_MAX_DONG
from postal_bridge.domain.statement import StatementKind
from schemas.shape import Query, Shape

COLUMNS_MAX = 200
HEADING_LENGTH_MAX = 300
FIELD_LENGTH_MAX = 50


class StatementFields(Query):
    """What is sent beside a file."""

    kind: StatementKind
    """Whose word the file is: the list of the post, or a bank's."""

    office: str | None = Field(default=None, min_length=1, max_length=64)
    """The post office whose list it is; left out, the counter at the centre, and for people of
    the post their own office."""

    declared_dong: int | None = Field(default=None, ge=0, le=AMOUNT_MAX_DONG)
    """What the post says the whole list comes to, where it says so elsewhere."""

    dry_run: bool = False
    """Whether the file is only looked at: nothing is kept."""


class StatementParts(StatementFields):
    """The parts of the form by which a file is handed in."""

    file: bytes
    """The file: MT940, camt.053, camt.054, CSV or XLSX."""


class LineProblemShape(Shape):
    """What is wrong with one line of a file."""

    line: int
    """The line of the file, counted from 1."""

    column: str
    """The heading of the column, empty where the whole line is meant."""

    value: str
    """What stands there."""

    reason: str
    """What is wrong with it."""


class FirstLineShape(Shape):
    """One of the first lines of a file as it was understood."""

    place: int
    booked_on: date
    amount: str
    """A decimal number in the currency of the statement."""
    currency: str
    dossier_code: str | None
    item_code: str | None
    receipt_number: str | None
    kind: str | None
    batch: str | None
    narration: str


class StatementReportShape(Shape):
    """What became of a file, or would become of it."""

    file_id: UUID
    """The file as it is kept; of a dry run it means nothing."""

    known: bool
    """Whether the same content was handed in before; then nothing has changed."""

    lines: int
    """How many lines could be kept."""

    added: int
    """How many of them no file had brought before."""

    repeated: int
    """How many of them other files had brought."""

    holds: bool
    """Whether the balances of its statements agree with their lines."""

    problems: list[LineProblemShape]
    """The lines that were set aside, and what to look at."""

    format: str | None = None
    """How the file is written; told by a dry run."""

    dry_run: bool | None = None
    """True where nothing was kept."""

    is_part: bool | None = None
    """Whether only the beginning of the file was looked at."""

    first_lines: list[FirstLineShape] | None = None
    """The first lines as they were understood; told by a dry run."""

    amount_dong: int | None = None
    """What the lines that could be kept come to; told by a dry run."""


class StatementFileShape(Shape):
    """A file that was handed in."""

    file_id: UUID
    kind: StatementKind
    format: str
    name: str
    office: str | None
    """The post office whose list it is."""
    lines: int
    repeated: int
    """How many of the lines other files had brought."""
    problems: int
    """How many lines were set aside; of more than 1,000 the first are kept."""
    stored_at: datetime
    login: str


class StatementOfFileShape(Shape):
    """One statement of a file; amounts in đồng."""

    place: int
    account: str | None
    currency: str
    number: str | None
    first_on: date | None
    last_on: date | None
    opening_dong: int | None
    closing_dong: int | None
    credit_dong: int
    debit_dong: int
    holds: bool
    """Whether the balances agree with the lines."""
    follows: bool | None
    """Whether it begins where the one before it of its account ended; null where unknown."""


class BatchShape(Shape):
    """A batch of money that the post sends."""

    remittance_id: UUID
    batch: str
    office_code: str
    account: str | None
    declared_dong: int | None
    lines: int
    lines_dong: int
    sent_on: date
    due_on: date
    """By when the oldest money in it had to be sent."""
    late_days: int
    """How many working days after that it was sent."""
    expected_on: date
    """When the credit is expected."""
    credit_late_days: int
    """How many working days after the due day it was credited, or is not yet."""
    credited: bool
    """Whether a credit of the bank was found for it."""
    credited_on: date | None
    """When the bank credited it."""


class StatementFileInFull(StatementFileShape):
    """A file with what stands in it."""

    problem_lines: list[LineProblemShape]
    statements: list[StatementOfFileShape]
    batches: list[BatchShape]


class ColumnShape(Shape):
    """What one heading means."""

    heading: str = Field(min_length=1, max_length=HEADING_LENGTH_MAX)
    """The heading as it stands in the file."""

    field: str = Field(max_length=FIELD_LENGTH_MAX)
    """The field of ours that it means; empty where the column is left out."""


class MappingShape(Shape):
    """What the headings of files of a kind mean."""

    columns: list[ColumnShape] = Field(max_length=COLUMNS_MAX)
    """Goes before what is known of headings anyway."""
