"""Carriers as they cross the border: how they are spoken to, what is ordered, what they tell.

Forms are read in the same shapes as calls, but for the settings of a carrier, whose fields are
those of its kind.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from postal_bridge.domain.carrier import (
    CarrierKind,
    LegTerms,
)
from postal_bridge.domain.custody import Leg
from schemas.dated import FirstDay, Source
from schemas.pages import PlaceAddress
from schemas.shape import CURSOR_LENGTH_MAX, READABLE, Query, Shape

SETTING_LENGTH_MAX = 8_000
MINUTES_MAX = 1_440

CarrierCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,20}$", examples=["VNPOST"])]
CarrierLeg = Literal[Leg.INBOUND, Leg.OUTBOUND]
_Name = Annotated[str, Field(min_length=1, max_length=200, pattern=READABLE)]
Reason = Annotated[str, Field(min_length=1, max_length=300, pattern=READABLE)]
_Minutes = Annotated[int, Field(ge=1, le=MINUTES_MAX)]
_SettingName = Annotated[str, Field(max_length=60)]
_SettingText = Annotated[str, Field(max_length=SETTING_LENGTH_MAX)]


class CarrierShape(Shape):
    """How a carrier is spoken to, and how it is doing."""

    code: str
    """Its code at the centre."""

    name: str
    """Its name."""

    kind: CarrierKind
    """In which way it is spoken to."""

    settings: dict[str, str]
    """What was said of it; see the page on carriers."""

    secrets: dict[str, bool]
    """Which secrets it may have, and whether each is there."""

    pull_minutes: int
    """How often it is asked what it has to tell."""

    is_paused: bool
    """Whether orders wait."""

    heard_at: datetime | None = None
    """When it was heard last."""

    trouble: str | None = None
    """Why it told nothing the last time, if it did not."""

    said: str | None = None
    """What it said of that."""

    orders: dict[str, int] = Field(default_factory=dict)
    """How many orders stand how."""

    reports: dict[str, int] = Field(default_factory=dict)
    """How many reports wait, and for what."""


class CarriersList(Shape):
    """The carriers of a centre."""

    items: list[CarrierShape]
    """By their codes."""


class NewCarrier(Shape):
    """How a carrier is to be spoken to, in place of what was kept of it."""

    code: CarrierCode
    """Its code at the centre."""

    name: _Name
    """Its name."""

    kind: CarrierKind
    """In which way it is spoken to."""

    settings: dict[_SettingName, _SettingText] = Field(default_factory=dict, max_length=60)
    """Its settings, all of them."""

    secrets: dict[_SettingName, _SettingText] = Field(default_factory=dict, max_length=10)
    """Secrets that are new; those left out stay as they are."""

    pull_minutes: _Minutes = 15
    """How often it is asked what it has to tell."""


class CarrierForm(Query):
    """What the form of a carrier sends beside its settings."""

    name: _Name
    """Its name."""

    kind: CarrierKind
    """In which way it is spoken to."""

    pull_minutes: _Minutes = 15
    """How often it is asked what it has to tell."""


class CarrierAddress(PlaceAddress):
    """Which carrier is looked at, if it is a new one."""

    kind: CarrierKind | None = None
    """Of which kind the new one is."""


class CarriersAddress(PlaceAddress):
    """Which part of which list on the page of carriers is looked at; the other begins anew."""

    list: Literal["orders", "reports"] | None = None
    """Which list goes on."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)
    """The place of the last one shown."""


class NewCarrierForm(Query):
    """A carrier to be added."""

    code: CarrierCode
    """Its code at the centre."""

    kind: CarrierKind
    """In which way it is spoken to."""


class CarrierWithReason(Shape):
    """Why something is done."""

    reason: Reason
    """The reason, as it stands in the list of changes."""


class PauseForm(Query):
    """Letting orders wait or go on; the button says which."""

    act: Literal["pause", "resume"]
    """Which."""

    reason: Reason
    """The reason."""


class CarrierPaused(Shape):
    """Whether orders of a carrier wait."""

    carrier: str
    """The carrier."""

    is_paused: bool
    """Whether they do."""


class CarrierLegShape(Shape):
    """Who carries on a leg, from a day on."""

    leg: Leg
    """The leg."""

    carrier: str | None
    """The carrier; null where people see to it."""

    valid_from: date
    """The first day."""

    source: str | None
    """The paper that says so."""


class CarrierLegs(Shape):
    """Who carries on which leg since when."""

    items: list[CarrierLegShape]
    """By leg, the newest first."""


class NewCarrierLeg(Shape):
    """Who is to carry on a leg."""

    leg: CarrierLeg
    """The leg."""

    carrier: CarrierCode | None = None
    """The carrier; left out, people see to it from that day on."""

    valid_from: FirstDay
    """The first day."""

    source: Source
    """The paper that says so."""

    def stated(self) -> LegTerms:
        """Return what this states."""
        return LegTerms(self.leg, self.valid_from, self.carrier, self.source)


class WhichCarrierLeg(Shape):
    """What is said of a leg, by the day it begins."""

    leg: CarrierLeg
    """The leg."""

    valid_from: FirstDay
    """The first day."""
