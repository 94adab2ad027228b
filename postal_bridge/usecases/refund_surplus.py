"""Gives what was paid for a dossier above what is owed back to the citizen.

Above an amount, one person asks and another agrees. A refund is never changed: what became of it is
kept beside it, and each of that is booked in the transaction that says so. Nothing goes back while
a run of the centre goes on, for a run must not wait for what the post gave back.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.booking import Reason, Source
from postal_bridge.domain.credit_refusals import RefundOnStatement
from postal_bridge.domain.difference_refusals import SecondPersonNeeded
from postal_bridge.domain.ledger import Account
from postal_bridge.domain.money import Money
from postal_bridge.domain.money_difference import Party
from postal_bridge.domain.money_refusals import (
    NoSuchSurplus,
    NotForThePost,
    RefundDecided,
    UnknownRefund,
)
from postal_bridge.domain.period_refusals import DecisionIsSealed
from postal_bridge.domain.refunds import (
    KeptRefund,
    Refund,
    RefundAct,
    RefundMethod,
    RefundState,
    given_back,
    not_given_back,
    parts_given_back,
    surplus_with,
)
from postal_bridge.domain.refusals import (
    FieldProblem,
    InvalidInput,
    UnknownCode,
    UnknownOffice,
)
from postal_bridge.domain.said import Said
from postal_bridge.store import (
    catalogue,
    dossiers,
    ledger,
    line_explanations,
    matching,
    periods,
    refunds,
)
from postal_bridge.store.database import Connection
from postal_bridge.store.rules import load_four_eyes
from postal_bridge.usecases.keep_books import Journal
from postal_bridge.usecases.look_up_dossier import scope_of, stored_code
from postal_bridge.usecases.look_up_fees import refund_document
from postal_bridge.usecases.once import Answer, Asked

_KEEP_BOOKS = (Role.ACCOUNTANT, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class WantedRefund:
    """A surplus to be given back; without an office one's own pays, without a day it was today."""

    dossier_code: str
    amount_dong: int
    method: RefundMethod
    reason: str
    office_code: str | None = None
    refunded_on: date | None = None


async def refund_surplus(asked: Asked, wanted: WantedRefund) -> Answer:
    """Give a surplus back, or propose it where another person has to agree; answer the refund.

    Raises:
        UnknownCode: there is no such dossier, or the viewer may not see it.
        UnknownOffice: there is no such office.
        InvalidInput: the day cannot be right or is closed, or another office would pay.
        NoSuchSurplus: not so much is there to be given back.
        NotForThePost: the post has not got the money, or only some of it would go back.

    """
    viewer, now = asked.viewer, asked.clock()

    async def act(connection: Connection) -> Answer:
        await matching.take_turn(connection, viewer.center_id)
        code = await _lock(connection, viewer, wanted.dossier_code)
        if code is None:
            raise UnknownCode
        refund = await _refund(connection, viewer, replace(wanted, dossier_code=code), now)
        kept = KeptRefund(refund)
        await refunds.add_refund(connection, viewer.center_id, refund)
        if refund.amount.amount_dong > await load_four_eyes(connection, _today(viewer, now)):
            await _require(connection, viewer, kept)
        else:
            kept = await _pay(connection, viewer, kept, now)
        return Answer(201, refund_document(kept))

    return await asked.once(act)


async def approve_refund(asked: Asked, refund_id: UUID) -> Answer:
    """Give back what another person proposed; answer the refund.

    Raises:
        UnknownRefund, RefundDecided: there is none that waits.
        SecondPersonNeeded: the viewer asked for it.
        NoSuchSurplus, NotForThePost: as `refund_surplus`.

    """
    viewer, now = asked.viewer, asked.clock()

    async def act(connection: Connection) -> Answer:
        kept = await _find(connection, viewer, refund_id, RefundState.PROPOSED)
        if kept.refund.asked_by == viewer.login:
            raise SecondPersonNeeded
        return Answer(200, refund_document(await _pay(connection, viewer, kept, now)))

    return await asked.once(act)


async def reject_refund(asked: Asked, refund_id: UUID, reason: str) -> Answer:
    """Turn down what was proposed, or take one's own proposal back; answer the refund.

    Raises:
        UnknownRefund, RefundDecided: there is none that waits.

    """
    viewer, now = asked.viewer, asked.clock()

    async def act(connection: Connection) -> Answer:
        kept = await _find(connection, viewer, refund_id, RefundState.PROPOSED)
        rejected = RefundAct(RefundState.REJECTED, now, viewer.login, reason=reason)
        await refunds.add_act(connection, viewer.center_id, refund_id, rejected)
        return Answer(200, refund_document(_with(kept, rejected)))

    return await asked.once(act)


async def cancel_refund(asked: Asked, refund_id: UUID, reason: str) -> Answer:
    """Note that a refund was not paid after all; answer it. The money is the citizen's as before.

    Raises:
        UnknownRefund, RefundDecided: there is none that was paid.
        DecisionIsSealed: a closed period counts it.
        RefundOnStatement: the bank says that it was paid.

    """
    viewer, now = asked.viewer, asked.clock()

    async def act(connection: Connection) -> Answer:
        center_id = viewer.center_id
        kept = await _find(connection, viewer, refund_id, RefundState.PAID)
        if await refunds.is_sealed(connection, center_id, refund_id):
            raise DecisionIsSealed
        if await line_explanations.is_on_statement(connection, center_id, refund_id):
            raise RefundOnStatement
        day = _today(viewer, now)
        cancelled = RefundAct(RefundState.CANCELLED, now, viewer.login, day, reason)
        await refunds.add_act(connection, center_id, refund_id, cancelled)
        await refunds.wait_again(connection, center_id, refund_id)
        journal = await Journal.lock(connection, center_id, now)
        await journal.learn({kept.refund.dossier_code})
        booked = await ledger.entries_of_facts(
            connection, center_id, Source.REFUND, {str(refund_id)}
        )
        (original,) = (each for each in booked if each.entry.fact.reason == Reason.GIVEN_BACK)
        journal.write(not_given_back(kept.refund, cancelled, original, journal.standing))
        await journal.save()
        return Answer(200, refund_document(_with(kept, cancelled)))

    return await asked.once(act)


async def _lock(connection: Connection, viewer: Viewer, code: str) -> str | None:
    """Lock a dossier that the viewer may see, so that nobody takes a payment of it back."""
    stored, center_id = stored_code(code), viewer.center_id
    if await dossiers.lock_dossier(connection, center_id, stored, None) is None:
        return None
    found = await dossiers.find_dossier(connection, center_id, stored, scope_of(viewer))
    return found.code if found else None


async def _refund(
    connection: Connection, viewer: Viewer, wanted: WantedRefund, now: datetime
) -> Refund:
    today = _today(viewer, now)
    closed = await periods.closed_through(connection, viewer.center_id) or date.min
    office = wanted.office_code or viewer.office_code
    kind = (await catalogue.office_kinds(connection, viewer.center_id)).get(office)
    if kind is None:
        raise UnknownOffice(office=office)
    day, problems = wanted.refunded_on or today, []
    if not closed < day <= today:
        detail = Said("must be on an open day, not after today")
        problems.append(FieldProblem("refunded_on", "out_of_range", detail))
    if office != viewer.office_code and viewer.role not in _KEEP_BOOKS:
        detail = Said("only whoever keeps the books says that another office pays")
        problems.append(FieldProblem("office_code", "not_your_office", detail))
    if problems:
        raise InvalidInput(*problems)
    return Refund(
        refund_id=uuid4(),
        dossier_code=wanted.dossier_code,
        amount=Money(wanted.amount_dong),
        paid_by=Party.POST if kind is OfficeKind.POST else Party.AGENCY,
        office_code=office,
        method=wanted.method,
        reason=wanted.reason,
        refunded_on=day,
        asked_at=now,
        asked_by=viewer.login,
        asked_office=viewer.office_code,
    )


async def _find(
    connection: Connection, viewer: Viewer, refund_id: UUID, state: RefundState
) -> KeptRefund:
    """Return a refund in a state, its dossier locked; every other step waits its turn."""
    await matching.take_turn(connection, viewer.center_id)
    kept = await refunds.find_refund(connection, viewer.center_id, refund_id)
    mine = kept is not None and (
        viewer.role in _KEEP_BOOKS
        or viewer.office_code in (kept.refund.office_code, kept.refund.asked_office)
    )
    if kept is None or not mine:
        raise UnknownRefund
    if kept.state is not state:
        raise RefundDecided(refund_state=kept.state)
    await _lock(connection, viewer, kept.refund.dossier_code)
    return kept


async def _require(connection: Connection, viewer: Viewer, kept: KeptRefund) -> KeptRefund:
    """Let pass what may be given back as things stand, and name what the post has as a whole.

    Raises:
        NoSuchSurplus, NotForThePost: as `refund_surplus`.

    """
    refund, code = kept.refund, kept.refund.dossier_code
    accounts = {Account.CITIZEN_RECEIVABLE: {code}, Account.SUSPENSE: {code}}
    standing = await ledger.how_it_stands(connection, viewer.center_id, accounts)
    if parts_given_back(kept, standing):
        return kept
    surplus = surplus_with(refund.paid_by, code, standing)
    if refund.paid_by is Party.POST and refund.amount <= surplus:
        found = await refunds.still_with_post(connection, viewer.center_id, refund)
        for collection_id, parts in found.items():
            paid = RefundAct(
                RefundState.PAID,
                refund.asked_at,
                viewer.login,
                refund.refunded_on,
                collection_id=collection_id,
            )
            whole = KeptRefund(refund, {RefundState.PAID: paid}, tuple(parts))
            if parts_given_back(whole, standing):
                return whole
        raise NotForThePost
    raise NoSuchSurplus(surplus_dong=surplus.amount_dong)


async def _pay(
    connection: Connection, viewer: Viewer, asked_for: KeptRefund, now: datetime
) -> KeptRefund:
    """Give back what was asked for, and book it on its day, or today if that is closed by now."""
    refund, center_id = asked_for.refund, viewer.center_id
    kept = await _require(connection, viewer, asked_for)
    chosen = kept.acts.get(RefundState.PAID)
    day = await periods.open_day(connection, center_id, refund.refunded_on, _today(viewer, now))
    paid = RefundAct(
        RefundState.PAID,
        now,
        viewer.login,
        day,
        collection_id=chosen.collection_id if chosen else None,
    )
    await refunds.add_act(connection, center_id, refund.refund_id, paid)
    if paid.collection_id:
        await refunds.settle_collection(connection, center_id, paid.collection_id, refund.refund_id)
    journal = await Journal.lock(connection, center_id, now)
    await journal.learn({refund.dossier_code})
    parts = parts_given_back(kept, journal.standing)
    if not parts:
        # Somebody took a payment or asked for a fee between the two looks.
        surplus = surplus_with(refund.paid_by, refund.dossier_code, journal.standing)
        raise NoSuchSurplus(surplus_dong=surplus.amount_dong)
    journal.write(given_back(refund, paid, parts))
    await journal.save()
    return _with(kept, paid)


def _with(kept: KeptRefund, act: RefundAct) -> KeptRefund:
    return replace(kept, acts={**kept.acts, act.state: act})


def _today(viewer: Viewer, now: datetime) -> date:
    return now.astimezone(viewer.center.zone).date()
