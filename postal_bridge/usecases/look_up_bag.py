"""Reads everything about one bag for the page on which it is worked with.

That is its list, what does not agree, every event, the open differences, and names of offices.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.custody import State
from postal_bridge.store import consignments, differences, manifests
from postal_bridge.store.consignments import ToldEvent
from postal_bridge.store.database import Database
from postal_bridge.store.differences import Difference, DifferenceFilter
from postal_bridge.store.handovers import office_names
from postal_bridge.store.manifests import Manifest, ManifestLine
from postal_bridge.store.rules import load_scene
from postal_bridge.usecases.look_up_consignment import may_see_person, office_of
from postal_bridge.usecases.look_up_manifest import (
    Disagreement,
    disagreement,
    find_visible_bag,
    whole_manifest,
)

#: A bag that went through more hands than this is no bag any more.
EVENTS_MAX = 200
DIFFERENCES_MAX = 200
_BEGINNING = datetime(1000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WholeBag:
    """A bag as its page shows it; `next_actions` are those of the viewer."""

    bag: Manifest
    lines: list[ManifestLine]
    disagreement: Disagreement
    next_actions: list[str]
    events: list[ToldEvent]
    differences: list[Difference]
    office_names: dict[str, str]
    #: Whether the viewer's office has it in hand, so that things go in or are counted.
    in_hand: bool

    @property
    def packs(self) -> bool:
        """Whether the viewer may put things into it and take them out."""
        return self.in_hand and self.bag.state is State.PACKING

    @property
    def counts(self) -> bool:
        """Whether the viewer may count what is in it."""
        return self.in_hand and self.bag.state is State.OPENED and self.bag.checked_at is None

    @property
    def packed(self) -> list[ManifestLine]:
        """What was put in."""
        return [line for line in self.lines if line.packed_at]

    @property
    def papers(self) -> int:
        """How many papers the slips of all that was put in name."""
        return sum(line.papers for line in self.packed)

    @property
    def found(self) -> list[ManifestLine]:
        """What was counted after opening."""
        return [line for line in self.lines if line.found_at]


async def look_up_bag(database: Database, clock: Clock, viewer: Viewer, code: str) -> WholeBag:
    """Return a bag with all that happened to it.

    Raises:
        UnknownCode: there is none of this code among those the viewer may see.

    """
    center_id = viewer.center_id
    async with database.snapshot() as connection:
        bag = await find_visible_bag(connection, viewer, code)
        today = clock().astimezone(viewer.center.zone).date()
        scene, _ = await load_scene(connection, center_id, today)
        document = await whole_manifest(connection, viewer, scene, bag)
        lines = await manifests.manifest_lines(connection, center_id, bag.code)
        events = await consignments.events_of_consignment(
            connection, center_id, bag.code, (_BEGINNING, 0), EVENTS_MAX
        )
        wanted = DifferenceFilter(office_of(viewer), open_only=True, manifest_code=bag.code)
        found = await differences.list_differences(
            connection, center_id, wanted, (_BEGINNING, UUID(int=0)), DIFFERENCES_MAX
        )
        named = {bag.from_office, bag.to_office, bag.holder, bag.offered_to or bag.holder}
        named |= {event.detail.get("to_office") or event.office_code for event in events}
        names = await office_names(connection, center_id, named)
    actions = document["next_actions"]
    assert isinstance(actions, list)
    return WholeBag(
        bag=bag,
        lines=lines,
        disagreement=disagreement(bag.state, lines),
        next_actions=actions,
        events=[_as_told(viewer, event) for event in events],
        differences=found,
        office_names=names,
        in_hand=bag.holder == viewer.office_code,
    )


def _as_told(viewer: Viewer, event: ToldEvent) -> ToldEvent:
    """Leave out who it was for people of other offices."""
    known = may_see_person(viewer, event.office_code)
    return event if known else replace(event, login="")
