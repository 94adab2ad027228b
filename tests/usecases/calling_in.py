"""A party that calls in, for tests of what becomes of its calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from postal_bridge.domain.incoming import IncomingCall, Received, Understood, Way
from postal_bridge.domain.webhook_signature import signed_headers
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.keep_incoming_sources import KeepingSource
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.take_incoming import IncomingDesk, Taken
from postal_bridge.usecases.understand_incoming import Understanding
from tests.journeys import Stage

NAME, ADDRESS = "vnpost", "192.0.2.7"
BODY = b'{"ItemCode": "EV000000014VN", "StatusCode": "91"}'


@dataclass(slots=True)
class Party:
    """Whoever calls in: how it signs, and what of it was understood in which order.

    `fails` says what is raised for a body the next time that it is understood.
    """

    stage: Stage
    secret: str = field(default="", repr=False)
    bodies: list[bytes] = field(default_factory=list)
    fails: dict[bytes, list[Exception]] = field(default_factory=dict)

    async def understand(self, received: Received) -> Understood:
        """Note a body, or fail as was wished."""
        failures = self.fails.get(received.call.body)
        if failures:
            raise failures.pop(0)
        self.bodies.append(received.call.body)
        return Understood("noted", received.event_id)

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources of which this is the only one."""
        return {NAME: Source(understand=self.understand)}

    @property
    def desk(self) -> IncomingDesk:
        """What its calls are taken with."""
        bridge = self.stage.bridge
        return IncomingDesk(bridge.database, self.stage.clock, bridge.sealer, self.sources)

    def keeping(self, sources: Mapping[str, Source] | None = None) -> KeepingSource:
        """Return what an administrator changes of it."""
        bridge = self.stage.bridge
        asked = Asked(bridge.database, self.stage.clock, bridge.sealer, self.stage.admin)
        return KeepingSource(asked, sources or self.sources, NAME)

    async def agree(self, way: Way = Way.SIGNED, **more: Any) -> "Party":
        """Agree upon a way and a secret, and return it."""
        await self.keeping().choose_way(way, **more)
        answer = await self.keeping().add_secret()
        assert answer.document is not None
        self.secret = answer.document["secret"]
        return self

    def call(
        self, body: bytes = BODY, event_id: str = "evt_1", at: datetime | None = None
    ) -> IncomingCall:
        """Return a call as it signs it."""
        moment = at or self.stage.clock()
        return IncomingCall(signed_headers([self.secret], event_id, moment, body), body)

    async def calls(self, body: bytes = BODY, event_id: str | None = None) -> Taken | None:
        """Call in."""
        call = self.call(body, event_id or f"evt_{uuid4().hex}")
        return await self.desk.take((self.stage.center.code, NAME), call, ADDRESS)

    async def is_understood(self) -> int:
        """Have understood what is due, and return how much was looked at."""
        bridge = self.stage.bridge
        doing = Understanding(bridge.database, self.stage.clock, bridge.sealer, self.sources)
        return await doing.understand_due(self.stage.center)
