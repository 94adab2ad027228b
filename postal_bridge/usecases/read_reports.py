"""Notes what those who carry messages report of them: each channel is a source of calls."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.incoming import IncomingCall, NotUnderstood, Received, Understood, Way
from postal_bridge.domain.message import Channel, Delivery, DeliveryReport
from postal_bridge.ports import Messenger, Permanent
from postal_bridge.store import message_reports
from postal_bridge.store.database import Database
from postal_bridge.usecases.incoming_sources import Source

#: As `TakenMessage.key` makes it.
_KEY = re.compile(r"([0-9a-f]{32})\.([0-9]{1,4})")


def report_sources(
    database: Database, clock: Clock, messengers: Mapping[Channel, Messenger]
) -> dict[str, Source]:
    """Return who reports of messages: under the name of each channel, whoever carries it."""
    return {
        channel.value: _ReportReader(database, clock, channel, messenger).source()
        for channel, messenger in messengers.items()
    }


@dataclass(frozen=True, slots=True)
class _ReportReader:
    """Understands the reports of one channel."""

    database: Database
    clock: Clock
    channel: Channel
    messenger: Messenger

    def source(self) -> Source:
        """Return the source that the channel is; keys of the installation prove its calls."""
        return Source(
            understand=self.understand,
            own_proof=self._is_genuine,
            ways=(Way.OWN,),
            event_id=lambda _: None,
            kept_headers=(),
            keyed_by_center=False,
        )

    def _is_genuine(self, call: IncomingCall, _secrets: Sequence[str], _now: datetime) -> bool:
        return self.messenger.is_genuine(call.headers, call.body)

    async def understand(self, received: Received) -> Understood:
        """Note what became of a message."""
        told, (message_id, round_) = self._read(received.call.body)
        center_id = received.center.center_id
        async with self.database.transaction() as connection:
            if not await message_reports.has_message(connection, center_id, message_id):
                raise NotUnderstood("unknown_message")
            if told.delivery is not Delivery.UNDER_WAY:
                await message_reports.note_delivery(
                    connection,
                    center_id,
                    (message_id, round_),
                    self.channel,
                    told.delivery,
                    (self.clock(), told.said),
                )
        return Understood("delivery_noted", str(message_id))

    def _read(self, body: bytes) -> tuple[DeliveryReport, tuple[UUID, int]]:
        """Return what a report says, and of which message, by identity and round."""
        try:
            told = self.messenger.read_report(body)
        except Permanent as error:
            raise NotUnderstood(error.trouble.value, error.said) from None
        key = _KEY.fullmatch(told.key)
        if key is None:
            raise NotUnderstood("unknown_message")
        return told, (UUID(key[1]), int(key[2]))
