"""Finds things of the demonstration that can be tried at once: one to track, one to scan."""

from dataclasses import dataclass

from postal_bridge.cli.demonstration.place import CENTER_CODE, COUNTER
from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.custody import State
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.scan import Action
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.look_up_consignment import (
    Wanted,
    list_consignments,
    look_up_consignment,
)
from postal_bridge.usecases.look_up_dossier import Search, list_dossiers, look_up_dossier
from postal_bridge.usecases.look_up_payment import look_up_payment
from postal_bridge.usecases.track import open_tracking
from postal_bridge.wiring import Bridge

#: What can be scanned with nothing told but the code, and how a thing stands before it.
_BARE_SCANS = ((State.OFFERED, Action.TAKE), (State.HELD, Action.GO_OUT))
_LOOKED_AT = 20
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ExampleScan:
    """Somebody, and what they could scan now."""

    login: str
    code: str
    action: Action


async def example_to_track(bridge: Bridge) -> tuple[str, str]:
    """Return the code of a dossier being processed, and the digits by which it is tracked.

    One for which something is to be paid by a transfer comes first: then the code for it is seen.
    """
    center = await choose_center(bridge.database, CENTER_CODE)
    viewer = Viewer(center, "mot.cua", Role.CENTER, CENTER_CODE, OfficeKind.CENTER)
    database, clock, sealer = bridge.database, bridge.clock, bridge.sealer
    search = Search(status=PortalStatus.PROCESSING)
    found, _ = await list_dossiers(database, clock, sealer, viewer, search, None, _LOOKED_AT)
    examples = []
    for each in found:
        code = str(each["code"])
        dossier = await look_up_dossier(database, clock, sealer, viewer, code)
        digits = dossier["filer"]["phone"][-4:]
        examples.append((code, digits))
        tracked = await open_tracking(database, clock, sealer, code, digits, _HOST)
        if await look_up_payment(database, clock, tracked) is not None:
            return code, digits
    return examples[0]


async def example_to_scan(bridge: Bridge) -> ExampleScan | None:
    """Return something that waits for the post at the centre; None once all has been scanned."""
    center = await choose_center(bridge.database, CENTER_CODE)
    viewer = Viewer(center, "buu.chinh", Role.POST, COUNTER, OfficeKind.POST)
    database, clock, sealer = bridge.database, bridge.clock, bridge.sealer
    for state, action in _BARE_SCANS:
        wanted = Wanted(state=state)
        found, _ = await list_consignments(database, sealer, viewer, wanted, "", _LOOKED_AT)
        for each in found:
            code = str(each["code"])
            thing = await look_up_consignment(database, clock, sealer, viewer, code)
            actions = thing["next_actions"]
            assert isinstance(actions, list)
            if action in actions:
                return ExampleScan(viewer.login, code, action)
    return None
