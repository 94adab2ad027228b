"""What the national portal of public services is told of dossiers, and what it holds, in our words.

A telling is one step of one dossier. How the portal is spoken to is a gateway's, when it is told
and what follows from what it holds are use cases'; the judging is in `portal_rules`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from postal_bridge.domain.dossier import PortalStatus, ReceivedVia, ReturnedVia, ServiceForm
from postal_bridge.domain.fees import DueWhen, MoneyKind

#: Who takes the steps that come from the portal; no login of a person begins like this.
PORTAL_ACTOR = "@portal"


class TellingKind(StrEnum):
    """How a step is told: with the whole dossier, new to the portal or not, or as a line."""

    NEW = "new"
    WHOLE = "whole"
    PROGRESS = "progress"


class TellingState(StrEnum):
    """How far a telling is.

    One is needless when the step was taken back before anybody was told, and settled when a person
    said what became of it.
    """

    WAITING = "waiting"
    TELLING = "telling"
    SENT = "sent"
    REFUSED = "refused"
    SETTLED = "settled"
    NEEDLESS = "needless"


class Tells(StrEnum):
    """Of which dossiers a centre tells: those that the post carries either way, or all."""

    POSTAL = "postal"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class PortalAccount:
    """How a centre is let into the portal, and what of its ways is agreed upon and not public.

    `codes` are the portal's own codes of what only it can number: see `CODE_NAMES`. `later_codes`
    are errors that end by themselves. `period_fields` are what a question for the changes of a
    period calls its beginning and its end; without them nothing is asked by period. `address_field`
    is what a dossier calls the address of whoever files it, `term_field` what a procedure calls its
    term in days.
    """

    address: str
    unit_code: str
    zone: ZoneInfo
    login_address: str | None = None
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    codes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    later_codes: frozenset[str] = frozenset()
    period_fields: tuple[str, str] | None = None
    address_field: str | None = None
    term_field: str | None = None


#: What an account may have codes for: kinds of fee lines, when they are collected, and the errors
#: that say of a question that there is no such dossier, and of any call that its session is over.
CODE_NAMES = ("fee", "charge", "before", "after", "absent", "session")


@dataclass(frozen=True, slots=True)
class OwedLine:
    """A line of what is owed for a dossier."""

    name: str
    kind: MoneyKind
    amount_dong: int
    due_when: DueWhen


@dataclass(frozen=True, slots=True)
class Supplement:
    """A request for supplements: who asked for what, when it came in, and how the day moved."""

    step_id: UUID
    asked_by: str
    asked_for: str | None
    asked_at: datetime
    came_in_at: datetime | None = None
    due_before: date | None = None
    due_after: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFacts:
    """What the portal is told of a dossier as a whole; None is not known and left out."""

    procedure_code: str
    procedure_name: str
    field_name: str | None
    department_name: str
    received_via: ReceivedVia
    service_form: ServiceForm | None
    announced_at: datetime
    received_at: datetime | None
    due_on: date | None
    due_at: datetime | None
    resolved_on: date | None
    returned_on: date | None
    returned_via: ReturnedVia | None
    filer_name: str | None
    filer_phone: str | None = None
    filer_email: str | None = None
    fees: tuple[OwedLine, ...] = ()
    supplements: tuple[Supplement, ...] = ()

    @property
    def goes_back_by_post(self) -> bool:
        """Whether the result goes, or went, back by post."""
        if self.returned_via is not None:
            return self.returned_via is ReturnedVia.POSTAL
        return self.service_form in (ServiceForm.RETURN, ServiceForm.BOTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A step of a dossier as the portal is told of it; `handler` took it at `handler_office`."""

    step_id: UUID
    dossier_code: str
    kind: TellingKind
    status: PortalStatus
    happened_at: datetime
    handler: str
    handler_office: str
    note: str | None
    facts: DossierFacts


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the portal says of one telling; `said` are its own words."""

    taken: bool
    said: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Offered:
    """What the portal says of a dossier besides its status; None is not said."""

    procedure_code: str | None
    received_via: ReceivedVia | None
    department: str | None
    goes_back_by_post: bool
    filer_name: str | None
    filer_phone: str | None
    filer_address: str | None
    filer_email: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """What the portal holds of a dossier; `status` is None where its number is none we know."""

    dossier_code: str
    status: PortalStatus | None
    status_said: str
    offered: Offered | None = None


#: Where a list of tellings goes on: whether it waits, when its step was recorded, its identity.
TellingPlace: TypeAlias = tuple[bool, datetime, UUID]


@dataclass(frozen=True, slots=True)
class PortalProcedure:
    """A procedure as the portal lists it."""

    code: str
    name: str
    field_code: str | None = None
    field_name: str | None = None
    term_days: int | None = None
