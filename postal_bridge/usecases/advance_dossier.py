"""Take a dossier a step further, as the people who handle it say.

Hand-overs of paper take some of these steps by themselves; what a person says comes here. Steps
are kept for good: a wrong one is followed by another, where the table of steps knows one, or is
taken back (`take_back_step`).
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from uuid import UUID, uuid4

from postal_bridge.domain.access import Center, Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.delay import CLOCK_STANDS
from postal_bridge.domain.dossier import (
    ENDS_PROCESSING,
    NEXT_STATUSES,
    STATUSES_OF_ROLE,
    PortalStatus,
    ReturnedVia,
)
from postal_bridge.domain.refusals import (
    FieldProblem,
    InvalidInput,
    NotForYourRole,
    StepNotAllowed,
    UnknownCode,
)
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import dossiers
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.dossier_steps import Step, StepDays, add_step, take_step
from postal_bridge.store.dossiers import LockedDossier
from postal_bridge.store.office_hours import deadline_by_term
from postal_bridge.usecases.announce_steps import announce_step
from postal_bridge.usecases.enter_register import enter_register
from postal_bridge.usecases.look_up_dossier import read_dossier, stored_code
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.register_dossier import EARLIEST_RECEIPT
from postal_bridge.usecases.tell_delay import moved_due_on

#: Statuses of which a notice says why, and whom to ask.
SAYS_REASON = frozenset({PortalStatus.SUPPLEMENT_ASKED})
SAYS_CONTACT = frozenset({PortalStatus.SUPPLEMENT_ASKED, PortalStatus.NOT_ACCEPTED})


@dataclass(frozen=True, slots=True)
class WantedStep:
    """A step as somebody says it was taken; without a day it was today.

    `returned_via` goes with the return of the result and with nothing else, `reason` with a request
    for supplements, `contact` with that and with a refusal: a notice says them beside `note`.
    """

    status: PortalStatus
    happened_on: date | None = None
    note: str | None = None
    returned_via: ReturnedVia | None = None
    reason: str | None = None
    contact: str | None = None
    step_id: UUID = field(default_factory=uuid4)


async def advance_dossier(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    code: str,
    wanted: WantedStep,
    request_key: RequestKey | None,
) -> Answer:
    """Take a step and answer with the dossier as it is then.

    Raises:
        UnknownCode: there is no such dossier, or the viewer may not see it.
        NotForYourRole: people of this role do not take this step.
        StepNotAllowed: the step cannot follow the present status.
        InvalidInput: the day or the way of the return cannot be right.

    """
    now = clock()
    department = viewer.office_code if viewer.role is Role.DEPARTMENT else None

    async def act(connection: Connection) -> Answer:
        center_id, stored = viewer.center_id, stored_code(code)
        if wanted.status not in STATUSES_OF_ROLE[viewer.role]:
            raise NotForYourRole
        dossier = await dossiers.lock_dossier(connection, center_id, stored, department)
        if dossier is None:
            raise UnknownCode
        _refuse_leap(stored, dossier, wanted)
        today = now.astimezone(viewer.center.zone).date()
        day = wanted.happened_on or today
        _refuse_contradictions(dossier, wanted, day, today)
        # Of another day nobody said at what hour: it began at midnight.
        happened_at = now if day == today else datetime.combine(day, time.min, viewer.center.zone)
        days = await _days(connection, viewer.center, dossier, wanted, day, happened_at)
        goes_on = dossier.status in CLOCK_STANDS and wanted.status not in CLOCK_STANDS
        if goes_on and dossier.due_on:
            due_on = await moved_due_on(connection, viewer.center, stored, dossier.due_on, day)
            days = replace(days, due_on=due_on)
        await take_step(connection, center_id, stored, wanted.status, days, now)
        step = Step(
            dossier_code=stored,
            from_status=dossier.status,
            status=wanted.status,
            happened_at=happened_at,
            recorded_at=now,
            login=viewer.login,
            office_code=viewer.office_code,
            note=wanted.note,
            reason=wanted.reason,
            contact=wanted.contact,
            due_moved_from=dossier.due_on if days.due_on != dossier.due_on and goes_on else None,
            step_id=wanted.step_id,
        )
        await add_step(connection, center_id, step)
        await announce_step(connection, sealer, clock, viewer.center, step)
        await enter_register(connection, center_id, [stored], now)
        return Answer(200, await read_dossier(connection, sealer, viewer, stored, now))

    return await once(database, clock, sealer, viewer, request_key, act)


def _refuse_leap(code: str, dossier: LockedDossier, wanted: WantedStep) -> None:
    allowed = NEXT_STATUSES[dossier.status]
    if wanted.status not in allowed:
        raise StepNotAllowed(
            code=code,
            status=_told(dossier.status),
            wanted=_told(wanted.status),
            allowed=tuple(map(_told, sorted(allowed))) or Said("nothing"),
        )


def _told(status: PortalStatus) -> Said:
    name = status.name.lower()
    return Said("{number} ({portal_status})", number=status.value, portal_status=name)


def _refuse_contradictions(
    dossier: LockedDossier, wanted: WantedStep, day: date, today: date
) -> None:
    problems: list[FieldProblem] = []
    if day > today:
        problems.append(FieldProblem("happened_on", "in_the_future", Said("lies in the future")))
    since = dossier.resolved_on if wanted.status is PortalStatus.RETURNED else dossier.received_on
    if day < (since or EARLIEST_RECEIPT.date()):
        earlier = Said("is before what happened earlier, on {day}", day=since)
        detail = earlier if since else Said("is before the year 1990")
        problems.append(FieldProblem("happened_on", "too_early", detail))
    returns = wanted.status is PortalStatus.RETURNED
    if returns and wanted.returned_via is None:
        detail = Said("say how the result was returned")
        problems.append(FieldProblem("returned_via", "required", detail))
    elif not returns and wanted.returned_via is not None:
        detail = Said("goes with the status 10 only")
        problems.append(FieldProblem("returned_via", "out_of_place", detail))
    problems += [
        FieldProblem(path, "out_of_place", Said("goes with a notice to the citizen only"))
        for path, said, statuses in (
            ("reason", wanted.reason, SAYS_REASON),
            ("contact", wanted.contact, SAYS_CONTACT),
        )
        if said is not None and wanted.status not in statuses
    ]
    if problems:
        raise InvalidInput(*problems)


async def _days(
    connection: Connection,
    center: Center,
    dossier: LockedDossier,
    wanted: WantedStep,
    day: date,
    happened_at: datetime,
) -> StepDays:
    """Return the days that a step brings with it."""
    if wanted.status is PortalStatus.ACCEPTED:
        due = await deadline_by_term(connection, center, dossier.term, happened_at)
        if due is None:
            return StepDays(received_at=happened_at, received_on=day)
        return StepDays(received_at=happened_at, received_on=day, due_on=due.day, due_at=due.at)
    if wanted.status in ENDS_PROCESSING:
        return StepDays(resolved_on=day)
    if wanted.status is PortalStatus.RETURNED:
        return StepDays(returned_on=day, returned_via=wanted.returned_via)
    return StepDays()
