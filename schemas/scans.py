"""The batch of scans a device sends, and the answer to each."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from postal_bridge.domain.scan import Action, PaperFate, PaymentMethod, Reason
from schemas.proofs import PROOFS_OF_SCAN_MAX, ProofShape
from schemas.shape import PageQuery, Shape

SCANS_MAX = 100
#: More than any fee of a dossier; a slip of the thumb is caught here.
AMOUNT_DONG_MAX = 9_000_000_000_000

_OFFICE_SHAPE = r"^[A-Z0-9][A-Z0-9._-]{0,29}$"
Code = Annotated[str, Field(min_length=1, max_length=512)]
#: What whoever takes money knows of it.
PaidBy = Literal[PaymentMethod.CASH, PaymentMethod.TRANSFER]


class CollectedShape(Shape):
    """Money taken from the citizen on behalf of an agency."""

    amount_dong: int = Field(gt=0, le=AMOUNT_DONG_MAX, examples=[50_000])
    """The amount in whole đồng."""

    method: PaidBy
    """How it was paid."""

    receipt_number: str | None = Field(default=None, min_length=1, max_length=40)
    """The number of the receipt (biên lai) given for it."""


class RecipientShape(Shape):
    """Who took the delivery, as far as the deliverer checked it (QĐ 45/2016/QĐ-TTg Đ10)."""

    kind: Literal["addressee", "authorised", "household"] = "addressee"
    """The addressee, somebody with an authorisation paper, or a member of the household."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    """The name of whoever took it."""

    id_kind: Literal["cccd", "cmnd", "passport"] | None = None
    """Which identity paper was shown."""

    id_last4: str | None = Field(default=None, pattern=r"^[0-9A-Z]{4}$")
    """The last four characters of its number; never the whole number."""

    one_time_code: str | None = Field(default=None, pattern=r"^[0-9]{6}$")
    """The code that the recipient reads on the tracking page. Only whether it was right is kept."""

    authorisation: str | None = Field(default=None, min_length=1, max_length=200)
    """What the authorisation paper is called or numbered."""


class PlaceShape(Shape):
    """Where the device was."""

    lat: float = Field(ge=-90, le=90)
    """Latitude in degrees."""

    lon: float = Field(ge=-180, le=180)
    """Longitude in degrees."""


class PaperCountShape(Shape):
    """How many of one paper of the list were counted, given back or kept by the agency."""

    position: int = Field(ge=1, le=999)
    """The paper's position on the posting slip."""

    counted: int = Field(ge=0, le=9_999)
    """How many there were."""

    fate: PaperFate = PaperFate.PRESENT
    """Present, given back to the citizen, or withdrawn by the agency."""


class ScanShape(Shape):
    """One scan. The device makes `scan_id` and keeps the scan until it has an answer."""

    scan_id: UUID
    """Made on the device; the same scan sent again has the same one."""

    code: Code = Field(examples=["EV000000014VN"])
    """What the QR holds or a person typed: tracking code, bag code or dossier code."""

    action: Action
    """What was done."""

    scanned_at: AwareDatetime
    """When, by the device's clock."""

    to_office: str | None = Field(default=None, pattern=_OFFICE_SHAPE)
    """With `give`: to whom. Left out, it is where the thing is bound for."""

    reason: Reason | None = None
    """With `fail` and `send_back`: why."""

    bag: Code | None = None
    """With `pack` and `unpack`: the bag, when it is not plain which one is meant."""

    seal_number: str | None = Field(default=None, min_length=1, max_length=40)
    """With `seal`: the seal put on. With `open`: the seal found."""

    collected: CollectedShape | None = None
    """Money taken with this scan."""

    recipient: RecipientShape | None = None
    """With `deliver`: who took it."""

    place: PlaceShape | None = None
    """Where the device was."""

    papers: list[PaperCountShape] = Field(default_factory=list, max_length=100)
    """What was counted."""

    proofs: list[ProofShape] = Field(default_factory=list, max_length=PROOFS_OF_SCAN_MAX)
    """Pictures that prove it, which are sent by themselves."""

    corrects: UUID | None = None
    """With `correct`: the scan that was wrong."""


class ScanBatch(Shape):
    """One to a hundred scans, in the order in which they were made."""

    scans: list[ScanShape] = Field(min_length=1, max_length=SCANS_MAX)
    """The scans."""

    sent_at: AwareDatetime | None = None
    """The device's clock on sending: the difference to ours puts its scans right."""


class ScanResult(Shape):
    """The answer to one scan; on any of the outcomes the device may drop it from its queue."""

    scan_id: UUID
    """Which scan this answers."""

    outcome: Literal["recorded", "already_recorded", "refused"]
    """What became of it."""

    code: str | None = None
    """When refused: the stable name of the reason."""

    detail: str | None = None
    """When refused: the reason in words, in English."""

    words: str | None = None
    """When refused: the reason in the reader's language (Accept-Language: vi or en)."""

    state: str | None = None
    """How the thing stands now."""

    holder: str | None = None
    """The office that holds it now, or "citizen"."""

    next_actions: list[str] | None = None
    """What may be scanned next at this office, most likely first."""

    due_dong: int | None = None
    """What is still to be collected with it, if anything is."""


class ScanResults(Shape):
    """The answers, in the order of the scans."""

    results: list[ScanResult]
    """One for each scan."""


class RefusedScan(Shape):
    """A scan that was refused, for a supervisor to look at."""

    scan_id: UUID
    """Which scan."""

    code: str
    """What was scanned or typed."""

    thing: str | None
    """The thing that was meant, when that could be told."""

    action: str
    """What the device said was done."""

    scanned_at: datetime
    """When, by the device's clock."""

    received_at: datetime
    """When the server heard of it."""

    login: str
    """Who scanned."""

    office: str
    """At which office."""

    refusal: str
    """The stable name of the reason."""

    detail: str
    """The reason in words."""


class RefusedScansQuery(PageQuery):
    """Which refused scans are wanted: the newest first."""
