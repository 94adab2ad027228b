"""Decides differences in money: resolves, approves, rejects and undoes, each step kept.

Above an amount, one person proposes and another approves. Whatever is decided is carried out in
the transaction that says so, while no run of the centre goes on; how is told in
`settle_difference`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from postal_bridge.domain.access import OfficeKind, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.difference_refusals import NothingToUndo, SecondPersonNeeded
from postal_bridge.domain.ledger import Entry
from postal_bridge.domain.money_difference import (
    Action,
    MoneyDifference,
    State,
    Wish,
    needs_second_person,
)
from postal_bridge.domain.period_refusals import DecisionIsSealed
from postal_bridge.domain.refusals import UnknownOffice
from postal_bridge.store import catalogue, difference_desk, matching
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.difference_desk import Step
from postal_bridge.store.periods import is_sealed
from postal_bridge.store.rules import load_four_eyes
from postal_bridge.usecases.difference_steps import (
    Document,
    Looked,
    about,
    begin_step,
    difference_document,
    take_step,
    today,
)
from postal_bridge.usecases.keep_books import book_entries
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.settle_difference import Settling

#: The steps by which something was decided, so that it may be undone.
_DECIDED = (State.RESOLVED.value, State.CARRIED.value)


@dataclass(frozen=True, slots=True)
class Decided:
    """A difference after a step, and the entries that have still to be booked."""

    difference: MoneyDifference
    entries: list[Entry]


async def resolve_money_difference(
    asked: Asked,
    looked: Looked,
    wish: Wish,
) -> Answer:
    """Settle a difference, or propose how, where another person has to agree; answer it.

    Raises:
        UnknownDifference, DifferenceChanged: as `begin_step`.
        DifferenceNotOpen, ActionDoesNotFit, UnknownOffice: as `decide`.
        RowNotFree, SumsDiffer: as `Settling.settle`.

    """

    async def step(settling: Settling, difference: MoneyDifference) -> Decided:
        return await decide(settling, difference, wish)

    return await _once_and_booked(asked, looked, step)


async def preview_decision(
    database: Database, clock: Clock, viewer: Viewer, looked: Looked, wish: Wish
) -> list[Entry]:
    """Return what would be booked of a decision, once whoever has to agree does so.

    Nothing is kept. Refuses as `resolve_money_difference`.
    """
    async with database.rehearsal() as connection:
        await matching.take_turn(connection, viewer.center_id)
        difference = await begin_step(connection, viewer, looked)
        settling = Settling(connection, viewer, clock())
        await _require_fit(settling, difference, wish)
        settled = await settling.settle(difference, wish)
        return settled.entries


async def approve_money_difference(
    asked: Asked,
    looked: Looked,
) -> Answer:
    """Carry out what another person proposed, and answer the difference.

    Raises:
        UnknownDifference, DifferenceChanged: as `begin_step`.
        DifferenceNotOpen: nothing is proposed.
        SecondPersonNeeded: the viewer proposed it.
        RowNotFree, SumsDiffer: as `Settling.settle`.

    """

    async def step(settling: Settling, difference: MoneyDifference) -> Decided:
        proposal = await _proposal(settling, difference)
        if proposal.login == settling.viewer.login:
            raise SecondPersonNeeded
        wish = Wish.from_document(proposal.detail)
        return await _carry_out(settling, difference, wish, {"proposed_by": proposal.login})

    return await _once_and_booked(asked, looked, step)


async def reject_money_difference(
    asked: Asked,
    looked: Looked,
    reason: str,
) -> Answer:
    """Turn down what was proposed, or take one's own proposal back; answer the difference.

    Raises:
        UnknownDifference, DifferenceChanged: as `begin_step`.
        DifferenceNotOpen: nothing is proposed.

    """

    async def step(settling: Settling, difference: MoneyDifference) -> Decided:
        proposal = await _proposal(settling, difference)
        before = replace(difference, state=State(proposal.detail["was"]))
        detail = {"reason": reason, "proposed_by": proposal.login}
        return Decided(await _step(settling, before, "rejected", detail), [])

    return await _once_and_booked(asked, looked, step)


async def undo_money_difference(
    asked: Asked,
    looked: Looked,
    reason: str,
) -> Answer:
    """Take a decision back; what it was stays on record. The difference is open again.

    Raises:
        UnknownDifference, DifferenceChanged: as `begin_step`.
        DifferenceNotOpen: nothing is decided.
        NothingToUndo: what was decided does not stand any more as it was.
        DecisionRestsOnIt: another decision has to be undone before.
        DecisionIsSealed: a closed period counts it.

    """

    async def step(settling: Settling, difference: MoneyDifference) -> Decided:
        difference.require(frozenset({State.RESOLVED, State.CARRIED}))
        about = settling.connection, settling.center_id, difference.difference_id
        last = await difference_desk.last_step(*about, _DECIDED)
        if last is None:
            raise NothingToUndo
        if await is_sealed(*about, last.at):
            raise DecisionIsSealed
        entries = await settling.undo(difference, last, reason)
        detail = {"reason": reason, "undoes": last.step}
        opened = replace(difference, state=State.OPEN)
        return Decided(await _step(settling, opened, "undone", detail), entries)

    return await _once_and_booked(asked, looked, step)


async def decide(settling: Settling, difference: MoneyDifference, wish: Wish) -> Decided:
    """Settle a locked difference, or propose how; nothing is booked yet.

    Raises:
        DifferenceNotOpen, ActionDoesNotFit: as `Wish.require_fit`.
        UnknownOffice: a surplus is said to be that of a department that the centre has not.
        RowNotFree, SumsDiffer: as `Settling.settle`.

    """
    await _require_fit(settling, difference, wish)
    day = today(settling.viewer, settling.now)
    four_eyes_dong = await load_four_eyes(settling.connection, day)
    if not needs_second_person(wish, difference, four_eyes_dong):
        return await _carry_out(settling, difference, wish, {})
    detail = {**wish.to_document(), "was": str(difference.state)}
    proposed = replace(difference, state=State.PROPOSED)
    return Decided(await _step(settling, proposed, "proposed", detail), [])


async def _require_fit(settling: Settling, difference: MoneyDifference, wish: Wish) -> None:
    wish.require_fit(difference)
    if wish.department is not None:
        kinds = await catalogue.office_kinds(settling.connection, settling.center_id)
        if kinds.get(wish.department) is not OfficeKind.DEPARTMENT:
            raise UnknownOffice(office=wish.department)


async def _carry_out(
    settling: Settling, difference: MoneyDifference, wish: Wish, more: Document
) -> Decided:
    settled = await settling.settle(difference, wish)
    state = State.CARRIED if wish.action is Action.CARRY_FORWARD else State.RESOLVED
    detail = {**wish.to_document(), **about(difference), **settled.detail, **more}
    changed = await _step(settling, replace(difference, state=state), state.value, detail)
    return Decided(changed, settled.entries)


async def _step(
    settling: Settling, changed: MoneyDifference, action: str, detail: Document
) -> MoneyDifference:
    connection, viewer, now = settling.connection, settling.viewer, settling.now
    return await take_step(connection, viewer, now, changed, action, detail)


async def _proposal(settling: Settling, difference: MoneyDifference) -> Step:
    difference.require(frozenset({State.PROPOSED}))
    found = await difference_desk.last_step(
        settling.connection,
        settling.center_id,
        difference.difference_id,
        (State.PROPOSED.value,),
    )
    assert found is not None, "what is proposed was proposed in a step"
    return found


async def _once_and_booked(
    asked: Asked,
    looked: Looked,
    step: Callable[[Settling, MoneyDifference], Awaitable[Decided]],
) -> Answer:
    """Take a step once, in the turn of the centre's runs, and book it; answer the difference."""
    viewer = asked.viewer

    async def act(connection: Connection) -> Answer:
        await matching.take_turn(connection, viewer.center_id)
        settling = Settling(connection, viewer, asked.clock())
        decided = await step(settling, await begin_step(connection, viewer, looked))
        await book_entries(connection, viewer.center_id, decided.entries, settling.now)
        return Answer(200, difference_document(decided.difference))

    return await asked.once(act)
