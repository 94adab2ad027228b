"""The folders of the embedded PostgreSQL: made with the right owner, or refused in plain words.

Owns where the folder `postgres` of a data folder lies, and what is said when a disk or a right is
missing. What is put into the folders is for `embedded.py`.
"""

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from postal_bridge.domain.setup_refusals import (
    DataFolderClosed,
    DataFolderOfAnotherUser,
    DataFolderUnusable,
)
from postal_bridge.store.programs import (
    choose_account,
    may_enter,
    name_of,
    refuse_closed_folders,
)

#: Where root keeps a cluster whose data folder is closed to the account of the server.
_OPEN_GROUND = Path("/var/lib/postal-bridge")


def make_home(data_dir: Path) -> Path:
    """Make the data folder and our folder in it; both can be passed through, not listed, by all.

    Root often keeps its work where nobody else may enter, but PostgreSQL does not run as root.
    Then our folder is made on open ground, and a link in the data folder leads to it.
    """
    home = data_dir.resolve() / "postgres"
    with refusing_disk_errors(data_dir):
        for folder in reversed(home.parents):
            if not folder.exists():
                make_folder(folder, 0o711 if os.geteuid() == 0 else 0o700, None)
        if not home.exists():
            account = choose_account(home)
            if account is not None and not may_enter(home.parent, account):
                _link_to_open_ground(home)
            make_folder(home, 0o711 if account else 0o700, None)
        if os.geteuid() != 0:
            refuse_another_owner(home)
    return home.resolve()


def _link_to_open_ground(home: Path) -> None:
    make_folder(_OPEN_GROUND, 0o711, None)
    real = Path(tempfile.mkdtemp(prefix="data-", dir=_OPEN_GROUND))
    real.chmod(0o711)
    try:
        home.symlink_to(real, target_is_directory=True)
    except FileExistsError:
        real.rmdir()  # Another process was first, and its link serves both.


@dataclass(frozen=True, slots=True)
class Displaced:
    """Where our folder lies instead of in its data folder, and who may not enter which folder."""

    home: Path
    real: Path
    account: str
    closed: Path


def find_displaced(data_dir: Path) -> Displaced | None:
    """Return where our folder lies on open ground; None where it does not, or need not any more."""
    home = data_dir.resolve() / "postgres"
    if os.geteuid() != 0 or not home.is_symlink() or home.resolve().parent != _OPEN_GROUND:
        return None
    account = choose_account(home, home / "cluster")
    if account is None:
        return None
    try:
        refuse_closed_folders(home.parent, account)
    except DataFolderClosed as refusal:
        closed = Path(str(refusal.facts["folder"]))
        return Displaced(home, home.resolve(), account.pw_name, closed)
    return None


def refuse_another_owner(folder: Path) -> None:
    """Raise DataFolderOfAnotherUser when a folder is not ours."""
    owner, user = folder.stat().st_uid, os.geteuid()
    if owner != user:
        raise DataFolderOfAnotherUser(folder=folder, owner=name_of(owner), user=name_of(user))


def make_folder(folder: Path, mode: int, account: pwd.struct_passwd | None) -> None:
    """Make a folder where it is absent, whatever the umask, and give it to the account."""
    try:
        folder.mkdir()
    except FileExistsError:
        return
    folder.chmod(mode)
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid, follow_symlinks=False)


def write_anew(path: Path, text: str) -> None:
    """Write a file that all may read; never through a link that somebody else put there."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "w", encoding="utf-8") as f:
        f.write(text)
    path.chmod(0o644)


@contextmanager
def refusing_disk_errors(folder: Path) -> Iterator[None]:
    """Turn what the operating system says against a folder into a refusal."""
    try:
        yield
    except shutil.Error as error:
        _, _, reason = error.args[0][0]  # the first of the files that could not be copied
        raise DataFolderUnusable(folder=folder, reason=reason) from error
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        reason = f"{error.strerror or error}{where}"
        raise DataFolderUnusable(folder=folder, reason=reason) from error
