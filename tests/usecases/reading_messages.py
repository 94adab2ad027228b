"""Reads what people were told, for tests of messages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from postal_bridge.domain.incoming import IncomingCall
from postal_bridge.domain.message import Channel, Facts
from postal_bridge.domain.sandbox import Sandbox
from postal_bridge.gateways.stand_ins import MessengerStandIn
from postal_bridge.ports import Messenger
from postal_bridge.usecases.announce import open_addresses, open_facts
from postal_bridge.usecases.read_reports import report_sources
from postal_bridge.usecases.send_messages import MessageSender
from postal_bridge.usecases.take_incoming import IncomingDesk
from postal_bridge.usecases.understand_incoming import Understanding
from tests.journeys import Stage

GENUINE = {"Authorization": "Bearer stand-in"}


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it was written down."""

    message_id: UUID
    kind: str
    state: str
    trouble: str | None
    channels: tuple[str, ...]
    dossier_code: str | None
    phone: str | None
    email: str | None
    facts: Facts


async def messages_of(stage: Stage, *kinds: str) -> list[Told]:
    """Return the messages of a centre in their order, of these kinds or of all."""
    async with stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select * from message where center_id = $1 order by written_at, message_id",
            stage.center.center_id,
        )
    return [_told(stage, dict(row)) for row in rows if not kinds or row["kind"] in kinds]


def _told(stage: Stage, row: Mapping[str, Any]) -> Told:
    sealer, message_id = stage.bridge.sealer, row["message_id"]
    phone, email = open_addresses(sealer, stage.center, message_id, row["addresses_sealed"])
    return Told(
        message_id=message_id,
        kind=row["kind"],
        state=row["state"],
        trouble=row["trouble"],
        channels=tuple(row["channels"]),
        dossier_code=row["dossier_code"],
        phone=phone,
        email=email,
        facts=open_facts(sealer, stage.center, message_id, row["facts_sealed"]),
    )


def sender(
    stage: Stage, messengers: Mapping[Channel, Messenger], sandbox: Sandbox | None = None
) -> MessageSender:
    """Return what sends the messages of a centre."""
    bridge = stage.bridge
    return MessageSender(
        bridge.database,
        stage.clock,
        bridge.sealer,
        messengers,
        "https://mot-cua.example",
        sandbox or Sandbox(),
    )


def sms_alone() -> tuple[MessengerStandIn, Mapping[Channel, Messenger]]:
    """Return a stand-in that carries SMS, and the messengers it is the only one of."""
    stand_in = MessengerStandIn()
    return stand_in, {Channel.SMS: stand_in}


async def report(stage: Stage, key: str, delivery: str, **headers: str) -> None:
    """Report by SMS what became of a message, as the stand-in does."""
    body = json.dumps({"key": key, "delivery": delivery}).encode()
    bridge, where = stage.bridge, (stage.center.code, Channel.SMS.value)
    sources = report_sources(bridge.database, stage.clock, {Channel.SMS: MessengerStandIn()})
    desk = IncomingDesk(bridge.database, stage.clock, bridge.sealer, sources)
    await desk.take(where, IncomingCall(headers or GENUINE, body), "192.0.2.1")


async def understand(stage: Stage, carried: Mapping[Channel, Messenger]) -> int:
    """Have understood what was reported; return how much was looked at."""
    bridge = stage.bridge
    sources = report_sources(bridge.database, stage.clock, carried)
    doing = Understanding(bridge.database, stage.clock, bridge.sealer, sources)
    return await doing.understand_due(stage.center)
