"""What is sent: dossiers, steps, consignments, scans, bags, and what lists are asked for.

Every shape is the JSON it becomes. Moments are `datetime` with an offset, days are `date`,
identities are `UUID`; `exchange` writes them out.
"""

from datetime import date, datetime
from typing import Literal, NotRequired, TypedDict
from uuid import UUID

from postal_bridge.client.words import (
    Action,
    Language,
    Leg,
    PaperFate,
    PaperForm,
    PaymentMethod,
    Reason,
    ReceivedVia,
    ReturnedVia,
    ServiceForm,
    State,
    Status,
)


class Filer(TypedDict):
    """Who files a dossier; the last four digits of the telephone number open the tracking."""

    name: str
    phone: NotRequired[str]
    address: NotRequired[str]
    email: NotRequired[str]
    language: NotRequired[Language]


class NewDossier(TypedDict):
    """A dossier to be filed, or to be announced where it comes by post."""

    code: str
    procedure_code: str
    received_via: ReceivedVia
    filer: Filer
    department_code: NotRequired[str]
    service_form: NotRequired[ServiceForm]
    received_at: NotRequired[datetime]
    due_on: NotRequired[date]
    fee_dong: NotRequired[int]
    consignment_code: NotRequired[str]


class NewStep(TypedDict):
    """A step that a dossier took."""

    status: Status
    happened_on: NotRequired[date]
    note: NotRequired[str]
    returned_via: NotRequired[ReturnedVia]
    reason: NotRequired[str]
    contact: NotRequired[str]


class DossierSearch(TypedDict, total=False):
    """Which dossiers are looked for."""

    q: str
    status: Status
    department: str
    received_from: date
    received_to: date
    overdue: bool


class Citizen(TypedDict):
    """Who sends or receives a consignment."""

    name: str
    phone: NotRequired[str]
    address: NotRequired[str]


class NewPaper(TypedDict):
    """A paper inside."""

    name: str
    form: PaperForm
    quantity: NotRequired[int]
    to_withdraw: NotRequired[bool]


class NewConsignment(TypedDict):
    """A consignment to be registered; what is left out comes from the dossier."""

    leg: Leg
    dossier_code: NotRequired[str]
    further_dossiers: NotRequired[list[str]]
    part_of: NotRequired[str]
    procedure_code: NotRequired[str]
    code: NotRequired[str]
    origin: NotRequired[str]
    destination: NotRequired[str]
    citizen: NotRequired[Citizen]
    papers: NotRequired[list[NewPaper]]
    collect_dong: NotRequired[int]
    scope: NotRequired[str]
    reference: NotRequired[str]
    post_office: NotRequired[str]


class ConsignmentSearch(TypedDict, total=False):
    """Which consignments are wanted."""

    state: State
    leg: Leg
    holder: str
    dossier_code: str


class Collected(TypedDict):
    """Money taken from the citizen with a scan."""

    amount_dong: int
    method: PaymentMethod
    receipt_number: NotRequired[str]


class Recipient(TypedDict, total=False):
    """Who took a delivery."""

    kind: Literal["addressee", "authorised", "household"]
    name: str
    id_kind: Literal["cccd", "cmnd", "passport"]
    id_last4: str
    one_time_code: str
    authorisation: str


class Place(TypedDict):
    """Where the device was, in degrees."""

    lat: float
    lon: float


class PaperCount(TypedDict):
    """How many of a paper were counted."""

    position: int
    counted: int
    fate: NotRequired[PaperFate]


class ScanDetails(TypedDict, total=False):
    """What may be said with a scan beside what was scanned, what was done and when."""

    to_office: str
    reason: Reason
    bag: str
    seal_number: str
    collected: Collected
    recipient: Recipient
    place: Place
    papers: list[PaperCount]
    corrects: UUID


class Scan(ScanDetails):
    """One scan. It keeps its `scan_id` however often it is sent."""

    scan_id: UUID
    code: str
    action: Action
    scanned_at: datetime


class ScanBatch(TypedDict):
    """One to a hundred scans in the order they were made."""

    scans: list[Scan]
    sent_at: datetime


class NewManifest(TypedDict):
    """A bag to be begun at the own office."""

    to_office: str
    items: NotRequired[list[str]]
    pack: NotRequired[bool]
    seal_number: NotRequired[str]


class ManifestSearch(TypedDict, total=False):
    """Which bags are wanted."""

    state: State


class LabelsWanted(TypedDict):
    """Which labels are to be printed: codes with commas between them."""

    codes: str
    size: Literal["a4", "100x150"]


class TrackQuestion(TypedDict):
    """What a citizen knows beside the code."""

    phone_last4: str


#: A period, both days included.
Period = TypedDict("Period", {"from": date, "to": date})


class PagePlace(TypedDict, total=False):
    """Which part of a list is asked for."""

    limit: int
    cursor: str
