"""A centre with a carrier that somebody plays, for tests of what is ordered and told."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from jobs.carriers import carrier_orders, carrier_tracking
from postal_bridge.domain.access import Center
from postal_bridge.domain.carrier import CarrierAccount, CarrierKind, LegTerms
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.incoming import IncomingCall, Received
from postal_bridge.store import carriers
from postal_bridge.usecases.hear_carriers import NAME, carrier_sources
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.keep_carriers import Keeping, StatedCarrier
from postal_bridge.usecases.once import Asked
from postal_bridge.wiring import Bridge
from tests.gateways.carrier_players import HERE, Player, playing
from tests.journeys import Stage


@dataclass
class Carrying:
    """A centre whose results are carried by somebody whom a test plays."""

    stage: Stage
    bridge: Bridge
    player: Player
    kind: CarrierKind

    @property
    def center(self) -> Center:
        """Whose."""
        return self.stage.center

    @property
    def admin(self) -> Asked:
        """What administrators change something with."""
        bridge = self.bridge
        return Asked(bridge.database, bridge.clock, bridge.sealer, self.stage.admin)

    @property
    def keeping(self) -> Keeping:
        """What administrators change carriers with."""
        return Keeping(self.admin, HERE)

    async def send(self, minutes: int = 1) -> Mapping[str, int]:
        """Let the job of a minute send what is wanted."""
        self.stage.clock.advance(timedelta(minutes=minutes))
        return await carrier_orders(self.bridge, self.center, "")

    async def hear(self, *, twice: bool = False, turned: bool = False) -> Mapping[str, int]:
        """Let everything that was told be heard, called out twice or the other way round."""
        player = self.player
        self.stage.clock.advance(timedelta(minutes=20))
        if self.kind is CarrierKind.VNPOST_CUSTOMER:
            bodies = player.stand_in.call_bodies()
            bodies = bodies[::-1] if turned else bodies
            await self.take_calls(bodies * (2 if twice else 1))
        elif self.kind is CarrierKind.FILES and player.reports:
            lines = player.reports[::-1] if turned else list(player.reports)
            player.lay_down(lines * (2 if twice else 1))
        elif turned:
            stand_in = player.stand_in
            ids = [doc["_id"] for doc in stand_in.tracking]
            for doc, identity in zip(stand_in.tracking, reversed(ids), strict=True):
                doc["_id"] = identity
        return await carrier_tracking(self.bridge, self.center, "")

    async def take_calls(self, bodies: list[bytes]) -> None:
        """Have calls understood that came in."""
        bridge, source = self.bridge, self.sources[NAME]
        for body in bodies:
            call = IncomingCall({}, body)
            received = Received(self.center, NAME, uuid4(), "", bridge.clock(), call)
            await source.understand(received)

    @property
    def sources(self) -> Mapping[str, Source]:
        """Who calls in of the carriers."""
        return carrier_sources(self.bridge.database, self.bridge.sealer, self.player.carriers)

    async def outbound(self, dossier: str | None = None, **more: Any) -> str:
        """Register a result to be brought to its citizen, and return the code of the thing."""
        stage = self.stage
        if "part_of" not in more:
            more["dossier_code"] = dossier or await stage.add_dossier()
        thing = await stage.register(stage.clerk, Leg.OUTBOUND, **more)
        return str(thing["code"])

    async def order_row(self, code: str) -> dict[str, Any]:
        """Return the latest order of a thing, as it is kept."""
        async with self.bridge.database.snapshot() as connection:
            row = await connection.fetchrow(
                "select * from carrier_order where consignment_code = $1"
                " order by wanted_at desc limit 1",
                code,
            )
        assert row is not None
        return dict(row)

    async def state_of(self, code: str) -> str:
        """Return how a thing stands."""
        state = await self.stage.value("select state from custody where code = $1", code)
        assert isinstance(state, str)
        return state

    async def value(self, query: str, *values: object) -> Any:
        """Return what a query of one value finds."""
        return await self.stage.value(query, *values)


@asynccontextmanager
async def carrying(
    kind: CarrierKind, stage: Stage, folder: Path, timeout_seconds: float = 15, **settings: str
) -> AsyncIterator[Carrying]:
    """Yield a centre with a carrier of a kind on both legs."""
    async with playing(kind, stage.clock, folder, timeout_seconds, **settings) as player:
        bridge = replace(stage.bridge, carriers=player.carriers)
        found = Carrying(stage, bridge, player, kind)
        found.bridge = replace(bridge, sources={**bridge.sources, **found.sources})
        await let_carry(found.keeping, player.account)
        yield found


async def let_carry(keeping: Keeping, account: CarrierAccount) -> None:
    """Have a carrier carry on both legs of a centre from now on."""
    stated = StatedCarrier(
        account.code, "Bưu điện Ví Dụ", account.kind, account.settings, account.secrets
    )
    await keeping.keep(stated)
    asked = keeping.asked
    async with asked.database.transaction() as connection:
        for leg in (Leg.INBOUND, Leg.OUTBOUND):
            terms = LegTerms(leg, date(2026, 1, 1), account.code, "Hợp đồng ví dụ")
            await carriers.put_leg(connection, asked.viewer.center_id, terms)
