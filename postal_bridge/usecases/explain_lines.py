"""Says what lines of banks are that no batch and no run explains, and takes that back.

Such a line is in the books already, as what nobody knows: money of others leaves them again, and a
refund is not told twice; what becomes of a payment is `pay_by_line`'s. Above an amount a second
person has to say the same.
"""

from dataclasses import replace
from typing import Any

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.bank_credits import CreditRows
from postal_bridge.domain.booking import Source
from postal_bridge.domain.credit_refusals import (
    RefundUnlikeLine,
    UnknownCredit,
)
from postal_bridge.domain.difference_refusals import NothingToUndo, RowNotFree
from postal_bridge.domain.ledger import Fact
from postal_bridge.domain.line_explanation import (
    ExplainedAs,
    Explanation,
    Turn,
    TurnAction,
    next_action,
)
from postal_bridge.domain.remittance_booking import (
    EXPLAINED,
    ExplainedLine,
    StatedCredit,
    explained,
)
from postal_bridge.store import bank_credits, credit_decisions, line_explanations, matching
from postal_bridge.store.database import Connection
from postal_bridge.store.line_explanations import LineToExplain
from postal_bridge.store.periods import open_day
from postal_bridge.store.rules import load_four_eyes
from postal_bridge.usecases.book_credits import require_open_day, take_line_back
from postal_bridge.usecases.difference_steps import today
from postal_bridge.usecases.keep_books import book_entries
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.pay_by_line import make_payment, require_dossier, take_payment_back

#: How a line stands that nothing explains, and one that is a payment, whoever found that.
UNKNOWN, PAYMENT = "unknown", "payment"


async def explain_line(asked: Asked, line_id: int, explanation: Explanation, reason: str) -> Answer:
    """Say what a line is, or propose it where another person has to say the same.

    Raises:
        UnknownCredit: there is no such line.
        RowNotFree: something explains it already.
        RefundUnlikeLine: the refund is not of what went, not paid by transfer, or found elsewhere.
        InvalidInput, UnknownCode: as `require_dossier`.
        SecondPersonNeeded: the viewer proposed the same.

    """
    viewer, now = asked.viewer, asked.clock()

    async def act(connection: Connection) -> Answer:
        center_id, day = viewer.center_id, today(viewer, now)
        line = await _find(connection, viewer, line_id)
        if line.standing != UNKNOWN:
            raise RowNotFree(row=f"credit {line_id}")
        await _require_refund(connection, center_id, line.stated, explanation)
        said = await require_dossier(connection, viewer, line.stated, explanation)
        turns = await line_explanations.turns_of(connection, center_id, line_id)
        newest = turns[-1] if turns else None
        needs_two = abs(line.stated.amount_dong) > await load_four_eyes(connection, day)
        action = next_action(newest, said, viewer.login, needs_two=needs_two)
        turn = Turn(len(turns) + 1, now, viewer.login, action, reason, said)
        if action is not TurnAction.EXPLAINED:
            await line_explanations.add_turn(connection, center_id, line_id, turn)
            return Answer(200, turn_document(line_id, turn))
        booked_on = await open_day(connection, center_id, line.stated.booked_on, day)
        turn = replace(turn, booked_on=booked_on)
        await credit_decisions.forget_rows(connection, center_id, CreditRows([line_id], []))
        if said.explained_as is ExplainedAs.PAYMENT:
            await make_payment(connection, viewer, line_id, turn)
        else:
            await line_explanations.add_turn(connection, center_id, line_id, turn)
            await _book(connection, viewer, line_id, line.stated, turn)
        return Answer(200, turn_document(line_id, turn))

    return await asked.once(act)


async def take_explanation_back(asked: Asked, line_id: int, reason: str) -> Answer:
    """Take back what was said or proposed of a line, or a payment that a run found.

    What was booked is reversed; the story of the line stays.

    Raises:
        UnknownCredit: there is no such line.
        NothingToUndo: nothing of the sort stands.
        CreditsOfClosedDays: the day on which it counts is closed.

    """
    viewer, now = asked.viewer, asked.clock()

    async def act(connection: Connection) -> Answer:
        center_id = viewer.center_id
        line = await _find(connection, viewer, line_id)
        turns = await line_explanations.turns_of(connection, center_id, line_id)
        if line.standing == PAYMENT:
            turn = Turn(len(turns) + 1, now, viewer.login, TurnAction.UNDONE, reason)
            await take_payment_back(connection, viewer, line_id, turn)
            return Answer(200, turn_document(line_id, turn))
        stands = turns[-1] if turns else None
        if stands is None or stands.explanation is None:
            raise NothingToUndo
        was_explained = stands.action is TurnAction.EXPLAINED
        action = TurnAction.UNDONE if was_explained else TurnAction.WITHDRAWN
        turn = Turn(len(turns) + 1, now, viewer.login, action, reason)
        await line_explanations.add_turn(connection, center_id, line_id, turn)
        if was_explained:
            await _unbook(connection, viewer, line_id, stands, turn)
        return Answer(200, turn_document(line_id, turn))

    return await asked.once(act)


def turn_document(line_id: int, turn: Turn) -> dict[str, Any]:
    """Return a turn of a line as it crosses the border."""
    said = turn.explanation
    return {
        "line_id": line_id,
        "at": turn.at.isoformat(),
        "login": turn.login,
        "action": turn.action.value,
        "explained_as": said.explained_as.value if said else None,
        "refund_id": str(said.refund_id) if said and said.refund_id else None,
        "dossier_code": said.dossier_code if said else None,
        "reason": turn.reason,
    }


async def _find(connection: Connection, viewer: Viewer, line_id: int) -> LineToExplain:
    await matching.take_turn(connection, viewer.center_id)
    line = await line_explanations.line_to_explain(connection, viewer.center_id, line_id)
    if line is None:
        raise UnknownCredit
    return line


async def _require_refund(
    connection: Connection, center_id: int, line: StatedCredit, explanation: Explanation
) -> None:
    if explanation.explained_as is ExplainedAs.REFUND and not await line_explanations.refunds_like(
        connection, center_id, -line.amount_dong, line.booked_on, 1, explanation.refund_id
    ):
        raise RefundUnlikeLine


async def _book(
    connection: Connection, viewer: Viewer, line_id: int, line: StatedCredit, turn: Turn
) -> None:
    places = await bank_credits.places_of_statements(connection, viewer.center_id, [line.statement])
    assert turn.booked_on is not None, "whoever explains says on which day"
    name, booked_for = str(line_id), f"{EXPLAINED} {turn.turn}"
    fact = Fact(Source.BANK_LINE, name, booked_for, turn.booked_on, turn.login, turn.reason)
    refund_id = turn.explanation.refund_id if turn.explanation else None
    refunded = await line_explanations.refund_booked(connection, viewer.center_id, refund_id)
    entry = explained(fact, ExplainedLine(line, turn.booked_on, refunded), places[line.statement])
    await book_entries(connection, viewer.center_id, [entry], turn.at)


async def _unbook(
    connection: Connection, viewer: Viewer, line_id: int, stands: Turn, turn: Turn
) -> None:
    center_id = viewer.center_id
    assert stands.booked_on is not None, "whoever explains says on which day"
    await require_open_day(connection, center_id, stands.booked_on)
    booked_for = f"{EXPLAINED} {stands.turn}"
    entry = await take_line_back(
        connection, center_id, line_id, booked_for, turn.login, turn.reason
    )
    await book_entries(connection, center_id, [entry], turn.at)
