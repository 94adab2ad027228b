"""Whoever starts the service where the data cannot lie is told where they lie."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from postal_bridge.store.embedded import running
from tests.cli.conftest import Shell
from tests.cli.test_serving import SERVING, heard, leave, started

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root runs the server as another account"
)


@pytest.fixture
def closed() -> Iterator[Shell]:
    """Yield a shell over a data folder below one that nobody but root may enter."""
    home = Path(tempfile.mkdtemp(prefix="postal-bridge-closed-", dir="/tmp"))
    folder = home / "var"
    folder.mkdir()
    real = None
    try:
        with running(folder):
            real = (folder / "postgres").resolve()
            yield Shell(folder)
    finally:
        if real is not None:
            shutil.rmtree(real)
        shutil.rmtree(home)


def test_it_is_told_where_the_data_lie_and_why(closed: Shell) -> None:
    link = closed.data_dir / "postgres"
    begins = f"{link} lies in {link.resolve()}, because "
    ends = f" may not enter {closed.data_dir.parent}.\n"
    assert not closed.done("migrate").err
    told = closed.run("check")
    assert told.err.count(begins) == told.err.count(ends) == 1
    with started(closed, "serve", "--port", "0") as process:
        assert process.stderr is not None
        line = process.stderr.readline().decode()
        assert (line.startswith(begins), line.endswith(ends)) == (True, True), line
        heard(process, "stderr", SERVING)
        leave(process)


def test_nothing_is_told_of_a_folder_that_was_opened_since(closed: Shell) -> None:
    closed.data_dir.parent.chmod(0o711)
    closed.data_dir.chmod(0o711)
    closed.done("migrate")
    assert "lies in" not in closed.run("check").err
