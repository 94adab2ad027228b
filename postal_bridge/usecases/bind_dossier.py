"""Says afterwards which dossier a consignment carries, and lets the dossier catch up with it.

Papers often travel before the one-stop software has given their dossier a code. What happened to
the consignment in the meantime counts for the dossier from the moment it happened: a dossier that
was handed over before it had a code was filed by that hand-over (QĐ 45/2016/QĐ-TTg Đ7.4).
"""

from collections.abc import Iterable
from datetime import datetime

from postal_bridge.domain.access import OfficeKind, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.custody_log import LoggedEvent
from postal_bridge.domain.deciding import Scene
from postal_bridge.domain.handover import standing_events
from postal_bridge.domain.refusals import DossierBound
from postal_bridge.sealing import Sealer
from postal_bridge.store import consignments, custody, milestones
from postal_bridge.store.consignments import Consignment, SlipDossier
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.milestones import Milestone, MilestoneKind
from postal_bridge.store.rules import load_scene
from postal_bridge.usecases.announce_custody import CustodyNews
from postal_bridge.usecases.carry_together import find_dossier, refuse_strangers
from postal_bridge.usecases.enter_register import enter_register
from postal_bridge.usecases.look_up_consignment import find_visible, whole_document
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.scan_effects import milestone_of


async def bind_dossier(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    code: str,
    dossier_code: str,
    *,
    beside: bool = False,
) -> Answer:
    """Bind a consignment to its dossier and answer the consignment.

    Raises:
        UnknownCode: the viewer may see no consignment of this code.
        InvalidInput: the viewer may see no dossier of this code.
        DossierBound: the consignment carries another dossier already, and this one is not said to
            lie beside it.

    """

    async def act(connection: Connection) -> Answer:
        now, center_id = clock(), viewer.center_id
        seen = await find_visible(connection, viewer, code)
        dossier = await find_dossier(connection, viewer, dossier_code)
        await bind(connection, sealer, viewer, seen.code, dossier, now, beside=beside)
        await enter_register(connection, center_id, [dossier.code], now)
        bound = await find_visible(connection, viewer, code)
        today = now.astimezone(viewer.center.zone).date()
        scene, _ = await load_scene(connection, center_id, today)
        return Answer(200, await whole_document(connection, sealer, viewer, scene, bound, today))

    return await once(database, clock, sealer, viewer, request_key, act)


async def bind(
    connection: Connection,
    sealer: Sealer,
    viewer: Viewer,
    code: str,
    dossier: SlipDossier,
    now: datetime,
    *,
    beside: bool = False,
) -> None:
    """Bind the consignment `code`, which exists, to a dossier in the caller's transaction.

    With `beside`, what it carries already stays, and this one is carried, too.

    Raises:
        DossierBound: the consignment carries another dossier already.
        InvalidInput: the dossier cannot lie in one consignment with what it carries.

    """
    center_id = viewer.center_id
    # A scan that comes at this moment is seen below, or waits and reads what was said meanwhile.
    await custody.lock_things(connection, center_id, [code])
    found = await consignments.find_consignment(connection, center_id, code, None)
    assert found is not None, "the caller has just looked it up"
    missed = await _missed(connection, viewer, found)
    if missed:
        # Not first referred to and then moved: two that do so at once wait for each other.
        await milestones.lock_dossier(connection, center_id, dossier.code)
    if beside and found.dossier_code not in (None, dossier.code):
        if not await _carry_beside(connection, viewer, found, dossier):
            return
    elif not await consignments.bind_dossier(connection, center_id, code, dossier):
        raise DossierBound(code=code)
    if beside or found.dossier_code is None:
        await _catch_up(connection, sealer, viewer, found, missed, dossier.code, now)


async def _missed(
    connection: Connection, viewer: Viewer, found: Consignment
) -> list[tuple[MilestoneKind, LoggedEvent]]:
    """Return what happened to a consignment that moves the dossier in it."""
    histories = await custody.load_histories(connection, viewer.center_id, [found.code])
    events = standing_events(histories[found.code])
    told = ((milestone_of(found.leg, event), event) for event in events)
    return [(kind, event) for kind, event in told if kind is not None]


async def _carry_beside(
    connection: Connection, viewer: Viewer, found: Consignment, dossier: SlipDossier
) -> bool:
    """Note that a consignment carries a further dossier; False when it did already."""
    carried = await consignments.carried_by(connection, viewer.center_id, found.code)
    if any(each.dossier_code == dossier.code for each in carried):
        return False
    first = await find_dossier(connection, viewer, carried[0].dossier_code)
    refuse_strangers(found.leg, first, [dossier])
    await consignments.carry_further(
        connection, viewer.center_id, found.code, found.leg, [dossier.code]
    )
    return True


async def _catch_up(
    connection: Connection,
    sealer: Sealer,
    viewer: Viewer,
    found: Consignment,
    missed: Iterable[tuple[MilestoneKind, LoggedEvent]],
    dossier_code: str,
    now: datetime,
) -> None:
    """Move the dossier to where its consignment has been since it set out."""
    scene, _ = await load_scene(
        connection, viewer.center_id, now.astimezone(viewer.center.zone).date()
    )
    news = CustodyNews(viewer.center, now)
    for kind, event in missed:
        reached = Milestone(
            dossier_code=dossier_code,
            consignment_code=found.code,
            kind=kind,
            undone=False,
            happened_at=event.happened_at,
            day=event.happened_at.astimezone(viewer.center.zone).date(),
            recorded_at=now,
            login=event.login,
            office_code=event.office,
            reached_office=event.office,
            by_post=_by_post(scene, event),
            cause=event.scan_id,
        )
        if await milestones.reach(connection, viewer.center, reached, scene.rules.calendar):
            news.reach(reached)
    await news.save(connection, sealer)


def _by_post(scene: Scene, event: LoggedEvent) -> bool:
    return scene.offices.get(event.office) is OfficeKind.POST
