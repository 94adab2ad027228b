"""The files of this repository, as the tests of its structure and its generated pages read them.

A file counts when git knows it, or would take it; what is ignored or was built is not ours.
"""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("postal_bridge", "routes", "jobs", "schemas")


@cache
def our_files() -> tuple[Path, ...]:
    """Return every file of ours, relative to the root, in order."""
    # A clone may belong to another user than the one who runs the tests.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others"]
    listed = subprocess.run(
        [*command, "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    )
    names = sorted(set(listed.stdout.decode().split("\0")) - {""})
    return tuple(Path(name) for name in names if (ROOT / name).is_file())


def files_ending(*suffixes: str, within: tuple[str, ...] = ()) -> list[Path]:
    """Return our files with one of `suffixes`, all of them or those of some top-level folders."""
    return [
        path
        for path in our_files()
        if path.suffix in suffixes and (not within or path.parts[0] in within)
    ]


@cache
def text_of(path: Path) -> str:
    """Return the text of one of our files."""
    return (ROOT / path).read_text("utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """Return one of our Python files, parsed."""
    return ast.parse(text_of(path), filename=str(path))


def module_name(path: Path) -> str:
    """Return the name under which a Python file is imported."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
