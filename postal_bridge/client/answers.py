"""What is answered, as far as a client reads it.

Every shape is the JSON that came. An answer may hold more than stands here; moments and days are
texts that `datetime.fromisoformat` and `date.fromisoformat` read.
"""

from typing import Generic, NotRequired, TypedDict, TypeVar

from postal_bridge.client.words import (
    Leg,
    Outcome,
    PaperForm,
    ReceivedVia,
    ReturnedVia,
    Satisfaction,
    ServiceForm,
    State,
    Status,
    StoryName,
)

ItemT = TypeVar("ItemT")


class Page(TypedDict, Generic[ItemT]):
    """A part of a list, and where the next part starts."""

    items: list[ItemT]
    next_cursor: str | None


class ListedDossier(TypedDict):
    """A dossier as lists show it; `status` as the national portal numbers it."""

    code: str
    procedure_code: str
    procedure_name: str
    department_code: str
    department_name: str
    received_via: ReceivedVia
    received_at: str | None
    due_on: str | None
    due_at: str | None
    overdue: bool
    resolved_on: str | None
    returned_on: str | None
    returned_via: ReturnedVia | None
    status: Status
    filer_name: str | None


class FilerShown(TypedDict):
    """Who filed a dossier, as far as the reader may know."""

    name: str | None
    phone: str | None
    address: str | None


class CarriedBy(TypedDict):
    """A consignment that carries papers of a dossier."""

    code: str
    leg: str
    state: str
    holder: str


class Step(TypedDict):
    """A step that a dossier took."""

    status: Status
    happened_at: str
    recorded_at: str
    office_code: str
    office_name: str | None
    login: str | None
    note: str | None
    reason: str | None
    contact: str | None


class DelayClock(TypedDict):
    """What the clock of a dossier shows; it stands while the citizen is waited for."""

    first_due_on: str
    stands_since: str | None
    delay_days: int
    late_days: int


class Dossier(TypedDict):
    """A dossier with all that belongs to it."""

    code: str
    procedure_code: str
    procedure_name: str
    department_code: str
    department_name: str
    received_via: ReceivedVia
    received_at: str | None
    due_on: str | None
    due_at: str | None
    overdue: bool
    resolved_on: str | None
    returned_on: str | None
    returned_via: ReturnedVia | None
    status: Status
    announced_at: str
    service_form: ServiceForm | None
    next_statuses: list[Status]
    filer: FilerShown
    fee_dong: int | None
    collected_dong: int
    satisfaction: Satisfaction | None
    consignments: list[CarriedBy]
    clock: DelayClock | None
    steps: list[Step]


class SeenCitizen(TypedDict):
    """Who sends or receives a consignment, as far as the reader has to know."""

    name: str
    phone: str | None
    address: str | None
    masked: bool


class ListedConsignment(TypedDict):
    """A consignment as lists show it."""

    code: str
    leg: Leg
    dossier_code: str | None
    procedure_code: str | None
    procedure_name: str | None
    origin: str
    destination: str
    post_office: str | None
    citizen: SeenCitizen | None
    state: State
    holder: str
    offered_to: str | None
    bag: str | None
    damaged: bool
    invitations: int
    collect_dong: int
    due_dong: int
    reference: str | None
    posted_on: str | None
    norm_on: str | None
    reached_on: str | None
    happened_at: str
    created_at: str
    created_office: str


class Paper(TypedDict):
    """A paper inside."""

    position: int
    name: str
    form: PaperForm
    quantity: int
    to_withdraw: bool


class Consignment(ListedConsignment):
    """A consignment with its papers and what may be scanned next."""

    papers: list[Paper]
    carrier_codes: list[str]
    next_actions: list[str]


class CustodyEvent(TypedDict):
    """One thing that happened to a consignment."""

    sequence: int
    event: str
    happened_at: str
    recorded_at: str
    office: str
    office_name: str | None
    state: str
    holder: str
    to_office: str | None
    bag: str | None
    reason: str | None
    scan_id: str | None
    corrects: int | None
    corrected: bool


class Story(TypedDict):
    """By which story a sandbox centre carries a consignment, and how far it has come."""

    consignment_code: str
    story: StoryName
    beats: list[str]
    beats_done: int
    next_at: str | None
    stopped_by: str | None


class ScanResult(TypedDict):
    """The answer to one scan; on any of the outcomes the scan may be forgotten."""

    scan_id: str
    outcome: Outcome
    code: NotRequired[str | None]
    detail: NotRequired[str | None]
    words: NotRequired[str | None]
    state: NotRequired[str | None]
    holder: NotRequired[str | None]
    next_actions: NotRequired[list[str] | None]
    due_dong: NotRequired[int | None]


class ScanResults(TypedDict):
    """The answers to a batch, in the order of its scans."""

    results: list[ScanResult]


class ListedManifest(TypedDict):
    """A bag as lists show it."""

    code: str
    from_office: str
    to_office: str
    state: State
    holder: str
    offered_to: str | None
    bag: str | None
    seal_number: str | None
    created_at: str
    checked_at: str | None


class ManifestDifferences(TypedDict):
    """The codes of what is not there, and of what is there besides."""

    missing: list[str]
    extra: list[str]


class Manifest(ListedManifest):
    """A bag with its list: the codes that were expected, packed and found."""

    expected: list[str]
    packed: list[str]
    found: list[str]
    differences: ManifestDifferences
    next_actions: list[str]


class Received(TypedDict):
    """Dossiers received, by channel."""

    total: int
    direct: int
    online: int
    postal: int


class Resolved(TypedDict):
    """Dossiers resolved, by the day they were due."""

    total: int
    early: int
    on_time: int
    late: int


class Pending(TypedDict):
    """Dossiers not resolved when the last day ended."""

    total: int
    in_time: int
    overdue: int


class Returned(TypedDict):
    """Results handed back, by channel."""

    total: int
    counter: int
    postal: int
    online: int


class CollectedByPost(TypedDict):
    """What the post collected for the agencies."""

    dossiers: int
    amount_dong: int


class Ratings(TypedDict):
    """What citizens think of the service."""

    total: int
    very_satisfied: int
    satisfied: int
    dissatisfied: int


class DepartmentLine(TypedDict):
    """The dossiers of one department."""

    code: str
    name: str
    received: int
    resolved: int
    early: int
    on_time: int
    late: int
    pending: int


class Transit(TypedDict):
    """Consignments that reached their destination, measured against the norm."""

    measured: int
    within_norm: int
    late: int


Summary = TypedDict(
    "Summary",
    {
        "center": str,
        "from": str,
        "to": str,
        "received": Received,
        "carried_over": int,
        "resolved": Resolved,
        "pending": Pending,
        "returned": Returned,
        "collected_by_post": CollectedByPost,
        "satisfaction": Ratings,
        "by_department": list[DepartmentLine],
        "transit": Transit,
    },
)
"""The figures of a period."""
