"""Every row of the URL table, tried by every role, by nobody, and for everybody's things.

Whoever is not named by a row is refused, what is not theirs does not exist for them, and whatever
is refused leaves no trace.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest

from postal_bridge.domain.access import Role
from postal_bridge.domain.custody import Event
from postal_bridge.domain.scan import Action
from routes.app import ROUTES
from routes.route import API, Gate, Route
from tests.hostile.conftest import Rows
from tests.hostile.examples import EXAMPLES, NO_CONSIGNMENT, Ask, Example
from tests.hostile.world import PERSON_OF_ROLE, TWIN_CODE, Half, World
from tests.routes.conftest import Client

PROBLEM = "application/problem+json"
#: Attempts are counted there, and so are prints of labels: a refused one is not.
COUNTS_ATTEMPTS = {f"{API}/sessions", f"{API}/track/{{code}}"}

by_row = pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")


@dataclass(slots=True)
class Visit:
    """The attempts of one test at one door."""

    client: Client
    rows: Rows
    world: World
    route: Route
    example: Example
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def ask(self, person: str | None, name: str) -> tuple[int, str, Any]:
        """Ask as somebody of our centre, or as nobody; return status, media type and body."""
        here, example = self.world.here, self.example
        ask = Ask(here, person or "clerk", name, next(self.numbers))
        path = re.sub(r"{\w+}", quote(name, safe=""), self.route.path)
        query = example.query.format(quote(name, safe=""))
        answer = await self.client.request(
            self.route.method,
            f"{path}?{query}" if query else path,
            headers={**(here.bearers[person] if person else {}), **dict(example.headers)},
            json=example.body(ask) if example.body else None,
        )
        is_json = answer.content_type in ("application/json", PROBLEM)
        body = await answer.json(content_type=None) if is_json else await answer.read()
        return answer.status, answer.content_type, body

    async def refused(self, person: str | None, name: str) -> dict[str, Any]:
        """Ask, and return the problem without its identifier; nothing may have been written."""
        before = await self.rows.digest()
        status, media_type, problem = await self.ask(person, name)
        assert media_type == PROBLEM, self.told(person, name, status)
        assert problem["status"] == status
        assert problem.pop("instance")
        after = await self.rows.digest()
        if self.route.path in COUNTS_ATTEMPTS:
            del before["throttle"], after["throttle"]
        assert after == before, self.told(person, name, status)
        return dict(problem)

    def told(self, person: str | None, name: str, status: int) -> str:
        """Return what was tried, for whoever reads of a failure."""
        return f"{self.route.method} {self.route.path} of {name} by {person}: {status}"


def admits(route: Route, role: Role) -> bool:
    """Tell whether the table lets people of a role in."""
    if isinstance(route.access, Gate):
        return route.access is Gate.PUBLIC or role is Role.ADMIN
    return role in route.access


def admitted(route: Route) -> list[str]:
    return [person for role, person in PERSON_OF_ROLE.items() if admits(route, role)]


def examples_of(route: Route) -> tuple[Example, ...]:
    return EXAMPLES[route.method, route.path]


def things(half: Half, example: Example, person: str) -> Iterator[tuple[str, str]]:
    """Yield (owner, thing) of everything of the example's kind, as a person asks for it."""
    assert example.kind is not None
    for owner in half.owners(example.kind):
        yield owner, half.thing(example.kind, owner, person)


def test_every_row_of_the_table_has_an_example_and_every_example_a_row() -> None:
    assert set(EXAMPLES) == {(route.method, route.path) for route in ROUTES}


@by_row
async def test_who_is_not_named_is_refused(
    client: Client, rows: Rows, world: World, route: Route
) -> None:
    for example in examples_of(route):
        visit = Visit(client, rows, world, route, example)
        name = world.here.thing(example.kind, world.here.owners(example.kind)[0], "clerk") \
            if example.kind else example.unknown
        for role, person in PERSON_OF_ROLE.items():
            if not admits(route, role):
                assert (await visit.refused(person, name))["code"] == "not_for_your_role"
        if route.access is Gate.PUBLIC:
            assert (await visit.ask(None, name))[0] == example.status
        else:
            assert (await visit.refused(None, name))["code"] == "sign_in_needed"
