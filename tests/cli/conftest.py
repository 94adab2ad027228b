"""The real command in processes of its own, over data folders with real servers."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from postal_bridge.store.embedded import running
from tests.ground import hasty_folder

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120
PREFIX = "postal-bridge-cli-"


@dataclass(frozen=True, slots=True)
class Told:
    """What a command said, and its exit code."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.out.decode()

    @property
    def document(self) -> Any:
        """The one JSON document that standard output holds."""
        return json.loads(self.out)


@dataclass(slots=True)
class Shell:
    """Runs the command with the settings of one installation."""

    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def settings(self) -> dict[str, str]:
        """Return the environment of a command: none of the settings of whoever runs the tests."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("POSTAL_BRIDGE_", "PG"))}
        path = os.pathsep.join([str(ROOT), *filter(None, [kept.get("PYTHONPATH")])])
        kept |= {"PYTHONPATH": path, "COLUMNS": "100", "TERM": "dumb"}
        return {**kept, "POSTAL_BRIDGE_DATA_DIR": str(self.data_dir), **self.environment}

    def start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        """Start a command that goes on until it is told to leave."""
        return subprocess.Popen(
            [sys.executable, "-m", "postal_bridge", *map(str, words)],
            cwd=self.data_dir,
            env=self.settings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *words: str | Path, typed: str | bytes = "") -> Told:
        """Run a command to its end."""
        finished = subprocess.run(
            [sys.executable, "-m", "postal_bridge", *map(str, words)],
            check=False,
            cwd=self.data_dir,
            env=self.settings(),
            input=typed.encode() if isinstance(typed, str) else typed,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
        )
        return Told(finished.returncode, finished.stdout, finished.stderr.decode())

    def done(self, *words: str | Path, typed: str = "") -> Told:
        """Run a command that has to be done."""
        told = self.run(*words, typed=typed)
        assert told.code == 0, f"{words}: {told.err}"
        return told


def done_as_told(folder: Path, environment: dict[str, str], exports: list[str], line: str) -> str:
    """Run a line of a page, after what it exports before, and return what it printed."""
    told = subprocess.run(
        ["/bin/sh", "-c", "\n".join([*exports, line])],
        check=False,
        cwd=folder,
        env=environment,
        input=b"mot-hai-ba-bon\n",
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )
    assert told.returncode == 0, f"{line}\n{told.stderr.decode()}"
    return told.stdout.decode()


@pytest.fixture
def fresh() -> Iterator[Shell]:
    """Yield a shell over a data folder in which nothing is yet."""
    with hasty_folder(PREFIX) as folder:
        yield Shell(folder)


@pytest.fixture
def empty() -> Iterator[Shell]:
    """Yield a shell over an installation without a database, whose server runs already."""
    with hasty_folder(PREFIX) as folder, running(folder) as url:
        yield Shell(folder, url=url)


@pytest.fixture(scope="session")
def shell() -> Iterator[Shell]:
    """Yield a shell over one migrated data folder with the centre H53, for a whole session.

    Its server runs all the time, so that no command has to start it.
    """
    with hasty_folder(PREFIX) as folder, running(folder) as url:
        shell = Shell(folder, url=url)
        shell.done("migrate")
        shell.done("center", "add", "H53", "Trung tâm Thử Nghiệm")
        yield shell
