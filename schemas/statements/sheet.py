"""Reads statements that are tables: CSV and XLSX of banks, and the lists of the post.

Owns what a row is: a line of money, a sum or a balance among the lines, or words. Sums never become
money. The columns are known by `sheet_columns`, the labels by `sheet_words`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.file_refusals import MissingColumns, RepeatedColumn
from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import (
    DONG,
    StatementEnd,
    StatementFormat,
    StatementHead,
    StatementLine,
    StatementPart,
)
from schemas.cells import EMPTY, TOO_MANY_CELLS, BadCell, fold_heading, shown_of, written
from schemas.spreadsheet import Spreadsheet, find_spreadsheet
from schemas.statements.amounts import amount_of
from schemas.statements.sheet_columns import (
    COLUMN_OF,
    HEADINGS,
    KEYS,
    PERSONAL,
    checked_mapping,
    readers,
)
from schemas.statements.sheet_words import (
    Label,
    account_of,
    balance_in,
    beside,
    currency_of,
    is_column_numbers,
    label_of,
    labels_in,
)
from schemas.table import Cell, Row, Table

_AMOUNTS: Final = ("amount", "credit", "debit")
_DIGIT: Final = re.compile("[0-9]")
_BEFORE_DIGITS: Final = ("-", "+", "(", "=", "\N{MINUS SIGN}")
#: Fields of a row that are not simply kept in its line.
_TAKEN_APART: Final = frozenset({*_AMOUNTS, "direction", "balance", "account", "currency"})


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    name: str
    heading: str
    read: Callable[[Cell], object]


class SheetFile:
    """A table whose header is understood; going through it yields its parts.

    UnreadableFile and FileTooLarge may come on the way: a caller that keeps lines does so only once
    the last has come. `mapping` gives headings of this file to our fields and goes before what we
    know of headings; a field that is "" leaves the column out.

    `columns` maps our names to the file's headings; `ignored_columns` are headings not used.
    """

    def __init__(
        self, table: Table, name: str, zone: ZoneInfo, mapping: Mapping[str, str] | None = None
    ) -> None:
        self._name_of = COLUMN_OF | checked_mapping(mapping or {})
        self._sheet = find_spreadsheet(table, name, self._recognises)
        self.name = name
        self._columns, self.ignored_columns = self._columns_of(self._sheet, zone)
        self.columns: Mapping[str, str] = {column.name: column.heading for column in self._columns}

    @property
    def format(self) -> StatementFormat:
        """Whether the cells are told apart by separators or by columns."""
        return StatementFormat.CSV if self._sheet.is_separated else StatementFormat.XLSX

    def share_read(self) -> float:
        """How much of the file has been gone through, from 0.0 to 1.0, for a progress bar."""
        return self._sheet.share_read()

    def __iter__(self) -> Iterator[StatementPart]:
        return _Reading(self._sheet, self._columns).parts()

    def _recognises(self, heading: str) -> bool:
        return bool(self._name_of.get(fold_heading(heading)))

    def _columns_of(
        self, sheet: Spreadsheet, zone: ZoneInfo
    ) -> tuple[list[_Column], tuple[str, ...]]:
        headings = [" ".join(written(cell).split()) for cell in sheet.header.cells]
        places: dict[str, list[int]] = {}
        ignored = []
        for index, heading in enumerate(headings):
            name = self._name_of.get(fold_heading(heading))
            if name:
                places.setdefault(name, []).append(index)
            elif heading:
                ignored.append(heading)
        for name, indexes in places.items():
            if len(indexes) > 1:
                repeated = ", ".join(headings[index] for index in indexes)
                raise RepeatedColumn(name=sheet.name, column=name, headings=repeated)
        missing: list[str] = [] if "booked_on" in places else ["booked_on"]
        if not places.keys() & set(_AMOUNTS):
            missing.append(Said("amount (or credit and debit)"))
        if missing:
            line = sheet.header.line
            raise MissingColumns(name=sheet.name, columns=tuple(missing), line=line)
        reader_of = readers(zone)
        columns = [
            _Column(places[name][0], name, headings[places[name][0]], reader_of.get(name, written))
            for name in HEADINGS
            if name in places
        ]
        return columns, tuple(ignored)


class _Reading:
    """Goes through the rows once."""

    def __init__(self, sheet: Spreadsheet, columns: list[_Column]) -> None:
        self._sheet = sheet
        self._at = {column.name: column for column in columns}
        self._kept = [column for column in columns if column.name not in _TAKEN_APART]
        self._keys = [column.index for column in columns if column.name in KEYS]
        self._account: str | None = None
        self._currency = DONG
        self._number: str | None = None
        self._opening: Decimal | None = None
        self._closing: Decimal | None = None
        self._told = False
        self._statements = self._entries = 0
        # What has been added up in all, and since the latest sum among the lines.
        self._sum = self._sum_since = Decimal(0)

    def parts(self) -> Iterator[StatementPart]:
        """Yield the parts of the table."""
        self._read_above()
        for row in self._sheet.rows():
            if row.fault is not None:
                yield LineProblem(row.line, "", "", row.fault)
            else:
                yield from self._row(row)
        yield from self._head()
        # Balances are those of the whole file and say nothing of its parts.
        yield StatementEnd(self._closing if self._statements == 1 else None)

    def _read_above(self) -> None:
        for row in self._sheet.source.rows(self._sheet.table):
            if row.line == self._sheet.header.line:
                return
            for label, index in labels_in(row.cells):
                self._learn(label, row.cells, index)

    def _learn(self, label: Label, cells: list[Cell], index: int) -> None:
        said = beside(cells, index)
        match label:
            case Label.ACCOUNT if said != "":
                self._account = account_of(said)
            case Label.CURRENCY if said != "":
                # A table that only speaks of a currency is in đồng.
                with suppress(BadCell):
                    self._currency = currency_of(written(said))
            case Label.NUMBER if said != "":
                self._number = written(said)
            case Label.OPENING:
                self._opening = balance_in(cells, index, self._currency)
            case Label.CLOSING:
                self._closing = balance_in(cells, index, self._currency)
            case _:
                pass

    def _head(self) -> Iterator[StatementPart]:
        if not self._told:
            self._told = True
            self._statements += 1
            yield StatementHead(
                account=self._account,
                currency=self._currency,
                number=self._number,
                opening=self._opening if self._statements == 1 else None,
            )

    def _row(self, row: Row) -> Iterator[StatementPart]:
        cells = row.cells
        if not self._entries and is_column_numbers(cells):
            return
        if not self._has_key(cells):
            aside = self._aside(row)
            if aside is not None:
                yield from aside
                return
        problems: list[LineProblem] = []
        values = self._values(row, problems)
        account = self._value(row, "account", problems)
        currency = self._value(row, "currency", problems) or self._currency
        amount, is_reversal = self._amount(row, str(currency), problems)
        if self._sheet.is_separated and any(cells[len(self._sheet.header.cells) :]):
            problems.append(LineProblem(row.line, "", "", TOO_MANY_CELLS))
        if problems or amount is None:
            yield from problems
            return
        yield from self._turned_to(account or self._account, str(currency))
        self._entries += 1
        self._sum += amount
        self._sum_since += amount
        values.setdefault("value_on", values["booked_on"])
        yield StatementLine(
            place=row.line, entry=self._entries, amount=amount, is_reversal=is_reversal, **values
        )

    def _has_key(self, cells: list[Cell]) -> bool:
        width = len(cells)
        for index in self._keys:
            cell = cells[index] if index < width else ""
            # Words below the lines, and the label of a total, may stand in any column. A code has
            # digits, and what has blanks besides may be "Cộng ngày 14".
            if cell != "" and _has_digit(cell):
                text = written(cell)
                if " " not in text or label_of(text) is None:
                    return True
        return False

    def _aside(self, row: Row) -> list[LineProblem] | None:
        """Return what is wrong with a row that is no money: mostly nothing; None if it is money.

        Nothing in the row names a single movement.
        """
        cells = row.cells
        has_day = self._is_read(cells, "booked_on")
        net = self._net(cells)
        for label, index in labels_in(cells):
            if label in (Label.OPENING, Label.CLOSING):
                self._learn_balance(label, cells, index)
                return []
            if label is Label.TOTAL and (not has_day or net in (self._sum, self._sum_since)):
                return self._totalled(row, net)
        if has_day:
            return None
        if net is not None:
            # A sum needs no label where nothing else stands in its row.
            day = self._at["booked_on"]
            is_sum = self._entries > 0 and self._cell(cells, day) == "" and net == self._sum
            return [] if is_sum else None
        spoken = (self._at[name] for name in ("booked_on", *_AMOUNTS) if name in self._at)
        is_words = not any(_is_meant(self._cell(cells, column)) for column in spoken)
        return [] if is_words else None

    def _learn_balance(self, label: Label, cells: list[Cell], index: int) -> None:
        column = self._at.get("balance")
        at = index
        if column is not None and self._cell(cells, column) != "":
            at = max(index, column.index - 1)
        balance = balance_in(cells, at, self._currency)
        if label is Label.CLOSING:
            self._closing = balance
        elif not self._told:
            self._opening = balance

    def _totalled(self, row: Row, net: Decimal | None) -> list[LineProblem]:
        expected, self._sum_since = (self._sum, self._sum_since), Decimal(0)
        if net is None or net in expected:
            return []
        reason = Said(
            "is not the sum of the lines above it that were read, which is {sum}", sum=self._sum
        )
        return [LineProblem(row.line, "", str(net), reason)]

    def _is_read(self, cells: list[Cell], name: str) -> bool:
        column = self._at[name]
        cell = self._cell(cells, column)
        try:
            return cell != "" and column.read(cell) is not None
        except BadCell:
            return False

    def _net(self, cells: list[Cell]) -> Decimal | None:
        """Return what the amounts of a row come to, or None where it has none."""
        net: Decimal | None = None
        for name in _AMOUNTS:
            column = self._at.get(name)
            cell = "" if column is None else self._cell(cells, column)
            try:
                amount = None if cell == "" else amount_of(cell, self._currency)
            except BadCell:
                return None
            if amount is not None:
                net = (net or Decimal(0)) + (-amount if name == "debit" else amount)
        return net

    def _cell(self, cells: list[Cell], column: _Column) -> Cell:
        cell = cells[column.index] if column.index < len(cells) else ""
        return cell.strip() if isinstance(cell, str) else cell

    def _values(self, row: Row, problems: list[LineProblem]) -> dict[str, Any]:
        """Return the fields of a row that are kept as they are."""
        values: dict[str, Any] = {}
        line, cells, _ = row
        width = len(cells)
        for column in self._kept:
            cell = cells[column.index] if column.index < width else ""
            if isinstance(cell, str):
                cell = cell.strip()
            if cell == "":
                if column.name == "booked_on":
                    problems.append(LineProblem(line, column.heading, "", EMPTY))
                continue
            try:
                values[column.name] = column.read(cell)
            except BadCell as bad:
                problems.append(_problem(line, column, cell, bad))
        return values

    def _value(self, row: Row, name: str, problems: list[LineProblem]) -> Any:
        column = self._at.get(name)
        cell = "" if column is None else self._cell(row.cells, column)
        if column is None or cell == "":
            return None
        try:
            return column.read(cell)
        except BadCell as bad:
            problems.append(_problem(row.line, column, cell, bad))
            return None

    def _amount(
        self, row: Row, currency: str, problems: list[LineProblem]
    ) -> tuple[Decimal | None, bool]:
        """Return the amount of a row with its sign, and whether it undoes an earlier one."""
        found: dict[str, Decimal] = {}
        first: _Column | None = None
        for name in _AMOUNTS:
            column = self._at.get(name)
            cell = "" if column is None else self._cell(row.cells, column)
            first = first or column
            if column is None or cell == "":
                continue
            try:
                found[name] = amount_of(cell, currency)
            except BadCell as bad:
                problems.append(_problem(row.line, column, cell, bad))
                return None, False
        said = {name: amount for name, amount in found.items() if amount}
        if len(said) > 1 or not found:
            reason = EMPTY if not found else Said("stands beside another amount")
            heading = "" if first is None else first.heading
            problems.append(LineProblem(row.line, heading, "", reason))
            return None, False
        name, amount = next(iter((said or found).items()))
        if name == "amount":
            direction = self._value(row, "direction", problems)
            return (-amount if direction == -1 else amount), False
        # Below zero in a column of its own is what undoes an earlier entry of that column.
        return (amount if name == "credit" else -amount), amount < 0

    def _turned_to(self, account: str | None, currency: str) -> Iterator[StatementPart]:
        """Begin another statement where the account or the currency is another."""
        if self._told and (account, currency) != (self._account, self._currency):
            yield StatementEnd()
            self._told, self._entries = False, 0
        self._account, self._currency = account, currency
        yield from self._head()


def _problem(line: int, column: _Column, cell: Cell, bad: BadCell) -> LineProblem:
    shown = shown_of(cell, personal=column.name in PERSONAL)
    return LineProblem(line, column.heading, shown, bad.said)


def _has_digit(cell: Cell) -> bool:
    return not isinstance(cell, str) or _DIGIT.search(cell) is not None


def _is_meant(cell: Cell) -> bool:
    """Return whether a cell is an attempt at a day or an amount, and not some word."""
    return not isinstance(cell, str) or cell[:1].isdecimal() or cell.startswith(_BEFORE_DIGITS)
