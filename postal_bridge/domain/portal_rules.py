"""How a step is told to the portal, in which order, and what follows from what the portal holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from postal_bridge.domain.dossier import NEXT_STATUSES, PortalStatus, ReceivedVia
from postal_bridge.domain.portal import Held, TellingKind

#: Transactions of ours end long before: a statement is ended after a minute, and clocks of two
#: machines do not differ by so much. A step recorded earlier is seen by now.
SEEN_AFTER = timedelta(hours=1)

#: Statuses that change nothing of a dossier but its status.
_MERE_PROGRESS = frozenset(
    {PortalStatus.PROCESSING, PortalStatus.PAYMENT_ASKED, PortalStatus.WITHDRAWAL_ASKED}
)
#: Statuses that bring days along, which go away when such a step is taken back.
_BRINGS_DAYS = frozenset({PortalStatus.STOPPED, PortalStatus.DONE, PortalStatus.RETURNED})


@dataclass(frozen=True, slots=True)
class LoggedStep:
    """A step as the log of dossiers has it."""

    dossier_code: str
    step_id: UUID
    from_status: PortalStatus | None
    status: PortalStatus
    recorded_at: datetime
    login: str


def kind_of(
    from_status: PortalStatus | None, status: PortalStatus, *, is_held: bool, moved: bool
) -> TellingKind:
    """Return how a step is told: what changes more than the status tells the whole dossier.

    `is_held` says whether the portal holds the dossier, `moved` whether the step moved its day.
    """
    if not is_held:
        return TellingKind.NEW
    if status in _MERE_PROGRESS and not moved and from_status not in _BRINGS_DAYS:
        return TellingKind.PROGRESS
    return TellingKind.WHOLE


def in_order(steps: Sequence[LoggedStep]) -> list[LoggedStep]:
    """Return the steps of one dossier in the order in which they were taken.

    Each follows from the one before; their times tell where that leaves a choice, and may be the
    wrong way round for two who acted in the same moment.
    """
    left = sorted(steps, key=lambda each: (each.recorded_at, each.status))
    ordered: list[LoggedStep] = []
    while left:
        if ordered:
            fitting = [each for each in left if each.from_status is ordered[-1].status]
        else:
            statuses = [each.status for each in left]
            fitting = [each for each in left if each.from_status not in statuses]
        taken = (fitting or left)[0]
        left.remove(taken)
        ordered.append(taken)
    return ordered


class Judgement(StrEnum):
    """What follows from what the portal holds of a dossier; all but the first three need people."""

    AGREES = "agrees"
    HEARD = "heard"
    APPLY = "apply"
    UNKNOWN_DOSSIER = "unknown_dossier"
    UNKNOWN_STATUS = "unknown_status"
    DOES_NOT_FIT = "does_not_fit"
    BOTH_CHANGED = "both_changed"
    OVERTAKEN = "overtaken"
    NOT_HELD = "not_held"
    #: The portal refuses to say.
    UNANSWERED = "unanswered"


class NotExpected(StrEnum):
    """Why a dossier that began at the portal is not registered here as one expected by post."""

    SAYS_TOO_LITTLE = "says_too_little"
    NOT_BY_POST = "not_by_post"
    BEGUN_ELSEWHERE = "begun_elsewhere"
    NAME_MISSING = "name_missing"
    PHONE_MISSING = "phone_missing"
    ADDRESS_MISSING = "address_missing"
    UNKNOWN_PROCEDURE = "unknown_procedure"
    SEVERAL_PROCEDURES = "several_procedures"


def why_not_expected(held: Held) -> NotExpected | None:
    """Return why what the portal says does not make a dossier that the post is to fetch.

    Whoever fetches it has to know where, from whom, and whom to call.
    """
    offered = held.offered
    if offered is None or offered.procedure_code is None or offered.received_via is None:
        return NotExpected.SAYS_TOO_LITTLE
    if offered.received_via is not ReceivedVia.POSTAL:
        return NotExpected.NOT_BY_POST
    if held.status is not PortalStatus.REGISTERED:
        return NotExpected.BEGUN_ELSEWHERE
    missing = {
        NotExpected.NAME_MISSING: offered.filer_name,
        NotExpected.PHONE_MISSING: offered.filer_phone,
        NotExpected.ADDRESS_MISSING: offered.filer_address,
    }
    return next((reason for reason, said in missing.items() if said is None), None)


@dataclass(frozen=True, slots=True)
class BothSides:
    """What both sides hold of a dossier.

    `ours` is None where we do not know it; `known` is what the portal held when we last knew,
    `untold` are the statuses that it is still to be told.
    """

    ours: PortalStatus | None
    known: PortalStatus | None
    untold: frozenset[PortalStatus]


def judge(sides: BothSides, theirs: PortalStatus | None) -> Judgement:
    """Return what follows from what the portal holds now.

    What we told comes back to us and changes nothing (HEARD), nor does what the portal held before
    it is told of more. A status that fits is taken over; whatever else is shown to people.
    """
    if sides.ours is None:
        return Judgement.UNKNOWN_DOSSIER
    if theirs is None:
        return Judgement.UNKNOWN_STATUS
    if theirs is sides.ours:
        return Judgement.AGREES
    # What was there before we told of it, and is about to be told, is no news either.
    is_first = sides.known is None and bool(sides.untold)
    if is_first or theirs in sides.untold or theirs is sides.known:
        return Judgement.HEARD
    return _of_news(sides, sides.ours, theirs)


def _of_news(sides: BothSides, ours: PortalStatus, theirs: PortalStatus) -> Judgement:
    if theirs in NEXT_STATUSES[ours]:
        return Judgement.APPLY
    return Judgement.BOTH_CHANGED if sides.untold else Judgement.DOES_NOT_FIT
