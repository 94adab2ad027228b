"""Starts our service as an operator does, as processes of their own, and stops it again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
_START_SECONDS_MAX = 60
_STOP_SECONDS_MAX = 30
_PAUSE_SECONDS = 0.1


class ServiceFailedError(Exception):
    """The service did not start."""


@contextmanager
def serving(data_dir: Path, workers: int) -> Iterator[int]:
    """Serve the database of a data folder by `workers` processes and yield the port."""
    port = _free_port()
    arguments = ["serve", "--host", HOST, "--port", str(port), "--workers", str(workers)]
    log, settings = data_dir / f"serve-{workers}.log", {"POSTAL_BRIDGE_DATA_DIR": str(data_dir)}
    with _running(arguments, settings, log) as process:
        _wait_until_ready(process, port, log)
        yield port


@contextmanager
def working(settings: Mapping[str, str], log: Path) -> Iterator[None]:
    """Do what is due by one process that is told these settings, as long as the block lasts."""
    with _running(["work"], settings, log):
        yield


@contextmanager
def _running(
    arguments: Sequence[str], settings: Mapping[str, str], log: Path
) -> "Iterator[subprocess.Popen[bytes]]":
    command = [sys.executable, "-m", "postal_bridge", *arguments]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("POSTAL_BRIDGE_")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={**environment, **settings}, stdout=output, stderr=output
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS_MAX
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz") as answer:
                if answer.status == 200:  # noqa: PLR2004 - it is ready
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(_PAUSE_SECONDS)
    raise ServiceFailedError(log.read_text("utf-8", "replace")[-4000:])
