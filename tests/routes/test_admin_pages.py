"""The pages of administrators and of one's own account, where more than a form is at stake."""

import re
from uuid import uuid4

from aiohttp import ClientResponse

from postal_bridge.domain.access import Role
from routes.page_table import PLACES
from tests.routes.conftest import PASSWORD, Client, Town, session_of, set_password

BROWSER = {"Accept": "text/html", "Accept-Language": "vi", "Sec-Fetch-Site": "same-origin"}
NEW = "tám con ngỗng qua đồng"


async def send(client: Client, headers: dict[str, str], path: str, **fields: str) -> ClientResponse:
    """Send a form of a page as a browser does."""
    return await client.post(
        path, data=fields, headers={**BROWSER, **headers}, allow_redirects=False
    )


async def test_a_token_is_shown_once_and_the_same_form_issues_no_second(
    client: Client, town: Town
) -> None:
    admin = await session_of(town, Role.ADMIN)
    fields = {"sending": str(uuid4()), "login": town.logins[Role.POST], "expires_days": "30"}
    shown = set()
    for _ in range(2):
        answer = await send(client, admin, "/admin/tokens", **fields)
        assert answer.status == 201
        shown |= set(re.findall(r'value="(pb_[^"]+)"', await answer.text()))
    assert len(shown) == 1
    listed = await (await client.get("/admin/tokens", headers={**BROWSER, **admin})).text()
    assert listed.count("còn giá trị") == 1
    assert shown.pop() not in listed


async def test_a_person_without_a_token_to_revoke_is_told_so(client: Client, town: Town) -> None:
    for role, path in ((Role.ADMIN, "/admin/tokens/revoke"), (Role.POST, "/me/tokens")):
        headers = await session_of(town, role)
        assert (await send(client, headers, path, token_id=str(uuid4()))).status == 404
        assert (await send(client, headers, path, token_id="x")).status == 422


async def test_ones_own_password_is_changed_and_never_shown(client: Client, town: Town) -> None:
    await set_password(town, Role.POST)
    here, elsewhere = await session_of(town, Role.POST), await session_of(town, Role.POST)
    fields = {"present_password": PASSWORD, "new_password": NEW, "repeated_password": f"{NEW}!"}
    answer = await send(client, here, "/me", **fields)
    text = await answer.text()
    assert answer.status == 422
    assert PASSWORD not in text
    assert NEW not in text
    answer = await send(client, here, "/me", **{**fields, "repeated_password": NEW})
    assert (answer.status, answer.headers["Location"]) == (303, "/me?done=password_changed")
    assert (await client.get("/api/v1/me", headers=here)).status == 200
    assert (await client.get("/api/v1/me", headers=elsewhere)).status == 401


async def test_a_wrong_present_password_is_told(client: Client, town: Town) -> None:
    await set_password(town, Role.POST)
    headers = await session_of(town, Role.POST)
    answer = await send(
        client,
        headers,
        "/me",
        present_password=NEW,
        new_password=NEW,
        repeated_password=NEW,
    )
    assert answer.status == 422
    assert 'role="alert"' in await answer.text()


async def test_another_centre_is_out_of_reach(client: Client, town: Town, other_town: Town) -> None:
    admin = await session_of(town, Role.ADMIN)
    stranger = other_town.logins[Role.POST]
    answer = await client.get(f"/admin/people/{stranger}", headers={**BROWSER, **admin})
    assert answer.status == 404
    answer = await send(client, admin, f"/admin/people/{stranger}", active="false")
    assert answer.status == 404
    fields = {"sending": str(uuid4()), "login": stranger, "expires_days": "30"}
    assert (await send(client, admin, "/admin/tokens", **fields)).status == 404


async def test_a_refused_form_keeps_what_was_typed_but_the_password(
    client: Client, town: Town
) -> None:
    admin = await session_of(town, Role.ADMIN)
    fields = {
        "login": "mau.moi",
        "full_name": "Nguyễn Văn Ví Dụ",
        "role": "center",
        "office_code": "H53.BC",
        "password": PASSWORD,
    }
    answer = await send(client, admin, "/admin/people", **fields)
    text = await answer.text()
    assert answer.status == 422
    assert 'value="Nguyễn Văn Ví Dụ"' in text
    assert PASSWORD not in text
    answer = await send(client, admin, "/admin/people", **{**fields, "role": "post"})
    assert (answer.status, answer.headers["Location"]) == (303, "/admin/people?done=person_added")


async def test_an_office_that_is_needed_stays_open(client: Client, town: Town) -> None:
    admin = await session_of(town, Role.ADMIN)
    answer = await send(client, admin, "/admin/offices/H53", active="false")
    assert answer.status == 409
    assert 'role="alert"' in await answer.text()
    answer = await send(client, admin, "/admin/offices/H53", name="Trung tâm Mẫu")
    assert (answer.status, answer.headers["Location"]) == (
        303,
        "/admin/offices?done=office_changed",
    )


async def test_a_person_shut_out_is_gone_with_the_next_request(client: Client, town: Town) -> None:
    admin, post = await session_of(town, Role.ADMIN), await session_of(town, Role.POST)
    assert (await client.get("/api/v1/me", headers=post)).status == 200
    login = town.logins[Role.POST]
    assert (await send(client, admin, f"/admin/people/{login}", active="false")).status == 303
    assert (await client.get("/api/v1/me", headers=post)).status == 401


async def test_a_working_day_is_no_weekday_made_twice(client: Client, town: Town) -> None:
    admin = await session_of(town, Role.ADMIN)
    fields = {"day": "2026-03-13", "working": "true", "name": "Làm bù", "source": "Văn bản"}
    assert (await send(client, admin, "/admin/days", **fields)).status == 422
    answer = await send(client, admin, "/admin/days", **{**fields, "day": "2026-03-14"})
    assert answer.headers["Location"] == "/admin/days?year=2026&done=day_kept"
    page = await client.get("/admin/days?year=2026", headers={**BROWSER, **admin})
    assert "làm việc</td>" in await page.text()


async def test_ranges_and_what_is_wrong_with_them_are_shown(client: Client, town: Town) -> None:
    admin = await session_of(town, Role.ADMIN)
    fields = {
        "first": "EX000001006VN",
        "last": "EX000002001VN",
        "document": "Văn bản ví dụ",
        "granted_on": "2026-02-02",
    }
    assert (await send(client, admin, "/admin/ranges", **fields)).status == 303
    assert (await send(client, admin, "/admin/ranges", **fields)).status == 409
    page = await client.get("/admin/ranges", headers={**BROWSER, **admin})
    assert "EX000001006VN" in await page.text()


async def test_trips_of_the_post_are_kept_listed_and_removed(client: Client, town: Town) -> None:
    admin = await session_of(town, Role.ADMIN)
    for fields in ({"leaves_at": "15:30"}, {"leaves_at": "09:15", "to_office": "SNV"}):
        answer = await send(client, admin, "/admin/trips", **fields)
        assert answer.headers["Location"] == "/admin/trips?done=trip_added"
    again = await send(client, admin, "/admin/trips", leaves_at="15:30")
    assert again.status == 422
    assert (await send(client, admin, "/admin/trips", leaves_at="x")).status == 422
    page = await (await client.get("/admin/trips", headers={**BROWSER, **admin})).text()
    (first, _) = re.findall(r'name="trip_id" value="([^"]+)"', page)
    assert page.index("09:15") < page.index("15:30")
    assert "mọi cơ quan" in page
    answer = await send(client, admin, "/admin/trips/remove", trip_id=first)
    assert answer.headers["Location"] == "/admin/trips?done=trip_removed"
    changes = await (await client.get("/admin/changes", headers={**BROWSER, **admin})).text()
    assert "Bỏ chuyến thư" in changes
    clerk = await session_of(town, Role.CENTER)
    board = await (await client.get("/center", headers={**BROWSER, **clerk})).text()
    assert "Giờ chốt 15:00" in board
    assert "15:30" in board


async def test_every_page_of_administrators_is_found_by_links_from_the_first(
    client: Client, town: Town
) -> None:
    # Some pages are there for what a centre has.
    account = {"enabled": False, "address": "stand-in", "unit_code": "000.00.00.H53"}
    kept = await client.put(
        "/api/v1/portal/account", json=account, headers=await town.bearer(Role.ADMIN)
    )
    assert kept.status == 200
    headers = await session_of(town, Role.ADMIN)
    seen, ahead = set[str](), ["/admin"]
    while ahead:
        page = ahead.pop()
        seen.add(page)
        response = await client.get(page, headers=headers)
        assert response.status == 200, page
        links = set(re.findall(r'href="(/admin[^"?#]*)', await response.text()))
        ahead += sorted(links - seen - {*ahead})
    pages = {
        route.path
        for route in PLACES
        if route.method == "GET" and route.path.startswith("/admin") and "{" not in route.path
    }
    assert pages <= seen


async def test_the_first_page_counts_what_waits_for_a_person(client: Client, town: Town) -> None:
    headers = await session_of(town, Role.ADMIN)
    assert "chờ xử lý" not in await (await client.get("/admin", headers=headers)).text()
    center_id, now = town.center.center_id, town.bridge.clock()
    async with town.bridge.database.transaction() as connection:
        for number in range(2):
            await connection.execute(
                "insert into webhook (center_id, webhook_id, url_sealed, kinds, state,"
                " disabled_why, disabled_at, created_at, created_by, follows_from, followed_to)"
                " values ($1, $2, '', '{}', 'disabled', $4, $3, $3, '', $3, $3)",
                center_id,
                uuid4(),
                now,
                ("gone", "by_hand")[number],
            )
            await connection.execute(
                "insert into portal_finding (center_id, finding_id, dossier_code, kind, theirs,"
                " found_at) values ($1, $2, 'H53-1', 'differs', $4, $3)",
                center_id,
                uuid4(),
                now,
                str(number),
            )
    text = await (await client.get("/admin", headers=headers)).text()
    for path, count in (("webhooks", 1), ("portal", 2), ("incoming", 0), ("carrier", 0)):
        (card,) = re.findall(rf'<li><strong><a href="/admin/{path}">.*?</li>', text)
        assert ("chờ xử lý" in card) is bool(count), card
        assert not count or f"{count} chờ xử lý" in card
