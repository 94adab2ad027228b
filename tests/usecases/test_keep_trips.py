"""Trips are kept by hours and offices, once each, and every change is listed."""

from datetime import time

import pytest

from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.usecases.keep_trips import keep_trip, list_trips, remove_trip
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center


async def test_trips_are_added_once_listed_by_hour_and_removed(
    bridge: Bridge, clock: SettableClock
) -> None:
    stage = await found_center(bridge, clock)
    other = await found_center(bridge, clock, "H26")
    place = bridge.database, clock, stage.admin
    for hour, office in ((time(14), None), (time(9, 30), "SNV"), (time(14), "SNV")):
        await keep_trip(*place, hour, office)
    for hour, office in ((time(14), None), (time(14, 0, 30), "SNV"), (time(8), "KHONG")):
        with pytest.raises(InvalidInput):
            await keep_trip(*place, hour, office)
    found = await list_trips(bridge.database, stage.clerk)
    assert [(trip.leaves_at, trip.to_office) for trip in found] == [
        (time(9, 30), "SNV"),
        (time(14), None),
        (time(14), "SNV"),
    ]
    assert await list_trips(bridge.database, other.clerk) == []
    await remove_trip(bridge.database, clock, other.admin, found[0].trip_id)
    assert len(await list_trips(bridge.database, stage.clerk)) == 3
    for _ in range(2):
        await remove_trip(*place, found[0].trip_id)
    assert await list_trips(bridge.database, stage.clerk) == found[1:]
    noted = "select count(*) from admin_change where what = any($1)"
    assert await stage.value(noted, ["trip_added", "trip_removed"]) == 4
