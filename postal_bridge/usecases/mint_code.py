"""Takes the next tracking code out of the ranges that the post granted to a centre."""

from postal_bridge.domain.code_refusals import NoCodeRange
from postal_bridge.domain.tracking_code import TrackingCode
from postal_bridge.store import code_ranges
from postal_bridge.store.code_ranges import GrantedRange
from postal_bridge.store.database import Connection

#: So many numbers are looked at together for one that was not bound by hand.
LOOK_AHEAD = 50


async def mint_code(connection: Connection, center_id: int) -> TrackingCode:
    """Return the next free code of the oldest range that has one.

    The number stays with the transaction of `connection`: it is given back when that fails, and
    nobody else of the centre takes one before it ends. Numbers bound by hand are left out.

    Raises:
        NoCodeRange: every range is used up.

    """
    for granted in await code_ranges.code_ranges(connection, center_id):
        if granted.next_serial <= granted.codes.last:
            code = await _take_from(connection, center_id, granted)
            if code is not None:
                return code
    raise NoCodeRange


async def _take_from(
    connection: Connection, center_id: int, granted: GrantedRange
) -> TrackingCode | None:
    codes, series = granted.codes, granted.series
    first = await code_ranges.take_number(connection, center_id, series, codes.first)
    for start in range(first, codes.last + 1, LOOK_AHEAD):
        ahead = range(start, min(start + LOOK_AHEAD, codes.last + 1))
        candidates = [codes.code_at(serial) for serial in ahead]
        taken = await code_ranges.codes_taken(connection, center_id, candidates)
        free = next((code for code in candidates if str(code) not in taken), None)
        if free is not None:
            if free.serial != first:
                await code_ranges.go_on_after(connection, center_id, series, free.serial)
            return free
    # Remembered, so that the next one need not look at all of these again.
    await code_ranges.go_on_after(connection, center_id, series, codes.last)
    return None
