"""Tell a citizen how far their dossier is, without sign-in and without telling anyone else.

A code is not enough: the last four digits of the filer's telephone number go with it. Unknown
codes, wrong digits and missing digits get the same answer, and guessing is slowed down.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.custody import FINAL_STATES, Leg
from postal_bridge.domain.delay import is_overdue
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.masking import mask_name, mask_phone
from postal_bridge.domain.refusals import NotTracked, TooManyRequests
from postal_bridge.domain.tracking import (
    NEXT_WORDS,
    STAGE_WORDS,
    Stage,
    stage_of_consignment,
    stage_of_dossier,
)
from postal_bridge.sealing import Sealer
from postal_bridge.store import dossiers, people, tracking
from postal_bridge.store.apologies import find_apology
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.tracking import Journey, TrackedDossier
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.find_tracked import (
    Found,
    Tracking,
    find_tracked,
    likely_center,
    read_tracking,
)
from postal_bridge.usecases.look_up_fees import open_dong
from postal_bridge.usecases.throttle import Limit, count_attempt, take_back
from postal_bridge.usecases.track_story import apology_told, timeline
from postal_bridge.usecases.track_together import (
    consignments_told,
    dossiers_together,
    moment_told,
    ways_of,
    words_told,
)

ADDRESS_LIMIT = Limit("tracking from address", most=60, period=timedelta(minutes=1))
#: Ten thousand combinations of four digits take weeks at this pace.
CODE_LIMIT = Limit("wrong tracking of code", most=10, period=timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a citizen proved to be concerned by, and what they are told of it.

    `citizen` is the one among those concerned; they are shown masked, in the document alone.
    `consignment_code` is None where the dossier is known. What has to be paid
    goes to the post where `paid_to_post`, else to the centre. `coming_codes` are of what the post
    is about to deliver.
    """

    center: Center
    code: str
    citizen: Citizen
    is_filer: bool
    dossier: TrackedDossier | None
    consignment_code: str | None
    stage: Stage
    goes_out_by_post: bool
    paid_to_post: bool
    coming_codes: tuple[str, ...]
    document: dict[str, Any]

    @property
    def dossier_code(self) -> str | None:
        """The dossier that is tracked, where it is known."""
        return self.dossier.code if self.dossier else None


async def track(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    code: str,
    phone_last4: str | None,
    address: str,
) -> dict[str, Any]:
    """Return how far the dossier or consignment of a code is, as a document.

    `phone_last4` are the last digits of the filer's number, or of whoever sends or receives the
    consignment; `address` is where the question comes from.

    Raises:
        TooManyRequests: too many questions from there, or wrong ones about this code.
        NotTracked: nothing is known of the code, or the digits are not right.

    """
    found = await open_tracking(database, clock, sealer, code, phone_last4, address)
    return found.document


async def open_tracking(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    code: str,
    phone_last4: str | None,
    address: str,
) -> Tracked:
    """Return what is tracked, for more to be done with it; see `track`."""
    now = clock()
    known = read_tracking(code)
    subject = str(known) if known else code
    async with database.transaction() as connection:
        for limit, counted in ((ADDRESS_LIMIT, address), (CODE_LIMIT, subject)):
            wait_seconds = await count_attempt(connection, limit, counted, now)
            if wait_seconds is not None:
                raise TooManyRequests(retry_after_seconds=wait_seconds)
    if known is None:
        raise NotTracked
    async with database.snapshot() as connection:
        tracked = await _open(connection, sealer, known, phone_last4 or "", now)
    if tracked is None:
        raise NotTracked
    async with database.transaction() as connection:
        await take_back(connection, CODE_LIMIT, subject, now)
    return tracked


async def track_again(
    database: Database, clock: Clock, sealer: Sealer, center_code: str, code: str, key: str
) -> Tracked:
    """Return what a citizen tracked before, as it is now; the caller has proof that they did.

    `key` is the one of the citizen, see `citizen_key`.

    Raises:
        NotTracked: it is not there any more, or concerns somebody else now.

    """
    known = read_tracking(code)
    assert known is not None, "nothing else was ever tracked"
    async with database.snapshot() as connection:
        centers = {center.center_id: center for center in await people.all_centers(connection)}
        ids = [each.center_id for each in centers.values() if each.code == center_code]
        for found in await find_tracked(connection, sealer, centers, ids, known):
            citizen = found.known_by(sealer, key)
            if citizen:
                return await _tell(connection, found, citizen, str(known), clock())
    raise NotTracked


async def _open(
    connection: Connection,
    sealer: Sealer,
    code: Tracking,
    digits: str,
    now: datetime,
) -> Tracked | None:
    """Return the first thing of this code that the digits open."""
    centers = {center.center_id: center for center in await people.all_centers(connection)}
    likely = await likely_center(connection, centers, code)
    # The likely centre is asked first and the others all the same: a dossier may be filed at any.
    for wanted in ([likely], [each for each in centers if each != likely]):
        ids = [center_id for center_id in wanted if center_id is not None]
        for found in await find_tracked(connection, sealer, centers, ids, code):
            citizen = found.opened_by(digits)
            if citizen:
                own = found.consignment.code if found.consignment else str(code)
                return await _tell(connection, found, citizen, own, now)
    return None


async def _tell(
    connection: Connection, found: Found, citizen: Citizen, code: str, now: datetime
) -> Tracked:
    """Return what was found with what the citizen is told of it."""
    center_id, dossier = found.center.center_id, found.dossier
    journeys = await tracking.journeys(
        connection,
        center_id,
        dossier.code if dossier else None,
        found.consignment.code if found.consignment else None,
    )
    zone = found.center.zone
    if dossier:
        stage = stage_of_dossier(dossier.status, ways_of(journeys))
    else:
        stage = stage_of_consignment(journeys[-1].leg, journeys[-1].state)
    due_on = dossier.due_on if dossier else None
    due_at = dossier.due_at if dossier else None
    today = now.astimezone(zone).date()
    moving = [journey for journey in journeys if journey.state not in FINAL_STATES]
    is_filer = dossier is not None and citizen is found.citizens[0]
    apology = await find_apology(connection, center_id, dossier.code) if dossier else None
    document = {
        "code": code,
        "sandbox": found.center.sandbox,
        "stage": {"key": stage.value, **words_told(STAGE_WORDS[stage])},
        "next_step": words_told(NEXT_WORDS[stage]),
        "filer": {"name": mask_name(citizen.name), "phone": mask_phone(citizen.phone or "")},
        "received_at": dossier and dossier.received_at and moment_told(dossier.received_at, zone),
        "due_on": due_on and due_on.isoformat(),
        "due_at": due_at and moment_told(due_at, zone),
        "overdue": dossier is not None
        and is_overdue(due_on, dossier.resolved_on, dossier.status, today),
        "now_at": _whereabouts(found.center, dossier, journeys),
        "to_pay_dong": await _owed_dong(connection, found, journeys),
        "apology": apology_told(apology, dossier, today, to_filer=is_filer),
        "timeline": await timeline(connection, found.center, dossier, journeys, apology),
        "together": await dossiers_together(connection, center_id, dossier, zone),
        "consignments": consignments_told(journeys),
    }
    return Tracked(
        center=found.center,
        code=code,
        citizen=citizen,
        is_filer=is_filer,
        dossier=dossier,
        consignment_code=found.consignment.code if found.consignment and not dossier else None,
        stage=stage,
        goes_out_by_post=any(journey.leg is Leg.OUTBOUND for journey in moving),
        coming_codes=tuple(j.code for j in moving if j.leg is Leg.OUTBOUND),
        paid_to_post=any(journey.collect_dong for journey in moving),
        document=document,
    )


def _whereabouts(
    center: Center, dossier: TrackedDossier | None, journeys: list[Journey]
) -> str | None:
    """Return the name of the office where the papers are; None is with the citizen."""
    moving = [journey for journey in journeys if journey.state not in FINAL_STATES]
    if dossier and dossier.status == PortalStatus.RETURNED:
        return None
    if moving:
        return moving[-1].holder_name
    if dossier is None:
        return journeys[-1].holder_name
    if dossier.status == PortalStatus.REGISTERED:
        return None
    at_center = (PortalStatus.ACCEPTED, PortalStatus.NOT_ACCEPTED)
    return center.name if dossier.status in at_center else dossier.department_name


async def _owed_dong(connection: Connection, found: Found, journeys: list[Journey]) -> int:
    """Return what is still to be paid: by the fee lines, or else as the postman or the total says.

    With the result in the citizen's hands nothing is: what was paid at the counter or online is
    not the post's to know.
    """
    asked = sum(j.collect_dong for j in journeys if j.state not in FINAL_STATES)
    dossier = found.dossier
    if dossier and dossier.status == PortalStatus.RETURNED:
        return 0
    if dossier is None:
        return asked
    center_id = found.center.center_id
    by_lines = await open_dong(connection, center_id, dossier.code)
    if by_lines is not None:
        return by_lines
    if asked or dossier.fee_dong is None:
        return asked
    return max(
        0, dossier.fee_dong - await dossiers.collected_of(connection, center_id, dossier.code)
    )
