"""Speaks by files in a folder with a carrier that has no interface; see docs/reference/carriers.md.

Below the folder of a carrier lie `orders` and `acknowledged`, which it picks up from, `reports`,
which it lays into, and `kept`, which is ours. Files are written beside their place and renamed
into it, so that nobody reads half of one; and what is half-written is not read by us. The carrier
may lay down whatever it likes: what is no plain file is not opened (`shared_folder.py`), and what
has lain there unread for a while is told to a person.
"""

import asyncio
import csv
import io
import time
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
from postal_bridge.gateways.shared_folder import NotPlainError, SharedFolder, open_folder
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
#: Longer names leave no room for what we put before them.
_NAME_BYTES_MAX = 200
#: What did not change for so long is not being written any more.
_AT_REST_SECONDS = 15 * 60
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
        with open_folder(self._folder, "reports") as reports:
            self._put_aside(reports, cursor)
            whole, unread = _sorted_out(reports)
            page = [read for name in whole[:_FILES_AT_ONCE] if (read := _read(reports, name))]
        names = "\n".join(f"{read.digest} {read.name}" for read in page)
        return ReportPage(
            tuple(report for read in page for report in read.reports),
            names or None,
            len(whole) > _FILES_AT_ONCE,
            (*(wrong for read in page for wrong in read.unreadable), *unread[:_FILES_AT_ONCE]),
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
        part = f"{name}.part"
        with (
            open_folder(self._folder, "kept") as kept,
            open_folder(self._folder, "orders") as orders,
        ):
            if not order.asked_before:
                kept.remove(name)
            if kept.changed_at(name) is None:
                kept.write(part, _line_of(order, what))
                kept.write(name)
            if kept.changed_at(part) is not None:
                kept.move(part, orders, name)

    def _put_aside(self, reports: SharedFolder, cursor: str | None) -> None:
        """Put files away whose reports were kept, and lay down what was read of them."""
        with (
            open_folder(self._folder, "kept") as kept,
            open_folder(self._folder, "acknowledged") as acknowledged,
        ):
            for digest, _, name in (each.partition(" ") for each in (cursor or "").splitlines()):
                read = _read(reports, name)
                if read is None or read.digest != digest:
                    continue  # Another file was laid down under this name since; it is read first.
                part = f"{name}.acknowledged.part"
                kept.write(part, _acknowledgement_of(read))
                kept.move(part, acknowledged, name)
                reports.move(name, kept, f"read-{name}")


def _sorted_out(reports: SharedFolder) -> tuple[list[str], list[Unreadable]]:
    """Return the names of files that are whole, and what has lain there long and is not read."""
    whole, unread = [], []
    for name in reports.names():
        if name.startswith("."):
            continue
        why, changed_at = _doubt_of(reports, name), reports.changed_at(name)
        if why is None:
            whole.append(name)
        elif changed_at is not None and time.time() - changed_at > _AT_REST_SECONDS:
            unread.append(Unreadable(one_line(name, _SHOWN) or "?", why))
    return whole, unread


def _doubt_of(reports: SharedFolder, name: str) -> Doubt | None:
    """Return why a file is not read, None where it is whole, as all are that end with a line."""
    if name.endswith(_PARTS):
        return Doubt.NOT_WHOLE
    usable = name.isprintable() and len(name.encode()) <= _NAME_BYTES_MAX
    if not usable or not name.endswith(".csv"):
        return Doubt.NO_FILE
    try:
        return None if reports.ends_with(name, b"\n") else Doubt.NOT_WHOLE
    except NotPlainError:
        return Doubt.NO_FILE


def _read(reports: SharedFolder, name: str) -> _FileRead | None:
    """Return the reports of a file, and its lines that are none; None where there is no such."""
    read = _FileRead(name)
    try:
        found = reports.read(name, FILE_BYTES_MAX + 1)
    except NotPlainError:
        return None
    if found is None:
        return None
    size, content = found
    if size > FILE_BYTES_MAX:
        read.digest = str(size)
        read.unreadable.append(Unreadable(f"{name}:1", Doubt.TOO_LONG))
        return read
    read.digest = sha256(content).hexdigest()[:16]
    try:
        _read_lines(content.decode("utf-8-sig"), read)
    except UnicodeDecodeError:
        read.unreadable.append(Unreadable(f"{name}:1", Doubt.NO_UTF8))
    return read


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
