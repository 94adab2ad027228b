"""Registers dossiers that began at the national portal, as ones that are expected by post.

It is done by the use case by which programs register them, under the portal's own code, so that one
that is known already is never registered again. Whatever cannot be registered has a reason that
people are shown; of that nothing is kept that the portal said of a person.
"""

from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer
from postal_bridge.domain.code_refusals import BadDossierCode
from postal_bridge.domain.dossier import ReceivedVia, ServiceForm
from postal_bridge.domain.portal import PORTAL_ACTOR, Held, Offered
from postal_bridge.domain.portal_rules import NotExpected, why_not_expected
from postal_bridge.domain.refusals import DossierKnown, InvalidInput
from postal_bridge.store import portal_dossiers
from postal_bridge.store.database import Connection
from postal_bridge.usecases.portal_account import PortalTools
from postal_bridge.usecases.register_dossier import Filing, file_dossier, judged


def portal_viewer(center: Center) -> Viewer:
    """Return in whose name is done what the portal says."""
    return Viewer(center, PORTAL_ACTOR, Role.CENTER, center.code, OfficeKind.CENTER)


async def register_from_portal(tools: PortalTools, center: Center, held: Held) -> str | None:
    """Register a dossier that the portal holds and nobody here knows; return why not, if not."""
    reason, offered = why_not_expected(held), held.offered
    if reason is not None or offered is None:
        return reason
    try:
        async with tools.database.transaction() as connection:
            return await _register(connection, tools, center, held.dossier_code, offered)
    except DossierKnown:
        # Somebody registered it meanwhile: both sides are compared when it is asked for again.
        return None
    except InvalidInput as refusal:
        return refusal.problems[0].code


async def _register(
    connection: Connection, tools: PortalTools, center: Center, code: str, offered: Offered
) -> str | None:
    center_id, now = center.center_id, tools.clock()
    procedures = await portal_dossiers.procedures_named(
        connection, center_id, offered.procedure_code or ""
    )
    if len(procedures) != 1:
        return NotExpected.SEVERAL_PROCEDURES if procedures else NotExpected.UNKNOWN_PROCEDURE
    departments = await portal_dossiers.departments_named(
        connection, center_id, offered.department or ""
    )
    filing = Filing(
        code=code,
        procedure_code=procedures[0],
        received_via=ReceivedVia.POSTAL,
        department_code=departments[0] if len(departments) == 1 else None,
        service_form=ServiceForm.BOTH if offered.goes_back_by_post else ServiceForm.SEND,
        filer_name=offered.filer_name,
        filer_phone=offered.filer_phone,
        filer_address=offered.filer_address,
        filer_email=offered.filer_email,
    )
    viewer = portal_viewer(center)
    if judged(filing, viewer, now) != code:
        # Kept under another code than theirs it would be nobody's when it is asked for again.
        return BadDossierCode.code()
    await file_dossier(connection, tools.sealer, tools.clock, viewer, filing, now)
    await portal_dossiers.note_registered(connection, center_id, code, now)
    return None
