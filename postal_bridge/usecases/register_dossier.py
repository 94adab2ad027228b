"""File a dossier, or announce one that the post has picked up and the centre has not seen yet.

A posted dossier is filed in law when both sides have signed the hand-over record (QĐ 45/2016/QĐ-TTg
Đ7.4), which is a scan. Until then it is announced: it has a code, and no day of receipt or due day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.calendar import SPAN_MAX_DAYS, Clock
from postal_bridge.domain.catalogue import Procedure
from postal_bridge.domain.code_refusals import BadDossierCode, BadTrackingCode
from postal_bridge.domain.dossier import PortalStatus, ReceivedVia, ServiceForm
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.fees import Obligation, lines_in_force, off_tariff
from postal_bridge.domain.message import Language
from postal_bridge.domain.money import Money
from postal_bridge.domain.refusals import (
    DossierBound,
    DossierKnown,
    FieldProblem,
    InvalidInput,
    NotForYourRole,
    UnknownCode,
)
from postal_bridge.domain.said import Said
from postal_bridge.domain.term import Deadline
from postal_bridge.sealing import Sealer
from postal_bridge.store import catalogue, dossiers, messages
from postal_bridge.store.consignments import SlipDossier
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.differences import Difference, open_differences
from postal_bridge.store.dossier_steps import Step, add_step
from postal_bridge.store.dossiers import NewDossier
from postal_bridge.store.office_hours import deadline_by_term, keep_term_due
from postal_bridge.usecases.announce_steps import announce_step
from postal_bridge.usecases.bind_dossier import bind
from postal_bridge.usecases.enter_register import enter_register
from postal_bridge.usecases.filer import seal_filer
from postal_bridge.usecases.look_up_consignment import find_visible
from postal_bridge.usecases.look_up_dossier import read_dossier
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.owe_fees import fee_off_tariff, owe, owed_on_filing

EARLIEST_RECEIPT = datetime(1990, 1, 1, tzinfo=UTC)
#: No procedure takes longer; working days are counted no further either.
TERM_MAX = timedelta(days=SPAN_MAX_DAYS)
#: The clocks of two honest offices do not differ by more.
AHEAD_MAX = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Filing:
    """A dossier as it is filed or announced; None is left for us to find out, or unknown.

    Without a department the procedure's is meant, without a due day the procedure's term counts.
    `consignment_code` names the consignment that carries the papers here.
    """

    code: str
    procedure_code: str
    received_via: ReceivedVia
    department_code: str | None = None
    service_form: ServiceForm | None = None
    received_at: datetime | None = None
    due_on: date | None = None
    filer_name: str | None = field(default=None, repr=False)
    filer_phone: str | None = field(default=None, repr=False)
    filer_address: str | None = field(default=None, repr=False)
    filer_email: str | None = field(default=None, repr=False)
    filer_language: Language | None = None
    fee_dong: int | None = None
    consignment_code: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A dossier that was added: the step it took thereby, and what is to be owed for it."""

    dossier: NewDossier
    step: Step
    fees: Sequence[Obligation]
    consignment_code: str | None


async def register_dossier(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    filing: Filing,
    request_key: RequestKey | None,
) -> Answer:
    """Add a dossier to the viewer's centre and answer with it.

    The centre files dossiers of every channel: one received by post is announced when no time of
    receipt is given, any other was received just now. The post only announces posted ones.

    Raises:
        NotForYourRole: departments and accountants do not file.
        InvalidInput: with a problem for each field that cannot be right.
        DossierKnown: the centre has a dossier of this code.

    """
    if viewer.role not in (Role.POST, Role.CENTER, Role.ADMIN):
        raise NotForYourRole
    now = clock()
    code = judged(filing, viewer, now)

    async def act(connection: Connection) -> Answer:
        await file_dossier(connection, sealer, clock, viewer, replace(filing, code=code), now)
        return Answer(201, await read_dossier(connection, sealer, viewer, code, now))

    return await once(database, clock, sealer, viewer, request_key, act)


async def file_dossier(
    connection: Connection,
    sealer: Sealer,
    clock: Clock,
    viewer: Viewer,
    filing: Filing,
    now: datetime,
) -> None:
    """Add a dossier whose code is written as it is stored, with all that follows from it.

    Raises:
        InvalidInput: with a problem for each field that cannot be right.
        DossierKnown: the centre has a dossier of this code.

    """
    filed = await write_dossier(connection, sealer, viewer, filing, now)
    await announce_step(connection, sealer, clock, viewer.center, filed.step)
    await bring_papers(connection, sealer, viewer, filed, now)
    await owe(connection, viewer, filed.dossier.department_code, filed.fees, now)
    await enter_register(connection, viewer.center_id, [filing.code], now)


async def write_dossier(
    connection: Connection,
    sealer: Sealer,
    viewer: Viewer,
    filing: Filing,
    now: datetime,
) -> Filed:
    """Add a dossier whose code is written as it is stored, as a part of what else is written.

    What brings its papers, what is told of it and what is owed for it are left to the caller.

    Raises:
        InvalidInput: with a problem for each field that cannot be right.
        DossierKnown: the centre has a dossier of this code.

    """
    code = filing.code
    dossier, fees, by_term, differs = await _dossier(connection, sealer, viewer, filing, code, now)
    if not await dossiers.add_dossier(connection, viewer.center_id, dossier):
        raise DossierKnown(code=code)
    await open_differences(connection, viewer.center_id, differs)
    if filing.filer_email or filing.filer_language:
        await _keep_filer_reached(connection, sealer, viewer, code, filing)
    if by_term and by_term.day != dossier.due_on:
        await keep_term_due(connection, viewer.center_id, code, by_term.day)
    step = Step(
        dossier_code=code,
        from_status=None,
        status=dossier.status,
        happened_at=dossier.received_at or now,
        recorded_at=now,
        login=viewer.login,
        office_code=viewer.office_code,
    )
    await add_step(connection, viewer.center_id, step)
    return Filed(dossier, step, fees, filing.consignment_code)


async def _keep_filer_reached(
    connection: Connection, sealer: Sealer, viewer: Viewer, code: str, filing: Filing
) -> None:
    """Keep how the filer is reached besides by telephone."""
    center_code, email = viewer.center.code, filing.filer_email
    filer = seal_filer(sealer, center_code, code, None, None, email)
    await messages.keep_filer_reached(
        connection, viewer.center_id, code, filer.email_sealed, filing.filer_language
    )


def judged(filing: Filing, viewer: Viewer, now: datetime) -> str:
    """Return the code as it is stored, or refuse all that is wrong whatever the centre knows."""
    problems: list[FieldProblem] = []
    code = filing.code
    try:
        code = DossierCode.parse(filing.code).text
    except BadDossierCode as refusal:
        problems.append(FieldProblem("code", refusal.code(), refusal.detail))
    received_at = filing.received_at
    if received_at and not EARLIEST_RECEIPT <= received_at <= now + AHEAD_MAX:
        detail = Said("must lie between the year 1990 and tomorrow")
        problems.append(FieldProblem("received_at", "out_of_range", detail))
    if viewer.role is Role.POST and filing.received_via is not ReceivedVia.POSTAL:
        detail = Said("the post announces what it carries itself: postal")
        problems.append(FieldProblem("received_via", "not_postal", detail))
    if viewer.role is Role.POST and received_at:
        detail = Said("is the signing of the hand-over record, which is scanned")
        problems.append(FieldProblem("received_at", "not_yet_filed", detail))
    if filing.due_on:
        received_on = _received_on(filing, viewer, now)
        if received_on is None:
            detail = Said("follows from the day the dossier is filed, which is yet to come")
            problems.append(FieldProblem("due_on", "not_yet_filed", detail))
        elif filing.due_on < received_on:
            detail = Said("is before the day of receipt, {day}", day=received_on)
            problems.append(FieldProblem("due_on", "before_receipt", detail))
        elif filing.due_on - received_on > TERM_MAX:
            detail = Said("is more than {days} days after the day of receipt", days=TERM_MAX.days)
            problems.append(FieldProblem("due_on", "out_of_range", detail))
    if problems:
        raise InvalidInput(*problems)
    return code


def _received_at(filing: Filing, now: datetime) -> datetime | None:
    announced = filing.received_via is ReceivedVia.POSTAL and filing.received_at is None
    return None if announced else filing.received_at or now


def _received_on(filing: Filing, viewer: Viewer, now: datetime) -> date | None:
    received_at = _received_at(filing, now)
    return received_at.astimezone(viewer.center.zone).date() if received_at else None


async def _dossier(
    connection: Connection,
    sealer: Sealer,
    viewer: Viewer,
    filing: Filing,
    code: str,
    now: datetime,
) -> tuple[NewDossier, list[Obligation], Deadline | None, list[Difference]]:
    """Complete a filing from the catalogue and the calendar, and seal what is personal.

    Returns the dossier, its fee lines, when it is due by the term whatever was stated, and what of
    its fee is not as the tariff asks.
    """
    department_code, procedure = await _place_and_procedure(connection, viewer, filing)
    received_at, by_term = _received_at(filing, now), None
    received_on = _received_on(filing, viewer, now)
    if received_at:
        by_term = await deadline_by_term(connection, viewer.center, procedure.term, received_at)
    filer = seal_filer(sealer, viewer.center.code, code, filing.filer_phone, filing.filer_address)
    today = now.astimezone(viewer.center.zone).date()
    day = received_on or today
    fees = owed_on_filing(code, procedure.fees, filing.fee_dong, day)
    stated = None if filing.fee_dong is None else Money(filing.fee_dong)
    by_tariff = off_tariff(lines_in_force(procedure.fees, day), stated)
    differs = []
    if stated is not None and by_tariff is not None:
        differs.append(fee_off_tariff(viewer, code, (by_tariff, stated), now))
    dossier = NewDossier(
        code=code,
        procedure_code=filing.procedure_code,
        department_code=department_code,
        service_form=filing.service_form,
        received_via=filing.received_via,
        announced_at=now,
        received_at=received_at,
        received_on=received_on,
        due_on=filing.due_on or (by_term.day if by_term else None),
        due_at=by_term.at if by_term and filing.due_on in (None, by_term.day) else None,
        status=PortalStatus.ACCEPTED if received_on else PortalStatus.REGISTERED,
        filer_name=filing.filer_name,
        filer_phone_sealed=filer.phone_sealed,
        filer_phone_index=filer.phone_index,
        filer_address_sealed=filer.address_sealed,
        filer_address_index=filer.address_index,
        fee_dong=_total_dong(filing, procedure, fees),
    )
    return dossier, fees, by_term, differs


def _total_dong(filing: Filing, procedure: Procedure, fees: list[Obligation]) -> int | None:
    """Return what the dossier costs: as stated, or by a tariff that leaves no amount open."""
    if filing.fee_dong is not None or not fees:
        return filing.fee_dong
    if any(line.amount_dong is None for line in procedure.fees):
        return None
    return Money.total(line.amount for line in fees).amount_dong


async def _place_and_procedure(
    connection: Connection, viewer: Viewer, filing: Filing
) -> tuple[str, Procedure]:
    """Return the department that handles a filing, and its procedure with all its fees."""
    problems: list[FieldProblem] = []
    procedure = await catalogue.load_procedure(connection, viewer.center_id, filing.procedure_code)
    if procedure is None:
        detail = Said("the catalogue of the centre has no such procedure")
        problems.append(FieldProblem("procedure_code", "unknown_procedure", detail))
    department_code = filing.department_code
    if department_code is None and procedure:
        department_code = procedure.department_code
    kinds = await catalogue.office_kinds(connection, viewer.center_id)
    if department_code is None and procedure:
        detail = Said("must be given: the catalogue names no department for this procedure")
        problems.append(FieldProblem("department_code", "required", detail))
    elif department_code and kinds.get(department_code) in (None, OfficeKind.POST):
        detail = Said("the centre has no such department")
        problems.append(FieldProblem("department_code", "unknown_department", detail))
    if problems or procedure is None or department_code is None:
        raise InvalidInput(*problems)
    return department_code, procedure


async def bring_papers(
    connection: Connection,
    sealer: Sealer,
    viewer: Viewer,
    filed: Filed,
    now: datetime,
    *,
    beside: bool = False,
) -> None:
    """Say of its consignment, if it has one, that it carries a dossier, which catches up with it.

    With `beside`, it lies there beside what that carries already.

    Raises:
        InvalidInput: there is no such consignment, or it carries what this cannot lie with.

    """
    dossier, consignment_code = filed.dossier, filed.consignment_code
    if consignment_code is None:
        return
    slip = SlipDossier(
        code=dossier.code,
        department_code=dossier.department_code,
        procedure_code=dossier.procedure_code,
        filer_name=dossier.filer_name,
        filer_phone_sealed=dossier.filer_phone_sealed,
        filer_address_sealed=dossier.filer_address_sealed,
        phone_index=dossier.filer_phone_index,
    )
    try:
        seen = await find_visible(connection, viewer, consignment_code)
        await bind(connection, sealer, viewer, seen.code, slip, now, beside=beside)
    except (UnknownCode, BadTrackingCode, DossierBound) as refusal:
        problem = FieldProblem("consignment_code", refusal.code(), refusal.detail)
        raise InvalidInput(problem) from None
