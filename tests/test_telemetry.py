"""Logs tell what happened and never about whom; figures are added up over processes."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import structlog
from aiohttp.http_exceptions import LineTooLong
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge import telemetry
from postal_bridge.store.database import Connection

SECRET = "Nguyễn Văn Bí Mật"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Yield what is logged while the test runs, and leave logging as it was."""
    root = logging.getLogger()
    before = root.handlers, root.level
    stream = io.StringIO()
    telemetry.configure_logging(stream)
    yield stream
    root.handlers, root.level = before
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_line_of_json_with_time_and_level(stream: io.StringIO) -> None:
    structlog.get_logger().info("scans_recorded", count=3, office="H53.BC", step="nhận\nhồ sơ")
    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "scans_recorded",
        "level": "info",
        "count": 3,
        "office": "H53.BC",
        "step": "nhận\nhồ sơ",
    }
    assert "hồ sơ" in stream.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password",
        "token",
        "secret",
        "cookie",
        "Authorization",
        "phone",
        "filer_phone",
        "filer_name",
        "full_name",
        "name",
        "address",
        "filer_address",
        "recipient",
        "phone_last4",
    ],
)
def test_what_is_named_like_personal_data_is_left_out(stream: io.StringIO, name: str) -> None:
    structlog.get_logger().info("x", kept=1, inner={"kept": 2, name: SECRET}, **{name: SECRET})
    (line,) = lines(stream)
    assert line["kept"] == 1
    assert line["inner"] == {"kept": 2}
    assert name not in line
    assert SECRET not in stream.getvalue()


@given(st.dictionaries(st.text(), st.none() | st.text() | st.binary() | st.integers()))
def test_no_value_goes_wrong(facts: dict[str, Any]) -> None:
    event: dict[str, Any] = {"event": "x", **facts}
    for process in telemetry.processors()[3:]:
        event = process(None, "info", event)  # type: ignore[assignment]  # they give what they get
    assert "phone" not in event


def test_an_error_is_told_by_kind_and_place_without_its_message(stream: io.StringIO) -> None:
    def look_up() -> None:
        known: dict[str, int] = {}
        try:
            known[SECRET]
        except KeyError as error:
            raise ValueError(SECRET) from error

    try:
        look_up()
    except ValueError:
        structlog.get_logger().exception("unexpected_error")
    (line,) = lines(stream)
    outer, inner = line["error"]
    assert (outer["kind"], inner["kind"]) == ("builtins.ValueError", "builtins.KeyError")
    assert any("look_up" in frame for frame in outer["frames"])
    assert SECRET not in stream.getvalue()


def test_a_message_that_speaks_of_the_code_is_told(stream: io.StringIO) -> None:
    try:
        _ = stream.nothing  # type: ignore[attr-defined]  # that is the error
    except AttributeError:
        structlog.get_logger().exception("unexpected_error")
    (line,) = lines(stream)
    assert "nothing" in line["error"][0]["message"]


async def test_an_error_of_the_database_is_told_by_its_facts(
    stream: io.StringIO, connection: Connection
) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as raised:
        await connection.execute(
            "insert into center (center_id, code, name, created_at) values (1, $1, $1, now())",
            SECRET,
        )
    assert SECRET in str(raised.value)
    structlog.get_logger().error("unexpected_error", exc_info=raised.value)
    (line,) = lines(stream)
    assert line["error"][0]["sqlstate"] == "23514"
    assert line["error"][0]["constraint_name"] == "center_code_shape"
    assert SECRET not in stream.getvalue()


def test_libraries_log_in_the_same_form(stream: io.StringIO) -> None:
    logging.getLogger("asyncio").info("too quiet to be told")
    try:
        Path(f"/nowhere/{SECRET}").read_text("utf-8")
    except OSError:
        logging.getLogger("aiohttp.server").exception("Unhandled exception")
    (line,) = lines(stream)
    assert (line["event"], line["level"]) == ("Unhandled exception", "error")
    assert line["error"][0]["kind"] == "builtins.FileNotFoundError"
    assert SECRET not in stream.getvalue()


def test_on_a_terminal_lines_are_for_people() -> None:
    class Terminal(io.StringIO):
        """Says that it is one."""

        def isatty(self) -> bool:
            """Say yes."""
            return True

    program = Terminal()
    root = logging.getLogger()
    before = root.handlers, root.level
    telemetry.configure_logging(program)
    structlog.get_logger().info("scans_recorded", phone=SECRET)
    root.handlers, root.level = before
    structlog.reset_defaults()
    assert not program.getvalue().startswith("{")
    assert "scans_recorded" in program.getvalue()
    assert SECRET not in program.getvalue()


def test_figures_of_several_processes_are_added_up(tmp_path: Path) -> None:
    count = (
        "from postal_bridge.telemetry import REQUESTS, render_metrics;"
        "REQUESTS.labels('GET', '/x', '200').inc();"
        "print(render_metrics()[0].decode())"
    )
    for processes in (1, 2):
        environment = {"PATH": "", "PYTHONPATH": ":".join(sys.path)}
        environment[telemetry.MULTIPROCESS_FOLDER] = str(tmp_path)
        told = subprocess.run(
            [sys.executable, "-c", count], env=environment, check=True, capture_output=True
        ).stdout.decode()
        labels = 'method="GET",route="/x",status="200"'
        assert f"postal_bridge_http_requests_total{{{labels}}} {processes}.0" in told


def test_a_request_that_cannot_be_read_is_a_short_word_without_what_was_sent(
    stream: io.StringIO,
) -> None:
    error = LineTooLong(SECRET.encode(), 8190)
    logging.getLogger("aiohttp.server").error("From %s", SECRET, exc_info=error)
    (line,) = lines(stream)
    del line["timestamp"]
    assert line == {"event": "request_unreadable", "level": "info", "kind": "LineTooLong"}
