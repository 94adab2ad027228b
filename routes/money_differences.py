"""Differences in money over HTTP: the queue, one with its story, and the steps people take."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from postal_bridge.domain.difference_refusals import (
    ActionDoesNotFit,
    DecisionRestsOnIt,
    DifferenceChanged,
    DifferenceNotOpen,
    NothingToUndo,
    RowNotFree,
    SecondPersonNeeded,
    SumsDiffer,
    UnknownAssignee,
    UnknownEvidence,
)
from postal_bridge.domain.period_refusals import DecisionIsSealed
from postal_bridge.domain.refusals import UnknownDifference, UnknownOffice
from postal_bridge.usecases import decide_money_difference as deciding
from postal_bridge.usecases import difference_evidence as papers
from postal_bridge.usecases import work_money_differences as working
from postal_bridge.usecases.difference_evidence import EVIDENCE_BYTES_MAX, Paper
from postal_bridge.usecases.difference_steps import Looked
from postal_bridge.usecases.look_up_money_difference import look_up_money_difference
from postal_bridge.usecases.once import Answer
from postal_bridge.usecases.work_money_differences import LARGEST_FIRST, OLDEST_FIRST
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.route import OCTETS, Call, Reply, operation
from schemas.money_differences import (
    Approve,
    Assign,
    Comment,
    EvidenceQuery,
    MoneyDifferenceShape,
    MoneyDifferencesQuery,
    MoneyDifferenceStory,
    WithReason,
)
from schemas.shape import Page

BodyT = TypeVar("BodyT")
QueryT = TypeVar("QueryT")

#: What every step may be answered that does not fit how the difference stands.
STEP_REFUSALS = (UnknownDifference, DifferenceChanged, DifferenceNotOpen)
UNDO_REFUSALS = (NothingToUndo, DecisionRestsOnIt, DecisionIsSealed)
DECISION_REFUSALS = (ActionDoesNotFit, RowNotFree, SumsDiffer, UnknownOffice)


@operation(query=MoneyDifferencesQuery, gives=Page[MoneyDifferenceShape])
async def list_money_differences(call: Call[None, MoneyDifferencesQuery]) -> Reply:
    """List differences in money, the oldest or the largest first.

    Post offices and departments see what is theirs.
    """
    query = call.query
    wanted = working.WantedDifferences(
        state=query.state,
        difference_class=query.difference_class,
        office=query.office,
        department=query.department,
        assignee=query.assignee,
        least_days=query.least_days,
        least_dong=query.least_dong,
        most_dong=query.most_dong,
    )
    who = call.bridge.database, call.bridge.clock, call.viewer
    cursor: str | None = None
    if query.largest_first:
        items, amount = await working.list_largest(
            *who, wanted, largest_place(query.cursor), query.limit
        )
        cursor = encode_cursor(str(amount[0]), str(amount[1])) if amount else None
    else:
        items, day = await working.list_oldest(
            *who, wanted, oldest_place(query.cursor), query.limit
        )
        cursor = encode_cursor(day[0].isoformat(), str(day[1])) if day else None
    return Reply({"items": items, "next_cursor": cursor})


@operation(gives=MoneyDifferenceStory, refuses=(UnknownDifference,))
async def show_money_difference(call: Call[None, None]) -> Reply:
    """Read a difference in money with everything that stands behind it.

    The steps, papers and proposals are shown to those who decide.
    """
    bridge = call.bridge
    return Reply(
        await look_up_money_difference(
            bridge.database, bridge.sealer, call.viewer, difference_named(call)
        )
    )


@operation(takes=Assign, gives=MoneyDifferenceShape, refuses=(*STEP_REFUSALS, UnknownAssignee))
async def assign_money_difference(call: Call[Assign, None]) -> Answer:
    """Say whose a difference is to settle, and by when."""
    body = call.body
    assignment = working.Assignment(body.assignee, body.due_on)
    return await working.assign_money_difference(
        call.asked, _looked(call, body.version), assignment
    )


@operation(takes=Comment, gives=MoneyDifferenceShape, refuses=STEP_REFUSALS)
async def comment_on_money_difference(call: Call[Comment, None]) -> Answer:
    """Say something about a difference."""
    body = call.body
    return await working.comment_on_money_difference(
        call.asked, _looked(call, body.version), body.text
    )


@operation(
    takes=Approve,
    gives=MoneyDifferenceShape,
    refuses=(*STEP_REFUSALS, *DECISION_REFUSALS, SecondPersonNeeded),
)
async def approve_money_difference(call: Call[Approve, None]) -> Answer:
    """Agree with what another person proposed; it is carried out at once."""
    return await deciding.approve_money_difference(call.asked, _looked(call, call.body.version))


@operation(takes=WithReason, gives=MoneyDifferenceShape, refuses=STEP_REFUSALS)
async def reject_money_difference(call: Call[WithReason, None]) -> Answer:
    """Turn down what was proposed, or take one's own proposal back."""
    body = call.body
    return await deciding.reject_money_difference(
        call.asked, _looked(call, body.version), body.reason
    )


@operation(takes=WithReason, gives=MoneyDifferenceShape, refuses=(*STEP_REFUSALS, *UNDO_REFUSALS))
async def undo_money_difference(call: Call[WithReason, None]) -> Answer:
    """Take a decision back; what it was stays on record, and the books reverse it."""
    body = call.body
    return await deciding.undo_money_difference(
        call.asked, _looked(call, body.version), body.reason
    )


@operation(
    takes=OCTETS,
    reads_bytes=True,
    body_bytes_max=EVIDENCE_BYTES_MAX,
    query=EvidenceQuery,
    gives=MoneyDifferenceShape,
    refuses=STEP_REFUSALS,
)
async def attach_evidence(call: Call[bytes, EvidenceQuery]) -> Answer:
    """Keep a paper about a difference.

    The body is the file itself, of at most 2 MiB. It is kept sealed and handed out as it came.
    """
    query = call.query
    paper = Paper(query.name, OCTETS, call.body)
    return await papers.attach_evidence(call.asked, _looked(call, query.version), paper)


@operation(gives=OCTETS, refuses=(UnknownDifference, UnknownEvidence))
async def open_evidence(call: Call[None, None]) -> Reply:
    """Read a paper about a difference, to be saved; that it was opened is noted."""
    bridge = call.bridge
    try:
        evidence_id = UUID(call.path["evidence_id"])
    except ValueError:
        raise UnknownEvidence from None
    paper = await papers.open_evidence(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        difference_named(call),
        evidence_id,
    )
    name = f'attachment; filename="{evidence_id}"'
    return Reply(paper.content, headers={"Content-Disposition": name})


def _looked(call: Call[Any, Any], version: int) -> Looked:
    return Looked(difference_named(call), version)


def difference_named(call: Call[BodyT, QueryT]) -> UUID:
    """Return the identity that an address names.

    Raises:
        UnknownDifference: it names none.

    """
    try:
        return UUID(call.path["difference_id"])
    except ValueError:
        raise UnknownDifference from None


def oldest_place(cursor: str | None) -> tuple[date, UUID]:
    """Return where a list goes on that begins with the oldest."""
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return OLDEST_FIRST
    try:
        return date.fromisoformat(parts[0]), UUID(parts[1])
    except ValueError:
        raise bad_cursor() from None


def largest_place(cursor: str | None) -> tuple[int, UUID]:
    """Return where a list goes on that begins with the largest."""
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return LARGEST_FIRST
    try:
        place = int(parts[0]), UUID(parts[1])
    except ValueError:
        raise bad_cursor() from None
    if abs(place[0]) > LARGEST_FIRST[0]:
        raise bad_cursor()
    return place
