"""Dossiers as they cross the border: filed, read, looked for, taken a step further."""

from datetime import date, datetime
from uuid import UUID

from pydantic import AwareDatetime, Field

from postal_bridge.domain.delay import Holder
from postal_bridge.domain.dossier import (
    PortalStatus,
    ReceivedVia,
    ReturnedVia,
    Satisfaction,
    ServiceForm,
)
from postal_bridge.domain.message import Language
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from schemas.shape import EMAIL, READABLE, PageQuery, Shape

_CODE = Field(min_length=1, max_length=60, examples=["000.00.19.H53-260312-0001"])
_OFFICE_CODE_SHAPE = r"^[A-Z0-9][A-Z0-9._-]{0,29}$"


class Filer(Shape):
    """Who files a dossier."""

    name: str = Field(min_length=1, max_length=500, pattern=READABLE, examples=["Nguyễn Văn Ví Dụ"])
    """The name of the person or body."""

    phone: str | None = Field(default=None, min_length=1, max_length=60, examples=["0900000001"])
    """A telephone number; its last four digits open the public tracking."""

    address: str | None = Field(default=None, min_length=1, max_length=1000, pattern=READABLE)
    """Where the result may be sent."""

    email: str | None = Field(default=None, max_length=200, pattern=EMAIL)
    """Where messages go that cannot go to the telephone."""

    language: Language | None = None
    """In which language messages are worded; left out, in Vietnamese."""


class NewDossierShape(Shape):
    """A dossier to be filed or announced."""

    code: str = _CODE
    """The code that one-stop software gave it, in either order; kept as given."""

    procedure_code: str = Field(min_length=1, max_length=100, examples=["1.000001.000.00.00.H53"])
    """The procedure, as the catalogue has it."""

    department_code: str | None = Field(default=None, pattern=_OFFICE_CODE_SHAPE)
    """The department that handles it; left out, the procedure's."""

    service_form: ServiceForm | None = None
    """What the citizen asks of the post: to SEND the dossier, to RETURN the result, or BOTH."""

    received_via: ReceivedVia
    """The channel it comes in by."""

    received_at: AwareDatetime | None = None
    """When it was received. Left out, now; a posted one is announced and filed by the scan."""

    due_on: date | None = None
    """The day promised to the citizen; left out, the procedure's term from the day of receipt."""

    filer: Filer
    """Who files it."""

    fee_dong: int | None = Field(default=None, ge=0, le=AMOUNT_MAX_DONG)
    """What is to be paid, in đồng."""

    consignment_code: str | None = Field(default=None, min_length=1, max_length=40)
    """The consignment that carries its papers, if one has a code already."""


class FilerShown(Shape):
    """Who filed a dossier, as far as the reader may know."""

    name: str | None
    """The name; masked for accountants."""

    phone: str | None
    """The telephone number; masked for the post and for accountants."""

    address: str | None
    """The address; the centre's and the department's to know."""


class CarriedByShape(Shape):
    """A consignment that carries papers of a dossier."""

    code: str
    """Its tracking code."""

    leg: str
    """The way it goes: inbound, transfer_out, transfer_back, outbound."""

    state: str
    """How it stands."""

    holder: str
    """The office that has it, or `citizen`."""

    part_of: str | None
    """The first of the parts in which its papers go; null where they go in one."""

    other_dossiers: list[str]
    """What lies in it beside this dossier."""


class StepShape(Shape):
    """A step that a dossier took."""

    status: PortalStatus
    """The status it took, as the national portal numbers it."""

    happened_at: datetime
    """When it happened, local time of the centre."""

    recorded_at: datetime
    """When we were told."""

    office_code: str
    """The office that said so."""

    office_name: str | None
    """The name of that office."""

    login: str | None
    """Who said so; told within that office and to the centre."""

    note: str | None
    """What was added in words."""

    reason: str | None
    """With a request for supplements: why."""

    contact: str | None
    """With a notice to the citizen: whom to ask."""


class SharesShape(Shape):
    """Working days after the first due day, by whom they belong to."""

    citizen: int
    """Days on which the citizen was waited for, which make nobody late."""

    center: int
    """Days on which the centre had it."""

    department: int
    """Days on which the department had it."""

    post: int
    """Days on which the post had its papers on the way between offices."""


class ClockShape(Shape):
    """What the clock of a dossier shows; it stands while a supplement or a payment is awaited."""

    first_due_on: date
    """The due day before it was moved by the working days the clock stood."""

    waited_for: Holder | None
    """Who is waited for now; null when it is resolved."""

    stands_since: date | None
    """Since when the clock stands; null while it runs."""

    delay_days: int
    """Working days after the first due day, until it was resolved or today."""

    late_days: int
    """How many of them come after the moved due day; the sum of all shares but the citizen's."""

    shares: SharesShape
    """Whose the days are."""


class DossierFields(Shape):
    """What lists and the single reading of a dossier have in common."""

    code: str = _CODE
    """Its code."""

    procedure_code: str
    """The procedure."""

    procedure_name: str
    """The name of the procedure."""

    department_code: str
    """The department that handles it."""

    department_name: str
    """The name of that department."""

    received_via: ReceivedVia
    """The channel it came in by."""

    received_at: datetime | None
    """When it was filed; null while it is only announced."""

    due_on: date | None
    """The day promised to the citizen."""

    due_at: datetime | None
    """The hour promised, where the term is in hours."""

    overdue: bool
    """Whether that day has passed without a result; never while the clock stands."""

    resolved_on: date | None
    """The day the agency was done with it."""

    returned_on: date | None
    """The day the result was handed back."""

    returned_via: ReturnedVia | None
    """The channel by which it went back."""

    status: PortalStatus
    """Its status, as the national portal numbers it: 1 announced, 2 accepted, … 10 returned."""


class ListedDossierShape(DossierFields):
    """A dossier as lists show it."""

    filer_name: str | None
    """Who filed it; masked for accountants."""


class BundledShape(Shape):
    """What a dossier was filed together with."""

    bundle_id: UUID
    """The bundle."""

    name: str
    """The service it belongs to."""

    others: list[ListedDossierShape]
    """The other dossiers, as far as the reader may see them."""


class DossierShape(DossierFields):
    """A dossier with all that belongs to it."""

    bundle: BundledShape | None
    """What it was filed together with; null where it was filed alone."""

    announced_at: datetime
    """When we first heard of it."""

    service_form: ServiceForm | None
    """What the citizen asked of the post."""

    next_statuses: list[PortalStatus]
    """The statuses that the reader may give it next."""

    filer: FilerShown
    """Who filed it."""

    fee_dong: int | None
    """What is to be paid, in đồng."""

    term_due_on: date | None
    """When it would have been due by its procedure's term; null where no other day was stated."""

    collected_dong: int
    """What was collected for it, in đồng."""

    satisfaction: Satisfaction | None
    """How the citizen rated the service."""

    consignments: list[CarriedByShape]
    """What carries its papers, the oldest first."""

    clock: ClockShape | None
    """Its clock; null before it is received, without a due day, and for dossiers from files."""

    steps: list[StepShape]
    """The steps it took, in the order we were told of them; files bring none."""


class DossierQuery(PageQuery):
    """Which dossiers are looked for."""

    q: str | None = Field(default=None, min_length=1, max_length=200)
    """Words of the filer's name, with or without accents; a telephone number; or the beginning
    of a code. Names bring an alphabetical list, all else the latest first."""

    status: PortalStatus | None = None
    """Only those of this status."""

    department: str | None = Field(default=None, pattern=_OFFICE_CODE_SHAPE)
    """Only those that this department handles."""

    received_from: date | None = None
    """Only those received on this day or later."""

    received_to: date | None = None
    """Only those received on this day or earlier."""

    overdue: bool | None = None
    """Only those whose day has passed without a result, or only the others."""


class NewApology(Shape):
    """Why the result of a dossier will be late, and when it will be there."""

    reason: str = Field(min_length=1, max_length=500, pattern=READABLE)
    """Why; it is printed, and says nothing about the person."""

    new_due_on: date
    """The new day, a working day after the one that was promised."""


class ApologyShape(NewApology):
    """An apology as it was written."""

    dossier_code: str
    """The dossier."""


class StepWanted(Shape):
    """A step that a dossier took."""

    # Left to the enumeration, `true` would be its first number.
    status: int = Field(ge=min(PortalStatus).value, le=max(PortalStatus).value)
    """The status it takes, as the national portal numbers it."""

    happened_on: date | None = None
    """The day it happened; left out, today."""

    note: str | None = Field(default=None, min_length=1, max_length=500, pattern=READABLE)
    """What there is to add; nothing about the person."""

    returned_via: ReturnedVia | None = None
    """With the status 10: the channel by which the result went back."""

    reason: str | None = Field(default=None, min_length=1, max_length=500, pattern=READABLE)
    """With the status 5: why it is needed, as the request says."""

    contact: str | None = Field(default=None, min_length=1, max_length=200, pattern=READABLE)
    """With the status 3 or 5: whom the citizen asks, as the notice says."""
