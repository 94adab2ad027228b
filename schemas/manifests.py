"""Bags as they cross the border: begun with a list, read with what does not agree."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from postal_bridge.domain.custody import State
from schemas.shape import PageQuery, Shape

ITEMS_MAX = 500

_OFFICE_SHAPE = r"^[A-Z0-9][A-Z0-9._-]{0,29}$"
ItemCode = Annotated[str, Field(min_length=1, max_length=64)]


class NewManifest(Shape):
    """A bag to be begun at the own office."""

    to_office: str = Field(pattern=_OFFICE_SHAPE, examples=["H53"])
    """For whom it is."""

    items: list[ItemCode] = Field(default_factory=list, max_length=ITEMS_MAX)
    """The tracking and bag codes of what should be in it."""

    pack: bool = False
    """Whether the items are packed at once, as if each were scanned; all or none."""

    seal_number: str | None = Field(default=None, min_length=1, max_length=40)
    """The number of the seal that will be put on; the scan that seals may say another."""


class ManifestLine(Shape):
    """One thing on a bag's list."""

    code: str
    """Its code."""

    kind: str | None = Field(examples=["consignment"])
    """A consignment, or a bag."""

    leg: str | None
    """Which way it goes."""

    state: str | None
    """How it stands."""

    dossier_code: str | None
    """The dossier it carries."""

    further_dossiers: list[str]
    """The dossiers it carries beside that one."""

    procedure_code: str | None
    """The procedure."""

    procedure_name: str | None
    """What the procedure is called."""

    papers: int
    """How many papers its slip lists."""

    expected: bool
    """Whether it was on the list from the beginning."""

    packed_at: datetime | None
    """When it was put in."""

    found_at: datetime | None
    """When it was counted after opening."""


class ManifestDifferences(Shape):
    """What does not agree: expected with packed before opening, packed with found after."""

    missing: list[str]
    """The codes of what is not there."""

    extra: list[str]
    """The codes of what was found though it was not packed."""


class ListedManifest(Shape):
    """A bag as lists show it."""

    code: str = Field(examples=["BAG-H53-000000014"])
    """The code of the bag."""

    from_office: str
    """The office that began it."""

    to_office: str
    """For whom it is."""

    state: State
    """How it stands."""

    holder: str
    """The office that holds it."""

    offered_to: str | None
    """The office it was given to and that has not taken it yet."""

    bag: str | None
    """The bag it lies in."""

    seal_number: str | None
    """The number of its seal."""

    created_at: datetime
    """When it was begun."""

    created_by: str | None
    """By whom; null for people of other offices."""

    checked_at: datetime | None
    """When the count after opening was over."""


class ManifestShape(ListedManifest):
    """A bag with its list."""

    expected: list[str]
    """The codes of what should be in it."""

    packed: list[str]
    """The codes of what was put in."""

    found: list[str]
    """The codes of what was counted after opening."""

    lines: list[ManifestLine]
    """The list."""

    differences: ManifestDifferences
    """What does not agree, as of now."""

    next_actions: list[str]
    """What the viewer may scan next, most likely first."""


class ManifestsQuery(PageQuery):
    """Which bags are wanted, the newest first."""

    state: State | None = None
    """Those that stand so."""
