"""What stands still is seen among the differences of the office that has to act."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from postal_bridge.domain.access import Role
from postal_bridge.store.differences import Difference, open_differences
from tests.routes.conftest import Client, Town, session_of
from tests.routes.test_contract_terms import read

SINCE = {"since": "2026-03-10T02:00:00+00:00"}
INVITED = {"since": "2026-03-10", "invitations": 2}


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        (
            "not_taken",
            {**SINCE, "holder": "H53"},
            "Trung tâm H53 đã giao cho Quầy bưu chính công ích tại Trung tâm lúc",
        ),
        ("lies_too_long", {**SINCE, "state": "out"}, "từ 10/03/2026 09:00"),
        ("invite_again", INVITED, "Đã mời 2 lần, lần cuối ngày 10/03/2026"),
        ("to_send_back", INVITED, "Đủ số lần mời: chuyển hoàn kết quả về cơ quan"),
    ],
)
async def test_an_alarm_says_what_stands_still_since_when(
    client: Client, town: Town, kind: str, detail: dict[str, str | int], said: str
) -> None:
    opened_at = datetime(2026, 3, 13, tzinfo=UTC)
    alarm = Difference(uuid4(), kind, "H53.BC", opened_at, dict(detail), code="EV000000014VN")
    async with town.bridge.database.transaction() as connection:
        await open_differences(connection, town.center.center_id, [alarm])
    for role, sees in ((Role.POST, True), (Role.DEPARTMENT, False), (Role.ADMIN, True)):
        page = await read(client, await session_of(town, role), "/differences")
        assert (said in page) is sees
