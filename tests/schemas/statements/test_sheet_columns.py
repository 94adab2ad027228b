"""The columns of statements: the page about them names every heading, and no other field has it."""

import re
from pathlib import Path

from schemas.cells import fold_heading
from schemas.statements.sheet_columns import COLUMN_OF, HEADINGS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "statement-files.md"


def test_every_heading_stands_in_the_page() -> None:
    table = PAGE.read_text("utf-8").partition("| field | headings |")[2].partition("\n\n")[0]
    said = {
        fold_heading(heading)
        for row in table.splitlines()
        for cell in row.split("|")[2:3]
        for heading in re.split(r"[,;:(]", cell)
    }
    assert COLUMN_OF.keys() <= said


def test_no_heading_means_two_things() -> None:
    assert len(COLUMN_OF) == sum(map(len, HEADINGS.values()))
