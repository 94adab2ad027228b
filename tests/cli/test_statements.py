"""The commands about statements, as scripts and people meet them."""

import json
from pathlib import Path

import asyncpg

from tests.cli.conftest import Shell

MT940 = """\
:20:STMT260331
:25:1234567890
:28C:42/1
:60F:C260330VND10000000,00
:61:2603310331C1500000,00NTRFNONREF//FT1
:86:Nop phi ho so H53.14-260314-0001
:61:2603310331RC500000,00NTRFNONREF//FT2
:61:2602300331C1,00NTRFNONREF//FT3
:62F:C260331VND11000000,00
-
"""


def test_a_statement_is_inspected_without_a_database(fresh: Shell, tmp_path: Path) -> None:
    file = tmp_path / "statement.sta"
    file.write_text(MT940, "utf-8")
    told = fresh.done("statement", "inspect", file, "--format", "json")
    assert told.document == {
        "format": "mt940",
        "entries": 2,
        "statements": [
            {
                "account": "1234567890",
                "currency": "VND",
                "number": "42/1",
                "entries": 2,
                "lines": 2,
                "credit_total": "1000000.00",
                "debit_total": "0.00",
                "opening_balance": "10000000.00",
                "closing_balance": "11000000.00",
                "holds": True,
            }
        ],
        "breaks": [],
        "problems": [
            {
                "line": 8,
                "column": ":61:",
                "value": "2602300331C1,00NTRFNONREF//FT3",
                "reason": "there is no such day",
            }
        ],
    }
    assert told.err == ""
    text = fresh.done("statement", "inspect", file).text
    assert "mt940: 1 statement, 2 bookings" in text
    assert "1,000,000.00" in text
    assert "It adds up." in text
    assert "line 8, :61:" in text


def test_a_statement_that_does_not_add_up_says_by_what(fresh: Shell, tmp_path: Path) -> None:
    file = tmp_path / "statement.sta"
    file.write_text(MT940.replace("VND11000000,00", "VND11000001,00"), "utf-8")
    told = fresh.done("statement", "inspect", file)
    assert "It does not add up: the lines lead to 11,000,000.00." in told.text


def test_statements_that_do_not_follow_one_another_are_told(fresh: Shell, tmp_path: Path) -> None:
    file = tmp_path / "statement.sta"
    later = MT940.replace(":28C:42/1", ":28C:44/1").replace("11000000", "11000005")
    file.write_text(MT940 + later.replace("C260330VND10000000", "C260331VND10000005"), "utf-8")
    told = fresh.done("statement", "inspect", file, "--format", "json")
    assert [
        (each["fault"], each["earlier"], each["later"]) for each in told.document["breaks"]
    ] == [
        ("balance", "42/1", "44/1"),
        ("gap", "42/1", "44/1"),
    ]
    text = fresh.done("statement", "inspect", file).text
    assert "a statement is missing between number 42/1 and number 44/1" in text
    assert "which end with 11,000,000.00 and begin with 10,000,005.00" in text


def test_what_is_no_statement_is_refused_in_one_block(fresh: Shell, tmp_path: Path) -> None:
    file = tmp_path / "statement.xml"
    file.write_text("<!DOCTYPE a [<!ENTITY b 'c'>]>\n<a>&b;</a>", "utf-8")
    told = fresh.run("statement", "inspect", file, "--format", "json")
    assert (told.code, told.out) == (1, b"")
    assert told.err.startswith("Refused (unreadable_file): statement.xml cannot be read: line 1")


async def test_headings_are_read_as_the_centre_agreed(shell: Shell) -> None:
    file = shell.data_dir / "list.csv"
    file.write_text("Hôm nào;Bao nhiêu\n02/03/2026;50.000\n", "utf-8")
    asked = ("statement", "import", file, "--kind", "post", "--format", "json")
    assert shell.run(*asked).code == 1
    columns = {"Hôm nào": "booked_on", "Bao nhiêu": "amount"}
    connection = await asyncpg.connect(shell.url)
    try:
        await connection.execute(
            "insert into statement_mapping (center_id, kind, columns, kept_at, login)"
            " select center_id, 'post', $1, now(), 'accountant' from center",
            json.dumps(columns),
        )
    finally:
        await connection.close()
    assert shell.done(*asked).document["added"] == 1
