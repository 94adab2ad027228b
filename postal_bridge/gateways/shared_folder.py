"""A folder into which others write, too: whatever they lay there, nothing outside is touched.

It is held open, and names are looked up in it alone. Links are not followed, what is no plain file
is not opened, and what is written is always a new file, never one that was there. What the files
say is not known here.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
#: Without waiting for whoever writes into a pipe.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
#: What opening says of a link, a socket, and a file that is not for us.
_NOT_FOR_US = frozenset({errno.ELOOP, errno.ENXIO, errno.EACCES, errno.EPERM})


class NotPlainError(Exception):
    """What lies under a name is no plain file, or none that we may read."""


class SharedFolder:
    """A folder that is held open, by the number that the system gave it."""

    def __init__(self, held: int) -> None:
        self.held = held

    def names(self) -> list[str]:
        """Return the names of what lies in it, sorted."""
        return sorted(os.listdir(self.held))  # noqa: PTH208 - of a folder held open

    def changed_at(self, name: str) -> float | None:
        """Return when what lies under a name was changed, in seconds of Unix; None without it."""
        try:
            return os.stat(name, dir_fd=self.held, follow_symlinks=False).st_mtime
        except FileNotFoundError:
            return None

    def read(self, name: str, most: int) -> tuple[int, bytes] | None:
        """Return how long a file is and its first bytes, None where there is none.

        Raises:
            NotPlainError: it is something else.

        """
        with self._opened(name) as opened:
            if opened is None:
                return None
            content = b""
            while len(content) < most and (more := os.read(opened, most - len(content))):
                content += more
            return max(os.fstat(opened).st_size, len(content)), content

    def ends_with(self, name: str, end: bytes) -> bool:
        """Tell whether a file is there and ends so; raises NotPlainError as `read` does."""
        with self._opened(name) as opened:
            if opened is None:
                return False
            start = os.fstat(opened).st_size - len(end)
            return start >= 0 and os.pread(opened, len(end), start) == end

    def write(self, name: str, text: str = "") -> None:
        """Write a new file, in place of what was there, so that it outlasts a power cut."""
        self.remove(name)
        with os.fdopen(
            os.open(name, _WRITE, 0o666, dir_fd=self.held), "w", encoding="utf-8", newline=""
        ) as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())

    def move(self, name: str, into: "SharedFolder", new_name: str) -> None:
        """Move what lies under a name; a link is moved itself."""
        os.replace(name, new_name, src_dir_fd=self.held, dst_dir_fd=into.held)

    def remove(self, name: str) -> None:
        """Remove what lies under a name, if anything does."""
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self.held)

    @contextmanager
    def _opened(self, name: str) -> Iterator[int | None]:
        try:
            opened = os.open(name, _READ, dir_fd=self.held)
        except FileNotFoundError:
            yield None
            return
        except OSError as error:
            if error.errno in _NOT_FOR_US:
                raise NotPlainError(name) from None
            raise
        try:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise NotPlainError(name)
            yield opened
        finally:
            os.close(opened)


@contextmanager
def open_folder(above: Path, name: str) -> Iterator[SharedFolder]:
    """Yield a folder of a folder, made where it is not there; a link in its place is an error."""
    above.mkdir(parents=True, exist_ok=True)
    outer = os.open(above, _FOLDER)
    try:
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=outer)
        held = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=outer)
    finally:
        os.close(outer)
    try:
        yield SharedFolder(held)
    finally:
        os.close(held)
