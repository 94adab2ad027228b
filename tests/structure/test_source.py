"""What every file of ours keeps to: its size, its opening words, nothing unfinished or local."""

import ast
import re
from pathlib import Path

from tests.structure.source_tree import PACKAGES, ROOT, files_ending, our_files, text_of, tree_of

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
LINE_CHARACTERS_MAX = 100
FILE_BYTES_MAX = 512 * 1024

#: What people write and read as source; a program wrote the other one.
SOURCE = (".py", ".sql", ".typ", ".ts")
GENERATED = {Path("docs/reference/schema.sql")}
#: Files that no Python module is, of which one of ours has to speak.
NAMED_BY_OTHERS = (".typ", ".html")

#: Names that say nothing of what is inside.
EMPTY_NAMES = {"common", "helpers", "misc", "models", "services", "shared", "utils"}
# The words are put together here so that this file does not hold them.
UNFINISHED = re.compile(rf"\b(TO{'DO'}|FIX{'ME'}|X{'XX'})\b")
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.:/-])/(?:work|root|home/\w+|Users/\w+)/"
    r"|\b(?:pypi|files\.pythonhosted|registry\.npmjs|npm\.pkg|deb\.debian)\.(?:org|com)\b"
    r"|\bregistry\.yarnpkg\.com\b"
)


def source_files() -> list[Path]:
    """Return the files that people write and read as source."""
    return [path for path in files_ending(*SOURCE) if path not in GENERATED]


def written_lines() -> list[tuple[Path, int, str]]:
    """Return every line of every file of ours that holds text, with its number."""
    lines = []
    for path in our_files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            numbered = enumerate(content.decode("utf-8", "replace").splitlines(), 1)
            lines += [(path, number, line) for number, line in numbered]
    return lines


def test_files_are_short() -> None:
    counts = {path: len(text_of(path).splitlines()) for path in source_files()}
    long = [f"{path}: {count} lines" for path, count in counts.items() if count > FILE_LINES_MAX]
    assert not long, "\n".join(long)


def test_functions_are_short() -> None:
    long = []
    for path in files_ending(".py"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                count = (node.end_lineno or node.lineno) - node.lineno + 1
                if count > FUNCTION_LINES_MAX:
                    long.append(f"{path}:{node.lineno}: {node.name} has {count} lines")
    assert not long, "\n".join(long)


def test_lines_are_short() -> None:
    long = [
        f"{path}:{number}: {len(said)} characters"
        for path in source_files()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        # What is said to the linters alone does not count.
        if len(said := re.split(r"  # (?:noqa|type):", line)[0]) > LINE_CHARACTERS_MAX
    ]
    assert not long, "\n".join(long)


def test_every_file_opens_by_saying_what_it_is() -> None:
    silent = [str(path) for path in files_ending(".py") if not ast.get_docstring(tree_of(path))]
    openings = {".sql": ("-- ",), ".typ": ("//",), ".ts": ("//", "/*")}
    silent += [
        str(path)
        for path in source_files()
        if path.suffix in openings and not text_of(path).startswith(openings[path.suffix])
    ]
    assert not silent, "\n".join(silent)


def test_names_say_what_is_inside() -> None:
    empty = [str(path) for path in our_files() if EMPTY_NAMES & {path.stem, *path.parts[:-1]}]
    assert not empty, "\n".join(empty)


def test_templates_are_used() -> None:
    speakers = {
        path: text_of(path) for path in files_ending(".py", *NAMED_BY_OTHERS, within=PACKAGES)
    }
    unused = [
        str(path)
        for path in files_ending(*NAMED_BY_OTHERS, within=PACKAGES)
        if not any(f'{path.name}"' in text for other, text in speakers.items() if other != path)
    ]
    assert not unused, "\n".join(unused)


def test_nothing_is_left_unfinished() -> None:
    left = [f"{path}:{number}" for path, number, line in written_lines() if UNFINISHED.search(line)]
    assert not left, "\n".join(left)


def test_nothing_names_one_machine_or_registry() -> None:
    told = [
        f"{path}:{number}: {found[0]}"
        for path, number, line in written_lines()
        if (found := OF_ONE_MACHINE.search(line))
    ]
    assert not told, "\n".join(told)


def test_files_are_small() -> None:
    sizes = {path: (ROOT / path).stat().st_size for path in our_files()}
    large = [f"{path}: {size} bytes" for path, size in sizes.items() if size > FILE_BYTES_MAX]
    assert not large, "\n".join(large)
