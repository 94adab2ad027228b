"""Reads statements (camt.053) and lists of bookings (camt.054) of ISO 20022, as they arrive.

Owns walking the file: one entry after the other, whose memory is given back at once, and every
limit on what hostile XML could make us keep or fetch. What elements say is known by `camt_words`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Final, cast

from lxml.etree import QName, XMLPullParser, XMLSyntaxError, _Element

from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import (
    DONG,
    StatementEnd,
    StatementFormat,
    StatementHead,
    StatementLine,
    StatementPart,
)
from schemas.cells import BadCell
from schemas.spreadsheet import file_name
from schemas.statements.camt_entry import BadElement, Detail, detail_of, entry_of, lines_of
from schemas.statements.camt_words import Words, account_of, local_name, money_of, sign_of
from schemas.statements.texts import named, tidy

_NAMESPACE: Final = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(camt\.05[34])\.001\.([0-9]{2})")
_FIRST_VERSION: Final = 2
# The same letters in UTF-16, either end first, have a nought between each two.
_DOCTYPE: Final = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")

_REVERSAL: Final = b"RvslInd>"
_TURNED: Final = Said(
    "reversals here have the direction of what they undo, against the standard: the balances agree"
    " only when they are turned round, and so they were read"
)

_CHUNK_BYTES: Final = 65_536
_UNWATCHED_BYTES_MAX: Final = 16 * 1024 * 1024
_SHOWN_CHARACTERS: Final = 120
#: What the parser advises where it reaches a limit of its own.
_PARSER_LIMIT: Final = "XML_PARSE_HUGE"

_MESSAGES: Final = ("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
_STATEMENTS: Final = ("Stmt", "Ntfctn")
_NUMBERS: Final = ("LglSeqNb", "ElctrncSeqNb")
_WATCHED: Final = (*_MESSAGES, *_STATEMENTS, *_NUMBERS, "Acct", "Bal", "Ntry", "TxDtls")

_OPENING: Final = ("OPBD", "PRCD", "ITBD")
_BALANCES: Final = frozenset({*_OPENING, "CLBD"})


@dataclass(slots=True)
class _Page:
    """One statement on its way in."""

    account: str | None = None
    currency: str | None = None
    number: str | None = None
    balances: list[tuple[str, Decimal]] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)
    entries: int = 0
    told: bool = False

    def opening(self) -> Decimal | None:
        """Return the balance it begins with: booked, carried over, or that of a page."""
        return next(self._balances_of(_OPENING), None)

    def closing(self) -> Decimal | None:
        """Return the balance it ends with; a page may begin and end with interim balances."""
        known = dict(self.balances)
        if "CLBD" in known:
            return known["CLBD"]
        interim = [amount for kind, amount in self.balances if kind == "ITBD"]
        begins_with_interim = not {"OPBD", "PRCD"} & known.keys()
        return interim[-1] if len(interim) > begins_with_interim else None

    def _balances_of(self, kinds: tuple[str, ...]) -> Iterator[Decimal]:
        for wanted in kinds:
            yield from (amount for kind, amount in self.balances if kind == wanted)


class CamtFile:
    """A file of camt.053 or camt.054; going through it yields its parts.

    UnreadableFile and FileTooLarge may come on the way: a caller that keeps lines does so only once
    the last has come. `format` is known once the first part has come.
    """

    def __init__(self, source: Path) -> None:
        self.name = file_name(source)
        self.format = StatementFormat.CAMT_053
        self._source = source

    def __iter__(self) -> Iterator[StatementPart]:
        turned = frozenset(self._turned()) if self._has_reversals() else frozenset()
        yield from self._read(turned)

    def _turned(self) -> Iterator[int]:
        """Yield which statements write a reversal with the direction of what it undoes.

        Some banks do, against the standard. Only the balances tell, and only where they agree with
        one of the two readings.
        """
        opening: Decimal | None = None
        net = reversed_net = Decimal(0)
        number = 0
        for part in self._read(frozenset()):
            match part:
                case StatementHead():
                    opening, net, reversed_net = part.opening, Decimal(0), Decimal(0)
                case StatementLine():
                    net += part.amount
                    reversed_net += part.amount if part.is_reversal else 0
                case StatementEnd(closing) if opening is not None and closing is not None:
                    if opening + net != closing == opening + net - 2 * reversed_net:
                        yield number
                    number += 1
                case StatementEnd():
                    number += 1
                case _:
                    pass

    def _has_reversals(self) -> bool:
        with self._source.open("rb") as stream:
            before = b""
            while chunk := stream.read(_CHUNK_BYTES):
                if _REVERSAL in before + chunk:
                    return True
                before = chunk[-len(_REVERSAL) :]
        return False

    def _read(self, turned: frozenset[int]) -> Iterator[StatementPart]:
        reading: _Reading | None = None
        for event, element in self._events():
            if reading is None:
                reading = _Reading(Words(self._understood(element)), turned)
            elif event == "start":
                reading.begin(element)
            else:
                yield from reading.end(element)
        if reading is None:
            reason = Said("it is XML, but not camt.053 or camt.054")
            raise UnreadableFile(name=self.name, reason=reason)

    def _events(self) -> Iterator[tuple[str, _Element]]:
        """Yield what happens to the elements that matter, while the file is being read."""
        parser = XMLPullParser(
            ("start", "end"),
            tag=[f"{{*}}{name}" for name in _WATCHED],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        unwatched_bytes = 0
        events = cast("Iterator[tuple[str, _Element]]", parser.read_events())
        with self._source.open("rb") as stream:
            chunk = stream.read(_CHUNK_BYTES)
            self._refuse_doctype(chunk)
            try:
                while chunk:
                    parser.feed(chunk)
                    unwatched_bytes += len(chunk)
                    for event in events:
                        unwatched_bytes = 0
                        yield event
                    if unwatched_bytes > _UNWATCHED_BYTES_MAX:
                        limit = Said(
                            "more than {most} bytes without an entry", most=_UNWATCHED_BYTES_MAX
                        )
                        raise FileTooLarge(name=self.name, limit=limit)
                    chunk = stream.read(_CHUNK_BYTES)
                parser.close()
            except XMLSyntaxError as error:
                raise UnreadableFile(name=self.name, reason=_trouble_of(error)) from error

    def _understood(self, element: _Element) -> str:
        """Return the namespace of a message that is read, having told it from its first element."""
        if element.getroottree().docinfo.internalDTD is not None:
            reason = Said("it declares a document type (DOCTYPE)")
            raise UnreadableFile(name=self.name, reason=reason)
        namespace = QName(element).namespace or ""
        match = _NAMESPACE.fullmatch(namespace)
        if match is None or local_name(element) not in _MESSAGES:
            shown = tidy(element.tag)[:_SHOWN_CHARACTERS]
            reason = Said("it is no camt.053 or camt.054, but {tag}", tag=shown)
            raise UnreadableFile(name=self.name, reason=reason)
        if int(match[2]) < _FIRST_VERSION:
            reason = Said(
                "it is {format} in version {version}, and ours begin with version 02",
                format=match[1],
                version=match[2],
            )
            raise UnreadableFile(name=self.name, reason=reason)
        self.format = StatementFormat(match[1])
        return namespace

    def _refuse_doctype(self, head: bytes) -> None:
        match = _DOCTYPE.search(head)
        if match is not None:
            line = head.count(b"\n", 0, match.start()) + 1
            reason = Said(
                "line {line} declares a document type (DOCTYPE), which no statement needs",
                line=line,
            )
            raise UnreadableFile(name=self.name, reason=reason)


def _trouble_of(error: XMLSyntaxError) -> Said:
    """Say in our words what a parser says in English, and where."""
    line = error.lineno or 1
    if _PARSER_LIMIT in error.msg:
        return Said(
            "its XML is nested too deep, or a text in it is too long, in line {line}", line=line
        )
    return Said("its XML is damaged or cut off in line {line}", line=line)


class _Reading:
    """Turns elements into parts of statements, and gives their memory back."""

    def __init__(self, words: Words, turned: frozenset[int]) -> None:
        self._words = words
        self._turned = turned
        self._statements = 0
        self._page = _Page()

    def begin(self, element: _Element) -> None:
        """Take an opening tag."""
        if local_name(element) in _STATEMENTS:
            self._page = _Page()

    def end(self, element: _Element) -> Iterator[StatementPart]:
        """Take an element that is complete and yield what it says."""
        words, page = self._words, self._page
        parent = element.getparent()
        within = "" if parent is None else local_name(parent)
        match local_name(element):
            case "Acct" if within in _STATEMENTS:
                page.account, page.currency = account_of(words, element)
            case "LglSeqNb" | "ElctrncSeqNb":
                # The legal number counts where a bank gives both, whichever comes first.
                if local_name(element) == "LglSeqNb" or page.number is None:
                    page.number = named(element.text)
            case "Bal":
                yield from self._take_balance(element)
            case "TxDtls":
                self._take_detail(element)
                _forget(element)
            case "Ntry":
                yield from self._take_entry(element)
                page.details.clear()
                _forget(element)
            case "Stmt" | "Ntfctn":
                yield from self._told_head()
                if self._statements in self._turned:
                    yield LineProblem(_line(element), "RvslInd", "", _TURNED)
                yield StatementEnd(page.closing())
                self._statements += 1
                _forget(element)
            case _:
                pass

    def _take_balance(self, element: _Element) -> Iterator[StatementPart]:
        kind = self._words.text(element, "Tp/CdOrPrtry/Cd") or ""
        if kind not in _BALANCES:
            return
        try:
            amount, currency = money_of(self._words, element)
            amount *= sign_of(self._words, element)
            self._settle_currency(currency)
        except BadCell as bad:
            yield LineProblem(_line(element), f"Bal {kind}", "", bad.said)
        else:
            self._page.balances.append((kind, amount))

    def _settle_currency(self, currency: str) -> None:
        if self._page.currency is None:
            self._page.currency = currency
        if currency != self._page.currency:
            raise BadCell(
                Said(
                    "is in {currency}, the account in {expected}",
                    currency=tidy(currency)[:3],
                    expected=self._page.currency,
                )
            )

    def _take_detail(self, element: _Element) -> None:
        entry = next(element.iterancestors(f"{{{QName(element).namespace}}}Ntry"), None)
        if entry is None:
            return
        try:
            detail = detail_of(self._words, element, entry)
        except BadCell:
            # The entry is refused for its own amount; a detail without one leaves it whole.
            detail = Detail(None, None, None, None, "", None, None)
        self._page.details.append(detail)

    def _told_head(self) -> Iterator[StatementPart]:
        page = self._page
        if not page.told:
            page.told = True
            yield StatementHead(
                account=page.account,
                currency=page.currency or DONG,
                number=page.number,
                opening=page.opening(),
            )

    def _take_entry(self, element: _Element) -> Iterator[StatementPart]:
        page = self._page
        try:
            entry = entry_of(self._words, element)
            self._settle_currency(entry.currency)
        except BadElement as bad:
            yield LineProblem(_line(element), bad.name, bad.shown, bad.said)
            return
        except BadCell as bad:
            yield LineProblem(_line(element), "Amt", "", bad.said)
            return
        yield from self._told_head()
        page.entries += 1
        is_turned = entry.is_reversal and self._statements in self._turned
        for part in lines_of(entry, page.details, place=_line(element), number=page.entries):
            if is_turned and isinstance(part, StatementLine):
                yield replace(part, amount=-part.amount)
            else:
                yield part


def _line(element: _Element) -> int:
    line = cast("int | None", element.sourceline)
    return line or 0


def _forget(element: _Element) -> None:
    """Give back the memory of an element and of its elder twins, of which nothing is needed."""
    element.clear()
    before = element.getprevious()
    while before is not None and before.tag == element.tag:
        parent = element.getparent()
        if parent is not None:
            parent.remove(before)
        before = element.getprevious()
