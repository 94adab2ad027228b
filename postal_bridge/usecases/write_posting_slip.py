"""Gathers what the posting slip of a consignment says (TT 17/2017/TT-BTTTT Đ9)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.consignment import CITIZEN_LEGS
from postal_bridge.domain.custody import CITIZEN, Event, Leg
from postal_bridge.domain.handover import handovers, standing_events
from postal_bridge.domain.refusals import NotForYourRole
from postal_bridge.sealing import Sealer
from postal_bridge.store import consignments, custody
from postal_bridge.store.consignments import CarriedDossier, Paper
from postal_bridge.store.database import Database
from postal_bridge.store.handovers import office_names
from postal_bridge.store.obligations import postage_of
from postal_bridge.usecases.citizen import Citizen, open_citizen
from postal_bridge.usecases.look_up_consignment import find_visible, serves_citizen


@dataclass(frozen=True, slots=True)
class End:
    """One of the two ends of a carriage; of an office the name alone is known."""

    name: str | None = field(repr=False)
    address: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What the slip says; `posted_at` is when the post got it, None while it has not.

    `postage` are the lines by which the citizen owes it, with their names.
    """

    code: str
    leg: Leg
    dossier_code: str | None
    procedure_name: str | None
    dossiers: Sequence[CarriedDossier]
    sender: End
    recipient: End
    post_office: str | None
    posted_at: datetime | None
    norm_on: date | None
    papers: Sequence[Paper]
    collect_dong: int
    postage: Sequence[tuple[str, int]]
    printed_at: datetime


async def write_posting_slip(
    database: Database, clock: Clock, sealer: Sealer, viewer: Viewer, code: str
) -> SlipFacts:
    """Return the facts of the slip of a consignment.

    Raises:
        UnknownCode: there is none of this code among those the viewer may see.
        NotForYourRole: the viewer sees the citizen masked, and a slip names them whole.

    """
    center = viewer.center
    async with database.snapshot() as connection:
        found = await find_visible(connection, viewer, code)
        if not serves_citizen(viewer, found):
            raise NotForYourRole
        papers = (await consignments.papers_of(connection, viewer.center_id, [found.code]))[
            found.code
        ]
        carried = await consignments.carried_by(connection, viewer.center_id, found.code)
        codes = [each.dossier_code for each in carried]
        postage = await postage_of(connection, viewer.center_id, codes)
        histories = await custody.load_histories(connection, viewer.center_id, [found.code])
        places = {found.origin, found.destination, found.post_office or ""}
        names = await office_names(connection, viewer.center_id, places)
    citizen = open_citizen(sealer, center.code, found.code, found.party_sealed)

    def end(office: str) -> End:
        return _end_of(citizen) if office == CITIZEN else End(names.get(office, office))

    history = histories[found.code]
    collected = [e.happened_at for e in standing_events(history) if e.event is Event.COLLECTED]
    taken = [h.taken.happened_at for h in handovers(history, in_bags=True) if h.taken]
    return SlipFacts(
        code=found.code,
        leg=found.leg,
        dossier_code=found.dossier_code,
        procedure_name=found.procedure_name,
        dossiers=carried,
        sender=end(found.origin),
        recipient=end(found.destination),
        post_office=names.get(found.post_office or ""),
        posted_at=next(iter(collected or taken), None),
        norm_on=found.norm_on,
        papers=papers,
        collect_dong=found.collect_dong,
        # Between offices the agencies pay for the carriage, by contract.
        postage=postage if found.leg in CITIZEN_LEGS else (),
        printed_at=clock().astimezone(center.zone),
    )


def _end_of(citizen: Citizen | None) -> End:
    return End(citizen.name, citizen.address, citizen.phone) if citizen else End(None)
