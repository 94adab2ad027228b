"""What commands say and where: results on standard output, all else on standard error.

A program reads what comes out of the one, a person what comes out of both. Nothing here knows what
a command does.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal
from postal_bridge.domain.upkeep_refusals import OutputUnusable


class Format(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"


class Advance(Protocol):
    """Moves a progress bar."""

    def __call__(self, completed: float, *, total: float | None = None) -> None:
        """Say how much is done, and of how much when that is known now."""


def tell(text: str) -> None:
    """Write a line of the result."""
    sys.stdout.write(f"{printable(text)}\n")


def tell_document(document: object) -> None:
    """Write the result as the one JSON document there is, in UTF-8 whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(document_bytes(document))
    sys.stdout.buffer.flush()


def document_bytes(document: object) -> bytes:
    """Return a document as JSON for people and programs alike, with a line break at its end."""
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n".encode()


def note(text: str) -> None:
    """Tell the person who watches something that is no part of the result."""
    sys.stderr.write(f"{printable(text)}\n")
    sys.stderr.flush()


def tell_refusal(refusal: Refusal) -> None:
    """Write a refusal as one readable block; of input that is wrong, what is wrong where."""
    said = [str(refusal.detail)]
    if isinstance(refusal, InvalidInput):
        # Here it is settings and options as often as files, and none of them has a "shape".
        said = [_problem_line(problem) for problem in refusal.problems]
    separator = " " if len(said) == 1 else "\n  "
    note(separator.join([f"Refused ({refusal.code()}):", *said]))


def _problem_line(problem: FieldProblem) -> str:
    return f"{problem.path}: {problem.detail}"


def tell_problems(heading: str, problems: Iterable[LineProblem]) -> None:
    """Write what is wrong with the lines of a file below a heading; nothing when nothing is."""
    said = list(problems)
    if said:
        tell(f"\n{heading}")
    for problem in said:
        column = f", {problem.column}" if problem.column else ""
        value = f' "{problem.value}"' if problem.value else ""
        tell(f"  line {problem.line}{column}:{value} {problem.reason}")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 dossier", "2 dossiers"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def printable(text: str) -> str:
    """Return a text without what would steer the terminal; line breaks stay."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


@contextmanager
def progress(what: str, total: float | None = None, *, counts: bool = True) -> Iterator[Advance]:
    """Show a bar on standard error while the block runs; say nothing where nobody watches.

    `counts` shows how many of how many; without it only the bar moves.
    """
    console = Console(stderr=True)
    columns = [TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()]
    if counts:
        columns.insert(2, MofNCompleteColumn(separator=" of "))
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(what, total=total)

        def advance(completed: float, *, total: float | None = None) -> None:
            bar.update(task, completed=completed, total=total)

        yield advance


def deliver(content: bytes, out: Path | None) -> None:
    """Write a result into a file, or as it is where results go."""
    if out is not None:
        write_file(out, content)
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OutputUnusable: the folder is not there, is closed, or is full.

    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        partial = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            # The temporary file is closed to others; the file itself gets what its folder gives.
            partial.chmod(0o666 & ~_umask())
            partial.replace(path)
        except BaseException:
            with suppress(FileNotFoundError):
                partial.unlink()
            raise
    except OSError as error:
        raise OutputUnusable(path=path, reason=error.strerror or str(error)) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
