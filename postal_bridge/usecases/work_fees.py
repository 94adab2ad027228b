"""Adds fee lines to dossiers and cancels them; a line that is there is never changed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.booking import Reason, Source, cancelled
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.fees import (
    DueWhen,
    LetOff,
    MoneyKind,
    Obligation,
    Payer,
    PaymentRoute,
    lines_in_force,
)
from postal_bridge.domain.money import Money
from postal_bridge.domain.money_refusals import FeeCancelled, UnknownFee
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, UnknownCode
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import catalogue, dossiers, ledger, obligations
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.differences import open_differences
from postal_bridge.store.dossiers import Dossier
from postal_bridge.usecases.keep_books import Journal
from postal_bridge.usecases.look_up_dossier import scope_of, stored_code
from postal_bridge.usecases.look_up_fees import line_document
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.owe_fees import fee_off_tariff, owe


@dataclass(frozen=True, slots=True)
class WantedFee:
    """A fee line to be added; without an amount the tariff line in force of its name counts."""

    dossier_code: str
    kind: MoneyKind
    name: str
    amount_dong: int | None = None
    let_off: LetOff | None = None
    payer: Payer = Payer.FILER
    due_when: DueWhen = DueWhen.AFTER
    route: PaymentRoute = PaymentRoute.POST


async def add_fee(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    wanted: WantedFee,
    request_key: RequestKey | None,
) -> Answer:
    """Add a fee line to a dossier, book it, and answer with it.

    Raises:
        UnknownCode: there is no such dossier, or the viewer may not see it.
        InvalidInput: no amount is given, and the tariff has none of this kind and name.

    """
    now = clock()

    async def act(connection: Connection) -> Answer:
        dossier = await _locked(connection, viewer, wanted.dossier_code)
        day = now.astimezone(viewer.center.zone).date()
        by_tariff = await _tariff(connection, viewer, dossier, wanted, day)
        tariff = _named(wanted, by_tariff)
        let_off = wanted.let_off
        line = Obligation(
            obligation_id=uuid4(),
            dossier_code=dossier.code,
            kind=wanted.kind,
            name=wanted.name,
            tariff=tariff,
            amount=let_off.of(tariff) if let_off else tariff,
            owed_on=day,
            ground=let_off.ground if let_off else None,
            payer=wanted.payer,
            due_when=wanted.due_when,
            route=wanted.route,
        )
        if by_tariff is not None and by_tariff != tariff:
            asked = by_tariff, tariff
            differs = [fee_off_tariff(viewer, dossier.code, asked, now)]
            await open_differences(connection, viewer.center_id, differs)
        await owe(connection, viewer, dossier.department_code, [line], now)
        return Answer(201, line_document(line, {}))

    return await once(database, clock, sealer, viewer, request_key, act)


async def cancel_fee(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    fee_id: UUID,
    reason: str,
    request_key: RequestKey | None,
) -> Answer:
    """Cancel a fee line by another that takes it back, and answer with the line.

    Raises:
        UnknownFee: there is no such line, or the viewer may not see its dossier.
        FeeCancelled: it was cancelled before.

    """
    now = clock()

    async def act(connection: Connection) -> Answer:
        line = await obligations.find_obligation(connection, viewer.center_id, fee_id)
        if line is None or line.cancels:
            raise UnknownFee
        try:
            await _locked(connection, viewer, line.dossier_code)
        except UnknownCode:
            raise UnknownFee from None
        lines = await obligations.obligations_of(connection, viewer.center_id, line.dossier_code)
        if any(each.cancels == fee_id for each in lines):
            raise FeeCancelled
        back = line.cancelled(uuid4(), now.astimezone(viewer.center.zone).date(), reason)
        recorded = now, viewer.login, viewer.office_code
        await obligations.add_obligations(connection, viewer.center_id, [back], recorded)
        if line.is_booked:
            journal = await Journal.lock(connection, viewer.center_id, now)
            await journal.learn({line.dossier_code})
            booked = await ledger.entries_of_facts(
                connection, viewer.center_id, Source.OBLIGATION, {str(fee_id)}
            )
            (original,) = (each for each in booked if each.entry.fact.reason == Reason.OWED)
            journal.write(cancelled(back, original, journal.standing, viewer.login))
            await journal.save()
        return Answer(200, line_document(line, {fee_id: back}))

    return await once(database, clock, sealer, viewer, request_key, act)


async def _locked(connection: Connection, viewer: Viewer, code: str) -> Dossier:
    """Lock a dossier, so that its lines change one after the other, and return it."""
    department = viewer.office_code if viewer.role is Role.DEPARTMENT else None
    center_id, stored = viewer.center_id, stored_code(code)
    if await dossiers.lock_dossier(connection, center_id, stored, department) is None:
        raise UnknownCode
    dossier = await dossiers.find_dossier(connection, center_id, stored, scope_of(viewer))
    if dossier is None:
        raise UnknownCode
    return dossier


async def _tariff(
    connection: Connection, viewer: Viewer, dossier: Dossier, wanted: WantedFee, day: date
) -> Money | None:
    """Return what the tariff asks under a kind and name on a day, None where it does not say."""
    procedure = await catalogue.load_procedure(connection, viewer.center_id, dossier.procedure_code)
    for line in lines_in_force(procedure.fees if procedure else (), day):
        if (line.kind.value, line.name) == (wanted.kind.value, wanted.name):
            return None if line.amount_dong is None else Money(line.amount_dong)
    return None


def _named(wanted: WantedFee, by_tariff: Money | None) -> Money:
    """Return the amount that was given, or else the tariff's."""
    if wanted.amount_dong is not None:
        return Money(wanted.amount_dong)
    if by_tariff is not None:
        return by_tariff
    detail = Said("must be given: the tariff in force has no amount of this kind and name")
    raise InvalidInput(FieldProblem("amount_dong", "required", detail))
