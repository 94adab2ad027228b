"""Gathers what the papers of a dossier say: the receipt, notices, the control sheet.

Owns which papers a dossier has, the day each is dated, and by which form it is printed. How facts
are worded and printed is for the rim and the documents; the register of a year and the slip of a
consignment have use cases of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.custody import CITIZEN, Event
from postal_bridge.domain.custody_log import LoggedEvent
from postal_bridge.domain.dossier import PortalStatus, ReturnedVia, ServiceForm
from postal_bridge.domain.handover import handovers, standing_events
from postal_bridge.domain.papers import DossierPaper, NumberedForm, form_on
from postal_bridge.domain.refusals import PaperNotThere, UnknownCode
from postal_bridge.domain.term import Term
from postal_bridge.sealing import Sealer
from postal_bridge.store import catalogue, consignments, custody, dossiers
from postal_bridge.store.apologies import Apology, find_apology
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.dossier_steps import StepTaken, steps_of
from postal_bridge.store.dossiers import CarriedBy, Dossier
from postal_bridge.store.handovers import office_names
from postal_bridge.store.post_offices import names_of_people
from postal_bridge.store.rules import load_form_sets
from postal_bridge.usecases.look_up_dossier import filer_document, scope_of, stored_code
from postal_bridge.usecases.look_up_fees import open_dong
from postal_bridge.usecases.take_back_step import TAKEN_BACK_NOTE

#: The step that each of these papers tells of.
_TOLD_STEPS = {
    DossierPaper.SUPPLEMENT_REQUEST: PortalStatus.SUPPLEMENT_ASKED,
    DossierPaper.REFUSAL_NOTICE: PortalStatus.NOT_ACCEPTED,
    DossierPaper.STOP_NOTICE: PortalStatus.STOPPED,
}
#: Notes of steps that hand-overs of paper took; the sheet tells of the hand-overs themselves.
_BY_PAPER = frozenset({"filed", "handed_on", "returned"})
_UNDOING = {f"{note} undone": note for note in _BY_PAPER}


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper of the list; `form` is the one of its checklist, None for `quantity` is not known."""

    name: str
    form: str
    quantity: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """A hand-over or a step that the control sheet tells of; an office is None for the citizen.

    `voucher` is the consignment that carried the papers, `status` what a person said happened.
    """

    from_office: str | None
    to_office: str | None
    given_at: datetime | None
    taken_at: datetime | None
    giver: str | None = field(default=None, repr=False)
    taker: str | None = field(default=None, repr=False)
    voucher: str | None = None
    status: PortalStatus | None = None

    @property
    def at(self) -> datetime:
        """When it happened, for the order of the sheet."""
        moment = self.given_at or self.taken_at
        assert moment is not None, "a move has at least one of its sides"
        return moment


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What a paper of a dossier may say; whoever prints it takes what it has a place for.

    `said` is the note of the step that the paper tells of, said by `signer`, `said_reason` why.
    `moves` are gathered for the control sheet alone. Amounts are None where no fee is known.
    """

    paper: DossierPaper
    form: NumberedForm | None
    day: date
    printed_at: datetime
    dossier_code: str
    procedure_name: str
    department_name: str
    service_form: ServiceForm | None
    received_at: datetime | None
    due_on: date | None
    resolved_on: date | None
    returned_on: date | None
    returned_via: ReturnedVia | None
    filer: Mapping[str, str | None] = field(repr=False)
    papers: Sequence[ListedPaper]
    due_at: datetime | None
    term: Term | None
    fee_dong: int | None
    open_dong: int | None
    said: str | None
    said_reason: str | None
    contact: str | None
    signer: str | None
    moves: Sequence[Move]
    late_because: str | None
    new_due_on: date | None


async def list_papers(
    database: Database, clock: Clock, viewer: Viewer, code: str
) -> list[DossierPaper]:
    """Return which papers of a dossier can be printed; raises UnknownCode as looking it up does."""
    async with database.snapshot() as connection:
        dossier = await _find(connection, viewer, code)
        steps = await steps_of(connection, viewer.center_id, dossier.code)
        apology = await find_apology(connection, viewer.center_id, dossier.code)
        days = _days(dossier, steps, apology, viewer, clock())
        sets = await load_form_sets(connection)
    return [paper for paper, day in days.items() if _is_printed(paper, form_on(day, sets, paper))]


async def write_paper(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    code: str,
    name: str,
) -> PaperFacts:
    """Return the facts of one paper of a dossier, by its name.

    Raises:
        UnknownCode: there is no such dossier, or the viewer may not see it.
        PaperNotThere: no paper has this name, what it would tell has not happened, or no form in
            force on its day has such a paper.

    """
    now, center_id = clock(), viewer.center_id
    async with database.snapshot() as connection:
        dossier = await _find(connection, viewer, code)
        steps = await steps_of(connection, center_id, dossier.code)
        apology = await find_apology(connection, center_id, dossier.code)
        days = _days(dossier, steps, apology, viewer, now)
        paper, day = _named(name, days, dossier.code)
        form = form_on(day, await load_form_sets(connection), paper)
        if not _is_printed(paper, form):
            raise PaperNotThere(code=dossier.code)
        carried = await dossiers.consignments_of(connection, center_id, dossier.code)
        procedure = await catalogue.find_procedure(connection, center_id, dossier.procedure_code)
        said = _told_step(paper, steps)
        names = await names_of_people(connection, center_id, [said.login] if said else [])
        is_sheet = paper is DossierPaper.PROCESS_CONTROL_SHEET
        moves = await _moves(connection, center_id, dossier, steps, carried) if is_sheet else []
        return PaperFacts(
            paper=paper,
            form=form,
            day=day,
            printed_at=now.astimezone(viewer.center.zone),
            dossier_code=dossier.code,
            procedure_name=dossier.procedure_name,
            department_name=dossier.department_name,
            service_form=dossier.service_form,
            received_at=dossier.received_at,
            due_on=dossier.due_on,
            resolved_on=dossier.resolved_on,
            returned_on=dossier.returned_on,
            returned_via=dossier.returned_via,
            filer=filer_document(dossier, sealer, viewer),
            papers=await _papers(connection, center_id, dossier, carried),
            due_at=dossier.due_at,
            term=procedure.term if procedure else None,
            fee_dong=dossier.fee_dong,
            open_dong=await open_dong(connection, center_id, dossier.code),
            said=said.note if said else None,
            said_reason=said.reason if said else None,
            contact=said.contact if said else None,
            signer=names.get(said.login) if said else None,
            moves=moves,
            late_because=apology.reason if apology else None,
            new_due_on=apology.new_due_on if apology else None,
        )


async def _find(connection: Connection, viewer: Viewer, code: str) -> Dossier:
    found = await dossiers.find_dossier(
        connection, viewer.center_id, stored_code(code), scope_of(viewer)
    )
    if found is None:
        raise UnknownCode
    return found


def _named(name: str, days: Mapping[DossierPaper, date], code: str) -> tuple[DossierPaper, date]:
    """Return the paper of a name with its day."""
    for paper, day in days.items():
        if paper == name:
            return paper, day
    raise PaperNotThere(code=code)


def _is_printed(paper: DossierPaper, form: NumberedForm | None) -> bool:
    """Tell whether there is a form; the receipt of a result is no circular's business."""
    return form is not None or paper is DossierPaper.RESULT_RECEIPT


def _days(
    dossier: Dossier,
    steps: Sequence[StepTaken],
    apology: Apology | None,
    viewer: Viewer,
    now: datetime,
) -> dict[DossierPaper, date]:
    """Return the papers for which there is a reason, and the day each is dated."""
    zone = viewer.center.zone
    days = {}
    if dossier.received_at and dossier.status is not PortalStatus.NOT_ACCEPTED:
        received_on = dossier.received_at.astimezone(zone).date()
        days[DossierPaper.RECEIPT_APPOINTMENT] = received_on
        days[DossierPaper.PROCESS_CONTROL_SHEET] = received_on
    for paper in _TOLD_STEPS:
        step = _told_step(paper, steps)
        if step:
            days[paper] = step.happened_at.astimezone(zone).date()
    if apology:
        written_on = apology.written_at.astimezone(zone).date()
        days[DossierPaper.APOLOGY_EXTENSION] = written_on
    if dossier.resolved_on:
        days[DossierPaper.RESULT_RECEIPT] = dossier.returned_on or now.astimezone(zone).date()
    return days


def _told_step(paper: DossierPaper, steps: Sequence[StepTaken]) -> StepTaken | None:
    """Return the step that a paper tells of: the last of its kind that was not taken back."""
    wanted = PortalStatus.ACCEPTED
    if paper is not DossierPaper.RECEIPT_APPOINTMENT:
        if paper not in _TOLD_STEPS:
            return None
        wanted = _TOLD_STEPS[paper]
    return next((step for step in reversed(_standing(steps)) if step.status is wanted), None)


def _standing(steps: Sequence[StepTaken]) -> list[StepTaken]:
    """Return the steps that stand: one that undoes another goes with the one it undoes."""
    standing: list[StepTaken] = []
    for step in steps:
        note = step.note or ""
        if note == TAKEN_BACK_NOTE:
            del standing[-1:]
        elif note in _UNDOING:
            told = [known for known in standing if known.note == _UNDOING[note]]
            standing = [known for known in standing if known not in told[-1:]]
        else:
            standing.append(step)
    return standing


async def _papers(
    connection: Connection, center_id: int, dossier: Dossier, carried: Sequence[CarriedBy]
) -> list[ListedPaper]:
    """Return what was handed in as the slips list it, else the checklist without numbers."""
    inbound = [each.code for each in carried if each.leg == "inbound"]
    listed = await consignments.papers_of(connection, center_id, inbound)
    found = [
        ListedPaper(paper.name, paper.form, paper.quantity)
        for code in inbound
        for paper in listed[code]
    ]
    if found:
        return found
    checklists = await catalogue.components_of(connection, center_id, [dossier.procedure_code])
    checklist = checklists.get(dossier.procedure_code, ())
    return [ListedPaper(part.name, part.form, None) for part in checklist if part.required]


async def _moves(
    connection: Connection,
    center_id: int,
    dossier: Dossier,
    steps: Sequence[StepTaken],
    carried: Sequence[CarriedBy],
) -> list[Move]:
    """Return hand-overs and steps in the order of time, with offices and people by their names."""
    histories = await custody.load_histories(connection, center_id, [c.code for c in carried])
    found = [_step_move(step, dossier) for step in _standing(steps) if _is_by_hand(step)]
    for code, history in histories.items():
        found += _carried_moves(code, history)
    found.sort(key=lambda move: move.at)
    ends = {end for move in found for end in (move.from_office, move.to_office) if end}
    offices = await office_names(connection, center_id, ends)
    logins = {login for move in found for login in (move.giver, move.taker) if login}
    people = await names_of_people(connection, center_id, logins)

    def named(move: Move) -> Move:
        return Move(
            from_office=move.from_office and offices.get(move.from_office, move.from_office),
            to_office=move.to_office and offices.get(move.to_office, move.to_office),
            given_at=move.given_at,
            taken_at=move.taken_at,
            giver=people.get(move.giver) if move.giver else None,
            taker=people.get(move.taker) if move.taker else None,
            voucher=move.voucher,
            status=move.status,
        )

    return [named(move) for move in found]


def _is_by_hand(step: StepTaken) -> bool:
    told = (
        PortalStatus.ACCEPTED,
        PortalStatus.PROCESSING,
        PortalStatus.STOPPED,
        PortalStatus.DONE,
        PortalStatus.RETURNED,
    )
    return step.status in told and step.note not in _BY_PAPER


def _step_move(step: StepTaken, dossier: Dossier) -> Move:
    """Return a step as the sheet has it: from whose hands, and into whose."""
    at, login, office = step.happened_at, step.login, step.office_code
    match step.status:
        case PortalStatus.ACCEPTED:
            return Move(None, office, None, at, taker=login, status=step.status)
        case PortalStatus.RETURNED:
            return Move(office, None, at, None, giver=login, status=step.status)
        case PortalStatus.PROCESSING:
            department = dossier.department_code
            return Move(None, department, None, at, taker=login, status=step.status)
        case _:
            return Move(dossier.department_code, None, at, None, giver=login, status=step.status)


def _carried_moves(code: str, history: Sequence[LoggedEvent]) -> list[Move]:
    """Return the hand-overs of a consignment, from the citizen's hands or into them included."""
    found = []
    for handover in handovers(history, in_bags=True):
        given, taken = handover.given, handover.taken
        found.append(
            Move(
                from_office=given.office,
                to_office=handover.taker_office,
                given_at=given.happened_at,
                taken_at=taken.happened_at if taken else None,
                giver=given.login,
                taker=taken.login if taken else None,
                voucher=code,
            )
        )
    for event in standing_events(history):
        at, login = event.happened_at, event.login
        if event.event is Event.COLLECTED:
            found.append(Move(None, event.office, at, at, taker=login, voucher=code))
        elif event.event is Event.DELIVERED and event.holder_after == CITIZEN:
            found.append(Move(event.office, None, at, at, giver=login, voucher=code))
    return found
