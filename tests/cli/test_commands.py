"""Commands of the set-up, of files and of reports, as scripts and people meet them."""

import io
import os
import pty
import re
import stat
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Shell, Told

HEADER = (
    "code,procedure_code,department_code,received_via,received_at,due_on,resolved_on,"
    "collected_by_post_dong,collected_on"
)
GOOD = (
    "H53.14-210104-0001,1.001,SNV,postal,2021-01-04 08:30,2021-01-11,2021-01-08,150000,2021-01-04"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of five lines, two of which are good."""
    lines = [
        HEADER,
        GOOD,
        "H53.14-210104-0002,1.001,SNV,direct,04/01/2021,,,,",
        "no code,1.001,SNV,direct,2021-01-04,,,,",
        "H53.14-210104-0003,1.001,SNV,pigeon,31/02/2021,,,,",
        "H53.14-210104-0001,1.001,SNV,online,2021-01-04,,,,",
    ]
    file = tmp_path / "dossiers.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8-sig")
    return file


def add_person(shell: Shell, login: str, typed: str | bytes = "mot-hai-ba-bon\n") -> Told:
    return shell.run("person", "add", login, "--role", "admin", "--office", "H53", typed=typed)


# Wrong usage, refusals and what is written where.


@pytest.mark.parametrize(
    "words",
    [
        ("fly",),
        ("serve", "--port", "70000"),
        ("report", "summary", "--from", "yesterday", "--to", "2021-01-01"),
        ("import", "dossiers", "nowhere.csv"),
    ],
)
def test_wrong_usage_is_told_apart_from_a_refusal(shell: Shell, words: tuple[str, ...]) -> None:
    told = shell.run(*words)
    assert told.code == 2
    assert told.out == b""
    assert "Traceback" not in told.err


def test_help_comes_without_settings_and_without_a_database(tmp_path: Path) -> None:
    shell = Shell(tmp_path, {"POSTAL_BRIDGE_DATABASE_URL": "nonsense"})
    told = shell.done("import", "dossiers", "--help")
    assert "--dry-run" in told.text
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_one_block_and_leaves_standard_output_alone(shell: Shell) -> None:
    told = shell.run("center", "add", "H53", "Trung tâm")
    assert (told.code, told.out) == (1, b"")
    assert told.err == "Refused (center_known): There is already a centre H53.\n"


def test_every_wrong_setting_is_told_at_once(fresh: Shell) -> None:
    fresh.environment |= {
        "POSTAL_BRIDGE_DATABASE_URL": "mysql://here",
        "POSTAL_BRIDGE_POOL_SIZE": "many",
        "POSTAL_BRIDGE_SECRET": "short",
    }
    told = fresh.run("migrate")
    assert told.code == 1
    first, *others = told.err.splitlines()
    assert first == "Refused (invalid_input):"
    assert [line.split(":")[0].strip() for line in others] == list(fresh.environment)
    told = fresh.run("check")
    assert told.code == 1
    assert told.text.count("WRONG") == 3


def test_one_wrong_setting_is_told_in_one_line(fresh: Shell) -> None:
    fresh.environment["POSTAL_BRIDGE_POOL_SIZE"] = "many"
    detail = "POSTAL_BRIDGE_POOL_SIZE: must be a whole number from 2 to 100"
    assert fresh.run("migrate").err == f"Refused (invalid_input): {detail}\n"


def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = Shell(tmp_path, {"POSTAL_BRIDGE_DATA_DIR": str(tmp_path / "file")}).run("migrate")
    assert told.code == 1
    assert told.err.startswith("Refused (data_folder_unusable)")


def test_a_server_that_is_not_there_is_refused(fresh: Shell) -> None:
    url = "postgresql://nobody:quite-secret@127.0.0.1:9/nothing"
    secret = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    fresh.environment |= {"POSTAL_BRIDGE_DATABASE_URL": url, "POSTAL_BRIDGE_SECRET": secret}
    for words in (("serve", "--port", "0"), ("check",)):
        told = fresh.run(*words)
        assert told.code == 1
        said = told.err + told.text
        assert "cannot be reached" in said
        assert "quite-secret" not in said


def test_a_database_without_migrations_is_refused_until_they_are_applied(empty: Shell) -> None:
    told = empty.run("center", "add", "H53", "Trung tâm")
    assert told.code == 1
    assert 'run "postal-bridge migrate"' in told.err
    assert "Applied 0001_vietnamese.sql" in empty.done("migrate").text
    assert "Nothing to do" in empty.done("migrate").text
    told = empty.run("migrate", "--distributed")
    assert told.code == 1
    assert "citus_missing" in told.err


def test_the_version_is_that_of_the_package(shell: Shell) -> None:
    assert re.fullmatch(r"postal-bridge \d+\.\d+\.\d+\n", shell.done("--version").text)


# The first rows.


def test_the_password_is_read_from_standard_input(shell: Shell) -> None:
    assert add_person(shell, "an.thu").code == 0
    for login, typed, code, said in (
        ("an.thu", "nam-sau-bay-tam\n", 1, "person_known"),
        ("binh.thu", "kurz\n", 1, "password: must be"),
        ("binh.thu", "", 2, "one line of standard input"),
        ("binh.thu", b"\xff" * 12, 2, "not UTF-8"),
    ):
        told = add_person(shell, login, typed)
        assert (told.code, said in told.err) == (code, True), told.err


def test_a_supervisor_works_at_the_office(shell: Shell) -> None:
    for role, code, said in (("admin", 1, "supervise no office"), ("center", 0, "")):
        words = ["person", "add", "em.thu", "--role", role, "--office", "H53", "--supervisor"]
        told = shell.run(*words, typed="mot-hai-ba-bon\n")
        assert (told.code, said in told.err) == (code, True), told.err


def test_on_a_terminal_the_password_is_asked_for_twice_and_not_shown(shell: Shell) -> None:
    parent, child = pty.openpty()
    words = ["person", "add", "chi.thu", "--role", "post", "--office", "H53"]
    with subprocess.Popen(
        [sys.executable, "-m", "postal_bridge", *words],
        cwd=shell.data_dir,
        env=shell.settings(),
        stdin=child,
        stdout=child,
        stderr=child,
        start_new_session=True,
    ) as process:
        os.close(child)
        shown = b""
        for question in (b"Password: ", b"Repeat for confirmation: "):
            while question not in shown:
                shown += os.read(parent, 1024)
            while termios.tcgetattr(parent)[3] & termios.ECHO:
                pass
            os.write(parent, b"bon-nam-sau-bay\n")
        try:
            while read := os.read(parent, 1024):
                shown += read
        except OSError:
            pass  # The other end was closed.
    os.close(parent)
    assert process.returncode == 0
    assert b"chi.thu added to office H53.BC." in shown
    assert b"bon-nam" not in shown


def test_tokens_are_printed_alone_and_can_be_revoked(shell: Shell) -> None:
    assert add_person(shell, "dung.thu").code == 0
    told = shell.done("token", "issue", "--person", "dung.thu", "--expires-days", "3")
    assert re.fullmatch(r"pb_\S+\n", told.text)
    token_id = re.search(r"Token (\S+) of dung.thu", told.err)
    assert token_id is not None
    assert "revoked" in shell.done("token", "revoke", token_id[1]).text
    document = shell.done("token", "issue", "--person", "dung.thu", "--format", "json").document
    assert document.keys() == {"token_id", "login", "token", "expires_at"}


def test_who_may_call_in_is_listed_and_their_secrets_are_printed_alone(shell: Shell) -> None:
    listed = shell.done("source", "list", "--format", "json").document["items"]
    found = {each["source"]: each for each in listed}
    assert found["portal"]["way"] is None
    assert found["portal"]["address"].endswith("/api/v1/incoming/H53/portal")
    shell.done("source", "way", "portal", "key", "--header", "X-Api-Key")
    told = shell.done("source", "secret", "portal")
    assert re.fullmatch(r"[A-Za-z0-9_-]{40,}\n", told.text)
    assert told.text.strip() not in told.err
    given = "khoa-thu-nghiem-cua-ben-goi"
    told = shell.done("source", "secret", "portal", "--given", "--overlap-hours", "0", typed=given)
    assert told.text == ""
    assert given not in told.err
    listed = shell.done("source", "list")
    assert given not in listed.text
    (secret_id,) = re.findall(r"secret (\S+)", listed.text)
    assert "ended" in shell.done("source", "end", "portal", secret_id).text
    assert shell.run("source", "end", "portal", secret_id).code == 1
    assert shell.run("source", "way", "nobody", "key", "--header", "X-Api-Key").code == 1


def test_offices_and_ranges_are_added(shell: Shell) -> None:
    shell.done("office", "add", "SKT", "Sở Kiểm Thử", "--kind", "department")
    words = ("range", "add", "1", "99", "--service", "EV", "--document", "Văn bản 1")
    assert shell.done(*words).text.startswith("Granted: 99 codes from EV000000014VN to EV00000099")
    told = shell.run("range", "add", "50", "60", "--service", "EV", "--document", "Văn bản 2")
    assert (told.code, "ranges_overlap" in told.err) == (1, True)


# Files and figures.


def test_good_lines_are_kept_and_bad_ones_listed(shell: Shell, file: Path) -> None:
    rehearsed = shell.done("import", "dossiers", file, "--dry-run", "--format", "json").document
    assert (rehearsed["dry_run"], rehearsed["added"]) == (True, 2)
    told = shell.done("import", "dossiers", file)
    assert told.err == ""
    counts = "5 lines read: 2 dossiers added, 0 updated, 0 unchanged; 3 bad lines"
    assert told.text.splitlines()[0] == counts
    assert "Department added from the file: SNV" in told.text
    assert 'line 4, code: "no code"' in told.text
    assert 'line 5, received_via: "pigeon"' in told.text
    assert 'line 5, received_at: "31/02/2021"' in told.text
    assert "line 6, code" in told.text
    again = shell.done("import", "dossiers", file, "--format", "json").document
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 2)
    assert {problem["line"] for problem in again["problems"]} == {4, 5, 6}
    assert again["problems"][0].keys() == {"line", "column", "value", "reason"}


def test_one_is_told_as_one(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text(f"{HEADER}\n{GOOD.replace('-0001', '-0071')}\n", "utf-8")
    counts = "1 line read: 1 dossier would be added, 0 would be updated, 0 unchanged; 0 bad lines"
    assert shell.done("import", "dossiers", file, "--dry-run").text.splitlines()[0] == counts
    words = ("range", "add", "7000", "7000", "--service", "EV", "--document", "Văn bản 7")
    assert shell.done(*words).text.startswith("Granted: 1 code from EV")


def test_on_a_terminal_long_work_shows_a_bar(shell: Shell, file: Path) -> None:
    parent, child = pty.openpty()
    finished = subprocess.run(
        [sys.executable, "-m", "postal_bridge", "import", "dossiers", file],
        check=True,
        cwd=shell.data_dir,
        env={**shell.settings(), "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=child,
    )
    os.close(child)
    assert b"Dossiers" in os.read(parent, 4096)
    os.close(parent)
    assert b"5 lines read" in finished.stdout
    assert b"\x1b" not in finished.stdout


def test_a_file_without_a_good_line_is_refused(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(f"{HEADER}\nx,1.001,SNV,direct,2021-01-04,,,,\n", "utf-8")
    told = shell.run("import", "dossiers", file, "--format", "json")
    assert told.code == 1
    assert told.document["lines"] == 1
    (tmp_path / "none.csv").write_text("code,received_at\n", "utf-8")
    told = shell.run("import", "dossiers", tmp_path / "none.csv", "--format", "json")
    assert (told.code, told.out) == (1, b"")
    assert "missing_columns" in told.err


def test_what_a_file_holds_does_not_steer_the_terminal(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "escape.csv"
    file.write_bytes(f"{HEADER}\n\x1b[31mred,1.001,SNV,direct,2021-01-04,,,,\n{GOOD}\n".encode())
    told = shell.run("import", "dossiers", file)
    assert b"\x1b" not in told.out
    assert "line 2" in told.text


def test_a_catalogue_is_loaded(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.json"
    file.write_text(
        '{"offices": [{"code": "SDL", "name": "Sở Dữ Liệu", "kind": "department"}], "procedures":'
        ' [{"code": "2.001", "name": "Cấp phiếu thử", "department_code": "SDL"}]}',
        "utf-8",
    )
    document = shell.done("import", "catalogue", file, "--format", "json").document
    assert document["procedures"] == {"added": 1, "updated": 0, "unchanged": 0}
    assert (
        "Procedures: 0 added, 0 updated, 1 unchanged"
        in shell.done("import", "catalogue", file).text
    )


def test_a_catalogue_is_refused_in_words_for_people(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.json"
    file.write_text(
        '{"procedures": [{"code": "2.002", "name": "Cấp phiếu thử", "processing_days": 1,'
        ' "processing_hours": 4}]}',
        "utf-8",
    )
    detail = "the term is in one of processing_days, processing_hours and processing_calendar_days"
    told = shell.run("import", "catalogue", file)
    assert told.err == f"Refused (invalid_input): procedures[0]: {detail}\n"


def test_a_summary_comes_in_every_format(shell: Shell, file: Path, tmp_path: Path) -> None:
    shell.done("import", "dossiers", file)
    period = ("--from", "2021-01-01", "--to", "30/09/2021")
    document = shell.done("report", "summary", *period, "--format", "json").document
    assert document["received"]["total"] == sum(
        document["received"][channel] for channel in ("direct", "online", "postal")
    )
    assert document["collected_by_post"] == {"dossiers": 1, "amount_dong": 150000}
    assert (document["from"], document["to"]) == ("2021-01-01", "2021-09-30")
    text = shell.done("report", "summary", *period, "--language", "en").text
    assert "Trung tâm Thử Nghiệm" in text
    assert "Received" in text
    sheet = io.BytesIO(shell.done("report", "summary", *period, "--format", "xlsx").out)
    assert len(load_workbook(sheet).sheetnames) == 2
    page = tmp_path / "summary.pdf"
    shell.done("report", "summary", *period, "--format", "pdf", "--out", page)
    assert page.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(page.stat().st_mode) & 0o600 == 0o600


def test_a_summary_that_cannot_be_written_is_refused(shell: Shell, tmp_path: Path) -> None:
    period = ("--from", "2021-01-01", "--to", "2021-09-30")
    told = shell.run("report", "summary", *period, "--out", tmp_path / "nowhere" / "summary.txt")
    assert (told.code, "output_unusable" in told.err) == (1, True)
    told = shell.run("report", "summary", "--from", "2021-09-30", "--to", "2021-01-01")
    assert (told.code, "before_from" in told.err or "first day" in told.err) == (1, True)


def test_a_check_finds_nothing_wrong_with_a_new_installation(shell: Shell) -> None:
    document = shell.done("check", "--format", "json").document
    assert {each["verdict"] for each in document} <= {"good", "look"}
    assert {"settings", "database", "schema", "clocks", "secret"} <= {e["what"] for e in document}
