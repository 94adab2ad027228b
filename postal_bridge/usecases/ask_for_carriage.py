"""Let a citizen ask the post for pickup of papers or delivery of a result, while they track.

Owns what is kept of such a request and how often one may be made. The answer of the post is given
in `usecases/answer_carriage.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.carriage import CarriageKind, RequestState, kinds_to_ask_for
from postal_bridge.domain.citizen_refusals import CarriageAsked, CarriageNotOpen
from postal_bridge.domain.masking import normalise_phone
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, TooManyRequests
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import carriage_requests
from postal_bridge.store.carriage_requests import AnsweredRequest, NewRequest
from postal_bridge.store.database import Database
from postal_bridge.usecases.filer import open_address
from postal_bridge.usecases.throttle import Limit, count_attempt
from postal_bridge.usecases.track import Tracked

ADDRESS_LIMIT = Limit("carriage asked from address", most=60, period=timedelta(minutes=1))
#: Enough for somebody who was declined and asks again, too few to fill a post office's list.
SUBJECT_LIMIT = Limit("carriage asked for", most=5, period=timedelta(days=1))
#: What a citizen is shown of what they asked for.
TOLD_MAX = 5


@dataclass(frozen=True, slots=True)
class Wish:
    """What a citizen asks for; None is what was given with the dossier, or nothing."""

    kind: CarriageKind
    name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)


def knows_address(tracked: Tracked) -> bool:
    """Tell whether the citizen's address is on record, so that it need not be typed."""
    dossier = tracked.dossier
    on_file = tracked.is_filer and dossier is not None and dossier.filer_address_sealed is not None
    return on_file or tracked.citizen.address is not None


def open_kinds(tracked: Tracked) -> tuple[CarriageKind, ...]:
    """Return what may be asked for at the stage of what is tracked."""
    dossier = tracked.dossier
    if dossier is not None and not dossier.postal_eligible:
        return ()
    return kinds_to_ask_for(
        tracked.stage,
        dossier.service_form if dossier else None,
        goes_out_by_post=tracked.goes_out_by_post,
    )


def kinds_left(tracked: Tracked, requests: Iterable[AnsweredRequest]) -> tuple[CarriageKind, ...]:
    """Return what may be asked for and was not asked for yet, or was declined."""
    asked = {each.kind for each in requests if each.state is not RequestState.DECLINED}
    return tuple(kind for kind in open_kinds(tracked) if kind not in asked)


async def look_at_requests(database: Database, tracked: Tracked) -> list[AnsweredRequest]:
    """Return what was asked for so far, and how it was answered, the newest first."""
    async with database.snapshot() as connection:
        return await carriage_requests.requests_of_subject(
            connection,
            tracked.center.center_id,
            tracked.dossier_code,
            tracked.consignment_code,
            TOLD_MAX,
        )


async def ask_for_carriage(
    database: Database, clock: Clock, sealer: Sealer, tracked: Tracked, wish: Wish, address: str
) -> None:
    """Keep what a citizen asks the post for; `address` is where the request comes from.

    Raises:
        CarriageNotOpen: this is not to be asked for, or not at this stage.
        CarriageAsked: it was asked for, and the post has not answered yet.
        InvalidInput: it does not say where to or whom to call, and the dossier does not either.
        TooManyRequests: too many requests came from there, or for this dossier.

    """
    if wish.kind not in open_kinds(tracked):
        raise CarriageNotOpen
    contact, request_id, now = _contact(sealer, tracked, wish), uuid4(), clock()
    place = contact_place(tracked.center.code, request_id)
    request = NewRequest(
        request_id=request_id,
        kind=wish.kind,
        dossier_code=tracked.dossier_code,
        consignment_code=tracked.consignment_code,
        contact_sealed=sealer.seal_json(contact, place),
        made_at=now,
    )
    subject = f"{tracked.center.code} {tracked.dossier_code or tracked.consignment_code}"
    async with database.transaction() as connection:
        for limit, counted in ((ADDRESS_LIMIT, address), (SUBJECT_LIMIT, subject)):
            wait_seconds = await count_attempt(connection, limit, counted, now)
            if wait_seconds is not None:
                raise TooManyRequests(retry_after_seconds=wait_seconds)
        center_id = tracked.center.center_id
        if not await carriage_requests.add_request(connection, center_id, request):
            raise CarriageAsked


def _address_on_record(sealer: Sealer, tracked: Tracked) -> str | None:
    dossier = tracked.dossier
    if tracked.citizen.address or dossier is None or not tracked.is_filer:
        return tracked.citizen.address
    return open_address(sealer, tracked.center.code, dossier.code, dossier.filer_address_sealed)


def contact_place(center_code: str, request_id: UUID) -> str:
    """Return the place that the contact of a request is sealed for."""
    return f"carriage_request.contact {center_code} {request_id}"


def _contact(sealer: Sealer, tracked: Tracked, wish: Wish) -> dict[str, str]:
    """Return whom to call and where to go, with what the dossier says where the wish does not."""
    citizen, problems = tracked.citizen, []
    phone = wish.phone or citizen.phone
    address = wish.address or _address_on_record(sealer, tracked)
    if wish.phone and normalise_phone(wish.phone) is None:
        problems.append(FieldProblem("phone", "bad_phone", Said("is no phone number of Việt Nam")))
    if not address:
        problems.append(FieldProblem("address", "missing", Said("must be given")))
    if problems:
        raise InvalidInput(*problems)
    parts = {
        "name": wish.name or citizen.name,
        "phone": phone,
        "address": address,
        "note": wish.note,
    }
    return {part: text for part, text in parts.items() if text}
