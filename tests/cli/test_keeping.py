"""A backup holds everything, and a restored database is the one that was saved."""

import base64
import stat
from pathlib import Path

import asyncpg
import pytest

from tests.cli.conftest import Shell

DOSSIERS = (
    "code,procedure_code,department_code,received_via,received_at,filer_phone\n"
    "H53.14-210104-0001,1.001,SNV,direct,2021-01-04,0912345678\n"
)


@pytest.fixture(scope="session")
def saved(shell: Shell) -> Path:
    """Return a backup of an installation with one dossier."""
    file = shell.data_dir / "dossiers.csv"
    file.write_text(DOSSIERS, "utf-8")
    shell.done("import", "dossiers", file)
    backup = shell.data_dir / "saved.backup"
    assert shell.done("backup", backup).text == f"Backup written: {backup}\n"
    return backup


def received(shell: Shell) -> int:
    period = ("--from", "2021-01-01", "--to", "2021-12-31")
    document = shell.done("report", "summary", *period, "--format", "json").document
    total: int = document["received"]["total"]
    return total


def test_only_its_owner_reads_a_backup(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert not saved.with_name("saved.backup.partial").exists()


def test_a_backup_goes_into_an_empty_database(shell: Shell, saved: Path, empty: Shell) -> None:
    told = empty.done("restore", saved)
    assert "Centre H53" in told.text
    assert "everything holds" in told.text
    assert "not the one this database's values were sealed under" in told.err
    assert received(empty) == received(shell) > 0
    told = empty.run("check")
    assert (told.code, "WRONG  secret" in told.text) == (1, True)
    key = (shell.data_dir / "secret").read_bytes()
    assert len(base64.b64decode(key)) == 32
    empty.environment["POSTAL_BRIDGE_SECRET"] = key.decode()
    assert empty.run("check").code == 0
    told = empty.run("restore", saved)
    assert (told.code, "database_not_empty" in told.err) == (1, True)
    assert "sealed" not in told.err


async def test_a_backup_takes_the_place_of_what_is_there(
    shell: Shell, saved: Path, empty: Shell
) -> None:
    """As for a database of one's own: named by its address, with a password in it."""
    empty.environment["POSTAL_BRIDGE_SECRET"] = (shell.data_dir / "secret").read_text("ascii")
    empty.environment["POSTAL_BRIDGE_DATABASE_URL"] = empty.url.replace("@", ":geheim@", 1)
    empty.done("migrate")
    empty.done("center", "add", "H26", "Trung tâm Thử Hai")
    connection = await asyncpg.connect(empty.url)
    told = empty.run("restore", saved, "--replace")
    await connection.close()
    assert (told.code, "database_in_use" in told.err) == (1, True)
    told = empty.done("restore", saved, "--replace")
    assert told.err == ""
    assert "Centre H53" in told.text
    assert "H26" not in told.text
    assert received(empty) == received(shell) > 0
    connection = await asyncpg.connect(empty.url)
    rows = await connection.fetch("select datname from pg_database where not datistemplate")
    await connection.close()
    assert {row["datname"] for row in rows} == {"postgres", "postal_bridge"}


async def test_what_does_not_hold_takes_nobodys_place(empty: Shell) -> None:
    empty.done("migrate")
    empty.done("center", "add", "H53", "Trung tâm Thử Nghiệm")
    connection = await asyncpg.connect(empty.url)
    await connection.execute("alter table custody disable trigger all")
    await connection.execute(
        "insert into custody (center_id, code, kind, origin, destination, state, holder, version,"
        " happened_at, last_hash) values (1, 'BAG-H53-000000014', 'bag', 'H53', 'SNV', 'sealed',"
        " 'H53', 1, '2026-03-13T02:30:00Z', '')"
    )
    await connection.close()
    told = empty.run("audit")
    assert told.code == 1
    assert "BAG-H53-000000014 (log): is in custody without a log" in told.text
    document = empty.run("audit", "--format", "json").document
    assert (document["holds"], document["centers"][0]["found"]) == (False, 1)
    backup = empty.data_dir / "odd.backup"
    empty.done("backup", backup)
    told = empty.run("restore", backup, "--replace")
    assert (told.code, "backup_does_not_hold" in told.err) == (1, True)
    assert "is in custody without a log" in told.text


def test_what_is_no_backup_changes_nothing(saved: Path, empty: Shell) -> None:
    torn = saved.with_name("torn.backup")
    torn.write_bytes(saved.read_bytes()[:-2000])
    strange = saved.with_name("strange.backup")
    strange.write_text("nothing of the kind", "utf-8")
    for file in (torn, strange):
        told = empty.run("restore", file)
        assert told.code == 1
        assert told.err.startswith("Refused (")
    assert "Applied 0001" in empty.done("migrate").text


def test_a_backup_that_cannot_be_written_is_refused(shell: Shell, saved: Path) -> None:
    file = saved.with_name("nowhere") / "saved.backup"
    told = shell.run("backup", file)
    assert told.code == 1
    reason = "No such file or directory"
    assert told.err == f"Refused (output_unusable): {file} cannot be written: {reason}.\n"
