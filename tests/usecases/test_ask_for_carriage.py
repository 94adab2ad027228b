"""Citizens ask the post for pickup and delivery; a post office answers each request once."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.carriage import CarriageKind, RequestState
from postal_bridge.domain.citizen_refusals import (
    CarriageAsked,
    CarriageNotOpen,
    CarriageRequestClosed,
    UnknownCarriageRequest,
)
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import InvalidInput, TooManyRequests
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.answer_carriage import (
    ToldRequest,
    accept_carriage,
    carry_request,
    decline_carriage,
    list_requests,
    look_up_request,
    take_back_answer,
)
from postal_bridge.usecases.ask_for_carriage import (
    SUBJECT_LIMIT,
    Wish,
    ask_for_carriage,
    kinds_left,
    look_at_requests,
    open_kinds,
)
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.once import RequestKey
from postal_bridge.usecases.track import Tracked, open_tracking
from postal_bridge.wiring import Bridge
from routes.places import BEGINNING, END
from tests.conftest import MORNING, SettableClock
from tests.journeys import IN_PERSON, Stage, found_center

ADDRESS = "192.0.2.1"
DELIVERY, PICKUP = CarriageKind.DELIVERY, CarriageKind.PICKUP
FIRST = UUID(int=0)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def opened(stage: Stage, code: str, digits: str = "5678") -> Tracked:
    bridge = stage.bridge
    return await open_tracking(bridge.database, stage.clock, bridge.sealer, code, digits, ADDRESS)


async def ask(stage: Stage, tracked: Tracked, wish: Wish) -> None:
    bridge = stage.bridge
    await ask_for_carriage(bridge.database, stage.clock, bridge.sealer, tracked, wish, ADDRESS)


async def accepted(stage: Stage, number: int = 1, **columns: object) -> str:
    """Add a dossier that the centre works on."""
    days = {"received_at": MORNING, "received_on": MORNING.date(), "status": 4}
    return await stage.add_dossier(number, **{**days, **columns})


async def seen(
    stage: Stage, who: Viewer, state: RequestState = RequestState.OPEN, limit: int = 50
) -> list[ToldRequest]:
    place = (BEGINNING if state is RequestState.OPEN else END, FIRST)
    bridge = stage.bridge
    found, _ = await list_requests(bridge.database, bridge.sealer, who, state, place, limit)
    return found


async def whole(stage: Stage, who: Viewer, request_id: UUID) -> ToldRequest:
    bridge = stage.bridge
    return await look_up_request(bridge.database, bridge.sealer, who, request_id)


async def test_a_request_reaches_every_post_office_masked_and_opens_whole(stage: Stage) -> None:
    tracked = await opened(stage, await accepted(stage))
    assert open_kinds(tracked) == (DELIVERY,)
    await ask(stage, tracked, Wish(DELIVERY, note="Sau 17 giờ"))
    for who in (stage.post, stage.post2, stage.admin):
        (told,) = await seen(stage, who)
        assert (told.name, told.phone) == ("N*** T*** V*** D", "*******678")
        assert (told.address, told.note) == ("", "")
    request = await whole(stage, stage.post, told.request_id)
    assert (request.name, request.phone) == ("Nguyễn Thị Ví Dụ", "0912345678")
    assert (request.address, request.note) == ("12 đường Hoa Sữa", "Sau 17 giờ")


async def test_what_the_citizen_types_wins_over_what_the_dossier_says(stage: Stage) -> None:
    tracked = await opened(stage, await accepted(stage))
    wish = Wish(DELIVERY, "Lê Văn Mẫu", "0900 000 001", "Thôn Ví Dụ, xã Mẫu")
    await ask(stage, tracked, wish)
    (told,) = await seen(stage, stage.post)
    request = await whole(stage, stage.post, told.request_id)
    assert (request.name, request.phone, request.address) == (wish.name, wish.phone, wish.address)


async def test_nothing_of_the_citizen_is_stored_in_plain_words(stage: Stage) -> None:
    tracked = await opened(stage, await accepted(stage))
    await ask(stage, tracked, Wish(DELIVERY, "Lê Văn Mẫu", "0900000001", "Thôn Ví Dụ"))
    stored = await stage.value("select row_to_json(r)::text from carriage_request r")
    sealed = await stage.value("select contact_sealed from carriage_request")
    for said in ("Mẫu", "0900000001", "Thôn"):
        assert said not in stored
        assert said.encode() not in sealed


async def test_an_accepted_request_is_told_the_citizen_and_noted_with_the_dossier(
    stage: Stage,
) -> None:
    code = await accepted(stage)
    await ask(stage, await opened(stage, code), Wish(DELIVERY))
    (told,) = await seen(stage, stage.post)
    await accept_carriage(stage.bridge.database, stage.clock, stage.post, told.request_id)
    assert await stage.value("select service_form from dossier where code = $1", code) == "RETURN"
    tracked = await opened(stage, code)
    assert open_kinds(tracked) == ()
    (answered,) = await look_at_requests(stage.bridge.database, tracked)
    assert (answered.kind, answered.state) == (DELIVERY, RequestState.ACCEPTED)
    assert await seen(stage, stage.post) == []
    state = RequestState.ACCEPTED
    assert len(await seen(stage, stage.post, state)) == len(await seen(stage, stage.admin, state))
    assert await seen(stage, stage.post2, state) == []
    with pytest.raises(UnknownCarriageRequest):
        await whole(stage, stage.post2, told.request_id)


async def test_a_declined_request_says_why_and_may_be_made_again(stage: Stage) -> None:
    code = await accepted(stage)
    await ask(stage, await opened(stage, code), Wish(DELIVERY))
    (told,) = await seen(stage, stage.post)
    database, reason = stage.bridge.database, "Ngoài địa bàn"
    await decline_carriage(database, stage.clock, stage.post, told.request_id, reason)
    tracked = await opened(stage, code)
    requests = await look_at_requests(database, tracked)
    assert [(each.state, each.reason) for each in requests] == [(RequestState.DECLINED, reason)]
    assert kinds_left(tracked, requests) == (DELIVERY,)
    await ask(stage, tracked, Wish(DELIVERY))
    assert len(await seen(stage, stage.post2)) == 1


async def test_one_request_is_answered_once_however_many_try(stage: Stage) -> None:
    await ask(stage, await opened(stage, await accepted(stage)), Wish(DELIVERY))
    (told,) = await seen(stage, stage.post)
    database = stage.bridge.database
    outcomes = await asyncio.gather(
        *(accept_carriage(database, stage.clock, stage.admin, told.request_id) for _ in range(5)),
        return_exceptions=True,
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert sum(isinstance(outcome, CarriageRequestClosed) for outcome in outcomes) == 4
    with pytest.raises(UnknownCarriageRequest):
        await accept_carriage(database, stage.clock, stage.post, uuid4())


async def carry(stage: Stage, viewer: Viewer, request_id: UUID) -> None:
    bridge, sender = stage.bridge, Citizen("Người Gửi", "0912345678", "1 phố Mẫu")
    key = RequestKey(f"page {uuid4()}", b"said")
    await carry_request(
        bridge.database, stage.clock, bridge.sealer, viewer, key, request_id, sender
    )


async def test_colleagues_who_send_the_form_at_once_make_one_consignment(stage: Stage) -> None:
    code = await stage.add_dossier(received_via="online")
    await ask(stage, await opened(stage, code), Wish(PICKUP))
    (told,) = await seen(stage, stage.post)
    await accept_carriage(stage.bridge.database, stage.clock, stage.post, told.request_id)
    await asyncio.gather(*(carry(stage, stage.post, told.request_id) for _ in range(6)))
    assert await stage.value("select count(*) from consignment") == 1
    carried = await stage.value("select code from consignment")
    assert (await whole(stage, stage.post, told.request_id)).carried_by == carried


@pytest.mark.parametrize("before", [None, "SEND", "RETURN"])
async def test_an_acceptance_is_taken_back_while_nothing_was_registered(
    stage: Stage, before: str | None
) -> None:
    code = await stage.add_dossier(received_via="online", service_form=before)
    await ask(stage, await opened(stage, code), Wish(PICKUP))
    (told,) = await seen(stage, stage.post)
    place = stage.bridge.database, stage.clock, stage.post, told.request_id
    with pytest.raises(CarriageRequestClosed):
        await take_back_answer(*place)
    for _ in range(2):
        await accept_carriage(*place)
        assert (await whole(stage, stage.post, told.request_id)).may_reopen
        await take_back_answer(*place)
        form = await stage.value("select service_form from dossier where code = $1", code)
        assert form == before
        assert [each.request_id for each in await seen(stage, stage.post2)] == [told.request_id]
    await accept_carriage(*place)
    await carry(stage, stage.post, told.request_id)
    assert not (await whole(stage, stage.post, told.request_id)).may_reopen
    with pytest.raises(CarriageRequestClosed):
        await take_back_answer(*place)
    with pytest.raises(UnknownCarriageRequest):
        await take_back_answer(*place[:2], stage.post2, told.request_id)


async def test_a_delivery_is_not_taken_back_once_it_is_on_its_way(stage: Stage) -> None:
    code = await accepted(stage, resolved_on=MORNING.date(), status=9)
    await ask(stage, await opened(stage, code), Wish(DELIVERY))
    (told,) = await seen(stage, stage.post)
    place = stage.bridge.database, stage.clock, stage.post, told.request_id
    await accept_carriage(*place)
    await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=code)
    with pytest.raises(CarriageRequestClosed):
        await take_back_answer(*place)


async def test_a_refusal_is_taken_back_until_the_citizen_asks_again(stage: Stage) -> None:
    code = await stage.add_dossier(received_via="online")
    tracked = await opened(stage, code)
    await ask(stage, tracked, Wish(PICKUP))
    (told,) = await seen(stage, stage.post)
    place = stage.bridge.database, stage.clock, stage.post, told.request_id
    await decline_carriage(*place, "Nhầm địa bàn")
    await take_back_answer(*place)
    assert (await whole(stage, stage.post, told.request_id)).reason is None
    assert [each.request_id for each in await seen(stage, stage.post2)] == [told.request_id]
    await decline_carriage(*place, "Ngoài địa bàn")
    await ask(stage, tracked, Wish(PICKUP))
    with pytest.raises(CarriageRequestClosed):
        await take_back_answer(*place)


async def test_the_same_is_not_asked_for_twice_while_it_is_open(stage: Stage) -> None:
    tracked = await opened(stage, await accepted(stage))
    outcomes = await asyncio.gather(
        *(ask(stage, tracked, Wish(DELIVERY)) for _ in range(4)), return_exceptions=True
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert sum(isinstance(outcome, CarriageAsked) for outcome in outcomes) == 3
    assert kinds_left(tracked, await look_at_requests(stage.bridge.database, tracked)) == ()


async def test_pickup_is_asked_for_before_the_papers_are_on_their_way(stage: Stage) -> None:
    tracked = await opened(stage, await stage.add_dossier())
    assert open_kinds(tracked) == (PICKUP,)
    await ask(stage, tracked, Wish(PICKUP))
    with pytest.raises(CarriageNotOpen):
        await ask(stage, tracked, Wish(DELIVERY))


async def test_a_parcel_without_a_dossier_is_picked_up_too(stage: Stage) -> None:
    sender = Citizen("Trần Ví Dụ", "0911222333", "3 phố Mẫu")
    code = (await stage.register(stage.post, Leg.INBOUND, citizen=sender))["code"]
    await ask(stage, await opened(stage, code, "2333"), Wish(PICKUP))
    (told,) = await seen(stage, stage.post)
    assert told.code == code
    await accept_carriage(stage.bridge.database, stage.clock, stage.post, told.request_id)


async def test_delivery_is_not_asked_for_where_it_was_chosen_or_goes_out_already(
    stage: Stage,
) -> None:
    chosen = await accepted(stage, 1, service_form="BOTH")
    assert open_kinds(await opened(stage, chosen)) == ()
    ready = await accepted(stage, 2, resolved_on=MORNING.date(), status=9)
    assert open_kinds(await opened(stage, ready)) == (DELIVERY,)
    await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=ready)
    assert open_kinds(await opened(stage, ready)) == ()
    in_person = await accepted(stage, 3, procedure_code=IN_PERSON)
    assert open_kinds(await opened(stage, in_person)) == ()


async def test_a_request_says_where_to_go_and_whom_to_call(stage: Stage) -> None:
    code = await accepted(stage, filer_address_sealed=None)
    tracked = await opened(stage, code)
    with pytest.raises(InvalidInput) as refused:
        await ask(stage, tracked, Wish(DELIVERY, phone="12"))
    assert [problem.path for problem in refused.value.problems] == ["phone", "address"]


async def test_one_dossier_does_not_fill_the_list_of_the_post(stage: Stage) -> None:
    tracked = await opened(stage, await accepted(stage))
    database = stage.bridge.database
    for _ in range(SUBJECT_LIMIT.most):
        await ask(stage, tracked, Wish(DELIVERY))
        (told,) = await seen(stage, stage.post)
        await decline_carriage(database, stage.clock, stage.post, told.request_id, "Lý do")
    with pytest.raises(TooManyRequests):
        await ask(stage, tracked, Wish(DELIVERY))
    stage.clock.advance(SUBJECT_LIMIT.period + timedelta(minutes=1))
    await ask(stage, tracked, Wish(DELIVERY))


async def test_lists_go_on_where_they_stopped(stage: Stage) -> None:
    for number in range(1, 6):
        stage.clock.advance(timedelta(minutes=1))
        await ask(stage, await opened(stage, await accepted(stage, number)), Wish(DELIVERY))
    bridge, place, codes = stage.bridge, (BEGINNING, FIRST), []
    for _ in range(3):
        found, last = await list_requests(
            bridge.database, bridge.sealer, stage.post, RequestState.OPEN, place, 2
        )
        codes += [each.code[-1] for each in found]
        place = last or place
    assert codes == list("12345")
    assert last is None


async def test_another_centre_sees_nothing(stage: Stage, bridge: Bridge) -> None:
    from_afar = await found_center(bridge, stage.clock, "H26", CodeRange("EV", 201, 300, "VN"))
    await ask(stage, await opened(stage, await accepted(stage)), Wish(DELIVERY))
    (told,) = await seen(stage, stage.post)
    assert await seen(stage, from_afar.admin) == []
    with pytest.raises(UnknownCarriageRequest):
        await whole(stage, from_afar.admin, told.request_id)
