"""Where real people must not be reached, only those named are."""

import pytest

from postal_bridge.domain.sandbox import Sandbox


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
