"""Makes of a line of a bank the payment that a person says it is, and takes payments back.

A payment that a person tells is a collection as a run makes them, whatever it comes to: what is
too much is kept for the citizen. One that is taken back leaves the line free, whoever recognised
it, and no run recognises that line again. The turns that tell so are `explain_lines`'s.
"""

from dataclasses import replace
from uuid import uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.line_explanation import ExplainedAs, Explanation, Turn
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, UnknownCode
from postal_bridge.domain.remittance_booking import StatedCredit, recognised
from postal_bridge.domain.said import Said
from postal_bridge.store import bank_credits, dossiers, line_explanations, payments
from postal_bridge.store.bank_credits import KeptPayment, ToldPayment
from postal_bridge.store.database import Connection
from postal_bridge.usecases.book_credits import require_open_day, take_line_back
from postal_bridge.usecases.keep_books import book_collections, book_entries
from postal_bridge.usecases.look_up_dossier import scope_of, stored_code


async def require_dossier(
    connection: Connection, viewer: Viewer, line: StatedCredit, explanation: Explanation
) -> Explanation:
    """Return an explanation with the code of its dossier as it is stored, where it names one.

    Raises:
        InvalidInput: the money went, and did not come.
        UnknownCode: the centre has no such dossier.

    """
    if explanation.explained_as is not ExplainedAs.PAYMENT:
        return explanation
    if line.amount_dong < 0:
        detail = Said("money that left an account is no payment")
        raise InvalidInput(FieldProblem("dossier_code", "money_went", detail))
    code, scope = stored_code(explanation.dossier_code or ""), scope_of(viewer)
    if await dossiers.find_dossier(connection, viewer.center_id, code, scope) is None:
        raise UnknownCode
    return replace(explanation, dossier_code=code)


async def make_payment(connection: Connection, viewer: Viewer, line_id: int, turn: Turn) -> None:
    """Make a collection of a line, keep the turn that says so, and book both."""
    center_id, collection_id = viewer.center_id, uuid4()
    assert turn.explanation is not None, "whoever tells a payment says for which dossier"
    assert turn.explanation.dossier_code is not None, "a payment names a dossier"
    told = ToldPayment(turn.explanation.dossier_code, turn.login, turn.at)
    await bank_credits.add_payment(connection, center_id, line_id, collection_id, told)
    turn = replace(turn, collection_id=collection_id)
    await line_explanations.add_turn(connection, center_id, line_id, turn)
    await book_collections(connection, center_id, [collection_id], turn.at)
    payment = (await _payment_of(connection, center_id, line_id)).payment
    statement = payment.credit.statement
    places = await bank_credits.places_of_statements(connection, center_id, [statement])
    entry = recognised(payment, places[statement], turn.login, turn.reason)
    await book_entries(connection, center_id, [entry], turn.at)


async def take_payment_back(
    connection: Connection, viewer: Viewer, line_id: int, turn: Turn
) -> None:
    """Take back the payment that a line is, keep the turn that says so, and reverse both entries.

    Raises:
        CreditsOfClosedDays: the day on which it counts is closed.

    """
    center_id, reversal_id = viewer.center_id, uuid4()
    kept = await _payment_of(connection, center_id, line_id)
    await require_open_day(connection, center_id, kept.counts_on)
    reversal = reversal_id, kept.counts_on, turn.login, turn.at, turn.reason
    await payments.take_payment_back(connection, center_id, kept.collection_id, reversal)
    await bank_credits.forget_payment(connection, center_id, line_id)
    turn = replace(turn, collection_id=kept.collection_id)
    await line_explanations.add_turn(connection, center_id, line_id, turn)
    await book_collections(connection, center_id, [reversal_id], turn.at)
    entry = await take_line_back(
        connection, center_id, line_id, kept.payment.booked_for, turn.login, turn.reason
    )
    await book_entries(connection, center_id, [entry], turn.at)


async def _payment_of(connection: Connection, center_id: int, line_id: int) -> KeptPayment:
    kept = await bank_credits.payment_of(connection, center_id, line_id)
    assert kept is not None, "the line stands as a payment"
    return kept
