"""Stores what a bank or the post says in writing: a file once, each of its lines once.

One transaction for the whole file. Lines that cannot be read or kept are listed with their place,
and that list is kept beside the file; good lines are stored. What a line says in words is searched
for the reference of a dossier here, so that matching can compare codes with codes.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from postal_bridge.domain.access import Center, OfficeKind, counter_of
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.file_refusals import UnreadableFile
from postal_bridge.domain.references import item_code_in
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import (
    LineKeys,
    StatementEnd,
    StatementFormat,
    StatementHead,
    StatementKind,
    StatementLine,
    StatementSource,
)
from postal_bridge.sealing import Sealer
from postal_bridge.store import people, statements
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.statements import (
    KnownFile,
    NewBankLine,
    NewFile,
    NewPostLine,
    NewStatement,
)
from postal_bridge.usecases.book_credits import book_statements
from postal_bridge.usecases.book_remittances import book_batches
from postal_bridge.usecases.reckon_statement import Batch, Reckoning, dossier_of, problem_of

#: Lines that are written together.
CHUNK_LINES = 5_000
#: Of more lines that were set aside only the number is kept.
SET_ASIDE_MAX = 1_000
#: How the post writes its lists; anything else is a bank's.
TABLES = frozenset({StatementFormat.CSV, StatementFormat.XLSX})


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as somebody handed it in; `office` is the post unit whose list it is.

    `declared_dong` is what the post says the whole list comes to, where it says so elsewhere.
    """

    kind: StatementKind
    name: str
    content_hash: bytes
    source: StatementSource
    login: str
    office: str | None = None
    declared_dong: int | None = None


@dataclass(frozen=True, slots=True)
class StatementReport:
    """What became of a file; `known` is the earlier one when the same content was stored before."""

    file_id: UUID
    lines: int
    added: int
    repeated: int
    set_aside: tuple[LineProblem, ...]
    holds: bool
    known: KnownFile | None = None

    def to_document(self) -> dict[str, Any]:
        """Return the report as it goes out."""
        return {
            "file_id": str(self.file_id),
            "known": self.known is not None,
            "lines": self.lines,
            "added": self.added,
            "repeated": self.repeated,
            "holds": self.holds,
            "problems": [problem.to_document() for problem in self.set_aside],
        }


class _OnlyLookedAt(Exception):  # noqa: N818 - it ends a rehearsal, nothing went wrong
    """Thrown to leave the transaction without committing."""


async def import_statement(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    center: Center,
    handed: Handed,
    progress: Callable[[int], None] = lambda _lines: None,
    *,
    dry_run: bool = False,
) -> StatementReport:
    """Store a file and its lines; the same file again changes nothing, and `dry_run` keeps nothing.

    `progress` is told how many lines were read.

    Raises:
        UnreadableFile, FileTooLarge, MissingColumns: and whatever else reading it may refuse.

    """
    report: StatementReport | None = None
    with suppress(_OnlyLookedAt):
        async with database.transaction() as connection:
            report = await store_statement(connection, clock, sealer, center, handed, progress)
            if dry_run:
                raise _OnlyLookedAt
    assert report is not None, "whatever else is raised goes on to the caller"
    return report


async def store_statement(
    connection: Connection,
    clock: Clock,
    sealer: Sealer,
    center: Center,
    handed: Handed,
    progress: Callable[[int], None] = lambda _lines: None,
) -> StatementReport:
    """Store a file in a transaction that the caller opened; refuses as `import_statement` does."""
    center_id, kind = center.center_id, handed.kind
    if kind is StatementKind.POST and handed.source.format not in TABLES:
        reason = Said("it is a statement of a bank, not a list of the post")
        raise UnreadableFile(name=handed.name, reason=reason)
    if handed.office is not None:
        await require_post_office(connection, center, handed.office)
    # Two uploads of one file wait for each other here.
    await statements.take_lines(connection, center_id, kind, 0)
    known = await statements.file_by_content(connection, center_id, kind, handed.content_hash)
    if known:
        return StatementReport(known.file_id, known.lines, 0, known.lines, (), known.holds, known)
    intake = (_PostIntake if kind is StatementKind.POST else _BankIntake)(
        connection, center, sealer, handed
    )
    await intake.read(progress)
    file = NewFile(
        file_id=intake.file_id,
        kind=kind,
        format=handed.source.format,
        name=handed.name,
        content_hash=handed.content_hash,
        office_code=intake.office,
        lines=intake.lines,
        repeated=intake.lines - intake.added,
        set_aside=intake.set_aside[:SET_ASIDE_MAX],
        stored_at=clock(),
        login=handed.login,
    )
    await statements.add_file(connection, center_id, file)
    await intake.finish()
    if kind is StatementKind.POST:
        await book_batches(connection, center_id, file.file_id, handed.login, file.stored_at)
    else:
        await book_statements(connection, center_id, file.file_id, handed.login, file.stored_at)
    return StatementReport(
        file_id=intake.file_id,
        lines=intake.lines,
        added=intake.added,
        repeated=intake.lines - intake.added,
        set_aside=tuple(intake.set_aside),
        holds=all(statement.holds for statement in intake.statements),
    )


async def require_post_office(connection: Connection, center: Center, code: str) -> None:
    """Let pass the code of a post office of the centre.

    Raises:
        InvalidInput: it has none of this code.

    """
    found = await people.offices_of_code(connection, code, center.code)
    if not any(each.office.kind is OfficeKind.POST for each in found):
        detail = Said("there is no post office {code}", code=code)
        raise InvalidInput(FieldProblem("office", "unknown_office", detail))


class _Placed(NamedTuple):
    """A line that is kept, the head it stands under, and the number of its statement."""

    head: StatementHead
    line: StatementLine
    statement_place: int


class _Intake:
    """Reads a file part by part and writes its lines in chunks."""

    def __init__(
        self, connection: Connection, center: Center, sealer: Sealer, handed: Handed
    ) -> None:
        self.connection = connection
        self.center = center
        self.sealer = sealer
        self.handed = handed
        self.file_id = uuid4()
        self.office = handed.office
        self.lines = self.added = 0
        self.set_aside: list[LineProblem] = []
        self.statements: list[NewStatement] = []
        self._keys = LineKeys()

    async def read(self, progress: Callable[[int], None]) -> None:
        """Go through the file and keep its good lines."""
        lines = self._good_lines()
        # Reading takes the processor for long, and a web process has others to answer.
        while chunk := await asyncio.to_thread(list, islice(lines, CHUNK_LINES)):
            await self._keep(chunk)
            progress(self.lines)
        if self.lines >= statements.MANY_LINES:
            await statements.refresh_statistics(self.connection)

    async def finish(self) -> None:
        """Keep what is known of the file's statements once all of it was read."""
        if self.statements:
            center_id = self.center.center_id
            await statements.add_statements(
                self.connection, center_id, self.file_id, self.statements
            )

    def _good_lines(self) -> Iterator[_Placed]:
        """Yield the lines in đồng, and gather what the statements around them say."""
        head = StatementHead()
        reckoning = Reckoning(head)
        for part in self.handed.source:
            match part:
                case LineProblem():
                    self.set_aside.append(part)
                case StatementHead():
                    head, reckoning = part, Reckoning(part)
                case StatementEnd(closing):
                    self.statements.append(reckoning.statement(len(self.statements), closing))
                case StatementLine():
                    reckoning.add(part)
                    problem = problem_of(head, part)
                    if problem:
                        self.set_aside.append(problem)
                    else:
                        yield _Placed(head, part, len(self.statements))

    async def _keep(self, chunk: list[_Placed]) -> None:
        self.lines += len(chunk)
        center_id, kind = self.center.center_id, self.handed.kind
        first = await statements.take_lines(self.connection, center_id, kind, len(chunk))
        self.added += await self._add(first, chunk)

    async def _add(self, first: int, chunk: list[_Placed]) -> int:
        raise NotImplementedError

    def _key(self, head: StatementHead, line: StatementLine) -> UUID:
        return UUID(bytes=self._keys.key_of(head, line)[:16])


class _PostIntake(_Intake):
    """The post's list: what it collected and sends on, in batches."""

    def __init__(
        self, connection: Connection, center: Center, sealer: Sealer, handed: Handed
    ) -> None:
        super().__init__(connection, center, sealer, handed)
        self.office = handed.office or counter_of(center.code)
        self._batches: dict[str, Batch] = {}

    async def finish(self) -> None:
        """Keep the batches besides."""
        await super().finish()
        declared_dong = self.handed.declared_dong if len(self._batches) == 1 else None
        remittances = [
            batch.remittance(name, declared_dong) for name, batch in self._batches.items()
        ]
        if remittances and self.office:
            center_id = self.center.center_id
            await statements.add_remittances(
                self.connection, center_id, self.file_id, self.office, remittances
            )

    async def _add(self, first: int, chunk: list[_Placed]) -> int:
        rows = [self._row(number, each) for number, each in enumerate(chunk, start=first)]
        return await statements.add_post_lines(self.connection, self.center.center_id, rows)

    def _row(self, line_id: int, placed: _Placed) -> NewPostLine:
        head, line, _ = placed
        name = line.remittance_batch or line.batch_reference or head.number or ""
        batch = self._batches.setdefault(name, Batch())
        batch.add(line)
        dossier_code, found_by = dossier_of(line)
        return NewPostLine(
            line_id=line_id,
            line_key=self._key(head, line),
            remittance_id=batch.remittance_id,
            place=line.place,
            day=line.booked_on,
            sent_on=line.value_on,
            amount_dong=int(line.amount),
            dossier_code=dossier_code,
            item_code=line.item_code or item_code_in(line.narration),
            receipt_number=line.receipt_number,
            kind=line.kind.value if line.kind else None,
            account=line.beneficiary_account,
            narration=line.narration or None,
            found_by=found_by,
        )


class _BankIntake(_Intake):
    """An account statement: what was credited to an agency."""

    async def _add(self, first: int, chunk: list[_Placed]) -> int:
        rows = [self._row(number, each) for number, each in enumerate(chunk, start=first)]
        return await statements.add_bank_lines(
            self.connection, self.center.center_id, self.file_id, rows
        )

    def _row(self, line_id: int, placed: _Placed) -> NewBankLine:
        head, line, statement_place = placed
        if line.item_code or line.beneficiary_account:
            reason = Said("it is a list of the post, not a statement of a bank")
            raise UnreadableFile(name=self.handed.name, reason=reason)
        key = self._key(head, line)
        place = f"bank_line.counterparty {self.center.code} {key}"
        counterparty = {
            name: value
            for name, value in (
                ("name", line.counterparty_name),
                ("account", line.counterparty_account),
            )
            if value
        }
        dossier_code, _ = dossier_of(line)
        return NewBankLine(
            line_id=line_id,
            line_key=key,
            statement_place=statement_place,
            place=line.place,
            account=head.account,
            booked_on=line.booked_on,
            value_on=line.value_on,
            amount_dong=int(line.amount),
            bank_reference=line.bank_reference,
            end_to_end_id=line.end_to_end_id,
            dossier_code=dossier_code,
            batch=line.remittance_batch,
            narration=line.narration,
            counterparty_sealed=(
                self.sealer.seal_json(counterparty, place) if counterparty else None
            ),
        )
