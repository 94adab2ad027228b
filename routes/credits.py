"""Credits of banks that a run could not decide: one with its story, and what people decide."""

from typing import Any
from uuid import UUID

from postal_bridge.domain.bank_credits import CreditRows
from postal_bridge.domain.credit_refusals import (
    CreditNotProposed,
    CreditsOfClosedDays,
    CreditsOnSeveralAccounts,
    CreditSumsDiffer,
    RefundUnlikeLine,
    UnknownCredit,
    UnknownCreditGroup,
)
from postal_bridge.domain.difference_refusals import (
    NothingToUndo,
    RowNotFree,
    SecondPersonNeeded,
)
from postal_bridge.domain.line_explanation import Explanation
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.usecases import decide_credits as deciding
from postal_bridge.usecases import explain_lines as explaining
from postal_bridge.usecases.look_up_credits import look_up_credit
from postal_bridge.usecases.once import Answer
from routes.route import Call, Reply, operation
from schemas.credits import (
    LINE_MAX,
    AcceptCredits,
    CreditGroupShape,
    CreditStory,
    ExplainLine,
    LineTurnShape,
    RejectCredit,
    RejectedCredit,
    TakeBackExplanation,
    UndoGroup,
)


@operation(gives=CreditStory, refuses=(UnknownCredit,))
async def show_credit(call: Call[None, None]) -> Reply:
    """Read a credit with its group, or with what it may be, and what was decided about it."""
    return Reply(await look_up_credit(call.bridge.database, call.viewer, credit_named(call)))


@operation(
    takes=AcceptCredits,
    gives=CreditGroupShape,
    status=201,
    refuses=(RowNotFree, CreditSumsDiffer, CreditsOnSeveralAccounts, CreditsOfClosedDays),
)
async def accept_credits(call: Call[AcceptCredits, None]) -> Answer:
    """Say that batches and credits belong together; it is booked as what a run finds."""
    body = call.body
    chosen = CreditRows(tuple(body.line_ids), tuple(body.remittance_ids))
    return await deciding.accept_credits(call.asked, chosen, body.reason)


@operation(takes=RejectCredit, gives=RejectedCredit, refuses=(UnknownCredit, CreditNotProposed))
async def reject_credit(call: Call[RejectCredit, None]) -> Answer:
    """Say that a credit is not the batch that is proposed for it; no run proposes it again."""
    body = call.body
    return await deciding.reject_credit(
        call.asked, credit_named(call), body.remittance_id, body.reason
    )


@operation(
    takes=UndoGroup,
    gives=CreditGroupShape,
    refuses=(UnknownCreditGroup, NothingToUndo, CreditsOfClosedDays),
)
async def undo_credit_group(call: Call[UndoGroup, None]) -> Answer:
    """Take a group apart, whoever found it; it stays on record, and the books reverse it."""
    try:
        group_id = UUID(call.path["group_id"])
    except ValueError:
        raise UnknownCreditGroup from None
    return await deciding.undo_group(call.asked, group_id, call.body.reason)


@operation(
    takes=ExplainLine,
    gives=LineTurnShape,
    refuses=(UnknownCredit, RowNotFree, RefundUnlikeLine, UnknownCode, SecondPersonNeeded),
)
async def explain_line(call: Call[ExplainLine, None]) -> Answer:
    """Say that a line of a bank is a payment, a refund or money of others; two people say much."""
    body = call.body
    explanation = Explanation.of(body.refund_id, body.dossier_code)
    return await explaining.explain_line(call.asked, credit_named(call), explanation, body.reason)


@operation(
    takes=TakeBackExplanation,
    gives=LineTurnShape,
    refuses=(UnknownCredit, NothingToUndo, CreditsOfClosedDays),
)
async def take_explanation_back(call: Call[TakeBackExplanation, None]) -> Answer:
    """Take back what was said or proposed of a line, or that it is a payment; the books too."""
    line_id, reason = credit_named(call), call.body.reason
    return await explaining.take_explanation_back(call.asked, line_id, reason)


def credit_named(call: Call[Any, Any]) -> int:
    """Return the number of the credit that an address names.

    Raises:
        UnknownCredit: it names none.

    """
    number = call.path["line_id"]
    if not (number.isascii() and number.isdigit()) or len(number) > len(str(LINE_MAX)):
        raise UnknownCredit
    if int(number) > LINE_MAX:
        raise UnknownCredit
    return int(number)
