"""Commands about statements of banks and of the post."""

from dataclasses import asdict
from decimal import Decimal
from hashlib import file_digest
from typing import Annotated

import typer

from postal_bridge.cli.options import CenterOption, FileArgument, FormatOption
from postal_bridge.cli.running import Means, run
from postal_bridge.cli.telling import Format, counted, progress, tell, tell_document, tell_problems
from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.statement import (
    StatementFormat,
    StatementKind,
    StatementTotals,
    total_up,
)
from postal_bridge.domain.statement_chain import ChainBreak, ChainFault, chain_of
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.hand_in_statement import mapping_of
from postal_bridge.usecases.import_statement import (
    Handed,
    StatementReport,
    import_statement,
)

#: Under whose name stands what the command line does, where no person signs in.
COMMAND_LINE = "-"

statement_commands = typer.Typer()


@statement_commands.command("inspect")
def inspect(file: FileArgument, output: FormatOption = Format.TEXT) -> None:
    """Read a statement without storing it: MT940, camt.053, camt.054, CSV or XLSX.

    Prints the sums of each statement, whether they make its closing balance, and every line that
    would be set aside. The kind of file is told by what it holds.
    """
    # Commands that read no statement do not wait for the libraries that do.
    from schemas.statements.opening import open_statement  # noqa: PLC0415

    source = open_statement(file)
    statements, problems = total_up(source)
    if output is Format.JSON:
        tell_document(_document(source.format, statements, problems))
    else:
        _tell(source.format, statements, problems)


@statement_commands.command("import")
def import_(
    file: FileArgument,
    kind: Annotated[
        StatementKind, typer.Option(help="Whose word it is: the list of the post, or a bank's.")
    ],
    office: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="The post office whose list it is, if not the counter."),
    ] = None,
    center: CenterOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Store a statement once; the same file again changes nothing and says so.

    Lines that cannot be kept are listed and left out, good ones are kept.
    """

    async def act(means: Means) -> StatementReport:
        from schemas.statements.opening import open_statement  # noqa: PLC0415

        chosen = await choose_center(means.database, center)
        with file.open("rb") as stream:
            content_hash = file_digest(stream, "sha256").digest()
        columns = await mapping_of(means.database, chosen.center_id, kind)
        source = open_statement(file, columns, zone=chosen.zone)
        handed = Handed(kind, file.name, content_hash, source, COMMAND_LINE, office)
        with progress("Lines") as advance:
            return await import_statement(
                means.database, means.clock, means.sealer, chosen, handed, advance
            )

    report = run(act)
    if output is Format.JSON:
        tell_document(report.to_document())
    else:
        _tell_import(report)
    if report.set_aside and not report.lines:
        raise typer.Exit(1)


def _tell_import(report: StatementReport) -> None:
    if report.known:
        before = report.known
        tell(f"Nothing changed: this file was stored on {before.stored_at:%Y-%m-%d} already,")
        tell(f"as {before.name}, with {counted(before.lines, 'line')}.")
        return
    tell(f"{counted(report.lines, 'line')} read: {report.added} new, {report.repeated} known")
    if not report.holds:
        tell("Opening balance and lines do not make the closing balance.")
    tell_problems("Lines set aside, or to look at:", report.set_aside)


def _document(
    kind: StatementFormat, statements: list[StatementTotals], problems: list[LineProblem]
) -> dict[str, object]:
    return {
        "format": kind.value,
        "entries": sum(each.entries for each in statements),
        "statements": [
            {
                "account": each.account,
                "currency": each.currency,
                "number": each.number,
                "entries": each.entries,
                "lines": each.lines,
                "credit_total": _written(each.credit_total),
                "debit_total": _written(each.debit_total),
                "opening_balance": _written(each.opening),
                "closing_balance": _written(each.closing),
                "holds": each.holds,
            }
            for each in statements
        ],
        "breaks": [
            asdict(each) | {"closing": _written(each.closing), "opening": _written(each.opening)}
            for each in chain_of(statements)
        ],
        "problems": [asdict(problem) for problem in problems],
    }


def _written(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _tell(
    kind: StatementFormat, statements: list[StatementTotals], problems: list[LineProblem]
) -> None:
    bookings = sum(each.entries for each in statements)
    tell(f"{kind.value}: {counted(len(statements), 'statement')}, {counted(bookings, 'booking')}")
    for each in statements:
        number = f", number {each.number}" if each.number else ""
        tell(f"\nAccount {each.account or 'not named'} in {each.currency}{number}")
        lines = f" in {counted(each.lines, 'line')}" if each.lines != each.entries else ""
        tell(f"  {counted(each.entries, 'booking')}{lines}")
        amounts = {
            "Opening balance": each.opening,
            "Credit": each.credit_total,
            "Debit": each.debit_total,
            "Closing balance": each.closing,
        }
        for name, amount in amounts.items():
            tell(f"  {name:<16}{'not given' if amount is None else f'{amount:,f}':>26}")
        tell(f"  {_verdict(each)}")
    for broken in chain_of(statements):
        tell(f"\n{_break_line(broken)}")
    tell_problems("Set aside, or to be looked at:", problems)


def _verdict(totals: StatementTotals) -> str:
    if totals.opening is None or totals.closing is None:
        return "Without both balances nothing tells whether it adds up."
    if totals.holds:
        return "It adds up."
    reached = totals.opening + totals.credit_total - totals.debit_total
    return f"It does not add up: the lines lead to {reached:,f}."


def _break_line(broken: ChainBreak) -> str:
    where = f"Account {broken.account or 'not named'} in {broken.currency}"
    between = f"between number {broken.earlier or '?'} and number {broken.later or '?'}"
    if broken.fault is ChainFault.GAP:
        return f"{where}: a statement is missing {between}."
    return (
        f"{where}: money is missing {between}, which end with {broken.closing:,f}"
        f" and begin with {broken.opening:,f}."
    )
