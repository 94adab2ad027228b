"""Serving, working and the demonstration, as processes that begin, die and are told to leave."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from postal_bridge.domain.access import Role
from postal_bridge.store.embedded import running
from tests.cli.conftest import PATIENCE_SECONDS, PREFIX, Shell
from tests.ground import hasty_folder

SERVING = re.compile(rb"(?:Serving on|The demonstration is at) (http://127\.0\.0\.1:(\d+))")


@contextmanager
def started(shell: Shell, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a process that is killed at the end, if it has not left, with all it started."""
    process = shell.start(*words)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def heard(
    process: subprocess.Popen[bytes], stream: str, words: re.Pattern[bytes]
) -> re.Match[bytes]:
    """Read what a process says until it says this."""
    pipe = getattr(process, stream)
    said = b""
    while line := pipe.readline():
        said += line
        found = words.search(line)
        if found:
            return found
    raise AssertionError(f"it left with {process.wait()} and said {said.decode()}")


def leave(process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM) -> str:
    """Tell a process to leave, see that it does so in good order, and return what it said."""
    process.send_signal(number)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, said.decode()
    return said.decode()


def ask(
    address: str, path: str, said: object = None, token: str | None = None
) -> tuple[int, bytes]:
    """Send a request and return the status and body of its answer."""
    headers = {"Content-Type": "application/json"} if said else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = json.dumps(said).encode() if said else None
    request = urllib.request.Request(f"{address}{path}", body, headers)  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - our own
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def server_is_up(shell: Shell) -> bool:
    return (shell.data_dir / "postgres" / "cluster" / "postmaster.pid").exists()


def children_of(process: subprocess.Popen[bytes]) -> set[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
    return {int(number) for number in listed.split()}


def workers_of(process: subprocess.Popen[bytes]) -> set[int]:
    """Return the web processes that a process started."""
    return {
        child
        for child in children_of(process)
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    }


def test_one_process_serves_migrates_and_leaves(fresh: Shell) -> None:
    with started(fresh, "serve", "--port", "0") as process:
        address = heard(process, "stderr", SERVING)[1].decode()
        assert ask(address, "/healthz")[0] == 200
        assert ask(address, "/readyz")[0] == 200
        # A second process on the same folder shares the server and does not stop it.
        assert "Applied" not in fresh.done("migrate").text
        assert ask(address, "/readyz")[0] == 200
        taken = fresh.run("serve", "--port", address.rpartition(":")[2])
        assert taken.code == 1
        assert taken.err.startswith("Refused (address_unusable)")
        assert "already in use" in taken.err
        assert server_is_up(fresh)
        assert "Traceback" not in leave(process, signal.SIGINT)
    assert not server_is_up(fresh)


def test_a_killed_service_starts_again_with_everything_there(fresh: Shell) -> None:
    with started(fresh, "serve", "--port", "0") as process:
        heard(process, "stderr", SERVING)
        fresh.done("center", "add", "H53", "Trung tâm Thử Nghiệm")
        process.kill()
        process.wait()
    with started(fresh, "serve", "--port", "0") as process:
        address = heard(process, "stderr", SERVING)[1].decode()
        assert ask(address, "/readyz")[0] == 200
        assert "center_known" in fresh.run("center", "add", "H53", "Trung tâm").err
        leave(process)
    assert not server_is_up(fresh)


def test_several_workers_share_a_port_and_one_that_dies_is_replaced(shell: Shell) -> None:
    with started(shell, "serve", "--port", "0", "--workers", "2") as process:
        address = heard(process, "stderr", SERVING)[1].decode()
        for _ in range(20):
            assert ask(address, "/healthz")[0] == 200
        taken = shell.run("serve", "--port", address.rpartition(":")[2], "--workers", "2")
        assert (taken.code, "address_unusable" in taken.err) == (1, True)
        before = workers_of(process)
        assert len(before) == 2
        os.kill(min(before), signal.SIGKILL)
        heard(process, "stderr", re.compile(b"worker_died"))
        until = time.monotonic() + PATIENCE_SECONDS
        while len(workers_of(process) - {min(before)}) < 2:
            assert time.monotonic() < until, "nobody took the place of the dead"
        for _ in range(20):
            assert ask(address, "/readyz")[0] == 200
        figures = ask(address, "/metrics")[1].decode()
        asked = re.search(r'requests_total\{.*route="/healthz".*\} (\d+)', figures)
        assert asked is not None
        assert int(asked[1]) == 20, "the figures of all workers are added up"
        after = workers_of(process)
        leave(process)
    assert not [worker for worker in before | after if Path(f"/proc/{worker}").exists()]


def test_workers_do_not_outlive_a_parent_that_is_killed(shell: Shell) -> None:
    with started(shell, "serve", "--port", "0", "--workers", "2") as process:
        heard(process, "stderr", SERVING)
        workers = workers_of(process)
        process.kill()
        process.wait()
        until = time.monotonic() + PATIENCE_SECONDS
        while any(Path(f"/proc/{worker}").exists() for worker in workers):
            assert time.monotonic() < until, "they serve on"


def test_a_request_in_flight_is_answered_before_leaving(shell: Shell) -> None:
    with started(shell, "serve", "--port", "0") as process:
        port = int(heard(process, "stderr", SERVING)[2])
        body = json.dumps({"login": "nobody.here", "password": "not-the-password"}).encode()
        head = (
            "POST /api/v1/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
            connection.sendall(head.encode() + body)
            # It has surely been read once one that came later was answered; checking the password
            # takes longer.
            assert ask(f"http://127.0.0.1:{port}", "/healthz")[0] == 200
            process.send_signal(signal.SIGTERM)
            answer = connection.makefile("rb").readline()
        assert answer.startswith(b"HTTP/1.1 401")
        process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0


def test_long_lines_are_read_and_endless_ones_are_no_errors(shell: Shell) -> None:
    def answer(port: int, request: str) -> bytes:
        with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
            connection.sendall(f"{request}\r\n\r\n".encode())
            return connection.makefile("rb").readline()

    with started(shell, "serve", "--port", "0") as process:
        port = int(heard(process, "stderr", SERVING)[2])
        get = "HTTP/1.1\r\nHost: 127.0.0.1"
        for length, status in ((12_000, b"200"), (20_000, b"400")):
            endless = "kin-dao" * (length // 7)
            assert answer(port, f"GET /healthz {get}\r\nX-Said: {endless}").split()[1] == status
        assert answer(port, f"GET /{'kin-dao' * 8_000} {get}").split()[1] == b"404"
        assert answer(port, f"GET /{'kin-dao' * 10_000} {get}").split()[1] == b"400"
        said = leave(process)
    assert "kin-dao" not in said
    logged = [json.loads(line) for line in said.splitlines()]
    unread = [each for each in logged if each["event"] != "request"]
    assert [(each["event"], each["level"]) for each in unread] == [
        ("request_unreadable", "info")
    ] * 2
    assert not any("error" in each for each in unread)


def test_working_leaves_when_told(shell: Shell) -> None:
    with started(shell, "work") as process, started(shell, "work") as other:
        for each in (process, other):
            heard(each, "stderr", re.compile(b"Working"))
            leave(each)


# The demonstration.


@pytest.fixture(scope="module")
def stage() -> Iterator[Shell]:
    """Yield a shell over a folder whose demonstration was killed while it was first made."""
    with hasty_folder(PREFIX) as folder:
        shell = Shell(folder)
        with started(shell, "demo", "--data-dir", str(folder), "--no-serve") as process:
            until = time.monotonic() + PATIENCE_SECONDS
            while not (folder / "demonstration.lock").exists():
                assert time.monotonic() < until, "it does not begin"
            time.sleep(1)
            process.kill()
        told = shell.done("demo", "--data-dir", folder, "--no-serve")
        assert "mot.cua" in told.text
        assert told.err == ""
        yield shell


def test_a_killed_demonstration_begins_again_and_is_served(
    stage: Shell,
) -> None:
    with started(stage, "demo", "--data-dir", str(stage.data_dir), "--port", "0") as process:
        address = heard(process, "stdout", SERVING)[1].decode()
        assert process.stdout is not None
        told = "".join(process.stdout.readline().decode() for _ in range(8))
        sign_ins = re.findall(r"^  (\S+) +(\S+) +(\w+)$", told, re.MULTILINE)[1:]
        assert {role for _, _, role in sign_ins} == set(Role)
        for login, password, _ in sign_ins:
            said = {"login": login, "password": password}
            assert ask(address, "/api/v1/sessions", said)[0] == 201
        tracked = heard(
            process, "stdout", re.compile(rb"tracks a dossier at .*: (\S+), digits (\d+)")
        )
        code, digits = tracked[1].decode(), tracked[2].decode()
        status, answer = ask(address, f"/api/v1/track/{code}?phone_last4={digits}")
        assert status == 200
        assert json.loads(answer)["timeline"]
        leave(process, signal.SIGINT)
    assert not server_is_up(stage)


def test_every_list_of_the_demonstration_has_something_to_show(stage: Shell) -> None:
    with running(stage.data_dir):
        audited = stage.done("audit", "--format", "json").document
        assert audited["holds"] is True
        token = stage.done("token", "issue", "--person", "mot.cua").text.strip()
        with started(stage, "serve", "--port", "0") as process:
            address = heard(process, "stderr", SERVING)[1].decode()

            def items(path: str) -> list[dict[str, object]]:
                found: list[dict[str, object]] = json.loads(
                    ask(address, f"/api/v1/{path}", token=token)[1]
                )["items"]
                return found

            assert items("dossiers?overdue=true")
            for status in (2, 4, 5, 6, 7, 8, 9, 10):
                assert items(f"dossiers?status={status}"), status
            for state in (
                "held",
                "offered",
                "out",
                "attempted",
                "waiting",
                "delivered",
                "returned",
                "lost",
            ):
                assert items(f"consignments?state={state}"), state
            assert items("manifests")
            assert {each["kind"] for each in items("differences?open=true")} >= {
                "bag_missing",
                "bag_extra",
                "damaged",
                "lost",
                "scan_conflict",
                "collection",
            }
            assert any(each["kind"] == "paper_count" for each in items("differences?open=false"))
            assert len({each["refusal"] for each in items("scans/refused")}) >= 6
            leave(process)


def test_the_scan_that_it_prints_can_be_pasted(stage: Shell) -> None:
    with started(stage, "demo", "--data-dir", str(stage.data_dir), "--port", "0") as process:
        heard(process, "stdout", re.compile(rb"for another terminal"))
        assert process.stdout is not None
        process.stdout.readline()
        command = b"".join(iter(process.stdout.readline, b"\n"))
        pasted = subprocess.run(
            ["/bin/bash", "-c", command],
            check=True,
            cwd="/",
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            timeout=PATIENCE_SECONDS,
        )
        (result,) = json.loads(pasted.stdout)["results"]
        assert result["outcome"] == "recorded", result
        leave(process)


def test_the_demonstration_is_known_again_beside_another_centre(stage: Shell) -> None:
    with running(stage.data_dir):
        stage.done("center", "add", "H26", "Trung tâm Thử Hai")
        stage.done("center", "add", "A01", "Trung tâm Thử Một")
        told = stage.done("demo", "--data-dir", stage.data_dir, "--no-serve")
    assert "mot.cua" in told.text


def test_the_demonstration_is_not_put_into_an_installation(shell: Shell) -> None:
    told = shell.run("demo", "--data-dir", shell.data_dir, "--no-serve")
    assert told.code == 1
    assert told.err.startswith("Refused (not_the_demonstration)")
