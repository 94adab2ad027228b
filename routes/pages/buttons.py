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
    viewer, now = call.viewer, call.bridge.clock()
    scan = Scan(
        scan_id=button.scan_id,
        code=button.code,
        action=button.action,
        scanned_at=now,
        to_office=button.to_office,
        seal_number=button.seal_number,
    )
    (answer,) = await call.bridge.scan_desk.settle(viewer.center, [Submitted(viewer, scan)])
    return answer
