"""Takes in what other parties tell of messages: kept as it came first, understood afterwards."""

import hashlib
import re
from collections.abc import Mapping
from uuid import UUID

import structlog

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.message import Channel, Delivery, DeliveryReport
from postal_bridge.domain.message_refusals import ReportNotGenuine
from postal_bridge.ports import Messenger, Permanent, Trouble
from postal_bridge.sealing import Sealer
from postal_bridge.store import message_reports, people
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.message_reports import KeptReport

LOOKED_AT_ONCE = 100
LOOKS_IN_A_RUN = 200
#: As `TakenMessage.key` makes it.
_KEY = re.compile(r"([0-9a-f]{32})\.([0-9]{1,4})")

log = structlog.get_logger("postal_bridge.messages")


async def take_report(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    messenger: Messenger | None,
    where: tuple[str, Channel],
    headers: Mapping[str, str],
    body: bytes,
) -> None:
    """Keep a report that came for a centre by a channel; it is understood later.

    Raises:
        ReportNotGenuine: it is not from whoever carries our messages, or nobody does.

    """
    center_code, channel = where
    if messenger is None or not messenger.is_genuine(headers, body):
        raise ReportNotGenuine
    async with database.transaction() as connection:
        center = await people.center_by_code(connection, center_code)
        if center is None:
            raise ReportNotGenuine
        digest = hashlib.sha256(body).digest()
        sealed = sealer.seal_bytes(body, _place(center, channel, digest))
        report = KeptReport(channel, digest, clock(), sealed)
        await message_reports.keep_report(connection, center.center_id, report)


async def understand_reports(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    messengers: Mapping[Channel, Messenger],
    center: Center,
) -> int:
    """Look at the reports that came to a centre, and return how many there were."""
    looked_at = 0
    for _ in range(LOOKS_IN_A_RUN):
        async with database.transaction() as connection:
            kept = await message_reports.take_reports(connection, center.center_id, LOOKED_AT_ONCE)
            for report in kept:
                messenger = messengers.get(report.channel)
                await _understand(connection, clock, sealer, center, report, messenger)
        looked_at += len(kept)
        if len(kept) < LOOKED_AT_ONCE:
            break
    return looked_at


async def _understand(
    connection: Connection,
    clock: Clock,
    sealer: Sealer,
    center: Center,
    report: KeptReport,
    messenger: Messenger | None,
) -> None:
    center_id, channel = center.center_id, report.channel
    body = sealer.open_bytes(report.body_sealed, _place(center, channel, report.digest))
    message_id, told = _read(messenger, body)
    known = message_id and await message_reports.has_message(connection, center_id, message_id[0])
    if told is None or message_id is None or not known:
        # What nobody understands is told loudly: what it says of messages goes unheard.
        trouble = "unknown_message" if message_id else Trouble.UNREADABLE.value
        log.error("report_unknown", channel=channel.value, trouble=trouble)
        await message_reports.settle_report(connection, center_id, report, None, trouble)
        return
    if told.delivery is not Delivery.UNDER_WAY:
        when = clock(), told.said
        await message_reports.note_delivery(
            connection, center_id, message_id, channel, told.delivery, when
        )
    await message_reports.settle_report(connection, center_id, report, message_id[0], None)


def _read(
    messenger: Messenger | None, body: bytes
) -> tuple[tuple[UUID, int] | None, DeliveryReport | None]:
    """Return which message a report is about, by identity and round, and what it says."""
    if messenger is None:
        return None, None
    try:
        told = messenger.read_report(body)
    except Permanent:
        return None, None
    key = _KEY.fullmatch(told.key)
    return (UUID(key[1]), int(key[2])) if key else None, told


def _place(center: Center, channel: Channel, digest: bytes) -> str:
    return f"message_report.body {center.code} {channel} {digest.hex()}"
