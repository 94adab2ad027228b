"""The pages of the centre's staff without a script: what forms do, once, and how they refuse."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import IN_PERSON, PROCEDURE, Stage, found_center
from tests.routes.conftest import Client, bearer
from tests.routes.test_pages import Reader

CODE = "H53.14-260313-0099"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


class Visitor:
    """Somebody at a browser that runs no scripts."""

    def __init__(self, client: Client, headers: Mapping[str, str]) -> None:
        self._client = client
        self._headers = {**headers, "Accept": "text/html", "Accept-Language": "vi"}

    async def see(self, path: str, status: int = 200) -> str:
        """Open a page, which has to be well formed."""
        answer = await self._client.get(path, headers=self._headers, allow_redirects=False)
        return await self._read(answer, status)

    async def send(self, path: str, status: int = 303, /, **fields: str) -> str:
        """Send a form; return where it leads, or the page that refuses it."""
        answer = await self._client.post(
            path, data=fields, headers=self._headers, allow_redirects=False
        )
        return await self._read(answer, status)

    @staticmethod
    async def _read(answer: Any, status: int) -> str:
        text = str(await answer.text())
        assert answer.status == status, text
        if status == 303:
            return str(answer.headers["Location"])
        reader = Reader()
        reader.feed(text)
        assert reader.open == []
        assert len(reader.identifiers) == len(set(reader.identifiers))
        return text


def sending_in(page: str) -> str:
    """Return the identity of the last form of ours on a page."""
    found: list[str] = re.findall(r'name="sending" value="([^"]+)"', page)
    return found[-1]


async def visitor(client: Client, stage: Stage, who: str) -> Visitor:
    login = getattr(stage, who).login
    return Visitor(client, await bearer(stage.bridge, stage.center.center_id, login))


async def fields_of_filing(clerk: Visitor, **changed: str) -> dict[str, str]:
    page = await clerk.see(f"/dossiers/new?procedure={PROCEDURE}")
    return {
        "sending": sending_in(page),
        "procedure_code": PROCEDURE,
        "code": CODE,
        "department_code": "SNV",
        "received_via": "direct",
        "returned_via": "counter",
        "filer_name": "Nguyễn Thị Ví Dụ",
        "filer_phone": "0912 345 678",
        "fee_dong": "1.250.000 đ",
        "papers_1": "1",
        "papers_2": "2",
        "send_on": "yes",
    } | changed


async def test_a_dossier_is_filed_once_with_what_carries_it(client: Client, stage: Stage) -> None:
    clerk = await visitor(client, stage, "clerk")
    fields = await fields_of_filing(clerk)
    for _ in range(2):  # A double click.
        led = await clerk.send("/dossiers/new", **fields)
        assert led == f"/dossiers/{CODE}?done=dossier_filed"
    assert await stage.value("select fee_dong from dossier where code = $1", CODE) == 1_250_000
    carried = "select count(*) from consignment where dossier_code = $1 and leg = 'transfer_out'"
    assert await stage.value(carried, CODE) == 1
    assert await stage.value("select sum(quantity) from paper") == 3


async def test_filing_goes_on_with_the_next_of_the_same_procedure(
    client: Client, stage: Stage
) -> None:
    clerk = await visitor(client, stage, "clerk")
    led = await clerk.send("/dossiers/new", **await fields_of_filing(clerk, then="next"))
    page = await clerk.see(led)
    assert f'href="/dossiers/{CODE}"' in page
    assert "Cấp phiếu ví dụ" in page


async def test_filing_is_refused_where_it_is_wrong_and_keeps_what_was_typed(
    client: Client, stage: Stage
) -> None:
    clerk = await visitor(client, stage, "clerk")
    wrong = await fields_of_filing(
        clerk, code="sai", filer_phone="12", papers_2="1", returned_via="postal"
    )
    page = await clerk.send("/dossiers/new", 422, **wrong)
    assert page.count('aria-invalid="true"') == 4
    for said in (
        "không phải mã hồ sơ, mã đúng như 000.00.19.H53-260313-0001",
        "không phải số điện thoại Việt Nam",
        "thiếu giấy tờ bắt buộc",
        "phải có để gửi kết quả về",
        '<a href="#code">Mã hồ sơ</a>: không phải',
        '<a href="#papers_2">',
        'value="Nguyễn Thị Ví Dụ"',
    ):
        assert said in page
    for count in ("x", "99999", "-1"):
        page = await clerk.send("/dossiers/new", 422, **{**wrong, "papers_1": count})
        assert "phải là số nguyên" in page
    assert await stage.value("select count(*) from dossier") == 0
    fewer = await fields_of_filing(clerk, papers_2="0", accept_incomplete="yes")
    await clerk.send("/dossiers/new", **fewer)
    assert await stage.value("select count(*) from paper") == 1


async def test_what_came_by_post_is_filed_with_the_consignment_that_brought_it(
    client: Client, stage: Stage
) -> None:
    found = await stage.register(stage.post, Leg.INBOUND, procedure_code=PROCEDURE)
    await stage.recorded(stage.post, found["code"], "collect", "give")
    await stage.recorded(stage.clerk, found["code"], "take")
    clerk = await visitor(client, stage, "clerk")
    fields = await fields_of_filing(
        clerk,
        received_via="postal",
        returned_via="postal",
        filer_address="12 đường Hoa Sữa",
        consignment_code=found["code"],
        papers_1="0",
    )
    page = await clerk.send("/dossiers/new", 422, **{**fields, "consignment_code": "EV1"})
    assert "không có mã này" in page
    await clerk.send("/dossiers/new", **fields)
    asked = "select service_form || status from dossier where code = $1"
    assert await stage.value(asked, CODE) == "BOTH2"
    carried = "select string_agg(leg, ' ') from consignment where dossier_code = $1"
    assert await stage.value(carried, CODE) == "inbound"


async def test_a_known_dossier_is_not_filed_twice(client: Client, stage: Stage) -> None:
    clerk = await visitor(client, stage, "clerk")
    await clerk.send("/dossiers/new", **await fields_of_filing(clerk))
    page = await clerk.send("/dossiers/new", 409, **await fields_of_filing(clerk))
    assert 'role="alert"' in page


async def test_a_procedure_is_found_without_a_script(client: Client, stage: Stage) -> None:
    clerk = await visitor(client, stage, "clerk")
    both = await clerk.see("/dossiers/new?q=vi+du")
    assert f"procedure={PROCEDURE}" in both
    assert f"procedure={IN_PERSON}" in both
    led = await clerk.see("/dossiers/new?q=van+tay", 303)
    assert led == f"/dossiers/new?procedure={IN_PERSON}"
    assert "người dân phải đến trực tiếp" in await clerk.see(led)
    assert 'class="empty"' in await clerk.see("/dossiers/new?q=khong+co+gi")
    assert 'class="empty"' in await clerk.see("/dossiers/new?procedure=9.999999")
    assert await clerk.send("/dossiers/new", procedure_code="9.999999") == "/dossiers/new"


async def test_dossiers_that_came_by_post_are_sent_on_together(
    client: Client, stage: Stage
) -> None:
    codes = []
    for number in (1, 2):
        dossier = await stage.add_dossier(number)
        found = await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier)
        codes.append(dossier)
        await stage.recorded(stage.post, found["code"], "collect", "give")
        await stage.recorded(stage.clerk, found["code"], "take")
    clerk = await visitor(client, stage, "clerk")
    sending = sending_in(await clerk.see("/center"))
    for _ in range(2):
        led = await clerk.send("/center/transfers", sending=sending, department="SNV")
        assert led == "/center/waiting/SNV?done=transfers_registered"
    page = await clerk.see(led)
    assert all(f'href="/dossiers/{code}"' in page for code in codes)
    assert page.count("/api/v1/labels?codes=EV") == 1
    carried = "select count(*) from consignment where leg = 'transfer_out'"
    assert await stage.value(carried) == 2
    await clerk.see("/center/waiting/NOWHERE", 404)


async def test_what_was_given_is_taken_from_the_board(client: Client, stage: Stage) -> None:
    found = await stage.register(stage.post, Leg.INBOUND)
    await stage.recorded(stage.post, found["code"], "collect", "give")
    clerk = await visitor(client, stage, "clerk")
    sending = sending_in(await clerk.see("/center"))
    for _ in range(2):
        led = await clerk.send("/center/take", sending=sending, code=found["code"])
        assert led.partition("&undo=")[0] == "/center?done=thing_taken"
    again = sending_in(await clerk.see("/center/bags/new"))
    page = await clerk.send("/center/take", 409, sending=again, code=found["code"])
    assert 'role="alert"' in page


async def bag_with_two_waiting(clerk: Visitor, stage: Stage) -> tuple[str, list[str]]:
    """Begin a bag, from its page, for two consignments; return its path and their codes."""
    codes = []
    for _ in range(2):
        found = await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV")
        codes.append(found["code"])
    sending = sending_in(await clerk.see("/center/bags/new?to=SNV"))
    wanted = {"sending": sending, "to_office": "SNV", "with_waiting": "yes"}
    led = await clerk.send("/center/bags", **wanted)
    assert await clerk.send("/center/bags", **wanted) == led
    return led.partition("?")[0], codes


async def test_a_bag_goes_from_its_first_code_to_being_counted(
    client: Client, stage: Stage
) -> None:
    clerk = await visitor(client, stage, "clerk")
    bag, codes = await bag_with_two_waiting(clerk, stage)
    page = await clerk.see(bag)
    assert page.count(">Thiếu<") == 2
    many = {"sending": sending_in(page), "action": "pack", "codes": "\n".join(codes)}
    for _ in range(2):
        led = await clerk.send(f"{bag}/scans", **many)
        assert led.partition("&undo=")[0] == f"{bag}?done=bag_pack"
    page = await clerk.see(bag)
    assert "Trong túi: 2" in page
    out = {"sending": sending_in(page), "action": "unpack", "codes": codes[1]}
    led = await clerk.send(f"{bag}/scans", **out)
    assert led.partition("&undo=")[0] == f"{bag}?done=bag_unpack"
    sending = sending_in(await clerk.see(bag))
    seal = {"sending": sending, "action": "seal", "seal_number": "NP1"}
    led = await clerk.send(f"{bag}/scans", **seal)
    assert led.partition("&undo=")[0] == f"{bag}?done=bag_seal"
    assert 'action="/undo"' in await clerk.see(led)
    await clerk.send(f"{bag}/scans", sending=sending, action="give")
    assert "handover-record.pdf" in await clerk.see(bag)
    department = await visitor(client, stage, "department")
    page = await department.see(bag)
    assert "Nhận túi" in page
    sending = sending_in(page)
    await department.send(f"{bag}/scans", sending=sending, action="take")
    await department.send(f"{bag}/scans", sending=sending, action="open", seal_number="NP1")
    assert "Đã đếm 0 trên 1" in await department.see(bag)
    await department.send(f"{bag}/scans", sending=sending, action="count", codes=codes[0])
    await department.send(f"{bag}/check", sending=sending)
    page = await department.see(bag)
    assert "Đếm xong lúc" in page
    assert "Đã đếm xong</button>" not in page
    assert await stage.value("select state from custody where code = $1", codes[0]) == "delivered"


async def test_what_cannot_be_packed_is_told_and_the_rest_is_in(
    client: Client, stage: Stage
) -> None:
    clerk = await visitor(client, stage, "clerk")
    bag, codes = await bag_with_two_waiting(clerk, stage)
    typed = {"action": "pack", "codes": f"EV000000999VN, {codes[0]} <b>"}
    sending = sending_in(await clerk.see(bag))
    page = await clerk.send(f"{bag}/scans", 422, sending=sending, **typed)
    assert "2 mã không ghi được" in page
    assert "1 mã khác đã ghi" in page
    assert "&lt;b&gt;" in page
    assert "Trong túi: 1" in page
    nothing = await clerk.send(f"{bag}/scans", sending=sending, action="pack", codes=" , ")
    assert nothing == bag
    await clerk.send(f"{bag}/scans", 422, sending="x", action="pack", codes=codes[1])
    await clerk.send(f"{bag}/scans", 422, sending=sending, action="lose", codes=codes[1])
    assert "Trong túi: 1" in await clerk.see(bag)


async def test_more_than_a_hundred_codes_are_left_in_the_field(
    client: Client, stage: Stage
) -> None:
    clerk = await visitor(client, stage, "clerk")
    bag, codes = await bag_with_two_waiting(clerk, stage)
    typed = " ".join([codes[0], *(f"x{number}" for number in range(100))])
    sending = sending_in(await clerk.see(bag))
    page = await clerk.send(f"{bag}/scans", 422, sending=sending, action="pack", codes=typed)
    assert 'value="x99"' in page
    assert "99 mã không ghi được" in page


async def test_a_bag_is_not_begun_for_ones_own_office_or_for_none(
    client: Client, stage: Stage
) -> None:
    clerk = await visitor(client, stage, "clerk")
    sending = sending_in(await clerk.see("/center/bags/new"))
    for office in ("H53", "NOWHERE", "x"):
        page = await clerk.send("/center/bags", 422, sending=sending, to_office=office)
        assert 'role="alert"' in page
    assert await stage.value("select count(*) from manifest") == 0


async def test_a_bag_is_shown_to_nobody_who_has_nothing_to_do_with_it(
    client: Client, stage: Stage
) -> None:
    clerk = await visitor(client, stage, "clerk")
    bag, codes = await bag_with_two_waiting(clerk, stage)
    sending = sending_in(await clerk.see(bag))
    for who in ("post2", "department2"):
        stranger = await visitor(client, stage, who)
        await stranger.see(bag, 404)
        fields = {"sending": sending, "action": "pack", "codes": codes[0]}
        await stranger.send(f"{bag}/scans", 404, **fields)
        await stranger.send(f"{bag}/check", 404, sending=sending)


async def test_a_result_goes_to_the_citizen_by_post_or_over_the_counter(
    client: Client, stage: Stage
) -> None:
    now = stage.clock()
    day = now.date()
    columns = {"status": 9, "received_at": now, "received_on": day, "resolved_on": day}
    codes = [await stage.add_dossier(number, **columns) for number in (1, 2)]
    for code in codes:
        back = await stage.register(stage.department, Leg.TRANSFER_BACK, dossier_code=code)
        await stage.recorded(stage.department, back["code"], "give")
        await stage.recorded(stage.clerk, back["code"], "take")
    clerk = await visitor(client, stage, "clerk")
    page = await clerk.see(f"/center/results/{codes[0]}")
    assert 'value="0912345678"' in page
    fields = {
        "sending": sending_in(page),
        "name": "Nguyễn Thị Ví Dụ",
        "phone": "0912345678",
        "address": "12 đường Hoa Sữa",
        "collect_dong": "50.000",
    }
    page = await clerk.send(f"/center/results/{codes[0]}", 422, **{**fields, "phone": "12"})
    assert "không phải số điện thoại Việt Nam" in page
    for _ in range(2):
        led = await clerk.send(f"/center/results/{codes[0]}", **fields)
        assert led == "/center?done=outbound_registered"
    outbound = "select sum(collect_dong) from consignment where leg = 'outbound'"
    assert await stage.value(outbound) == 50_000
    page = await clerk.see(led)
    assert "In nhãn EV" in page
    path = f"/center/results/{codes[1]}/handed-out"
    led = await clerk.send(path, sending=sending_in(page))
    assert led.partition("&undo=")[0] == "/center?done=result_handed_out"
    returned = "select returned_via from dossier where code = $1"
    assert await stage.value(returned, codes[1]) == "counter"
    await clerk.see("/center/results/H53.14-260313-0500", 404)
