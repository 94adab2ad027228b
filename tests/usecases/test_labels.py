"""Labels: each print counts and voids the one before; nothing is printed for strangers."""

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import UnknownThings
from postal_bridge.domain.tracking_code import CodeRange, verify_label
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.print_labels import LabelFacts, print_labels
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def printed(stage: Stage, who: str, *codes: str) -> list[LabelFacts]:
    bridge, keys = stage.bridge, stage.bridge.config.label_keys
    viewer = getattr(stage, who)
    return await print_labels(bridge.database, stage.clock, bridge.sealer, keys, viewer, codes)


async def test_the_newest_print_alone_is_valid(stage: Stage) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    (first,), (second,) = (
        await printed(stage, "post", code),
        await printed(stage, "clerk", f" {code.lower()} "),
    )
    assert (first.print_number, second.print_number) == (1, 2)
    label = verify_label(second.payload, stage.bridge.config.label_keys)
    assert (str(label.code), label.print_number) == (code, 2)
    old = await stage.scan(stage.post, first.payload, "collect")
    assert (old.outcome, old.code) == ("refused", "label_revoked")
    assert await stage.recorded(stage.post, second.payload, "collect") == "held"


async def test_a_label_says_where_from_and_where_to(stage: Stage) -> None:
    citizen = Citizen("Trần Văn Mẫu", "0987654321", "3 ngõ Ví Dụ")
    inbound = await stage.register(
        stage.post, Leg.INBOUND, citizen=citizen, procedure_code=PROCEDURE, collect_dong=20_000
    )
    unnamed = await stage.register(stage.clerk, Leg.OUTBOUND)
    await stage.recorded(stage.post, inbound["code"], "collect")
    bag = await stage.begin_bag(stage.post, "H53", items=[inbound["code"]], pack=True)
    codes = [bag["code"], inbound["code"], unnamed["code"], inbound["code"]]
    labels = await printed(stage, "admin", *codes)
    assert [label.code for label in labels] == codes[:3]
    of_bag, of_inbound, of_unnamed = labels
    assert of_inbound.sender_lines == ("Trần Văn Mẫu", "3 ngõ Ví Dụ", "ĐT: 0987654321")
    assert of_inbound.recipient_lines == ("Trung tâm ví dụ H53",)
    assert (of_inbound.collect_dong, of_inbound.papers) == (20_000, 3)
    assert of_unnamed.recipient_lines == ("Công dân",)
    assert of_bag.sender_lines[0] == "Quầy bưu chính công ích tại Trung tâm"
    assert (of_bag.leg, of_bag.papers) == (Leg.INBOUND, 3)


@pytest.mark.parametrize(
    ("who", "to_office", "leg"),
    [
        ("clerk", "SNV", Leg.TRANSFER_OUT),
        ("department", "H53", Leg.TRANSFER_BACK),
        ("clerk", "H53.BC", Leg.OUTBOUND),
        ("post", "H53", Leg.INBOUND),
    ],
)
async def test_a_bag_shows_the_leg_between_its_offices(
    stage: Stage, who: str, to_office: str, leg: Leg
) -> None:
    bag = await stage.begin_bag(getattr(stage, who), to_office)
    (label,) = await printed(stage, who, bag["code"])
    assert label.leg is leg


async def test_unknown_codes_are_named_and_nothing_is_counted(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    with pytest.raises(UnknownThings, match="EV999999995VN, x"):
        await printed(stage, "post", code, "EV999999995VN", "x")
    with pytest.raises(UnknownThings, match=code):
        await printed(stage, "post2", code)
    other = await found_center(bridge, clock, "H26", CodeRange("EV", 201, 300, "VN"))
    with pytest.raises(UnknownThings, match=code):
        await printed(other, "admin", code)
    assert await stage.value("select label_prints from custody") == 0
