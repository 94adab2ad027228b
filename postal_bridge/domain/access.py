"""Who is asking: roles, offices, and the viewer that every use case is given."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo


class Role(StrEnum):
    """What a person is here to do; bound to the person's office."""

    POST = "post"
    CENTER = "center"
    DEPARTMENT = "department"
    ACCOUNTANT = "accountant"
    ADMIN = "admin"


#: The roles of which somebody may supervise an office; administrators do so everywhere.
SUPERVISED_ROLES = frozenset({Role.POST, Role.CENTER, Role.DEPARTMENT})


class OfficeKind(StrEnum):
    """The three sorts of places that hold papers."""

    CENTER = "center"
    DEPARTMENT = "department"
    POST = "post"


#: The kind of office at which each role works; None means any office of the centre.
OFFICE_OF_ROLE = {
    Role.POST: OfficeKind.POST,
    Role.CENTER: OfficeKind.CENTER,
    Role.DEPARTMENT: OfficeKind.DEPARTMENT,
    Role.ACCOUNTANT: None,
    Role.ADMIN: OfficeKind.CENTER,
}


def counter_of(center_code: str) -> str:
    """Return the code of the post's counter at a centre, which every centre has from the first."""
    return f"{center_code}.BC"


@dataclass(frozen=True, slots=True)
class Center:
    """A provincial service centre; everything that grows belongs to exactly one.

    At a `sandbox` programs are tried: nothing leaves it, and nothing there is for real.
    """

    center_id: int
    code: str
    name: str
    zone: ZoneInfo
    sandbox: bool = False


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person on whose behalf a use case acts.

    `supervises` and `office_supervised`, whether anybody supervises their office, are what was true
    when they came in; `usecases/supervise.py` looks before they act.
    """

    center: Center
    login: str
    role: Role
    office_code: str
    office_kind: OfficeKind
    supervises: bool = False
    office_supervised: bool = False

    @property
    def center_id(self) -> int:
        """The tenant in whose rows alone this viewer lives."""
        return self.center.center_id

    @property
    def sees_whole_center(self) -> bool:
        """Whether the viewer may see what other offices of the centre hold."""
        return self.role in (Role.CENTER, Role.ADMIN)

    @property
    def is_offered_supervision(self) -> bool:
        """Whether pages lead the viewer to what supervisors do."""
        return self.role is Role.ADMIN or self.supervises or not self.office_supervised
