"""Carriers of every kind keep one contract, whoever speaks to them and however they fail."""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from postal_bridge.domain.carrier import (
    CarriageOrder,
    CarriedParty,
    CarrierKind,
    OrderKind,
    Word,
)
from postal_bridge.gateways.carriers import open_carriers
from postal_bridge.gateways.vnpost_stand_in import Fault
from postal_bridge.ports import Permanent, Retryable, Trouble
from tests.conftest import SettableClock
from tests.gateways.carrier_players import CODES, Player, playing

AGENCY = CarriedParty("Trung tâm Ví Dụ", "1 đường Ví Dụ", "02763000000")
CITIZEN = CarriedParty("Nguyễn Thị Ví Dụ", "12 đường Hoa Sữa", "0912345678")
OVER_HTTP = [CarrierKind.VNPOST_HCC, CarrierKind.VNPOST_CUSTOMER]


def order_of(
    key: str = "H53.14-260313-0001", kind: OrderKind = OrderKind.DELIVERY
) -> CarriageOrder:
    return CarriageOrder(key, kind, "EV000000014VN", AGENCY, CITIZEN, 30_000, "Hồ sơ")


@pytest.fixture(params=CarrierKind, ids=lambda kind: kind.value)
async def player(
    request: pytest.FixtureRequest, clock: SettableClock, tmp_path: Path
) -> AsyncIterator[Player]:
    """Yield a carrier of each kind in turn."""
    async with playing(request.param, clock, tmp_path, timeout_seconds=2) as player:
        yield player


async def test_an_order_told_again_is_one_order(player: Player) -> None:
    order = order_of()
    ordered = await player.carrier.order(order)
    assert ordered.is_taken is (player.kind is not CarrierKind.FILES)
    again = await player.carrier.order(replace(order, asked_before=True))
    assert again.reference == ordered.reference
    await player.carrier.order(order_of("H53.14-260313-0002"))
    assert player.keys() == ["H53.14-260313-0001", "H53.14-260313-0002"]


async def test_a_pickup_goes_from_the_citizen_to_the_agency(player: Player) -> None:
    await player.carrier.order(order_of("A1", OrderKind.PICKUP))
    await player.carrier.order(order_of("A2"))
    assert player.keys() == ["A1", "A2"]
    if player.kind is CarrierKind.FILES:
        pickup, delivery = player.picked_up
        assert (pickup["kind"], delivery["kind"]) == ("pickup", "delivery")
        assert pickup["citizen_name"] == delivery["citizen_name"] == CITIZEN.name
        return
    pickup_said, delivery_said = (each.document for each in player.stand_in.orders)
    name = "Fullname" if player.kind is CarrierKind.VNPOST_CUSTOMER else "Name"
    assert pickup_said[f"Sender{name}"] == delivery_said[f"Receiver{name}"] == CITIZEN.name
    assert pickup_said[f"Receiver{name}"] == delivery_said[f"Sender{name}"] == AGENCY.name


async def test_the_code_on_the_thing_is_the_carriers_own_or_ours(player: Player) -> None:
    order = order_of()
    await player.carrier.order(order)
    if player.kind is CarrierKind.VNPOST_HCC:
        assert player.stand_in.orders[0].document["ItemCode"] == order.item_code
    elif player.kind is CarrierKind.FILES:
        player.pick_up()
        assert player.picked_up[0]["item_code"] == order.item_code
    else:
        found = await player.carrier.order(replace(order, asked_before=True))
        assert found.item_code == player.stand_in.orders[0].item_code


async def test_what_happens_is_told_with_its_moment_and_money(player: Player) -> None:
    order, moment = order_of(), datetime(2026, 3, 13, 14, 5, 6, tzinfo=UTC)
    await player.carrier.order(order)
    player.tell(order.key, "arrived", at=moment)
    player.tell(order.key, "finished", amount_dong=30_000, at=moment + timedelta(hours=1))
    reports, _ = await player.heard()
    assert [each.told_at for each in reports] == [moment, moment + timedelta(hours=1)]
    words = [player.carrier.word_of(each.code, order.kind) for each in reports]
    assert words == [Word.ARRIVED, Word.FINISHED]
    assert {each.order_key for each in reports} == {order.key}
    if player.kind is not CarrierKind.VNPOST_HCC:
        assert [each.amount_dong for each in reports] == [None, 30_000]


async def test_what_was_heard_is_not_told_again_after_its_cursor(player: Player) -> None:
    order = order_of()
    await player.carrier.order(order)
    player.tell(order.key, "arrived")
    first, cursor = await player.heard()
    assert len(first) == 1
    player.clock.advance(timedelta(minutes=5))
    player.tell(order.key, "finished")
    second, _ = await player.heard(cursor)
    # What may be written late is asked for again, and is known by its identity.
    known = {each.identity(player.account) for each in first}
    told = [each for each in second if each.identity(player.account) not in known]
    assert [each.code for each in told] == [CODES[player.kind].get("finished", "finished")]


async def test_what_is_written_late_is_heard_though_later_things_were_heard_before(
    clock: SettableClock, tmp_path: Path
) -> None:
    kind = CarrierKind.VNPOST_HCC
    async with playing(kind, clock, tmp_path, page_size="2", overlap_minutes="30") as player:
        now = clock()
        for minutes in (40, 29, 20, 10, 0):
            player.tell(f"A{minutes}", "arrived", at=now - timedelta(minutes=minutes))
        first, cursor = await player.heard()
        assert len(first) == 5
        player.tell("LATE", "arrived", at=now - timedelta(minutes=25))
        player.tell("TOO-LATE", "arrived", at=now - timedelta(minutes=35))
        second, again = await player.heard(cursor)
        # Page by page, so that more than a page may have to be gone through again.
        assert [each.order_key for each in second] == ["A29", "LATE", "A20", "A10", "A0"]
        assert again == cursor


async def test_without_an_overlap_nothing_is_asked_for_again(
    clock: SettableClock, tmp_path: Path
) -> None:
    async with playing(CarrierKind.VNPOST_HCC, clock, tmp_path, overlap_minutes="0") as player:
        player.tell("A1", "arrived")
        _, cursor = await player.heard()
        assert await player.heard(cursor) == ([], cursor)


async def test_the_same_report_has_the_same_identity_however_often_it_comes(
    player: Player,
) -> None:
    player.tell("A1", "arrived", at=datetime(2026, 3, 13, 1, tzinfo=UTC))
    (report,), _ = await player.heard()
    later = replace(report, their_now=None, said="khác")
    assert later.identity(player.account) == report.identity(player.account)
    other = replace(report, code="0")
    assert other.identity(player.account) != report.identity(player.account)


async def test_an_order_is_taken_back_at_once_or_the_carrier_says_so_later(player: Player) -> None:
    order = order_of()
    ordered = await player.carrier.order(order)
    done = await player.carrier.cancel(replace(order, reference=ordered.reference))
    assert done is (player.kind is CarrierKind.VNPOST_HCC)
    assert player.cancelled() == [order.key]
    if player.kind is CarrierKind.VNPOST_CUSTOMER:
        (report,), _ = await player.heard()
        assert player.carrier.word_of(report.code, order.kind) is Word.CANCELLED


async def test_a_code_nobody_has_heard_of_is_no_word(player: Player) -> None:
    assert player.carrier.word_of("4711", OrderKind.DELIVERY) is None
    account = replace(player.account, settings={**player.account.settings, "statuses": "4711=told"})
    told = await player.carriers.of(account)
    assert told.word_of("4711", OrderKind.DELIVERY) is Word.TOLD


@pytest.mark.parametrize("kind", OVER_HTTP)
@pytest.mark.parametrize(
    "fault", [each for each in Fault if each not in (Fault.REFUSED, Fault.ELSEWHERE)]
)
async def test_however_an_order_fails_it_is_one_order_in_the_end(
    kind: CarrierKind, fault: Fault, clock: SettableClock, tmp_path: Path
) -> None:
    order = order_of()
    async with playing(kind, clock, tmp_path, timeout_seconds=0.3) as player:
        if kind is CarrierKind.VNPOST_HCC:
            await player.carrier.reports_since(None)  # A token is there, so the order itself fails.
        player.stand_in.faults.append(fault)
        with pytest.raises(Retryable) as caught:
            await player.carrier.order(order)
        assert (caught.value.trouble is Trouble.TIMED_OUT) is (fault is Fault.SILENT)
        again = await player.carrier.order(replace(order, asked_before=True))
        assert again.is_taken
        assert player.keys() == [order.key]


@pytest.mark.parametrize("kind", OVER_HTTP)
async def test_what_cannot_be_taken_is_refused_with_their_words(
    kind: CarrierKind, clock: SettableClock, tmp_path: Path
) -> None:
    async with playing(kind, clock, tmp_path) as player:
        if kind is CarrierKind.VNPOST_HCC:
            await player.carrier.reports_since(None)
        player.stand_in.faults.append(Fault.REFUSED)
        with pytest.raises(Permanent) as caught:
            await player.carrier.order(order_of())
        assert caught.value.trouble is Trouble.REFUSED
        assert "địa chỉ" in str(caught.value.said)
        assert player.keys() == []


async def test_where_nothing_can_be_looked_up_a_person_is_asked(
    clock: SettableClock, tmp_path: Path
) -> None:
    order = order_of()
    async with playing(CarrierKind.VNPOST_CUSTOMER, clock, tmp_path, find_url="") as player:
        await player.carrier.order(order)
        with pytest.raises(Permanent) as caught:
            await player.carrier.order(replace(order, asked_before=True))
        assert caught.value.trouble is Trouble.UNSURE
        assert player.keys() == [order.key]


async def test_a_token_that_is_not_let_in_any_more_is_asked_for_anew(
    clock: SettableClock, tmp_path: Path
) -> None:
    async with playing(CarrierKind.VNPOST_HCC, clock, tmp_path) as player:
        await player.carrier.order(order_of("A1"))
        player.carrier._bearer = "worn out"  # type: ignore[attr-defined]
        await player.carrier.order(order_of("A2"))
        assert player.keys() == ["A1", "A2"]


async def test_a_token_may_be_a_setting(clock: SettableClock, tmp_path: Path) -> None:
    async with playing(CarrierKind.VNPOST_HCC, clock, tmp_path, token_url="") as player:
        account = replace(player.account, secrets={"access_token": "stand-in-access"})
        carrier = await player.carriers.of(account)
        await carrier.order(order_of())
        assert len(player.keys()) == 1
        carrier = await player.carriers.of(replace(account, secrets={"access_token": "other"}))
        with pytest.raises(Retryable) as caught:
            await carrier.order(order_of("A2"))
        assert caught.value.trouble is Trouble.NOT_LET_IN


async def test_tracking_is_read_page_by_page_and_what_is_unreadable_stops_nothing(
    clock: SettableClock, tmp_path: Path
) -> None:
    async with playing(CarrierKind.VNPOST_HCC, clock, tmp_path, page_size="2") as player:
        for number in range(5):
            player.tell(f"A{number}", "arrived")
        del player.stand_in.tracking[1]["orderNumber"]
        page = await player.carrier.reports_since(None)
        assert [each.order_key for each in page.reports] == ["A0"]
        assert [each.where for each in page.unreadable] == [player.stand_in.tracking[1]["_id"]]
        assert page.more
        reports, _ = await player.heard(page.cursor)
        assert [each.order_key for each in reports] == ["A2", "A3", "A4"]


async def test_a_clock_that_is_off_by_hours_is_put_right(player: Player) -> None:
    if player.kind is CarrierKind.FILES:
        return  # Nothing tells when a file was written by whose clock.
    order = order_of()
    await player.carrier.order(order)
    player.stand_in.clock_off = timedelta(hours=-3)
    player.tell(order.key, "arrived")
    (report,), _ = await player.heard()
    now = player.clock()
    assert report.told_at == now - timedelta(hours=3)
    assert report.happened_at(now) == now


def signed(data: dict[str, object], **more: str) -> bytes:
    body = {"Data": json.dumps(data), "SendDate": "13/03/2026 09:30:00", "SignData": "", **more}
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("signed_part", "hash_name"), [("Data", "sha256"), ("Data+SendDate", "sha1")]
)
async def test_where_the_carrier_signs_nothing_else_is_a_report(
    clock: SettableClock, tmp_path: Path, signed_part: str, hash_name: str
) -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    told = json.loads(signed({"OrderCode": "A1", "OrderStatusId": 70}))
    text = "".join(told[name] for name in signed_part.split("+"))
    digest = hashes.SHA1() if hash_name == "sha1" else hashes.SHA256()  # noqa: S303 - as some still do
    sign = private.sign(text.encode(), padding.PKCS1v15(), digest)
    async with playing(
        CarrierKind.VNPOST_CUSTOMER,
        clock,
        tmp_path,
        report_public_key=public.decode(),
        report_signed=signed_part,
        report_hash=hash_name,
    ) as player:
        body = json.dumps({**told, "SignData": base64.b64encode(sign).decode()}).encode()
        assert player.carrier.read_pushed(body).order_key == "A1"
        forged = body.replace(b"A1", b"A2")
        for wrong in (forged, signed({"OrderCode": "A1", "OrderStatusId": 70}), b"{}"):
            with pytest.raises(Permanent):
                player.carrier.read_pushed(wrong)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", signed({}), signed({"OrderCode": "A1"}), b'{"Data": {}}']
)
async def test_a_call_that_is_no_report_is_refused(
    clock: SettableClock, tmp_path: Path, body: bytes
) -> None:
    async with playing(CarrierKind.VNPOST_CUSTOMER, clock, tmp_path) as player:
        with pytest.raises(Permanent):
            player.carrier.read_pushed(body)


async def test_moments_are_of_a_day_with_24_hours(clock: SettableClock, tmp_path: Path) -> None:
    async with playing(CarrierKind.VNPOST_CUSTOMER, clock, tmp_path) as player:
        at_night = {"OrderCode": "A1", "OrderStatusId": 70, "LastUpdateTime": "01/12/2026 21:15:00"}
        report = player.carrier.read_pushed(signed(at_night))
        assert report.told_at == datetime(2026, 12, 1, 14, 15, tzinfo=UTC)


async def test_a_carrier_that_hangs_holds_up_no_other(clock: SettableClock, tmp_path: Path) -> None:
    async with (
        playing(CarrierKind.VNPOST_HCC, clock, tmp_path) as slow,
        playing(CarrierKind.VNPOST_CUSTOMER, clock, tmp_path) as quick,
    ):
        slow.stand_in.faults.append(Fault.SILENT)
        hanging = asyncio.create_task(slow.carrier.order(order_of()))
        await quick.carrier.order(order_of())
        assert not hanging.done()
        slow.stand_in.released.set()
        await hanging


async def test_what_is_looked_up_at_a_wrong_address_is_not_taken_for_missing(
    clock: SettableClock, tmp_path: Path
) -> None:
    kind = CarrierKind.VNPOST_CUSTOMER
    async with playing(kind, clock, tmp_path) as player:
        order = order_of()
        await player.carrier.order(order)
        wrong = player.account.settings["find_url"].replace("/orders/", "/oders/")
        account = replace(player.account, settings={**player.account.settings, "find_url": wrong})
        carrier = await player.carriers.of(account)
        with pytest.raises(Retryable):
            await carrier.order(replace(order, asked_before=True))
        assert player.keys() == [order.key]


async def test_the_same_call_sent_anew_is_the_same_report(
    clock: SettableClock, tmp_path: Path
) -> None:
    async with playing(CarrierKind.VNPOST_CUSTOMER, clock, tmp_path) as player:
        told: dict[str, object] = {"OrderCode": "A1", "OrderStatusId": 70}
        bodies = [signed(told), signed(told, SendDate="13/03/2026 11:00:00")]
        first, second = [player.carrier.read_pushed(body) for body in bodies]
        assert first.identity(player.account) == second.identity(player.account)


@pytest.mark.parametrize("kind", OVER_HTTP)
async def test_nothing_is_asked_within_a_network_that_nobody_named(
    clock: SettableClock, tmp_path: Path, kind: CarrierKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    def within(_host: str, port: int, *_more: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async with playing(kind, clock, tmp_path) as player, open_carriers(tmp_path) as carriers:
        base = player.account.settings["order_url"].partition("//")[2].partition("/")[0]
        port = base.partition(":")[2]
        monkeypatch.setattr(socket, "getaddrinfo", within)
        # An address as it stands, one without https, and a name that leads there.
        for there in (f"https://{base}", f"http://{base}", f"https://buu-dien.example:{port}"):
            account = replace(player.account, settings={"order_url": f"{there}/orders"})
            carrier = await carriers.of(account)
            with pytest.raises(Retryable) as caught:
                await carrier.order(order_of())
            assert (caught.value.trouble, caught.value.said) == (Trouble.NOT_ALLOWED, None)
        assert player.stand_in.requests == 0


async def test_a_redirect_is_not_followed(clock: SettableClock, tmp_path: Path) -> None:
    async with playing(CarrierKind.VNPOST_CUSTOMER, clock, tmp_path) as player:
        player.stand_in.faults.append(Fault.ELSEWHERE)
        with pytest.raises(Permanent):
            await player.carrier.order(order_of())
        assert (player.stand_in.requests, player.keys()) == (1, [])
