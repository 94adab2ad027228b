"""Finds something of the demonstration that a citizen could track, for whoever wants to try."""

from postal_bridge.cli.demonstration.place import CENTER_CODE
from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.look_up_dossier import Search, list_dossiers, look_up_dossier
from postal_bridge.wiring import Bridge


async def example_to_track(bridge: Bridge) -> str:
    """Return the path of the API that tracks one of the dossiers being processed."""
    center = await choose_center(bridge.database, CENTER_CODE)
    viewer = Viewer(center, "mot.cua", Role.CENTER, CENTER_CODE, OfficeKind.CENTER)
    database, clock, sealer = bridge.database, bridge.clock, bridge.sealer
    search = Search(status=PortalStatus.PROCESSING)
    found, _ = await list_dossiers(database, clock, sealer, viewer, search, None, 1)
    code = found[0]["code"]
    dossier = await look_up_dossier(database, clock, sealer, viewer, code)
    return f"/api/v1/track/{code}?phone_last4={dossier['filer']['phone'][-4:]}"
