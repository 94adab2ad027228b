"""Writes the generated pages of docs/reference and the catalogues anew; `make docs` runs it.

A test fails when a page is not what this would write.
"""

import asyncio
import shutil
import tempfile
from pathlib import Path

import asyncpg

from postal_bridge.store.embedded import running
from postal_bridge.store.migrator import migrate
from routes.pages.languages import LOCALES
from tests.cli.reference import render_command_line_reference
from tests.structure.catalogues import CATALOGUES, catalogue
from tests.structure.custody_page import custody_page
from tests.structure.custody_picture import custody_picture
from tests.structure.emsevt_page import emsevt_page
from tests.structure.epcis_page import epcis_page
from tests.structure.refusals_page import refusals_page
from tests.structure.schema_page import schema_page
from tests.structure.source_tree import ROOT
from tests.structure.stories_page import stories_page

REFERENCE = ROOT / "docs" / "reference"

#: The pages that are made of the code alone; the schema needs a database.
PAGES = {
    "state-machine.md": custody_page,
    "state-machine.svg": custody_picture,
    "refusals.md": refusals_page,
    "epcis.md": epcis_page,
    "emsevt.md": emsevt_page,
    "command-line.md": render_command_line_reference,
    "sandbox.md": stories_page,
}


async def _schema_page(url: str) -> str:
    await migrate(url)
    connection = await asyncpg.connect(url)
    try:
        return await schema_page(connection)
    finally:
        await connection.close()


def main() -> None:
    """Write every generated page."""
    data_dir = Path(tempfile.mkdtemp(prefix="postal-bridge-docs-", dir="/tmp"))
    try:
        data_dir.chmod(0o711)
        with running(data_dir) as url:
            schema = asyncio.run(_schema_page(url))
    finally:
        shutil.rmtree(data_dir)
    (REFERENCE / "schema.sql").write_text(schema, "utf-8")
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), "utf-8")
    for name in CATALOGUES:
        (LOCALES / name).write_text(catalogue(name), "utf-8")


if __name__ == "__main__":
    main()
