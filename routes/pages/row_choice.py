"""The other side of a difference on its page: rows looked for and ticked, sums, and the booking."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from postal_bridge.domain.money_difference import ROWS_MAX, Wish
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.usecases import decide_money_difference as deciding
from postal_bridge.usecases.choose_rows import Candidates, ChosenRows, look_for_rows
from postal_bridge.usecases.difference_steps import Looked
from routes.pages.choosing import Booking, identities_in, numbers_in, require_few, said_reason
from routes.pages.forms import Form
from routes.route import Call

WANTED_MAX = 64


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be chosen, what is, and what would be booked of it."""

    form: Form
    found: Candidates
    chosen: ChosenRows
    booking: Booking
    names: Mapping[str, str]


def chosen_rows(form: Form) -> ChosenRows:
    """Return the rows that are ticked.

    Raises:
        InvalidInput: they are no rows, or more than anybody checks by eye.

    """
    lines, collections = numbers_in(form, "line"), identities_in(form, "collection")
    require_few("line", lines, ROWS_MAX)
    require_few("collection", collections, ROWS_MAX)
    return ChosenRows(lines, collections)


def wish_of(form: Form, reason: str | None) -> Wish:
    """Return what the rows that are ticked ask for.

    Raises:
        InvalidInput: none is ticked, or it is not said why.

    """
    chosen = chosen_rows(form)
    if not (chosen.line_ids or chosen.collection_ids):
        raise InvalidInput(FieldProblem("collection", "nothing_ticked", Said("tick a row first")))
    return Wish.of_rows(said_reason(reason), chosen.collection_ids, chosen.line_ids)


async def choice_of(call: Call[Any, Any], form: Form, story: Mapping[str, Any]) -> Choice | None:
    """Return what may be chosen for a difference; None where nothing matches it now."""
    bridge, viewer = call.bridge, call.viewer
    looked = Looked(UUID(story["difference_id"]), story["version"])
    try:
        chosen = chosen_rows(form)
    except InvalidInput:
        # That they are no rows is said above; here the page begins anew.
        chosen = ChosenRows()
    found = await look_for_rows(
        bridge.database, viewer, looked.difference_id, form.value("wanted")[:WANTED_MAX], chosen
    )
    if found is None:
        return None
    booking = Booking()
    if chosen.line_ids or chosen.collection_ids:
        wish = Wish.of_rows("", chosen.collection_ids, chosen.line_ids)
        booking = await Booking.of(
            deciding.preview_decision(bridge.database, bridge.clock, viewer, looked, wish)
        )
    rows = story["rows"]["remittances"]
    names = {each["remittance_id"]: each["batch"] for each in rows}
    names |= {str(each["remittance_id"]): each["batch"] for each in found.lines}
    return Choice(form, found, chosen, booking, names)
