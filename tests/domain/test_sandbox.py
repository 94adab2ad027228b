"""Where real people must not be reached, only those named are."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from postal_bridge.domain.access import Center
from postal_bridge.domain.sandbox import Sandbox, sandbox_numbers


@pytest.mark.parametrize(
    ("address", "out"),
    [
        ("0900000001", True),
        ("+84 900 000 001", True),
        ("0900000002", False),
        ("Thu@MotCua.example", True),
        ("ai@motcua.example", False),
        ("ai@thu.example", True),
        ("ai@thu.example.org", False),
        ("ai@khac.thu.example", False),
        ("", False),
    ],
)
def test_messages_leave_only_to_those_named(address: str, out: bool) -> None:
    sandbox = Sandbox.of(["0900 000 001", "thu@motcua.example", "@thu.example"])
    assert sandbox.lets_out(address) is out


def test_nobody_named_is_nobody_reached_and_without_a_sandbox_everybody_is() -> None:
    assert not Sandbox.of([]).lets_out("0900000001")
    assert Sandbox().lets_out("0900000001")


@pytest.mark.parametrize("named", [None, [], ["0900000001"]])
def test_of_a_sandbox_centre_nobody_is_reached_who_is_not_named(named: list[str] | None) -> None:
    sandbox = Sandbox() if named is None else Sandbox.of(named)
    real = Center(1, "H53", "Trung tâm Thử Nghiệm", ZoneInfo("Asia/Ho_Chi_Minh"))
    assert sandbox.at(real) == sandbox
    tried = sandbox.at(replace(real, sandbox=True))
    assert tried.lets_out("0900000001") == bool(named)
    assert not tried.lets_out("0900000002")


def test_numbers_of_sandbox_centres_are_apart() -> None:
    first, second = sandbox_numbers(1), sandbox_numbers(2)
    assert first.last < second.first
    assert {first.service, second.service} == {"ZZ"}
