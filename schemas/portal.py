"""The national portal as it is told of: its account, what waits, and what differs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from postal_bridge.domain.portal import TellingState, Tells
from postal_bridge.domain.portal_rules import Judgement
from schemas.shape import READABLE, Shape

Address = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[!-~]+$")]
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[!-~]+$")]
Code = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[!-~]+$")]
FieldName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,39}$")]
Password = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[ -~]+$")]
Reason = Annotated[str, Field(min_length=3, max_length=500, pattern=READABLE)]
_Status = Annotated[int, Field(ge=1, le=10)]
AskHours = Annotated[int, Field(ge=0, le=720)]


class PortalCodes(Shape):
    """What the portal alone can number; what is left out is not told."""

    fee: Code | None = None
    """LoaiPhiLePhi of a fee (phí)."""

    charge: Code | None = None
    """LoaiPhiLePhi of a charge (lệ phí)."""

    before: Code | None = None
    """HinhThucThu of what is collected on filing."""

    after: Code | None = None
    """HinhThucThu of what is collected with the result."""

    absent: Code | None = None
    """The error code of a question for a dossier or a procedure that is not there."""

    session: Code | None = None
    """The error code of a call whose session is over: it is made again under a new one."""


class NewPortalAccount(Shape):
    """How the centre is let into the portal."""

    enabled: bool
    """Whether the portal is told and asked."""

    address: Address
    """Where its services are, or `stand-in`."""

    login_address: Address | None = None
    """Where the login call is; left out, no session is asked for."""

    login: Name | None = None
    """The user name of the login call."""

    password: Password | None = None
    """Its password; left out, the one that is kept stays."""

    unit_code: Name
    """The code of the unit, `madonvi`."""

    tells: Tells = Field(default=Tells.POSTAL, strict=False)
    """Of which dossiers is told: those that the post carries, or all."""

    told_since: AwareDatetime | None = None
    """Steps recorded before are not told; left out, what is kept, or this moment."""

    codes: PortalCodes = PortalCodes()
    """The portal's own codes."""

    later_codes: list[Code] = Field(default=[], max_length=50)
    """Error codes of what ends by itself; any other error is for people."""

    since_field: FieldName | None = None
    """What a question for the changes of a period calls its beginning; left out, none is asked."""

    until_field: FieldName | None = None
    """What it calls its end."""

    ask_hours: AskHours = 24
    """After so many hours it is asked again what it holds of a dossier; 0 for never."""

    address_field: FieldName | None = None
    """What a dossier there calls the address of whoever files it.

    Left out, no dossier that began there can be registered here.
    """

    term_field: FieldName | None = None
    """What a procedure there calls its term in days; left out, terms are not compared."""


class PortalAccountShape(Shape):
    """How the centre is let into the portal, without what lets it in."""

    enabled: bool
    """Whether the portal is told and asked."""

    address: str
    """Where its services are."""

    login_address: str | None
    """Where the login call is."""

    login: str | None
    """The user name of the login call."""

    has_password: bool
    """Whether a password is kept."""

    unit_code: str
    """The code of the unit."""

    tells: Tells
    """Of which dossiers is told."""

    told_since: datetime
    """Steps recorded before are not told."""

    codes: dict[str, str]
    """The portal's own codes."""

    later_codes: list[str]
    """Error codes of what ends by itself."""

    since_field: str | None
    """What a question for the changes of a period calls its beginning."""

    until_field: str | None
    """What it calls its end."""

    ask_hours: int
    """After so many hours it is asked again what it holds of a dossier."""

    address_field: str | None
    """What a dossier there calls the address of whoever files it."""

    term_field: str | None
    """What a procedure there calls its term in days."""


class PortalHealth(Shape):
    """How the portal is doing."""

    works: bool
    """Whether it takes what it is told."""

    first_failed_at: datetime | None
    """Since when it fails."""

    next_try_at: datetime | None
    """Until when it is left in peace."""

    trouble: str | None
    """Why it fails."""

    said: str | None
    """What it said."""

    followed_at: datetime | None
    """Through which moment steps were looked at."""


class TellingCounts(Shape):
    """How many steps are in which state."""

    waiting: int
    """To be told."""

    telling: int
    """Being told."""

    sent: int
    """Taken by the portal."""

    refused: int
    """Refused by the portal."""

    settled: int
    """Settled by people."""

    needless: int
    """Not to be told: taken back before, or the portal's own."""


class SideCountShape(Shape):
    """How many dossiers stand at a status on either side."""

    ours: _Status | None
    """The status with us; null where we do not know the dossier."""

    theirs: _Status | None
    """The status at the portal; null where it is none we know."""

    dossiers: int
    """How many those are."""


class PortalOverview(Shape):
    """How the centre stands with the portal."""

    account: PortalAccountShape | None
    """How the centre is let in."""

    health: PortalHealth
    """How the portal is doing."""

    tellings: TellingCounts
    """How many steps are in which state."""

    oldest_at: datetime | None
    """When the oldest step was recorded that is not done with."""

    last_taken_at: datetime | None
    """When the portal said last that it took a step."""

    findings: int
    """How much came from the portal that people have to look at."""

    sides: list[SideCountShape]
    """The dossiers that the portal holds, by their statuses on either side."""


class TellingShape(Shape):
    """A step that the portal is to be told and has not taken."""

    dossier_code: str
    """The dossier."""

    step_id: UUID
    """The identity of the step."""

    status: _Status
    """The status that it brought."""

    recorded_at: datetime
    """When it was recorded."""

    state: TellingState
    """How far it is."""

    tries: int
    """How often it was tried."""

    next_try_at: datetime | None
    """When it is tried again."""

    in_doubt: bool
    """Whether it may have been taken; the portal is asked first."""

    is_behind: bool
    """Whether it waits for an earlier step of its dossier."""

    trouble: str | None
    """Why it was not taken."""

    said: str | None
    """What the portal said."""


class TellingsTried(Shape):
    """How many steps are tried again."""

    tellings: int
    """So many."""


class TellingSettled(Shape):
    """A step that is done with."""

    dossier_code: str
    """The dossier."""

    status: _Status
    """The status that it brought."""


class Settlement(Shape):
    """What somebody says became of something."""

    reason: Reason
    """How it was dealt with."""


class FindingShape(Shape):
    """What the portal holds or said and what could not be taken over."""

    finding_id: UUID
    """By which it is settled."""

    dossier_code: str
    """The dossier."""

    kind: Judgement
    """Why it could not be taken over."""

    ours: _Status | None
    """The status with us at that time; null where we do not know the dossier."""

    theirs: str
    """The status as the portal said it; empty where it holds nothing."""

    refusal: str | None
    """Why it could not be taken over or registered, by a code."""

    found_at: datetime
    """When it was found."""


class RegisteredShape(Shape):
    """A dossier that began at the portal."""

    dossier_code: str
    """The dossier, by the portal's own code."""

    procedure_name: str
    """What is asked for."""

    registered_at: datetime
    """When it was registered here."""

    status: _Status
    """Its status by now."""

    received_at: datetime | None
    """When its papers came in; null while the post has them."""


class UnlikeShape(Shape):
    """A dossier of which both sides hold different statuses."""

    dossier_code: str
    """The dossier."""

    ours: _Status | None
    """The status with us."""

    theirs: _Status | None
    """The status at the portal, as far as we know."""

    asked_at: datetime | None
    """When the portal was asked last."""

    is_waiting: bool
    """Whether the portal is still to be told of something."""


class PortalAsked(Shape):
    """That the portal is asked anew."""

    dossiers: int
    """For so many dossiers."""
