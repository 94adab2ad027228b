"""The portal played over HTTP, as a process that people start beside an installation."""

import json
import re
import urllib.request

from tests.cli.conftest import Shell
from tests.cli.test_serving import heard, leave, started

PLACES = re.compile(rb"Services at (http://\S+), login call at (http://\S+)")


def asked(address: str, said: dict[str, object]) -> dict[str, object]:
    headers = {"Content-Type": "application/json"}
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
