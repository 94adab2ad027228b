"""Speaks by files in a folder with a carrier that has no interface; see docs/reference/carriers.md.

Below the folder of a carrier lie `orders` and `acknowledged`, which it picks up from, `reports`,
which it lays into, and `kept`, which is ours. Files are written beside their place and renamed
into it, so that nobody reads half of one; and what is half-written is not read by us.
"""

import asyncio
import csv
import io
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from postal_bridge.domain.carrier import (
    CarriageOrder,
    CarrierAccount,
    CarrierReport,
    Doubt,
    Ordered,
    OrderKind,
    ReportPage,
    Unreadable,
    Word,
)
from postal_bridge.domain.carrier_settings import read_statuses
from postal_bridge.gateways.http_exchange import SAID_MAX, TIMEOUT_SECONDS, one_line
from postal_bridge.gateways.vnpost_words import moment_in
from postal_bridge.ports import Permanent, Retryable, Trouble

ORDER_COLUMNS = (
    "key",
    "what",
    "kind",
    "item_code",
    "agency_name",
    "agency_address",
    "agency_phone",
    "citizen_name",
    "citizen_address",
    "citizen_phone",
    "collect_dong",
)
REPORT_COLUMNS = ("key", "item_code", "code", "moment", "amount_dong", "words")
_NEEDED = frozenset({"code", "moment"})
_PARTS = (".part", ".tmp", ".filepart")
FILE_BYTES_MAX = 8 * 1024 * 1024
LINES_MAX = 20_000
_FILES_AT_ONCE = 20
_SHOWN = 80
_DIGITS_MAX = 12

ResultT = TypeVar("ResultT")


@dataclass(slots=True)
class _FileRead:
    """What a file said, and by what its content is told from another under the same name."""

    name: str
    digest: str = ""
    reports: list[CarrierReport] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)


class CarrierFiles:
    """A carrier behind a folder."""

    def __init__(
        self,
        folder: Path,
        account: CarrierAccount,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._folder = folder
        self._timeout_seconds = timeout_seconds
        # A folder that hangs holds up this hand and nobody else's.
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="carrier-files")
        #: Without a table of a centre, such a carrier speaks our words.
        self._words = {
            **{word.value: word for word in Word},
            **read_statuses(account.says("statuses")),
        }

    async def order(self, order: CarriageOrder) -> Ordered:
        """Lay an order down, as `ports.Carrier` has it; taken it is when the carrier says so."""
        await self._by_hand(self._lay_down, order, "order")
        return Ordered(is_taken=False)

    async def cancel(self, order: CarriageOrder) -> bool:
        """Lay a cancellation down, which is done when the carrier says so."""
        await self._by_hand(self._lay_down, order, "cancel")
        return False

    async def reports_since(self, cursor: str | None) -> ReportPage:
        """Return what the oldest files say; those that the cursor names are put aside first."""
        return await self._by_hand(self._page_since, cursor)

    async def _by_hand(self, act: Callable[..., ResultT], *given: object) -> ResultT:
        """Do something with files beside everything else, for the folder may be far away."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await loop.run_in_executor(self._hand, act, *given)
        except TimeoutError:
            raise Retryable(Trouble.TIMED_OUT) from None
        except OSError:
            raise Retryable(Trouble.UNREACHABLE) from None

    def _page_since(self, cursor: str | None) -> ReportPage:
        self._folder_of("reports")
        self._put_aside(cursor)
        files = self._whole_files()
        page = [self._read(file) for file in files[:_FILES_AT_ONCE]]
        names = "\n".join(f"{read.digest} {read.name}" for read in page)
        return ReportPage(
            tuple(report for read in page for report in read.reports),
            names or None,
            len(files) > _FILES_AT_ONCE,
            tuple(wrong for read in page for wrong in read.unreadable),
        )

    def word_of(self, code: str, kind: OrderKind) -> Word | None:  # noqa: ARG002 - one list for both
        """Return what a code is in our words."""
        return self._words.get(code)

    def proves(self, body: bytes) -> bool:  # noqa: ARG002 - see below
        """Tell that it does not, for such a carrier signs nothing."""
        return False

    def read_pushed(self, body: bytes) -> CarrierReport:  # noqa: ARG002 - see below
        """Refuse whatever it is, for such a carrier does not call."""
        raise Permanent(Trouble.UNREADABLE)

    def _lay_down(self, order: CarriageOrder, what: str) -> None:
        """Put a file where the carrier picks it up, once however often it is tried.

        An empty mark beside it says that it was written whole. What has a mark and is not there
        any more was laid down, and maybe picked up since; of the citizen nothing stays here.
        """
        name = f"{what}-{_file_name(order.key)}.csv"
        written = self._folder_of("kept") / f"{name}.part"
        proof = self._folder_of("kept") / name
        if not order.asked_before:
            proof.unlink(missing_ok=True)
        if not proof.exists():
            _write(written, _line_of(order, what))
            proof.touch()
        if written.exists():
            written.replace(self._folder_of("orders") / name)

    def _put_aside(self, cursor: str | None) -> None:
        """Put files away whose reports were kept, and lay down what was read of them."""
        for digest, _, name in (each.partition(" ") for each in (cursor or "").splitlines()):
            file = self._folder / "reports" / name
            if not file.is_file():
                continue
            read = self._read(file)
            if read.digest != digest:
                continue  # Another file was laid down under this name since; it is read first.
            part = self._folder_of("kept") / f"{name}.acknowledged.part"
            _write(part, _acknowledgement_of(read))
            part.replace(self._folder_of("acknowledged") / name)
            file.replace(self._folder_of("kept") / f"read-{name}")

    def _whole_files(self) -> list[Path]:
        """Return files that are whole, the oldest names first."""
        files = []
        for file in sorted((self._folder / "reports").iterdir()):
            hidden = file.name.startswith(".") or file.name.endswith(_PARTS)
            hidden = hidden or not file.name.isprintable()
            if not hidden and file.suffix == ".csv" and file.is_file() and _is_whole(file):
                files.append(file)
        return files

    def _read(self, file: Path) -> _FileRead:
        """Return the reports of a file, and its lines that are none."""
        read = _FileRead(file.name)
        if file.stat().st_size > FILE_BYTES_MAX:
            read.digest = str(file.stat().st_size)
            read.unreadable.append(Unreadable(f"{file.name}:1", Doubt.TOO_LONG))
            return read
        content = file.read_bytes()
        read.digest = sha256(content).hexdigest()[:16]
        try:
            _read_lines(content.decode("utf-8-sig"), read)
        except UnicodeDecodeError:
            read.unreadable.append(Unreadable(f"{file.name}:1", Doubt.NO_UTF8))
        return read

    def _folder_of(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _read_lines(text: str, read: _FileRead) -> None:
    lines = csv.DictReader(io.StringIO(text))
    names = set(lines.fieldnames or ())
    if not names >= _NEEDED or not names & {"key", "item_code"}:
        read.unreadable.append(Unreadable(f"{read.name}:1", Doubt.NO_COLUMNS, text[:_SHOWN]))
        return
    try:
        for place, line in enumerate(lines, start=2):
            report = _report_of(line) if place <= LINES_MAX else None
            if report:
                read.reports.append(report)
            else:
                shown = ",".join(str(value) for value in line.values())[:_SHOWN]
                read.unreadable.append(Unreadable(f"{read.name}:{place}", Doubt.BAD_LINE, shown))
    except csv.Error:
        read.unreadable.append(Unreadable(f"{read.name}:{lines.line_num}", Doubt.BAD_LINE))


def _acknowledgement_of(read: _FileRead) -> str:
    """Return what the carrier is told of its file: how many lines were read, and which were not."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("file", "lines_read", "line", "problem"))
    writer.writerow((read.name, len(read.reports), "", ""))
    for wrong in read.unreadable:
        writer.writerow((read.name, "", wrong.where.rpartition(":")[2], wrong.why))
    return written.getvalue()


def _report_of(line: Mapping[str | None, str | list[str] | None]) -> CarrierReport | None:
    """Return what a line reports, or None where it is no report."""
    if None in line:
        return None
    said = {name: (line.get(name) or "").strip() for name in REPORT_COLUMNS}  # type: ignore[union-attr] # a list is under None alone
    moment, amount = moment_in(said["moment"]), said["amount_dong"]
    if not said["code"] or not (said["key"] or said["item_code"]) or moment is None:
        return None
    if amount and not (amount.isascii() and amount.isdecimal() and len(amount) <= _DIGITS_MAX):
        return None
    return CarrierReport(
        code=said["code"][:40],
        order_key=said["key"][:100] or None,
        item_code=said["item_code"][:40] or None,
        told_at=moment,
        amount_dong=int(amount) if amount else None,
        said=one_line(said["words"], SAID_MAX),
    )


def _line_of(order: CarriageOrder, what: str) -> str:
    """Return the file of an order: a line of headings, and one line."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(ORDER_COLUMNS)
    writer.writerow(
        _harmless(value)
        for value in (
            order.key,
            what,
            order.kind.value,
            order.item_code,
            order.agency.name,
            order.agency.address,
            order.agency.phone,
            order.citizen.name,
            order.citizen.address,
            order.citizen.phone,
            str(order.collect_dong),
        )
    )
    return written.getvalue()


def _harmless(text: str | None) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    text = text or ""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _file_name(key: str) -> str:
    """Return a name for the file of an order, which no other order has."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in key)
    return f"{plain[:60]}-{sha256(key.encode()).hexdigest()[:8]}"


def _is_whole(file: Path) -> bool:
    """Tell whether a file ends with the end of a line, as all that are whole do."""
    with file.open("rb") as opened:
        opened.seek(0, os.SEEK_END)
        if opened.tell() == 0:
            return False
        opened.seek(-1, os.SEEK_END)
        return opened.read(1) == b"\n"


def _write(path: Path, text: str) -> None:
    """Write a file so that it is there after a power cut, too."""
    with path.open("w", encoding="utf-8", newline="") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
