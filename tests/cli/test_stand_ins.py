"""Other parties played over HTTP, as processes that people start beside an installation."""

import json
import re
import urllib.request

from postal_bridge.cli import stand_ins
from postal_bridge.gateways.vnpost_stories import Story
from tests.cli.conftest import Shell
from tests.cli.test_serving import heard, leave, started

PLACES = re.compile(rb"Services at (http://\S+), login call at (http://\S+)")


def asked(
    address: str, said: dict[str, object], more: dict[str, str] | None = None
) -> dict[str, object]:
    headers = {"Content-Type": "application/json", **(more or {})}
    request = urllib.request.Request(address, json.dumps(said).encode(), headers)  # noqa: S310 - an address of ours
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - as above
        found: dict[str, object] = json.load(answer)
        return found


def test_the_portal_is_played_until_it_is_told_to_leave(empty: Shell) -> None:
    with started(empty, "stand-in", "portal", "--port", "0") as process:
        found = heard(process, "stderr", PLACES)
        services, login = found[1].decode(), found[2].decode()
        session = asked(login, {"username": "h53", "password": "x"})["session"]
        question = {"session": session, "service": "TraCuuHoSo", "mahoso": "H53.14-260313-0001"}
        assert asked(services, question) == {"error_code": "0", "result": []}
        leave(process)


def test_the_carrier_is_played_until_it_is_told_to_leave(empty: Shell) -> None:
    with started(empty, "stand-in", "carrier", "--port", "0", "--signs") as process:
        place = re.compile(rb"order_url = (http://\S+/customer/orders)$", re.MULTILINE)
        address = heard(process, "stderr", place)[1].decode()
        token = heard(process, "stderr", re.compile(rb"^  token = (\S+)$", re.MULTILINE))[
            1
        ].decode()
        order = {"OrderCode": "A1", "CodAmountEvaluation": 30_000}
        made = asked(address, order, {"h-token": token})
        assert (made["OrderCode"], made["OrderStatusId"]) == ("A1", 20)
        leave(process)


def test_every_story_of_the_carrier_can_be_asked_for() -> None:
    assert [each.value for each in stand_ins.CarrierStory] == [each.value for each in Story]
