"""Takes back what people decided about money when what they decided it about is none any more.

How much too much or too little a line brought is decided beside the collection that it is. When the
collection is taken back, or the line turns out to be another one, all of the line is judged anew:
what was decided about a part of it would count twice. Runs do this, and people find the difference
open again if there still is one.
"""

from datetime import date

from postal_bridge.domain.access import Center
from postal_bridge.domain.booking import Source
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.ledger import Entry, Fact, reverse
from postal_bridge.domain.money_difference import FALLEN, booked_for
from postal_bridge.store import hand_matches, ledger, money_differences
from postal_bridge.store.database import Connection
from postal_bridge.store.matching import Run


async def let_decisions_fall(
    connection: Connection, clock: Clock, center: Center, run: Run
) -> list[Entry]:
    """Let decisions fall whose ground a run found gone; return the entries that book it."""
    center_id, now = center.center_id, clock()
    fallen = await money_differences.let_fall(connection, center_id)
    if not fallen:
        return []
    steps = [(each.difference_id, each.version) for each in fallen]
    await money_differences.add_steps(connection, center_id, now, run.login, FALLEN, steps)
    await hand_matches.wait_for_none(connection, center_id, [each for each, _ in steps])
    # What was accepted at a wrong account has the cover of a match, which falls with the match.
    moved = {str(each.difference_id): each.version for each in fallen if each.is_moved}
    booked = await ledger.entries_of_facts(connection, center_id, Source.DIFFERENCE, moved)
    reversed_already = {each.entry.reverses for each in booked}
    day = now.astimezone(center.zone).date()
    return [
        reverse(each, _fact(name, moved[name], run, day))
        for each in booked
        for name in [each.entry.fact.source_id]
        if each.entry.reverses is None and each.sequence not in reversed_already
    ]


def _fact(difference_id: str, version: int, run: Run, day: date) -> Fact:
    return Fact(
        source_kind=Source.DIFFERENCE,
        source_id=difference_id,
        reason=booked_for(FALLEN, version),
        happened_on=day,
        login=run.login,
        note=f"run {run.run_id}",
    )
