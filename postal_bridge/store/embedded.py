"""The PostgreSQL that comes with the package: one server for each data folder.

Owns the folder `postgres` inside a data folder: the cluster, the private socket, the settings,
the log and the two locks. Every process that uses the data folder enters `running`; the first
one starts the server, the last one stops it. Leaves the programs and the account that runs them
to `programs.py`, what is said to the server to `database.py`, and what is in it to the migrator.
Linux and macOS; elsewhere a server of one's own is named by its address.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from postal_bridge.domain.setup_refusals import (
    ClusterCreationFailed,
    ClusterOfAnotherVersion,
    ServerBusy,
    ServerNotReady,
    ServerStartFailed,
)
from postal_bridge.store.folders import (
    make_folder,
    make_home,
    refuse_another_owner,
    refusing_disk_errors,
    write_anew,
)
from postal_bridge.store.programs import (
    choose_account,
    find_binaries,
    forget_other_copies,
    refuse_closed_folders,
    run_as,
    usable_programs,
)

__all__ = ["find_binaries", "running"]

_NAME = "postal_bridge"  # of the database and of its owner
_PORT = 5432  # part of the socket's name; no TCP port is opened
_SOCKET_PATH_BYTES_MAX = 103  # what fits into an address on macOS; Linux takes four more
_LOG_LINES = 15
_START_LIMIT_SECONDS = 120  # a long recovery after a crash is work, not a failure
_SETTLE_LIMIT_SECONDS = 30  # the last one may still be stopping, a killed one's children too
_PASSING_TROUBLES = ("lock file", "pre-existing shared memory block")  # what they make it say
_STOP_LIMIT_SECONDS = 60
_GATE_LIMIT_SECONDS = 180
_PAUSE_SECONDS = 0.05
_ACCEPTING, _REJECTING = 0, 1  # exit codes of pg_isready

# The log holds neither statements nor the details of errors: both may carry personal data.
# An operator's own settings come last, so that they win.
_SETTINGS = """\
# Written at every start. Put settings of your own into local.conf beside this file.
include 'cluster/postgresql.conf'
listen_addresses = ''
port = {port}
unix_socket_directories = {sockets}
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
max_wal_size = 4GB
fsync = on
synchronous_commit = on
full_page_writes = on
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = '../log'
log_filename = 'server-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_error_verbosity = terse
log_min_error_statement = panic
include_if_exists 'local.conf'
"""


@contextmanager
def running(data_dir: Path) -> Iterator[str]:
    """Keep the server of a data folder running and yield its address for asyncpg and libpq.

    Makes folder, cluster and database where they are absent. Any number of processes and
    threads may be inside at once; the kernel gives back the locks of one that was killed. A
    child that is forked inside counts as part of its parent. Raises refusals, each with what
    to do about it.
    """
    home = make_home(data_dir)
    process = os.getpid()
    users = _open_lock(home / "users.lock")
    try:
        server = _enter(home, users)
        try:
            yield server.address
        finally:
            if os.getpid() == process:
                with _gate(home):
                    _stop_when_last(server, users)
    finally:
        os.close(users)


@dataclass(frozen=True, slots=True)
class _Server:
    """One cluster and how to reach it; `account` is None when we run it as ourselves."""

    home: Path
    account: pwd.struct_passwd | None
    programs: Path
    major: int
    sockets: Path

    @property
    def address(self) -> str:
        # All is said here: PGPORT or PGSSLMODE in our environment are meant for another server.
        sockets = quote(str(self.sockets), safe="")
        return f"postgresql://{_NAME}@/{_NAME}?host={sockets}&port={_PORT}&sslmode=disable"

    def run(self, program: str, *options: str, text: str = "") -> subprocess.CompletedProcess[str]:
        # Options name files relative to home, so that pg_ctl's shell meets no odd character.
        return run_as(self.account, self.home, [str(self.programs / program), *options], text)

    def ask(self, program: str, *options: str, text: str = "") -> subprocess.CompletedProcess[str]:
        where = ("-h", str(self.sockets), "-p", str(_PORT), "-U", _NAME, "-d", "postgres")
        return self.run(program, *where, *options, text=text)

    def readiness(self) -> int:
        # `pg_ctl status` would only look whether the number in the pid file is taken.
        return self.ask("pg_isready", "-q").returncode

    def bring_up(self) -> None:
        if self.readiness() != _ACCEPTING:
            self.make_cluster()
            self.start()
        self.make_database()

    def make_cluster(self) -> None:
        """Make the cluster under another name first: a cluster is whole or it is not there."""
        cluster, unfinished = self.home / "cluster", self.home / "cluster.new"
        if cluster.exists():
            return
        shutil.rmtree(unfinished, ignore_errors=True)
        make_folder(unfinished, 0o700, self.account)
        options = ["-k", "-E", "UTF8", "--auth-local=trust", "--auth-host=scram-sha-256"]
        options += ["--locale=C.UTF-8"]
        if self.major >= 17:  # noqa: PLR2004 - the release that brought the builtin provider
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        outcome = self.run("initdb", "-D", unfinished.name, "-U", _NAME, *options)
        if outcome.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise ClusterCreationFailed(folder=self.home, log=_last_lines(outcome.stdout))
        unfinished.rename(cluster)
        # Were the new name lost with the power, what is committed under it would be lost too.
        folder = os.open(self.home, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def start(self) -> None:
        """Start the server and wait until it accepts connections."""
        forget_other_copies(self.home, self.programs)
        sockets = '"{}"'.format(str(self.sockets).replace('"', '""'))
        sockets = sockets.replace("\\", "\\\\").replace("'", "''")
        settings = _SETTINGS.format(port=_PORT, sockets=f"'{sockets}'")
        write_anew(self.home / "server.conf", settings)
        make_folder(self.home / "log", 0o700, self.account)
        (self.home / "log" / "start.log").unlink(missing_ok=True)
        options = ["-s", "-w", "-t", str(_START_LIMIT_SECONDS), "-D", "cluster"]
        options += ["-l", "log/start.log", "-o", "-c config_file=server.conf"]
        begun, begun_at, attempted = time.monotonic(), time.time(), False
        while (readiness := self.readiness()) != _ACCEPTING:
            waited_seconds = time.monotonic() - begun
            log = self.log_since(begun_at)
            if readiness == _REJECTING:
                if waited_seconds > _START_LIMIT_SECONDS:
                    raise ServerNotReady(folder=self.home, seconds=_START_LIMIT_SECONDS, log=log)
            else:
                passing = any(words in log for words in _PASSING_TROUBLES)
                if attempted and not (passing and waited_seconds < _SETTLE_LIMIT_SECONDS):
                    raise ServerStartFailed(folder=self.home, log=log)
                _forget_dead_server(self.home / "cluster" / "postmaster.pid")
                _forget_dead_server(self.sockets / f".s.PGSQL.{_PORT}.lock")
                self.run("pg_ctl", "start", *options)
                attempted = True
            time.sleep(_PAUSE_SECONDS)

    def make_database(self) -> None:
        absent = f"not exists (select from pg_database where datname = '{_NAME}')"
        create = f"select 'create database {_NAME}' where {absent} \\gexec\n"
        outcome = self.ask("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", text=create)
        if outcome.returncode:
            raise ClusterCreationFailed(folder=self.home, log=_last_lines(outcome.stdout))

    def log_since(self, begun_at: float) -> str:
        """Return the last lines of what the server wrote since a time in Unix seconds."""
        written = [(path.stat().st_mtime, path) for path in (self.home / "log").glob("*.log")]
        fresh = [path for written_at, path in sorted(written) if written_at >= begun_at - 1]
        return _last_lines("\n".join(path.read_text("utf-8", "replace") for path in fresh))

    def stop(self) -> None:
        # A server that is dead needs no stopping, and one that needs longer than the limit
        # has been told and goes on stopping by itself.
        limit = ("-t", str(_STOP_LIMIT_SECONDS))
        self.run("pg_ctl", "stop", "-s", "-w", *limit, "-m", "fast", "-D", "cluster")
        stopped = not (self.home / "cluster" / "postmaster.pid").exists()
        if stopped and self.sockets.parent != self.home:
            shutil.rmtree(self.sockets, ignore_errors=True)
            (self.home / "socket.path").unlink()


def _enter(home: Path, users: int) -> _Server:
    """Become a user of the server, which is made and started where needed."""
    with _gate(home), refusing_disk_errors(home):
        fcntl.flock(users, fcntl.LOCK_SH)
        server = _lay_out(home)
        try:
            server.bring_up()
        except ServerNotReady:
            raise  # It is still recovering; stopping it would throw away what it has done.
        except BaseException:
            _stop_when_last(server, users)
            raise
    return server


def _stop_when_last(server: _Server, users: int) -> None:
    """Give up the shared lock; whoever gets it exclusively was the last. Called inside the gate."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    server.stop()
    # Closing would not release it while a forked child still holds the same lock.
    fcntl.flock(users, fcntl.LOCK_UN)


def _lay_out(home: Path) -> _Server:
    """Find account, programs and socket folder, and refuse what cannot work."""
    cluster = home / "cluster"
    account = choose_account(home, cluster)
    if account is not None:
        refuse_closed_folders(home, account)
    elif cluster.exists():
        refuse_another_owner(cluster)
    programs, major = usable_programs(home, account)
    stamp = cluster / "PG_VERSION"
    made_by = stamp.read_text("ascii").strip() if stamp.exists() else str(major)
    if made_by != str(major):
        raise ClusterOfAnotherVersion(folder=home, made_by=made_by, programs=major)
    return _Server(home, account, programs, major, _socket_folder(home, account))


def _socket_folder(home: Path, account: pwd.struct_passwd | None) -> Path:
    """Return the private folder of the socket.

    The whole path of a socket has to fit into about a hundred bytes, and asyncpg separates hosts
    by commas. Where our own folder's path does not suit, one in /tmp takes its place and is
    remembered for the processes that come later.
    """
    folder = home / "socket"
    name_bytes = len(os.fsencode(folder / f".s.PGSQL.{_PORT}"))
    if name_bytes <= _SOCKET_PATH_BYTES_MAX and "," not in str(folder):
        make_folder(folder, 0o700, account)
        return folder
    owner = account.pw_uid if account else os.geteuid()
    memory = home / "socket.path"
    if memory.exists():
        folder = Path(memory.read_text("utf-8"))
        if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == owner:
            return folder
    # TMPDIR may be long itself, and closed to the account; /tmp is neither.
    folder = Path(tempfile.mkdtemp(prefix="postal-bridge-", dir="/tmp"))
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    write_anew(memory, str(folder))
    return folder


def _forget_dead_server(lock_file: Path) -> None:
    """Remove a lock file of a server that is gone although its process number is taken.

    PostgreSQL believes a lock file as long as the number in it is in use. It is when nobody has
    reaped the killed server (a container whose first process does not), and when another program
    got the number after a restart of the container. Only Linux tells which.
    """
    try:
        process = int(lock_file.read_text("utf-8").split("\n", 1)[0])
        name, _, rest = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return
    state, parent = rest.split()[:2]
    is_postgres = name.endswith("(postgres")
    if is_postgres and state != "Z":
        return
    if is_postgres and int(parent) == os.getpid():
        os.waitpid(process, 0)
    lock_file.unlink()


@contextmanager
def _gate(home: Path) -> Iterator[None]:
    """Let one process at a time start or stop the server."""
    lock = _open_lock(home / "gate.lock")
    deadline = time.monotonic() + _GATE_LIMIT_SECONDS
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise ServerBusy(folder=home, seconds=_GATE_LIMIT_SECONDS) from None
                time.sleep(_PAUSE_SECONDS)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)
    finally:
        os.close(lock)


def _open_lock(path: Path) -> int:
    with refusing_disk_errors(path.parent):
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def _last_lines(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return "".join(f"\n    {line}" for line in lines[-_LOG_LINES:]) or " nothing"
