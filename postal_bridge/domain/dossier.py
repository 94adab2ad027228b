"""What the citizen files: channels, service form, portal statuses, one line of an import."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum


class ReceivedVia(StrEnum):
    """The channel by which a dossier came in."""

    DIRECT = "direct"
    ONLINE = "online"
    POSTAL = "postal"


class ReturnedVia(StrEnum):
    """The channel by which its result went back; independent of the way in."""

    COUNTER = "counter"
    POSTAL = "postal"
    ONLINE = "online"


class ServiceForm(StrEnum):
    """What the citizen asks of the post (QĐ 45/2016/QĐ-TTg Đ5)."""

    SEND = "SEND"
    RETURN = "RETURN"
    BOTH = "BOTH"


class Satisfaction(StrEnum):
    """The three levels in which citizens rate the service."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"


class PortalStatus(IntEnum):
    """Status of a dossier as the national portal numbers it (TT 22/2019/TT-BTTTT annex I)."""

    REGISTERED = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    PROCESSING = 4
    SUPPLEMENT_ASKED = 5
    PAYMENT_ASKED = 6
    WITHDRAWAL_ASKED = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One dossier as a line of an imported file states it; None is a cell left empty."""

    line: int
    code: str
    procedure_code: str
    department_code: str
    received_via: ReceivedVia
    received_at: datetime
    procedure_name: str | None = None
    department_name: str | None = None
    due_on: date | None = None
    resolved_on: date | None = None
    returned_on: date | None = None
    returned_via: ReturnedVia | None = None
    filer_name: str | None = None
    filer_phone: str | None = None
    filer_address: str | None = None
    fee_dong: int | None = None
    collected_by_post_dong: int | None = None
    collected_on: date | None = None
    satisfaction: Satisfaction | None = None


@dataclass(frozen=True, slots=True)
class LineProblem:
    """One thing wrong in one cell of an imported file; `column` is the file's own heading."""

    line: int
    column: str
    value: str
    reason: str
