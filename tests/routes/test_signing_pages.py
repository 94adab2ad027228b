"""People sign in by a form, are led to where they wanted to be, and choose their language."""

import re

import pytest
from aiohttp import ClientResponse

from postal_bridge.domain.access import Role
from tests.routes.conftest import PASSWORD, Client, Town, session_of, set_password

BROWSER = {"Accept": "text/html", "Accept-Language": "vi", "Sec-Fetch-Site": "same-origin"}


async def send(client: Client, path: str, fields: dict[str, str], **headers: str) -> ClientResponse:
    """Send a form as a browser does from a page of ours."""
    return await client.post(
        path, data=fields, headers={**BROWSER, **headers}, allow_redirects=False
    )


async def signed_in(client: Client, town: Town, to: str) -> ClientResponse:
    await set_password(town, Role.CENTER)
    login = town.logins[Role.CENTER]
    return await send(client, "/sign-in", {"login": login, "password": PASSWORD, "to": to})


async def test_whoever_signs_in_is_led_to_where_they_wanted_to_be(
    client: Client, town: Town
) -> None:
    answer = await signed_in(client, town, "/dossiers/new?x=1")
    assert (answer.status, answer.headers["Location"]) == (303, "/dossiers/new?x=1")
    cookie = answer.headers["Set-Cookie"]
    assert re.match(r"postal_bridge=1\.\S{40}", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    me = await client.get("/api/v1/me")
    assert (await me.json())["login"] == town.logins[Role.CENTER]


@pytest.mark.parametrize(
    "to", ["//evil.example/x", "/\\evil.example", "https://evil.example", "evil", "/a\r\nb", ""]
)
async def test_nobody_is_led_to_another_site(client: Client, town: Town, to: str) -> None:
    answer = await signed_in(client, town, to)
    assert answer.status == 303
    assert "evil" not in answer.headers["Location"]
    assert "\n" not in answer.headers["Location"]


async def test_a_wrong_password_is_told_in_the_form_and_not_kept_in_it(
    client: Client, town: Town
) -> None:
    login = town.logins[Role.CENTER]
    answer = await send(client, "/sign-in", {"login": login, "password": "khong-phai", "to": "/me"})
    text = await answer.text()
    assert answer.status == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in text
    assert f'value="{login}"' in text
    assert "khong-phai" not in text


async def test_an_empty_field_is_named_beside_it(client: Client) -> None:
    answer = await send(client, "/sign-in", {"login": "ai.do", "password": ""})
    assert answer.status == 422
    assert '<p id="password-said" class="said">phải điền</p>' in await answer.text()


async def test_a_page_that_needs_signing_in_leads_there_and_back(client: Client) -> None:
    answer = await client.get("/center", headers=BROWSER, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/sign-in?to=%2Fcenter")
    form = await (await client.get("/sign-in?to=%2Fcenter")).text()
    assert '<input type="hidden" name="to" value="/center">' in form


async def test_programs_are_told_and_not_led(client: Client) -> None:
    answer = await client.get("/center", allow_redirects=False)
    assert (answer.status, answer.content_type) == (401, "application/problem+json")


async def test_signing_out_ends_the_session(client: Client, town: Town) -> None:
    cookie = await session_of(town, Role.CENTER)
    answer = await send(client, "/sign-out", {}, **cookie)
    assert (answer.status, answer.headers["Location"]) == (303, "/sign-in?done=signed_out")
    assert (await client.get("/api/v1/me", headers=cookie)).status == 401
    assert "Đã đăng xuất." in await (await client.get("/sign-in?done=signed_out")).text()
    assert 'class="note good"' not in await (await client.get("/sign-in?done=<b>")).text()


async def test_no_other_site_signs_anybody_out(client: Client, town: Town) -> None:
    cookie = await session_of(town, Role.CENTER)
    answer = await send(client, "/sign-out", {}, **cookie, **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
    assert (await client.get("/api/v1/me", headers=cookie)).status == 200


async def test_the_chosen_language_stays(client: Client) -> None:
    answer = await send(client, "/language", {"language": "en", "to": "/q?code=1"})
    assert (answer.status, answer.headers["Location"]) == (303, "/q?code=1")
    assert '<html lang="en">' in await (await client.get("/", headers=BROWSER)).text()
    assert "Set-Cookie" not in (await send(client, "/language", {"language": "xx"})).headers


async def test_a_form_is_refused_that_is_none(client: Client) -> None:
    answer = await client.post("/sign-in", json={"login": "a"}, headers=BROWSER)
    assert answer.status == 415
    twice = await client.post(
        "/sign-in", data=[("login", "a"), ("login", "b"), ("password", "c")], headers=BROWSER
    )
    assert twice.status == 422
    endless = await send(client, "/sign-in", {"login": "a" * 70_000, "password": "c"})
    assert endless.status == 413
