"""The catalogue of procedures as it crosses the border."""

from datetime import date

from pydantic import Field

from postal_bridge.domain.catalogue import ComponentForm, FeeKind
from schemas.shape import PageQuery, Shape


class ProcedureQuery(PageQuery):
    """Which procedures are looked for."""

    q: str | None = Field(default=None, min_length=1, max_length=200)
    """Words of the name, with or without accents, or the beginning of the code."""


class ComponentShown(Shape):
    """A paper of a checklist."""

    name: str
    """What the paper is called."""

    form: ComponentForm
    """In which form it has to be handed in."""

    quantity: int
    """How many."""

    required: bool
    """Whether the dossier is complete only with it."""


class FeeShown(Shape):
    """What a procedure costs from a day on."""

    kind: FeeKind
    """What the payment is in law."""

    name: str
    """What it is called."""

    amount_dong: int | None
    """The amount; null where it is set for each dossier."""

    valid_from: date
    """From when on, until the next of the same kind and name."""


class ListedProcedureShape(Shape):
    """A procedure as lists show it."""

    code: str
    """Its code."""

    name: str
    """Its name."""

    department_code: str | None
    """The department that handles it."""

    field_name: str | None
    """The field it belongs to."""

    postal_eligible: bool
    """Whether it may be filed by post (QĐ 45/2016/QĐ-TTg Đ1.2)."""

    processing_days: int | None
    """Its term in working days."""

    processing_hours: int | None
    """Its term in working hours, for short ones."""

    processing_calendar_days: int | None
    """Its term in days of the calendar."""

    cutoff: str | None
    """The hour after which what is received counts for the next working day; null for none."""


class ProcedureShown(ListedProcedureShape):
    """A procedure with its checklist and fees."""

    components: list[ComponentShown]
    """The papers that go with it, in their order."""

    fees: list[FeeShown]
    """What it costs, the newest of each kind and name first."""
