"""What administrators see and do of calls of other parties."""

import re
from dataclasses import replace

import pytest

from postal_bridge.domain.incoming import NotUnderstood
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client
from tests.routes.test_office_pages import Visitor, visitor
from tests.usecases.calling_in import NAME, Party

#: As a page makes one for each form.
SENDING = "01890000-0000-7000-8000-00000000abcd"
SOURCE = f"/admin/incoming/sources/{NAME}"


@pytest.fixture
def sources() -> dict[str, Source]:
    return {}


@pytest.fixture
def bridge(bridge: Bridge, sources: dict[str, Source]) -> Bridge:
    """Return a bridge to which somebody calls in once they are in `sources`."""
    return replace(bridge, sources=sources)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def party(stage: Stage, sources: dict[str, Source]) -> Party:
    party = Party(stage)
    sources.update(party.sources)
    return party


@pytest.fixture
async def admin(stage: Stage, client: Client) -> Visitor:
    return await visitor(stage, client, stage.admin)


async def test_a_way_and_a_secret_are_agreed_upon_and_the_secret_is_shown_once(
    party: Party, admin: Visitor
) -> None:
    assert "chưa thỏa thuận" in await admin.reads("/admin/incoming/sources")
    assert f"/api/v1/incoming/H53/{NAME}" in await admin.reads(SOURCE)
    way = {"way": "signed", "tolerance_seconds": "300"}
    await admin.is_led(SOURCE, f"{SOURCE}?done=way_chosen", **way)
    shown = await admin.sends(f"{SOURCE}/secrets", sending=SENDING, overlap_hours="24")
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", await shown.text())
    party.secret = secret
    assert await party.calls()
    page = await admin.reads(SOURCE)
    assert secret not in page
    (secret_id,) = re.findall(r'name="secret_id" value="([^"]+)"', page)
    await admin.is_led(f"{SOURCE}/secrets/end", f"{SOURCE}?done=secret_ended", secret_id=secret_id)
    assert "hết giá trị từ" in await admin.reads(SOURCE)
    noted = await admin.reads("/admin/changes")
    assert "Thêm khóa của bên gọi đến" in noted
    assert secret not in noted


async def test_what_is_wrong_is_said_on_the_page_and_a_secret_is_not_shown_again(
    party: Party, admin: Visitor
) -> None:
    assert party
    wrong = await admin.sends(SOURCE, way="key", header_name="hai chữ", tolerance_seconds="300")
    assert wrong.status == 422
    assert "phải là tên của một tiêu đề HTTP" in await wrong.text()
    await admin.sends(SOURCE, way="signed", tolerance_seconds="300")
    given = {"sending": SENDING, "overlap_hours": "0"}
    short = await admin.sends(f"{SOURCE}/secrets", secret="khoa-qua-ngan", **given)
    assert short.status == 422
    assert "khoa-qua-ngan" not in await short.text()
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    done = f"{SOURCE}?done=secret_added"
    await admin.is_led(f"{SOURCE}/secrets", done, secret=key, **given)
    assert (await admin.sends("/admin/incoming/sources/none", way="signed")).status == 404


async def test_what_nobody_understood_is_opened_read_again_and_settled(
    party: Party, admin: Visitor
) -> None:
    await party.agree()
    body = b'{"ReceiverMobile": "0912345678", "StatusCode": "93"}'
    party.fails[body] = [NotUnderstood("unknown_status", "93") for _ in range(2)]
    taken = await party.calls(body)
    assert taken
    await party.is_understood()
    found = await admin.reads(f"/admin/incoming?source={NAME}&state=not_understood")
    assert str(taken.call_id) in found
    one = f"/admin/incoming/{taken.call_id}"
    assert "<code>unknown_status</code>" in await admin.reads(one)
    opened = await admin.reads(f"{one}/content")
    assert "93" in opened
    assert "0912345678" not in opened
    await admin.is_led(f"{one}/again", f"{one}?done=understood_again")
    assert (await admin.sends(f"{one}/again")).status == 409
    await party.is_understood()
    assert (await admin.sends(f"{one}/settle", reason="x")).status == 422
    await admin.is_led(f"{one}/settle", f"{one}?done=call_settled", reason="Hỏi bưu điện, bỏ qua")
    page = await admin.reads(one)
    assert "Hỏi bưu điện, bỏ qua" in page
    assert "đã đóng" in page
    noted = await admin.reads("/admin/changes")
    for part in ("Mở nội dung lượt gọi đến", "Cho đọc lại lượt gọi đến", "Đóng lượt gọi đến"):
        assert part in noted
    assert "0912345678" not in noted


async def test_a_call_of_another_centre_is_none(
    party: Party, admin: Visitor, bridge: Bridge, clock: SettableClock
) -> None:
    assert party
    other = await Party(
        await found_center(bridge, clock, "H26", CodeRange("EV", 300, 400, "VN"))
    ).agree()
    taken = await other.calls()
    assert taken
    for path in (f"/admin/incoming/{taken.call_id}", "/admin/incoming/x"):
        assert await admin.asks(path) == 404
