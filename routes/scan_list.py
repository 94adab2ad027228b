"""The list that a scanner keeps on the device, so that it knows a wrong item while offline."""

from postal_bridge.usecases.expect_scans import list_expected
from routes.route import Call, Reply, operation
from schemas.scan_list import ExpectedThings


@operation(gives=ExpectedThings)
async def list_expected_things(call: Call[None, None]) -> Reply:
    """List what the office is to take, holds or has out, for a device to keep.

    It names things and what may be scanned next, and nothing about citizens.
    """
    bridge = call.bridge
    found = await list_expected(bridge.database, bridge.clock, call.viewer)
    return Reply({**found.document(), "as_of": bridge.clock().isoformat()}, long=True)
