"""What the citizen files: channels, service form, portal statuses and steps, a line of an import.

A dossier has a status as the national portal numbers it. Which status may follow which, and who
may say so, is told here; hand-overs of paper move a dossier too, and are told by custody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

from postal_bridge.domain.access import Role
from postal_bridge.domain.said import Said


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


#: Which statuses may follow which when a person says so, by their numbers; the rest is refused.
#: A supplement or a payment that came in puts a dossier back into processing. Asking to withdraw
#: it ends in a stop, or in nothing. A stopped dossier is handed back as it is.
NEXT_STATUSES: Mapping[PortalStatus, frozenset[PortalStatus]] = MappingProxyType(
    {
        PortalStatus(status): frozenset(map(PortalStatus, following))
        for status, following in {
            1: (2, 3),
            2: (4, 5, 6, 7, 8, 9),
            3: (),
            4: (5, 6, 7, 8, 9),
            5: (4, 7, 8),
            6: (4, 7, 8),
            7: (4, 8),
            8: (10,),
            9: (10,),
            10: (),
        }.items()
    }
)

#: Statuses by which the agency is done with a dossier: a stop notice is an answer, too.
ENDS_PROCESSING = frozenset({PortalStatus.STOPPED, PortalStatus.DONE})

#: Statuses that whoever said so takes back while nothing came of it. Taking a dossier in is not
#: among them: fees are owed from then on, and its term runs.
TAKEN_BACK = frozenset(map(PortalStatus, (5, 6, 7, 8, 9, 10)))

#: Taking in and handing out is the centre's; a department says what it does in between.
STATUSES_OF_ROLE: Mapping[Role, frozenset[PortalStatus]] = MappingProxyType(
    {
        Role.CENTER: frozenset(PortalStatus),
        Role.ADMIN: frozenset(PortalStatus),
        Role.DEPARTMENT: frozenset(map(PortalStatus, (4, 5, 6, 7, 8, 9))),
        Role.POST: frozenset(),
        Role.ACCOUNTANT: frozenset(),
    }
)


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One dossier as a line of an imported file states it; None is a cell left empty.

    A line agrees with itself: whoever reads files sees to it that its code can be parsed, its
    times are aware, its days in order, its texts text, and its amounts neither too large nor
    without a day. What it says of money the post collected names the day.
    """

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
    reason: Said

    def to_document(self) -> dict[str, Any]:
        """Return the problem as it goes out, with its reason in English."""
        return {
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }

    def to_kept(self) -> dict[str, Any]:
        """Return the problem as it is kept: it can be told in any language later."""
        return {**self.to_document(), **self.reason.to_document()}

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> "LineProblem":
        """Return a problem that was kept; earlier releases kept nothing but the English words."""
        reason = Said.of_document({"template": kept["reason"], "facts": {}, **kept})
        return cls(kept["line"], kept["column"], kept["value"], reason)
