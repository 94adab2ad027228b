"""Consignments as they cross the border: registered, read, told by their events."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from postal_bridge.domain.custody import Leg, State
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from schemas.carrier_orders import CarrierOrderShape
from schemas.shape import READABLE, PageQuery, Query, Shape

PAPERS_MAX = 100
FURTHER_MAX = 19

_OFFICE_SHAPE = r"^[A-Z0-9][A-Z0-9._-]{0,29}$"
_END_SHAPE = r"^(citizen|[A-Z0-9][A-Z0-9._-]{0,29})$"

TypedCode = Annotated[str, Field(min_length=1, max_length=64)]
PaperForm = Literal["original", "certified_copy", "copy", "result"]


class CitizenShape(Shape):
    """Who sends or receives a consignment."""

    name: str = Field(min_length=1, max_length=200, pattern=READABLE, examples=["Trần Văn Mẫu"])
    """The name of the person or body."""

    phone: str | None = Field(default=None, min_length=1, max_length=40, examples=["0987654321"])
    """A phone number of Việt Nam; its last four digits open the tracking."""

    address: str | None = Field(default=None, min_length=1, max_length=500, pattern=READABLE)
    """Where to collect or deliver."""


class SeenCitizen(Shape):
    """Who sends or receives a consignment, as far as the viewer has to know."""

    name: str = Field(examples=["T*** V*** M"])
    """The name, or its first letters."""

    phone: str | None
    """The phone number, or its last three digits."""

    address: str | None
    """The address; null for those who do not serve the citizen."""

    masked: bool
    """Whether this is only enough to recognise somebody one knows."""


class NewPaper(Shape):
    """One paper of the list on the slip."""

    name: str = Field(min_length=1, max_length=300, pattern=READABLE, examples=["Tờ khai đăng ký"])
    """What it is."""

    form: PaperForm
    """An original, a certified copy, a copy, or the result of the procedure."""

    quantity: int = Field(default=1, ge=1, le=9_999)
    """How many of it."""

    to_withdraw: bool = False
    """Whether the agency wants it back when the result is delivered."""


class NewConsignment(Shape):
    """A consignment to be registered; what is left out comes from the dossier."""

    leg: Leg
    """Which way it goes: in from the citizen, to a department, back from it, out again."""

    dossier_code: TypedCode | None = Field(default=None, examples=["000.00.19.H53-260313-0001"])
    """The dossier it carries; it may be bound later."""

    further_dossiers: list[TypedCode] = Field(default=[], max_length=FURTHER_MAX)
    """The dossiers it carries beside that one: of the same citizen on the way from or to one, of
    the same department between offices. Money is taken for the first."""

    part_of: TypedCode | None = None
    """The consignment whose papers go on in this one; a dossier in parts moves on with the last."""

    procedure_code: str | None = Field(default=None, min_length=1, max_length=100)
    """The procedure, where no dossier tells it."""

    code: TypedCode | None = Field(default=None, examples=["RR000000102VN"])
    """The code of a pre-printed label; left out, the next granted number is taken."""

    origin: str | None = Field(default=None, pattern=_END_SHAPE)
    """Who sends: an office, or "citizen"; left out, the one usual on this leg."""

    destination: str | None = Field(default=None, pattern=_END_SHAPE)
    """For whom it is; left out, the one usual on this leg."""

    citizen: CitizenShape | None = None
    """The citizen at one end; left out, the filer of the dossier."""

    papers: list[NewPaper] | None = Field(default=None, max_length=PAPERS_MAX)
    """What is inside; left out, an inbound one has the checklist of its procedure."""

    collect_dong: int = Field(default=0, ge=0, le=AMOUNT_MAX_DONG)
    """What is to be collected on delivery."""

    scope: str | None = Field(
        default=None, min_length=1, max_length=40, examples=["inter_province"]
    )
    """Which transit norm holds (TT 17/2017/TT-BTTTT Đ7.2); usually `between_districts`."""

    reference: str | None = Field(default=None, min_length=1, max_length=100, pattern=READABLE)
    """How another system calls it; unique in the centre."""

    post_office: str | None = Field(default=None, pattern=_OFFICE_SHAPE)
    """The post office that serves the citizen."""


class BoundDossier(Shape):
    """The dossier that a consignment carries."""

    dossier_code: TypedCode = Field(examples=["000.00.19.H53-260313-0001"])
    """Its code."""

    beside: bool = False
    """Whether it lies beside what the consignment carries already."""


class PaperCounted(Shape):
    """What one office counted of a paper."""

    office: str
    """Which office."""

    fate: str = Field(examples=["present"])
    """Present, returned to the citizen, or withdrawn by the agency."""

    counted: int
    """How many."""

    counted_at: datetime
    """When."""


class PaperShape(Shape):
    """One paper of the list, and what both sides counted."""

    position: int
    """Its place on the list, from 1."""

    name: str
    """What it is."""

    form: PaperForm
    """An original, a certified copy, a copy, or the result."""

    quantity: int
    """How many are listed."""

    to_withdraw: bool
    """Whether the agency wants it back when the result is delivered."""

    counts: list[PaperCounted]
    """What was counted, in order of time."""


class ListedConsignment(Shape):
    """A consignment as lists show it."""

    code: str = Field(examples=["EV000000014VN"])
    """The tracking code."""

    leg: Leg
    """Which way it goes."""

    dossier_code: str | None
    """The dossier it carries."""

    further_dossiers: list[str]
    """The dossiers it carries beside that one."""

    procedure_code: str | None
    """The procedure."""

    procedure_name: str | None
    """What the procedure is called."""

    origin: str
    """Who sent it: an office, or "citizen"."""

    destination: str
    """For whom it is."""

    post_office: str | None
    """The post office that serves the citizen."""

    citizen: SeenCitizen | None
    """The citizen at one end."""

    state: State
    """How it stands."""

    holder: str
    """Who holds it: always exactly one office, or "citizen"."""

    offered_to: str | None
    """The office it was given to and that has not taken it yet."""

    bag: str | None
    """The bag it lies in."""

    damaged: bool
    """Whether damage was told."""

    invitations: int
    """How often the citizen was invited after a failed delivery."""

    collect_dong: int
    """What is to be collected on delivery."""

    due_dong: int
    """What of it is still to be: the rest was paid before, wherever that was."""

    scope: str
    """Which transit norm holds."""

    reference: str | None
    """How another system calls it."""

    part_of: str | None
    """The first of the parts it belongs to; null where its papers go in one."""

    posted_on: date | None
    """The day the post got it."""

    norm_on: date | None
    """The day by which the norm wants it there."""

    reached_on: date | None
    """The day it was there."""

    label_prints: int
    """How often its label was printed; the last print is the valid one."""

    happened_at: datetime
    """When the last event happened."""

    created_at: datetime
    """When it was registered."""

    created_office: str
    """The office that registered it."""

    created_by: str | None
    """Who did; null for people of other offices."""


class TransitShape(Shape):
    """Working days after the day the post got it, until it was there or today."""

    norm_days: int
    """How many the norm allows."""

    used_days: int
    """How many were used; to the citizen the first attempt ends the way."""

    late_days: int
    """How many of them come after the norm."""

    slip_on: date | None
    """On the way in, the day by which the norm wants the slip of appointment with the citizen."""


class CarriedShape(Shape):
    """A dossier that a consignment carries."""

    code: str
    """Its code."""

    procedure_name: str
    """Its procedure."""


class PartShape(Shape):
    """One of the consignments by which papers go in parts."""

    code: str
    """Its code."""

    state: State
    """How it stands."""

    holder: str
    """Who has it."""


class ConsignmentShape(ListedConsignment):
    """A consignment with its papers and what may come next."""

    dossiers: list[CarriedShape]
    """All dossiers it carries; the first is `dossier_code`."""

    parts: list[PartShape]
    """The parts it belongs to, itself among them; none where its papers go in one."""

    transit: TransitShape | None
    """How long the post took against its norm; null before it has it, or without a norm."""

    collected_dong: int
    """What was taken with it; what is neither this nor still due was paid before."""

    papers: list[PaperShape]
    """What is inside."""

    carrier_orders: list[CarrierOrderShape]
    """What was ordered of carriers, the latest first; none for those who see their office alone."""

    carrier_codes: list[str]
    """The codes by which carriers know it, where they are not its own; they lead to it as well."""

    next_actions: list[str]
    """What the viewer may scan next, most likely first."""


class ConsignmentsQuery(PageQuery):
    """Which consignments are wanted."""

    state: State | None = None
    """Those that stand so."""

    leg: Leg | None = None
    """Those that go this way."""

    holder: str | None = Field(default=None, pattern=_END_SHAPE)
    """Those in the hands of this office, or of the citizen."""

    dossier_code: str | None = Field(default=None, max_length=64)
    """Those of this dossier."""


class RecordQuery(Query):
    """Which hand-over is wanted."""

    number: int | None = Field(default=None, ge=1, le=1_000)
    """Counted from 1 in the order they happened; left out, the last one."""
