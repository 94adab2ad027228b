"""Every row of the URL table, tried by every role, by nobody, and for everybody's things.

Whoever is not named by a row is refused, what is not theirs does not exist for them, and whatever
is refused leaves no trace.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest

from postal_bridge.domain.access import Role
from routes.call_table import CALLS
from routes.route import API, Gate, Route
from tests.hostile.asking import Ask, Example
from tests.hostile.conftest import Service
from tests.hostile.examples import EXAMPLES
from tests.hostile.world import PERSON_OF_ROLE, Half

PROBLEM = "application/problem+json"
#: What is refused here is counted, so that guessing is slowed down.
COUNTING = {f"{API}/sessions", f"{API}/track/{{code}}"}

_NUMBERS = count(1)

by_row = pytest.mark.parametrize("route", CALLS, ids=lambda route: f"{route.method} {route.path}")


@dataclass(slots=True)
class Visit:
    """Attempts of people of our centre at one door."""

    service: Service
    route: Route
    example: Example

    async def ask(self, person: str | None, name: str) -> tuple[int, str, Any]:
        """Ask as somebody, or as nobody; return status, media type and body."""
        here, example = self.service.world.here, self.example
        asked = Ask(here, person or "clerk", name, next(_NUMBERS))
        place = quote(example.place(asked) if example.place else name, safe="")
        path = re.sub(r"{\w+}", place, self.route.path)
        if self.route.path in COUNTING:
            await self.service.rows.forget_attempts()
        query = example.query.format(quote(name, safe=""))
        answer = await self.service.client.request(
            self.route.method,
            f"{path}?{query}" if query else path,
            headers={**(here.bearers[person] if person else {}), **dict(example.headers)},
            json=example.body(asked) if example.body else None,
            data=example.octets,
        )
        is_json = answer.content_type in ("application/json", PROBLEM)
        body = await answer.json(content_type=None) if is_json else await answer.read()
        return answer.status, answer.content_type, body

    async def refused(self, person: str | None, name: str) -> dict[str, Any]:
        """Ask, and return the problem without its identifier; nothing may have been written."""
        left_out = {"throttle"} if self.route.path in COUNTING else set()
        before = await self.service.rows.digest(*left_out)
        status, media_type, problem = await self.ask(person, name)
        assert media_type == PROBLEM, self.told(person, name, status)
        assert problem["status"] == status
        assert problem.pop("instance")
        assert await self.service.rows.digest(*left_out) == before, self.told(person, name, status)
        return dict(problem)

    def told(self, person: str | None, name: str, status: int) -> str:
        """Return what was tried, for whoever reads of a failure."""
        return f"{self.route.method} {self.route.path} of {name} by {person}: {status}"


def admits(route: Route, role: Role) -> bool:
    """Tell whether the table lets people of a role in."""
    if isinstance(route.access, Gate):
        return route.access is Gate.PUBLIC or role is Role.ADMIN
    return role in route.access


def visits(service: Service, route: Route) -> list[Visit]:
    return [Visit(service, route, example) for example in EXAMPLES[route.method, route.path]]


def admitted(route: Route) -> list[str]:
    return [person for role, person in PERSON_OF_ROLE.items() if admits(route, role)]


def things(half: Half, example: Example, person: str) -> Iterator[tuple[str, str]]:
    """Yield (owner, thing) of everything of the example's kind, as a person asks for it."""
    assert example.kind is not None
    for owner in half.owners(example.kind):
        yield owner, half.thing(example.kind, owner, person)


def without(name: str, problem: dict[str, Any]) -> dict[str, Any]:
    """Return a problem with the name that was asked for left out of its words."""
    document: dict[str, Any] = json.loads(json.dumps(problem).replace(json.dumps(name)[1:-1], "…"))
    return document


def test_every_row_of_the_table_has_an_example_and_every_example_a_row() -> None:
    assert set(EXAMPLES) == {(route.method, route.path) for route in CALLS}


@by_row
async def test_who_is_not_named_is_refused(service: Service, route: Route) -> None:
    for visit in visits(service, route):
        example, here = visit.example, service.world.here
        name = example.unknown
        if example.kind:
            _, name = next(things(here, example, "clerk"))
        for role, person in PERSON_OF_ROLE.items():
            if not admits(route, role):
                assert (await visit.refused(person, name))["code"] == "not_for_your_role"
        if route.access is Gate.PUBLIC:
            assert (await visit.ask(None, name))[0] == example.status
        else:
            assert (await visit.refused(None, name))["code"] == "sign_in_needed"


@by_row
async def test_what_is_not_yours_does_not_exist_and_what_is_does(
    service: Service, route: Route
) -> None:
    for visit in visits(service, route):
        example = visit.example
        for person in admitted(route):
            if example.kind is None:
                status, _, _ = await visit.ask(person, "")
                assert status == example.status, visit.told(person, "nothing", status)
            elif example.listed is not None:
                await list_shows_own_things(visit, person)
            else:
                await door_leads_to_own_things(visit, person)


async def list_shows_own_things(visit: Visit, person: str) -> None:
    example, world = visit.example, visit.service.world
    assert example.kind is not None
    assert example.listed is not None
    status, _, page = await visit.ask(person, "")
    assert status == 200, visit.told(person, "a list", status)
    assert page["next_cursor"] is None, "the whole list is wanted here"
    shown = {item[example.listed] for item in page["items"]}
    own = world.here.seen_of(example.kind, person)
    hidden = (world.here.all_of(example.kind) | world.there.all_of(example.kind)) - own
    assert own <= shown, visit.told(person, "a list", status)
    assert not hidden & shown, visit.told(person, "a list", status)


async def door_leads_to_own_things(visit: Visit, person: str) -> None:
    example, world = visit.example, visit.service.world
    nothing = None
    if example.refused != 200:
        nothing = without(example.unknown, await visit.refused(person, example.unknown))
        assert nothing["status"] == example.refused
    for half in (world.here, world.there):
        for owner, name in things(half, example, person):
            if half is world.here and example.shows(owner, person):
                expected = example.status
                if example.not_holding and half.offices[owner] != half.offices[person]:
                    expected = example.not_holding
                status, _, _ = await visit.ask(person, name)
                assert status == expected, visit.told(person, name, status)
            elif nothing is not None:
                assert without(name, await visit.refused(person, name)) == nothing
