"""An older installation gets its books when it is brought to this release."""

from uuid import uuid4

import asyncpg

from tests.cli.conftest import Shell

DOSSIERS = (
    "code,procedure_code,department_code,received_via,received_at\n"
    "H53.14-190105-0001,1.009,SXD,direct,2019-01-05\n"
)


async def test_migrating_books_what_was_collected_before_there_were_books(shell: Shell) -> None:
    file = shell.data_dir / "older.csv"
    file.write_text(DOSSIERS, "utf-8")
    shell.done("import", "dossiers", file)
    identity = uuid4()
    connection = await asyncpg.connect(shell.url)
    try:
        await connection.execute(
            "insert into collection (center_id, collection_id, dossier_code, source, amount_dong,"
            " method, collected_on, recorded_at) select center_id, $1, code, 'import', 5,"
            " 'unstated', '2019-01-06', now() from dossier where code = 'H53.14-190105-0001'",
            identity,
        )
        told = shell.run("audit")
        assert (told.code, "is not in the books" in told.text) == (1, True)
        shell.done("migrate")
        booked = "select count(*) from ledger_entry where source_id = $1"
        assert await connection.fetchval(booked, str(identity)) == 1
    finally:
        await connection.close()
    assert "everything holds" in shell.done("audit").text
