"""Gives refused scans another hearing when news comes of what went before them.

Devices report in any order: the taker's phone may be online while the giver's is not. A scan that
was refused because the step before it was not known yet is judged again, at its own time, as soon
as that step is. What the device was told is kept; what came of the scan is noted beside it. What a
correction took back in the meantime is not judged again.
"""

from collections.abc import Sequence
from datetime import datetime

from postal_bridge.domain.access import OFFICE_OF_ROLE, Viewer
from postal_bridge.domain.refusals import NotInYourHands, NotOffered, Refusal, WrongState
from postal_bridge.domain.scan import Scan
from postal_bridge.store import custody as custody_store
from postal_bridge.store import scans as scan_store
from postal_bridge.store.database import Connection
from postal_bridge.store.scans import WaitingScan
from postal_bridge.usecases.kept_scans import recipient_place
from postal_bridge.usecases.name_things import Named
from postal_bridge.usecases.scan_answers import ScanAnswer, Submitted
from postal_bridge.usecases.settle_scans import Settlement

#: Refusals that only say that something is not known to have happened yet.
TOO_EARLY = frozenset(refusal.code() for refusal in (NotInYourHands, NotOffered, WrongState))
#: More scans than these of things in one batch are no story but a fault.
HEARINGS_MAX = 200


async def hear_again(
    connection: Connection,
    settlement: Settlement,
    submitted: Sequence[Submitted],
    answers: list[ScanAnswer],
) -> None:
    """Judge scans of this batch again that were refused before what made them right was told."""
    taken_back = {each.scan.corrects for each in submitted}
    refused = [
        place
        for place, answer in enumerate(answers)
        if answer.code in TOO_EARLY and answer.scan_id not in taken_back
    ]
    news = _news(settlement) if refused else {}
    hearings: list[tuple[datetime, int, str]] = []
    for place in refused:
        each = submitted[place]
        named, happened_at = settlement.named[each.scan.scan_id], settlement.happened_at(each)
        if not isinstance(named, Named) or not settlement.is_new(each):
            continue
        told_since = news.get(named.code)
        if told_since and told_since <= happened_at:
            hearings.append((happened_at, place, named.code))
    await settlement.load_histories(connection, {code for _, _, code in hearings})
    for _, place, _ in sorted(hearings):
        try:
            answers[place] = settlement.judge(submitted[place])
        except Refusal:
            continue  # It stays refused.
        settlement.amend(submitted[place], answers[place])


async def adopt_scans(connection: Connection, settlement: Settlement) -> None:
    """Record scans refused earlier that what was just recorded has made right."""
    news = _news(settlement)
    news = {code: at for code, at in news.items() if settlement.things[code].refusals_waiting}
    if not news:
        return
    center_id = settlement.center.center_id
    waiting = await scan_store.waiting_scans(
        connection, center_id, news, TOO_EARLY, min(news.values()), HEARINGS_MAX
    )
    hearings = [each for each in waiting if each.happened_at >= news[each.item_code]]
    if not hearings:
        return
    await settlement.load_histories(connection, {each.item_code for each in hearings})
    await settlement.load_papers(connection, {each.item_code for each in hearings})
    adopted = []
    for each in hearings:
        submitted = _submitted(settlement, each)
        settlement.named[each.scan_id] = Named(each.item_code)
        try:
            answer = settlement.judge(submitted)
        except Refusal:
            continue  # It stays refused, as it was answered.
        adopted.append((each.scan_id, answer.kept()))
    if adopted:
        await scan_store.adopt_scans(connection, center_id, settlement.now, adopted)


async def note_waiting(connection: Connection, settlement: Settlement) -> None:
    """Mark the things of which a scan was refused that later news may make right."""
    codes = {
        kept.item_code
        for kept in settlement.kept
        if kept.refusal in TOO_EARLY and kept.item_code in settlement.things
    }
    fresh = {code for code in codes if code and not settlement.things[code].refusals_waiting}
    if fresh:
        await custody_store.let_refusals_wait(connection, settlement.center.center_id, fresh)


def _news(settlement: Settlement) -> dict[str, datetime]:
    """Return the things of which this batch told something new, and since when it is so."""
    return {
        code: min(event.happened_at for event in thing.log.fresh)
        for code, thing in settlement.things.items()
        if thing.log.fresh
    }


def _submitted(settlement: Settlement, waiting: WaitingScan) -> Submitted:
    """Return a kept scan as it came in, with the clock put right as it was then."""
    kind = settlement.scene.offices[waiting.office_code]
    role = next(role for role, office_kind in OFFICE_OF_ROLE.items() if office_kind is kind)
    viewer = Viewer(settlement.center, waiting.login, role, waiting.office_code, kind)
    place = recipient_place(settlement.center, waiting.scan_id)
    recipient = waiting.recipient_sealed and settlement.rules.sealer.open_json(
        waiting.recipient_sealed, place
    )
    scan = Scan.of_content(waiting.scan_id, waiting.content, recipient or None)
    return Submitted(viewer, scan, waiting.happened_at - waiting.scanned_at)
