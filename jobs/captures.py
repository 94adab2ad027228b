"""Reads what others told of things, a document at a time."""

from collections.abc import Mapping
from functools import partial

from postal_bridge.domain.access import Center
from postal_bridge.domain.observation import DocumentKind
from postal_bridge.usecases.read_captures import CaptureReader
from postal_bridge.wiring import Bridge
from schemas.emsevt import read_emsevt
from schemas.epcis_schema import read_epcis


async def read_captures(bridge: Bridge, center: Center, _minute: str) -> Mapping[str, int]:
    """Read what waits at a centre."""
    config = bridge.config
    readers = {
        DocumentKind.EPCIS: partial(read_epcis, config.epcis_names),
        DocumentKind.EMSEVT: partial(
            read_emsevt, config.epcis_names, config.emsevt_numbers.reasons
        ),
    }
    reader = CaptureReader(bridge.database, bridge.clock, bridge.sealer, bridge.scan_desk, readers)
    read = await reader.read_waiting(center)
    if read:
        bridge.news.tell(center.center_id)
    return {"read": read}
