"""Takes in a file that somebody hands in, in their name, or tells what it would bring.

Owns whose files whom one may hand in, and what columns of a centre's files mean. Reading and
keeping lines is `usecases.import_statement`'s.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.accounting_refusals import NotYourStatement
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import (
    StatementFormat,
    StatementHead,
    StatementKind,
    StatementLine,
    StatementPart,
    StatementSource,
)
from postal_bridge.sealing import Sealer
from postal_bridge.store import people, statement_files
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.import_statement import (
    Handed,
    import_statement,
    require_post_office,
    store_statement,
)
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.reckon_statement import problem_of

#: So many lines are shown of a file before it is stored.
FIRST_LINES = 10
#: More post offices than a centre has.
OFFICES_MAX = 2_000
#: Who reads all of the centre's money; the post hands in and sees its own lists.
ACCOUNTANTS = frozenset({Role.ACCOUNTANT, Role.ADMIN})


@dataclass(slots=True)
class Leafed:
    """A file whose first lines, and what its good lines come to, are kept as it is read.

    Beyond `lines_max` nothing more is read, and `is_part` tells so.
    """

    source: StatementSource
    lines_max: int | None = None
    first: list[dict[str, Any]] = field(default_factory=list)
    amount_dong: int = 0
    is_part: bool = False

    @property
    def format(self) -> StatementFormat:
        """How the file is written."""
        return self.source.format

    def __iter__(self) -> Iterator[StatementPart]:
        head, lines = StatementHead(), 0
        for part in self.source:
            if isinstance(part, StatementHead):
                head = part
            elif isinstance(part, StatementLine):
                lines += 1
                if problem_of(head, part) is None:
                    self.amount_dong += int(part.amount)
                if lines <= FIRST_LINES:
                    self.first.append(_shown(head, part))
                if lines == self.lines_max:
                    yield part
                    self.is_part = True
                    return
            yield part


def office_seen(viewer: Viewer) -> str | None:
    """Return the post office whose files alone a viewer sees, None for all."""
    return None if viewer.role in ACCOUNTANTS else viewer.office_code


async def require_handing_in(
    connection: Connection, viewer: Viewer, kind: StatementKind, office: str | None
) -> str | None:
    """Return the post office in whose name a viewer hands in a file of a kind, if it is any's.

    Raises:
        NotYourStatement: the post hands in what is not its own.
        InvalidInput: the centre has no such post office.

    """
    if viewer.role not in ACCOUNTANTS:
        if kind is not StatementKind.POST or office not in (None, viewer.office_code):
            raise NotYourStatement
        return viewer.office_code
    if office is not None:
        if kind is not StatementKind.POST:
            detail = Said("is told of lists of the post alone")
            raise InvalidInput(FieldProblem("office", "unknown_office", detail))
        await require_post_office(connection, viewer.center, office)
    return office


async def hand_in(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    handed: Handed,
) -> Answer:
    """Store a file in the viewer's name; the same file again changes nothing and says so.

    Raises:
        NotYourStatement: the post hands in what is not its own.
        UnreadableFile, FileTooLarge, MissingColumns: and whatever else reading it may refuse.

    """

    async def act(connection: Connection) -> Answer:
        office = await require_handing_in(connection, viewer, handed.kind, handed.office)
        owned = replace(handed, office=office)
        report = await store_statement(connection, clock, sealer, viewer.center, owned)
        return Answer(200, report.to_document())

    return await once(database, clock, sealer, viewer, request_key, act)


async def preview(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    handed: Handed,
    lines_max: int | None = None,
) -> dict[str, Any]:
    """Return what storing a file would answer, with its first lines; nothing is kept.

    With `lines_max` no more of the file is looked at, and `is_part` tells whether there is more.
    Raises as `hand_in` does.
    """
    async with database.snapshot() as connection:
        office = await require_handing_in(connection, viewer, handed.kind, handed.office)
    leafed = Leafed(handed.source, lines_max)
    looked_at = replace(handed, office=office, source=leafed)
    report = await import_statement(database, clock, sealer, viewer.center, looked_at, dry_run=True)
    return {
        **report.to_document(),
        "format": leafed.format.value,
        "dry_run": True,
        "is_part": leafed.is_part,
        "first_lines": leafed.first,
        "amount_dong": leafed.amount_dong,
    }


async def post_offices(database: Database, viewer: Viewer) -> dict[str, str]:
    """Return the names of the post offices in whose name a list may be handed in, by code."""
    async with database.snapshot() as connection:
        found = await people.offices_after(connection, viewer.center_id, "", OFFICES_MAX)
    return {each.code: each.name for each in found if each.kind is OfficeKind.POST}


async def mapping_of(database: Database, center_id: int, kind: StatementKind) -> dict[str, str]:
    """Return what headings of files of a kind mean at a centre."""
    async with database.snapshot() as connection:
        return await statement_files.mapping_of(connection, center_id, kind)


async def keep_mapping(
    database: Database,
    clock: Clock,
    viewer: Viewer,
    kind: StatementKind,
    columns: Mapping[str, str],
) -> None:
    """Keep what headings of files of a kind mean, in place of what was agreed before."""
    async with database.transaction() as connection:
        await statement_files.put_mapping(
            connection, viewer.center_id, kind, columns, clock(), viewer.login
        )


def _shown(head: StatementHead, line: StatementLine) -> dict[str, Any]:
    return {
        "place": line.place,
        "booked_on": line.booked_on.isoformat(),
        "amount": format(line.amount, "f"),
        "currency": head.currency,
        "dossier_code": line.dossier_code,
        "item_code": line.item_code,
        "receipt_number": line.receipt_number,
        "kind": line.kind.value if line.kind else None,
        "batch": line.remittance_batch,
        "narration": line.narration,
    }
