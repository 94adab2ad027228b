"""What every file of ours keeps to: size, docstrings, nothing unfinished, nothing of a machine."""

import ast
import re
from pathlib import Path

import pytest

from tests.structure.source_tree import (
    PACKAGES,
    ROOT,
    files_ending,
    our_files,
    text_of,
    tree_of,
)

FUNCTION_LINES_MAX = 60
FILE_LINES_MAX = 400
LINE_CHARACTERS_MAX = 100
FILE_BYTES_MAX = 512 * 1024

SOURCE = (".py", ".sql", ".typ", ".ts", ".css")
PICTURES = (".png", ".ico", ".woff2", ".xlsx", ".xls", ".gz", ".pdf")
#: Written by a program, for which the limits of length are not meant.
GENERATED = {Path("docs/reference/schema.sql")}
#: Suffixes of files that belong to a module, which has to name them.
BELONGINGS = (".sql", ".typ", ".html")

# The words are put together here so that this file does not hold them itself.
UNFINISHED = re.compile(rf"\b({'TO' 'DO'}|{'FIX' 'ME'}|{'X' 'XX'}|{'HA' 'CK'})\b")
OF_A_MACHINE = re.compile(
    r"(?<![\w.:/-])/(?:work|home/\w+|root|Users/\w+)/"
    r"|\b(?:pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg\.com"
    r"|deb\.debian\.org|index\.crates\.io|proxy\.golang\.org)\b".replace(".org", r"\.org")
)


def source_files() -> list[Path]:
    """Return the files that people write and read as source."""
    return [path for path in files_ending(*SOURCE) if path not in GENERATED]


def texts() -> list[Path]:
    """Return our files that hold text."""
    return [path for path in our_files() if path.suffix not in PICTURES]


def test_files_are_short() -> None:
    lengths = {path: len(text_of(path).splitlines()) for path in source_files()}
    long = [f"{path}: {lines} lines" for path, lines in lengths.items() if lines > FILE_LINES_MAX]
    assert not long, "\n".join(long)
