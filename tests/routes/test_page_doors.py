"""Pages are shown to whom the table names, in both languages, and to nobody else."""

import re

import pytest

from postal_bridge.domain.access import Role
from routes.page_table import PLACES
from routes.route import Gate, Route
from tests.routes.conftest import Client, Town, session_of

SHOWN = [route for route in PLACES if route.method == "GET"]
#: What stands in the variable parts of addresses; nothing is known by these names.
NOTHING = {"code": "EV000000014VN", "login": "khong.ai"}

#: What has to be asked for where a page shows nothing without.
QUERIES = {"/reports/dossiers": "?figure=received"}

by_page = pytest.mark.parametrize("route", SHOWN, ids=lambda route: str(route.path))


def address_of(route: Route) -> str:
    path = re.sub(r"{(\w+)}", lambda part: NOTHING.get(part[1], "x"), route.path)
    return path + QUERIES.get(route.path, "")


@by_page
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_page_opens_for_its_people_and_for_nobody_else(
    client: Client, town: Town, route: Route, language: str
) -> None:
    for role in Role:
        headers = {"Accept": "text/html", "Accept-Language": language}
        headers |= await session_of(town, role)
        answer = await client.get(address_of(route), headers=headers, allow_redirects=False)
        text = await answer.text()
        if isinstance(route.access, Gate):
            # What citizens may do with a dossier asks for code and digits first.
            assert answer.status in (200, 303, 403, 404), f"{role}: {answer.status}"
        elif role in route.access:
            assert answer.status in (200, 303, 404), f"{role}: {answer.status}"
        else:
            assert answer.status == 403, f"{role}: {answer.status}"
        if answer.content_type == "text/html" and text:
            assert f'<html lang="{language}">' in text


@pytest.mark.parametrize(
    "route",
    [route for route in SHOWN if not isinstance(route.access, Gate)],
    ids=lambda route: str(route.path),
)
async def test_without_signing_in_one_is_led_to_the_form(client: Client, route: Route) -> None:
    headers = {"Accept": "text/html"}
    answer = await client.get(address_of(route), headers=headers, allow_redirects=False)
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/sign-in?to=%2F")
