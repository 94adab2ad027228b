"""What is asked and answered by the REST binding of EPCIS 2.0, in the standard's own names."""

import re
from typing import Literal

from pydantic import AwareDatetime, Field

from postal_bridge.domain.epcis_names import EpcisNames
from postal_bridge.domain.epcis_query import Order, Wanted, plain_word
from schemas.shape import CURSOR_LENGTH_MAX, Query

PER_PAGE, PER_PAGE_MAX = 30, 500
VALUES_LENGTH_MAX = 4000


class CapturesQuery(Query):
    """Which part of a list is wanted."""

    per_page: int = Field(default=PER_PAGE, alias="perPage", ge=1, le=PER_PAGE_MAX)
    """At most so many; a page may hold fewer and yet not be the last."""

    next_page_token: str | None = Field(
        default=None,
        alias="nextPageToken",
        pattern=r"^[A-Za-z0-9_-]+=*$",
        max_length=CURSOR_LENGTH_MAX,
    )
    """Where to go on, from the header Link of the page before."""


#: By the standard the latest come first where nothing is said.
_ORDERS = {
    (None, None): Order.RECORDED,
    ("recordTime", "ASC"): Order.RECORDED,
    ("recordTime", "DESC"): Order.RECORDED_BACK,
    ("recordTime", None): Order.RECORDED_BACK,
    ("eventTime", "ASC"): Order.HAPPENED,
    ("eventTime", "DESC"): Order.HAPPENED_BACK,
    ("eventTime", None): Order.HAPPENED_BACK,
}


def _values(text: str | None) -> frozenset[str]:
    """Return the values of a parameter, of which several stand with commas or bars between."""
    return frozenset(filter(None, re.split(r"[,|]", text or "")))


class EventsQuery(CapturesQuery):
    """Which events are wanted, and which part of them.

    Several values of one parameter stand with commas between. What the standard knows beside these
    is not supported and refused as a parameter that does not exist.
    """

    event_types: str | None = Field(default=None, alias="eventType", max_length=VALUES_LENGTH_MAX)
    """Those of these types."""

    actions: str | None = Field(default=None, alias="EQ_action", max_length=VALUES_LENGTH_MAX)
    """Those with one of these actions."""

    steps: str | None = Field(default=None, alias="EQ_bizStep", max_length=VALUES_LENGTH_MAX)
    """Those of one of these business steps, as a word or as its URI."""

    dispositions: str | None = Field(
        default=None, alias="EQ_disposition", max_length=VALUES_LENGTH_MAX
    )
    """Those that leave a thing in one of these dispositions."""

    read_points: str | None = Field(
        default=None, alias="EQ_readPoint", max_length=VALUES_LENGTH_MAX
    )
    """Those of one of these offices."""

    locations: str | None = Field(
        default=None, alias="EQ_bizLocation", max_length=VALUES_LENGTH_MAX
    )
    """Those after which a thing is at one of these offices."""

    event_ids: str | None = Field(default=None, alias="EQ_eventID", max_length=VALUES_LENGTH_MAX)
    """Those with one of these identities."""

    things: str | None = Field(default=None, alias="MATCH_epc", max_length=VALUES_LENGTH_MAX)
    """Those about one of these things, or of what gets into or out of a bag."""

    parents: str | None = Field(default=None, alias="MATCH_parentID", max_length=VALUES_LENGTH_MAX)
    """Those by which something gets into or out of one of these bags."""

    any_things: str | None = Field(default=None, alias="MATCH_anyEPC", max_length=VALUES_LENGTH_MAX)
    """Those that name one of these things in whatever part."""

    happened_from: AwareDatetime | None = Field(default=None, alias="GE_eventTime")
    """Those that happened then or later."""

    happened_before: AwareDatetime | None = Field(default=None, alias="LT_eventTime")
    """Those that happened before."""

    recorded_from: AwareDatetime | None = Field(default=None, alias="GE_recordTime")
    """Those that were recorded then or later."""

    recorded_before: AwareDatetime | None = Field(default=None, alias="LT_recordTime")
    """Those that were recorded before."""

    only_errors: bool = Field(default=False, alias="EXISTS_errorDeclaration")
    """With `true` only those that are declared wrong."""

    declared_from: AwareDatetime | None = Field(default=None, alias="GE_errorDeclaration_Time")
    """Those that were declared wrong then or later."""

    declared_before: AwareDatetime | None = Field(default=None, alias="LT_errorDeclaration_Time")
    """Those that were declared wrong before."""

    error_reasons: str | None = Field(
        default=None, alias="EQ_errorReason", max_length=VALUES_LENGTH_MAX
    )
    """Those that are declared wrong for one of these reasons."""

    corrective_ids: str | None = Field(
        default=None, alias="EQ_correctiveEventID", max_length=VALUES_LENGTH_MAX
    )
    """Those that one of these events sets right."""

    sources: str | None = Field(
        default=None, alias="EQ_source_possessing_party", max_length=VALUES_LENGTH_MAX
    )
    """Those by which the possession goes from one of these offices, or is offered by it."""

    destinations: str | None = Field(
        default=None, alias="EQ_destination_possessing_party", max_length=VALUES_LENGTH_MAX
    )
    """Those by which the possession goes to one of these offices, or is offered to it."""

    measured: str | None = Field(default=None, alias="EQ_type", max_length=VALUES_LENGTH_MAX)
    """Those with a measurement of one of these types; ours measure nothing, so none is found."""

    order_by: Literal["eventTime", "recordTime"] | None = Field(default=None, alias="orderBy")
    """By which time they come; without it by that of recording, the first recorded first."""

    order_direction: Literal["ASC", "DESC"] | None = Field(default=None, alias="orderDirection")
    """With `orderBy`: `ASC` the earliest first, `DESC` the latest, which is the usual."""

    def wanted(self, names: EpcisNames) -> Wanted:
        """Return which events are wanted, things by the codes they have here."""

        def codes(text: str | None) -> frozenset[str]:
            # What is not a thing of ours is wanted as well, and nothing is found of it.
            return frozenset(
                names.thing_named(uri) or names.outside_code(uri) or uri for uri in _values(text)
            )

        return Wanted(
            event_types=_values(self.event_types),
            actions=_values(self.actions),
            steps=frozenset(map(plain_word, _values(self.steps))),
            dispositions=frozenset(map(plain_word, _values(self.dispositions))),
            read_points=_values(self.read_points),
            locations=_values(self.locations),
            event_ids=_values(self.event_ids),
            things=codes(self.things),
            parents=codes(self.parents),
            any_things=codes(self.any_things),
            happened_from=self.happened_from,
            happened_before=self.happened_before,
            recorded_from=self.recorded_from,
            recorded_before=self.recorded_before,
            declared_from=self.declared_from,
            declared_before=self.declared_before,
            only_errors=self.only_errors,
            sources=_values(self.sources),
            destinations=_values(self.destinations),
            error_reasons=frozenset(map(plain_word, _values(self.error_reasons))),
            corrective_ids=_values(self.corrective_ids),
            measured=_values(self.measured),
            order=_ORDERS[self.order_by, self.order_direction],
        )
