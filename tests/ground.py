"""Where tests put the servers they start: in memory where there is room, and none waits for disks.

Tests of what survives a crash make folders of their own and keep every safety on.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DISK = Path("/tmp")  # noqa: S108 - folders in it get names that nobody can guess
#: Making and dropping a database is making and dropping some hundred files.
_MEMORY = Path("/dev/shm")  # noqa: S108 - the same
#: What the server of one worker may come to need; a container often has a few megabytes alone.
_BYTES_NEEDED = 2 * 1024**3

# What a crash would lose is nobody's loss here, and nobody follows these servers.
_HASTY_SETTINGS = """\
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
shared_buffers = 64MB
max_wal_size = 512MB
"""


@contextmanager
def hasty_folder(prefix: str) -> Iterator[Path]:
    """Yield a data folder that the server's account can enter, for a server that is in a hurry."""
    # Not below pytest's own folder: that one is closed to the account the server runs as.
    in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _BYTES_NEEDED
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=_MEMORY if in_memory else _DISK))
    try:
        folder.chmod(0o711)
        home = folder / "postgres"
        home.mkdir(mode=0o711)
        (home / "local.conf").write_text(_HASTY_SETTINGS, "utf-8")
        (home / "local.conf").chmod(0o644)
        yield folder
    finally:
        shutil.rmtree(folder)
