"""One line of text finds a thing by its code, or dossiers and consignments by a name or a phone."""

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.tracking_code import TrackingCode, sign_label
from postal_bridge.store.scopes import narrowed
from postal_bridge.usecases.find import FOUND_MAX, Found, Sort, find_things
from postal_bridge.usecases.look_up_dossier import scope_of
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def find(stage: Stage, viewer: Viewer, text: str) -> Found:
    bridge = stage.bridge
    keys = bridge.config.label_keys
    return await find_things(bridge.database, bridge.sealer, keys, viewer, text)


async def codes(stage: Stage, viewer: Viewer, text: str) -> list[str]:
    return [dossier.code for dossier in (await find(stage, viewer, text)).dossiers]


async def test_a_code_of_any_sort_leads_to_its_thing(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    thing = await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier)
    bag = await stage.begin_bag(stage.clerk, stage.department.office_code)
    code = str(thing["code"])
    label = sign_label(TrackingCode.parse(code), 1, stage.bridge.config.label_keys)
    for text, found in (
        (dossier.lower(), (dossier, Sort.DOSSIER)),
        (code, (code, Sort.CONSIGNMENT)),
        (f" {code[:2]} {code[2:6]} {code[6:]} ", (code, Sort.CONSIGNMENT)),
        (f"https://buu.example/q/{label}", (code, Sort.CONSIGNMENT)),
        (bag["code"], (bag["code"], Sort.BAG)),
    ):
        answer = await find(stage, stage.clerk, text)
        assert (answer.code, answer.sort) == found, text


async def test_what_a_viewer_may_not_see_is_not_found_by_its_code(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    thing = await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier)
    for viewer, text in (
        (stage.department2, dossier),
        (stage.post2, dossier),
        (stage.post2, thing["code"]),
        (stage.accountant, thing["code"]),
    ):
        answer = await find(stage, viewer, text)
        assert answer.sort is None
        assert answer.refusal is not None
        assert answer.refusal.code() == "unknown_code"


async def test_a_code_with_a_slip_of_the_finger_is_told_so(stage: Stage) -> None:
    answer = await find(stage, stage.clerk, "EV000000015VN")
    assert answer.refusal is not None
    assert answer.refusal.code() == "bad_tracking_code"


async def test_a_name_is_found_without_its_accents_by_those_who_may_see_it(stage: Stage) -> None:
    own = await stage.add_dossier(1, filer_name="Đặng Thị Ví Dụ")
    other = await stage.add_dossier(2, filer_name="Nguyễn Đặng Ví Dụ", department_code="STP")
    await stage.add_dossier(3, filer_name="Trần Văn Thử")
    assert set(await codes(stage, stage.clerk, "dang vi du")) == {own, other}
    assert await codes(stage, stage.clerk, "ĐẶNG THỊ") == [own]
    assert await codes(stage, stage.department, "dang") == [own]
    assert await codes(stage, stage.department2, "dang") == [other]
    assert await codes(stage, stage.post, "dang") == []


async def test_a_post_office_finds_the_names_it_has_to_do_with(stage: Stage) -> None:
    dossier = await stage.add_dossier(filer_name="Đặng Thị Ví Dụ")
    await stage.add_dossier(2, filer_name="Đặng Thị Mẫu")
    await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier)
    assert await codes(stage, stage.post, "dang thi") == [dossier]
    assert await codes(stage, stage.post2, "dang thi") == []


async def test_an_office_that_only_handed_something_on_finds_it_again(stage: Stage) -> None:
    dossier = await stage.add_dossier(filer_name="Đặng Thị Ví Dụ")
    code = (await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=dossier))["code"]
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    await stage.recorded(stage.post, code, "take")
    await stage.recorded(stage.post, code, "give", to_office="H53.P2")
    await stage.recorded(stage.post2, code, "take", "go_out", "deliver")
    for text in (dossier, "dang thi", "0912345678"):
        found = await find(stage, stage.post, text)
        assert dossier in {found.code, *(each.code for each in found.dossiers)}, text
    carried = (await find(stage, stage.post, "0912345678")).consignments
    assert [each.code for each in carried] == [code]


@pytest.mark.parametrize("text", ["", " ", "a", "%", "__", "-", "'"])
async def test_too_little_to_go_by_finds_nothing(stage: Stage, text: str) -> None:
    await stage.add_dossier()
    assert await find(stage, stage.clerk, text) == Found()


async def test_what_means_something_to_the_database_is_only_text_here(stage: Stage) -> None:
    await stage.add_dossier(filer_name="Nguyễn Ví Dụ")
    assert await codes(stage, stage.clerk, "ng%du") == []
    assert await codes(stage, stage.clerk, "ng_y") == []


async def test_a_phone_is_found_however_it_is_written(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    thing = await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier)
    for text in ("0912345678", "+84 912 345 678", "0912.345.678"):
        answer = await find(stage, stage.post, text)
        assert [each.code for each in answer.dossiers] == [dossier], text
        assert [each.code for each in answer.consignments] == [thing["code"]], text
    assert await find(stage, stage.post2, "0912345678") == Found()
    assert await find(stage, stage.clerk, "0912345679") == Found()


async def test_accountants_are_told_neither_names_nor_what_is_under_way(stage: Stage) -> None:
    dossier = await stage.add_dossier(filer_name="Đặng Thị Ví Dụ")
    await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier)
    answer = await find(stage, stage.accountant, "0912345678")
    assert [each.filer_name for each in answer.dossiers] == ["Đ*** T*** V*** D"]
    assert answer.consignments == ()


async def test_a_long_list_is_cut_and_says_so_with_the_latest_first(stage: Stage) -> None:
    for number in range(1, FOUND_MAX + 2):
        await stage.add_dossier(number, filer_name="Nguyễn Văn Ví Dụ")
    answer = await find(stage, stage.clerk, "van vi du")
    assert len(answer.dossiers) == FOUND_MAX
    assert answer.more
    shown = [each.code for each in answer.dossiers]
    assert shown == sorted(shown, reverse=True)


async def test_another_centre_finds_nothing_of_ours(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    other = await found_center(bridge, clock, "H26")
    dossier = await stage.add_dossier(filer_name="Đặng Thị Ví Dụ")
    assert (await find(other, other.clerk, "dang thi")).dossiers == ()
    assert (await find(other, other.clerk, dossier)).sort is None
    assert (await find(other, other.clerk, "0912345678")).dossiers == ()


async def test_what_a_post_office_has_to_do_with_is_the_same_from_both_sides(stage: Stage) -> None:
    posted, carried, offered = [await stage.add_dossier(number) for number in (1, 2, 3)]
    await stage.register(stage.post, Leg.INBOUND, dossier_code=posted)
    code = (await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=carried))["code"]
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    await stage.recorded(stage.post, code, "take")
    await stage.recorded(stage.post, code, "give", to_office="H53.P2")
    await stage.recorded(stage.post2, code, "take", "go_out", "deliver")
    code = (await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=offered))["code"]
    await stage.recorded(stage.clerk, code, "give", to_office="H53.P2")
    for viewer, own in ((stage.post, {posted, carried}), (stage.post2, {carried, offered})):
        async with stage.bridge.database.snapshot() as connection:
            scope = await narrowed(connection, viewer.center_id, scope_of(viewer))
        assert set(scope.codes or ()) == own
        query = "select array_agg(distinct dossier_code) from dossier_office where office_code = $1"
        assert set(await stage.value(query, viewer.office_code)) == own


async def test_a_post_office_finds_among_many_what_it_finds_among_few(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = await stage.add_dossier(1, filer_name="Đặng Thị Ví Dụ")
    await stage.add_dossier(2, filer_name="Đặng Thị Mẫu")
    await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier)
    monkeypatch.setattr("postal_bridge.store.scopes.FEW_MAX", 0)
    assert await codes(stage, stage.post, "dang thi") == [dossier]
    assert await codes(stage, stage.post2, "dang thi") == []
