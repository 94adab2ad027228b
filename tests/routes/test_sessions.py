"""Signing in and out over HTTP."""

from http.cookies import SimpleCookie

import pytest

from postal_bridge.domain.access import Role
from tests.routes.conftest import PASSWORD, Client, Town, set_password

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def login(town: Town) -> str:
    """Return the login of somebody at the centre who has a password."""
    await set_password(town, Role.CENTER)
    return town.logins[Role.CENTER]


async def test_a_browser_signs_in_works_and_signs_out(client: Client, login: str) -> None:
    answer = await client.post("/api/v1/sessions", json={"login": login, "password": PASSWORD})
    assert answer.status == 201
    viewer = {
        "login": login,
        "role": "center",
        "office_code": "H53",
        "office_kind": "center",
        "supervises": False,
        "center": {"code": "H53", "name": "Trung tâm H53", "sandbox": False},
    }
    assert await answer.json() == {"viewer": viewer, "expires_at": "2026-03-13T14:30:00Z"}

    me = await client.get("/api/v1/me")
    assert (me.status, await me.json()) == (200, viewer)

    gone = await client.delete("/api/v1/sessions/current", headers=OURS)
    assert (gone.status, await gone.read()) == (204, b"")
    assert (await client.get("/api/v1/me")).status == 401


async def test_the_cookie_is_for_this_site_alone_and_out_of_reach_of_scripts(
    client: Client, login: str
) -> None:
    answer = await client.post("/api/v1/sessions", json={"login": login, "password": PASSWORD})
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["postal_bridge"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["max-age"] == str(12 * 60 * 60)
    assert not cookie["secure"]  # for the address is not https


async def test_signing_out_ends_the_session_for_a_copied_cookie_too(
    client: Client, login: str
) -> None:
    answer = await client.post("/api/v1/sessions", json={"login": login, "password": PASSWORD})
    copied = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}
    await client.delete("/api/v1/sessions/current", headers=OURS)
    assert (await client.get("/api/v1/me", headers=copied)).status == 401


async def test_wrong_passwords_and_unknown_logins_are_answered_alike(
    client: Client, login: str
) -> None:
    answers = [
        await client.post("/api/v1/sessions", json={"login": tried, "password": "sai hoàn toàn"})
        for tried in (login, "khong.ai")
    ]
    assert [answer.status for answer in answers] == [401, 401]
    known, unknown = [await answer.json() for answer in answers]
    for problem in (known, unknown):
        del problem["instance"]
    assert known == unknown
    assert known["code"] == "sign_in_failed"
    assert "Set-Cookie" not in answers[0].headers


async def test_a_locked_login_is_told_how_long_to_wait(client: Client, login: str) -> None:
    wrong = {"login": login, "password": "sai hoàn toàn"}
    for _ in range(5):
        assert (await client.post("/api/v1/sessions", json=wrong)).status == 401
    right = {"login": login, "password": PASSWORD}
    locked = await client.post("/api/v1/sessions", json=right)
    assert locked.status == 429
    assert locked.headers["Retry-After"] == "900"
    assert (await locked.json())["code"] == "sign_in_locked"


@pytest.mark.parametrize("name", ["login", "password"])
@pytest.mark.parametrize("value", ["", None, 7, ["x"], "x" * 1001])
async def test_what_is_no_login_or_password_is_refused(
    client: Client, name: str, value: object
) -> None:
    body = {"login": "an", "password": PASSWORD, name: value}
    answer = await client.post("/api/v1/sessions", json=body)
    assert answer.status == 422
    assert [error["path"] for error in (await answer.json())["errors"]] == [name]


async def test_a_token_is_not_ended_by_signing_out(client: Client, town: Town) -> None:
    headers = await town.bearer(Role.POST)
    assert (await client.delete("/api/v1/sessions/current", headers=headers)).status == 204
    assert (await client.get("/api/v1/me", headers=headers)).status == 200
