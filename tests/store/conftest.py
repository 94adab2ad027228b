"""What tests of the store may ask for: ground of their own to put a cluster on."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def make_ground() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bridge-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def ground() -> Iterator[Path]:
    """Make a folder that the server's account can enter and that the test may fill."""
    folder = make_ground()
    yield folder
    shutil.rmtree(folder)
