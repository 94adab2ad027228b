"""Commands are about the only centre there is, or about the one that is named."""

import pytest

from postal_bridge.domain.upkeep_refusals import CenterRequired, NoCenter, UnknownCenter
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.wiring import Bridge


async def test_without_a_centre_there_is_nothing_to_choose(bridge: Bridge) -> None:
    for code in (None, "H53"):
        with pytest.raises(NoCenter):
            await choose_center(bridge.database, code)


async def test_the_only_centre_needs_no_name(bridge: Bridge) -> None:
    await add_center(bridge.database, bridge.clock, "H53", "Trung tâm Thử Nghiệm")
    for code in (None, "H53", "h53"):
        assert (await choose_center(bridge.database, code)).code == "H53"
    with pytest.raises(UnknownCenter, match="H99; there is H53"):
        await choose_center(bridge.database, "H99")


async def test_a_sandbox_is_meant_where_it_is_named_or_alone(bridge: Bridge) -> None:
    await add_center(bridge.database, bridge.clock, "H98", "Thử nghiệm", sandbox=True)
    assert (await choose_center(bridge.database, None)).code == "H98"
    await add_center(bridge.database, bridge.clock, "H53", "Trung tâm Thử Nghiệm")
    assert (await choose_center(bridge.database, None)).code == "H53"
    assert (await choose_center(bridge.database, "H98")).sandbox


async def test_of_several_centres_one_has_to_be_named(bridge: Bridge) -> None:
    for code in ("H53", "H26"):
        await add_center(bridge.database, bridge.clock, code, f"Trung tâm {code}")
    with pytest.raises(CenterRequired, match="H26, H53"):
        await choose_center(bridge.database, None)
    assert (await choose_center(bridge.database, "H26")).code == "H26"
