"""Reads rows of an XLSX workbook (ECMA-376), one at a time and in bounded memory.

Owns the zip package: which part is which sheet, and how much may be unpacked. The XML is walked as
it is unpacked; nothing the file claims about its own size is believed, so a cell far to the right
or one long text used a million times costs nothing. What rows must hold is left to the readers of
files.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.said import Said
from schemas.sheet_dates import DateStyle, date_style
from schemas.sheet_xml import Element, ElementList, SharedStrings, SheetRows, walk
from schemas.table import Limits, Row, unpacks_too_far

ZIP_SIGNATURE: Final = b"PK\x03\x04"

_CHUNK_BYTES: Final = 65_536
_ENTRY_SIGNATURE: Final = b"PK\x01\x02"
# Other methods may claim gigabytes of working memory before the first byte comes out.
_READABLE_PACKING: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

# Everything the zipfile module is known to raise on bytes that are not a sound archive.
_ZIP_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)


class Workbook:
    """The content of an XLSX file; its tables are its visible sheets.

    Raises UnreadableFile or FileTooLarge, when opened and while rows are being read.
    """

    def __init__(self, content: bytes, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._most_bytes = limits.most_unpacked_bytes(len(content))
        self._unpacked_bytes = 0
        self._share = 0.0
        self._package = self._opened(content)
        self._parts = {
            info.filename.replace("\\", "/").lower(): info for info in self._package.infolist()
        }
        root = self._targets("")
        self._workbook_part = root.get("officedocument", [""])[0]
        related = self._targets(self._workbook_part)
        self._from_1904, self._sheets = self._listed_sheets()
        self._date_styles = self._read_styles(related.get("styles", []))
        self._strings_parts = related.get("sharedstrings", [])
        self._strings: list[str] | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the sheets that are not hidden."""
        return tuple(self._sheets)

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a sheet; rows with nothing in them are left out."""
        if self._strings is None:
            self._strings = self._read_strings()
        harvest = SheetRows(
            self._name,
            self._limits,
            self._strings,
            self._date_styles,
            from_1904=self._from_1904,
        )
        self._share = 0.0
        for _ in walk(self._chunks(self._sheets[table]), harvest, self._name):
            yield from harvest.rows
            harvest.rows.clear()

    def share_read(self) -> float:
        """How much of the sheet has been unpacked, from 0.0 to 1.0."""
        return self._share

    def _opened(self, content: bytes) -> zipfile.ZipFile:
        limits = self._limits
        # Each entry of the directory has its signature: a flood is seen before it is read.
        if content.count(_ENTRY_SIGNATURE) > limits.parts:
            limit = Said("more than {most} parts", most=limits.parts)
            raise FileTooLarge(name=self._name, limit=limit)
        try:
            package = zipfile.ZipFile(io.BytesIO(content))
        except _ZIP_FAULTS as error:
            raise self._damaged() from error
        if sum(info.file_size for info in package.infolist()) > self._most_bytes:
            raise self._bomb()
        return package

    def _damaged(self) -> UnreadableFile:
        return UnreadableFile(name=self._name, reason=Said("it is not a sound XLSX workbook"))

    def _bomb(self) -> FileTooLarge:
        return FileTooLarge(name=self._name, limit=unpacks_too_far(self._most_bytes))

    def _chunks(self, part: str) -> Iterator[bytes]:
        info = self._parts.get(part.lower())
        if info is None or info.compress_type not in _READABLE_PACKING:
            raise self._damaged()
        read_bytes = 0
        try:
            with self._package.open(info) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    read_bytes += len(chunk)
                    self._unpacked_bytes += len(chunk)
                    # The directory may lie and sheets may share a part: what comes out counts.
                    if self._unpacked_bytes > self._most_bytes:
                        raise self._bomb()
                    self._share = min(1.0, read_bytes / max(1, info.file_size))
                    yield chunk
        except _ZIP_FAULTS as error:
            raise self._damaged() from error

    def _elements(self, part: str) -> list[Element]:
        harvest = ElementList()
        before_bytes = self._unpacked_bytes
        for _ in walk(self._chunks(part), harvest, self._name):
            # Lists are kept whole in memory, so they may be far smaller than sheets.
            if self._unpacked_bytes - before_bytes > self._limits.listed_bytes:
                limit = Said(
                    "a list of its parts has more than {most} bytes", most=self._limits.listed_bytes
                )
                raise FileTooLarge(name=self._name, limit=limit)
        return harvest.elements

    def _relationships(self, part: str) -> list[dict[str, str]]:
        folder, base = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{base}.rels")
        found = self._elements(listing)
        return [element.attributes for element in found if element.tag == "Relationship"]

    def _resolved(self, part: str, target: str) -> str:
        joined = posixpath.join("/", posixpath.dirname(part), target.replace("\\", "/"))
        return posixpath.normpath(joined).lstrip("/")

    def _targets(self, part: str) -> dict[str, list[str]]:
        """Return the parts that a part refers to, by the last word of their kind."""
        targets: dict[str, list[str]] = {}
        for relationship in self._relationships(part):
            kind = relationship.get("Type", "").rpartition("/")[2].lower()
            targets.setdefault(kind, []).append(
                self._resolved(part, relationship.get("Target", ""))
            )
        return targets

    def _listed_sheets(self) -> tuple[bool, dict[str, str]]:
        part_of = {
            relationship.get("Id", ""): self._resolved(
                self._workbook_part, relationship.get("Target", "")
            )
            for relationship in self._relationships(self._workbook_part)
            if relationship.get("Type", "").endswith("/worksheet")
        }
        sheets: dict[str, str] = {}
        from_1904 = False
        for element in self._elements(self._workbook_part):
            attributes = element.attributes
            if element.tag == "workbookPr":
                from_1904 = attributes.get("date1904", "0") in ("1", "true")
            elif element.tag == "sheet" and attributes.get("state", "visible") == "visible":
                keys = (value for key, value in attributes.items() if key.endswith(":id"))
                part = part_of.get(next(keys, ""))
                if part is not None:
                    sheets[attributes.get("name", "")] = part
        if not sheets:
            raise UnreadableFile(name=self._name, reason=Said("it has no visible sheet"))
        if len(sheets) > self._limits.sheets:
            limit = Said("more than {most} sheets", most=self._limits.sheets)
            raise FileTooLarge(name=self._name, limit=limit)
        return from_1904, sheets

    def _read_styles(self, parts: list[str]) -> dict[str, DateStyle]:
        codes: dict[int, str] = {}
        styles: dict[str, DateStyle] = {}
        count = 0
        for element in self._elements(parts[0]) if parts else ():
            identity = element.attributes.get("numFmtId", "0")
            number = int(identity) if identity.isdecimal() else 0
            if element.tag == "numFmt" and element.parent == "numFmts":
                codes[number] = element.attributes.get("formatCode", "")
            elif element.tag == "xf" and element.parent == "cellXfs":
                style = date_style(number, codes.get(number))
                if style is not None:
                    styles[str(count)] = style
                count += 1
        return styles

    def _read_strings(self) -> list[str]:
        harvest = SharedStrings(self._name, self._limits)
        for part in self._strings_parts[:1]:
            for _ in walk(self._chunks(part), harvest, self._name):
                pass
        return harvest.strings
