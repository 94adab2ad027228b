"""Scans that a button in a page makes, each once however often it is pressed."""

from postal_bridge.domain.scan import Scan
from postal_bridge.usecases.scan_answers import ScanAnswer, Submitted
from routes.route import Call
from schemas.desks import ButtonScan


async def scan_by_button(call: Call[None, None], button: ButtonScan) -> ScanAnswer:
    """Record the scan of a button; the page made its identity, so it is recorded once.

    Raises:
        TooBusy: more scans are waiting than can be settled soon; nothing was recorded.

    """
    scan = Scan(
        scan_id=button.sending,
        code=button.code,
        action=button.action,
        scanned_at=call.bridge.clock(),
        to_office=button.to_office,
        seal_number=button.seal_number,
    )
    return await settle_scan(call, scan)


async def settle_scan(call: Call[None, None], scan: Scan) -> ScanAnswer:
    """Record one scan of whoever presses a button, and return what became of it.

    Raises:
        TooBusy: more scans are waiting than can be settled soon; nothing was recorded.

    """
    submitted = [Submitted(call.viewer, scan)]
    (answer,) = await call.bridge.scan_desk.settle(call.viewer.center, submitted)
    return answer
