"""A centre beside a portal that is a real server, and what either side holds."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.portal import PortalAccount, TellingKind
from postal_bridge.gateways.portal import open_portal, read_push
from postal_bridge.gateways.portal_server import (
    LOGIN_PATH,
    NO_SESSION,
    SERVICES_PATH,
    SINCE_FIELD,
    UNTIL_FIELD,
    Fault,
    PortalServer,
    serving_portal,
)
from postal_bridge.gateways.portal_stand_in import Holding, PortalStandIn
from postal_bridge.ports import Portal
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.follow_portal import list_findings, list_tellings, look_up_portal
from postal_bridge.usecases.hear_portal import PortalHearer, note_pushed
from postal_bridge.usecases.keep_portal_account import WantedAccount, keep_portal_account
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.portal_account import Entrance, PortalTools, entrance_of
from postal_bridge.usecases.tell_portal import PortalTeller
from routes.places import BEGINNING
from tests.journeys import Stage

#: What keeps a call waiting until it is given up.
WAITS = (Fault.SLOW, Fault.NO_ANSWER)
NEW, WHOLE, PROGRESS = TellingKind.NEW, TellingKind.WHOLE, TellingKind.PROGRESS
PASSWORD = "mat-khau-thu-nghiem"
NOBODY = UUID(int=0)


@dataclass
class PortalCase:
    """One centre and its portal; `server` is the portal, over the stand-in behind it."""

    stage: Stage
    server: PortalServer
    tools: PortalTools
    address: str

    @property
    def theirs(self) -> PortalStandIn:
        """The portal itself, beside the network."""
        return self.server.behind

    def asked(self, who: Viewer | None = None) -> Asked:
        """Return what a write of an administrator is asked for with."""
        bridge = self.stage.bridge
        return Asked(bridge.database, bridge.clock, bridge.sealer, who or self.stage.admin)

    async def let_in(self, **more: Any) -> None:
        """Have the centre let into the portal from now on."""
        host = self.address.removeprefix("http://")
        wanted = WantedAccount(
            **{
                "enabled": True,
                "address": f"{self.address}{SERVICES_PATH}",
                "login_address": f"{self.address}{LOGIN_PATH}",
                "login": "h53",
                "password": PASSWORD,
                "unit_code": "000.00.00.H53",
                "ask_hours": 0,
                "codes": {"session": NO_SESSION},
                **more,
            }
        )
        await keep_portal_account(self.asked(), wanted, {host})

    async def by_period(self) -> None:
        """Have changes asked for by period as well."""
        await self.let_in(since_field=SINCE_FIELD, until_field=UNTIL_FIELD)

    async def entrance(self) -> Entrance:
        """Return the centre's way in."""
        found = await entrance_of(self.tools, self.stage.center)
        assert found is not None
        return found

    async def tell(self) -> dict[str, int]:
        """Tell what is due, as the job does."""
        self.stage.clock.advance(timedelta(minutes=1))
        entrance = await self.entrance()
        async with self.tools.open_portal(entrance.account) as portal:
            return await PortalTeller(self.tools, self.stage.center, entrance).tell_due(portal)

    async def hear(self) -> dict[str, int]:
        """Hear what is due, as the job does."""
        self.stage.clock.advance(timedelta(minutes=1))
        entrance = await self.entrance()
        async with self.tools.open_portal(entrance.account) as portal:
            return await PortalHearer(self.tools, self.stage.center, entrance).hear_due(portal)

    async def push(self, code: str, status: str) -> None:
        """Have the portal say that a dossier has moved, whether or not it has."""
        at = Holding(code, status, self.stage.clock())
        body = json.dumps(self.server.push_of(at, "1")).encode()
        moved = read_push(body)
        await note_pushed(self.tools.database, self.stage.clock, self.stage.center, moved)

    async def until_quiet(self, most: int = 12) -> None:
        """Let the job run, hours apart, until nothing waits any more."""
        for _ in range(most):
            await self.tell()
            await self.hear()
            if not await self.waiting():
                return
            self.stage.clock.advance(timedelta(hours=1))

    async def step(self, code: str, status: int, who: Viewer | None = None, **more: Any) -> None:
        """Take a step of a dossier, as people do."""
        await advance(self.stage, code, status, who, **more)

    async def ours(self, code: str) -> int:
        """Return the status of a dossier as we hold it."""
        status: int = await self.stage.value(
            "select status from dossier where center_id = $1 and code = $2",
            self.stage.center.center_id,
            code,
        )
        return status

    async def sides(self, *codes: str) -> list[tuple[int, int | None]]:
        """Return the statuses of dossiers as both sides hold them."""
        held = self.theirs.holdings
        return [
            (await self.ours(code), int(held[code].status) if code in held else None)
            for code in codes
        ]

    async def overview(self) -> dict[str, Any]:
        """Return what the page begins with."""
        return await look_up_portal(self.tools.database, self.stage.clock, self.stage.admin)

    async def counts(self) -> dict[str, int]:
        """Return how many tellings are in each state that there is."""
        return {
            state: count for state, count in (await self.overview())["tellings"].items() if count
        }

    async def open(self) -> list[dict[str, Any]]:
        """Return the tellings that wait or were refused."""
        return (await list_tellings(self.tools.database, self.stage.admin, None, 100))[0]

    async def waiting(self) -> int:
        """Return how many tellings wait."""
        return sum(each["state"] == "waiting" for each in await self.open())

    async def findings(self) -> list[tuple[str, str, str]]:
        """Return the findings that are open: the dossier, what it is, and their status."""
        after = BEGINNING, NOBODY
        page = await list_findings(self.tools.database, self.stage.admin, after, 100)
        return [(each["dossier_code"], each["kind"], each["theirs"]) for each in page.items]


async def advance(
    stage: Stage, code: str, status: int, who: Viewer | None = None, **more: Any
) -> None:
    """Take a step of a dossier, as people do."""
    stage.clock.advance(timedelta(seconds=1))
    wanted = WantedStep(PortalStatus(status), **more)
    bridge = stage.bridge
    await advance_dossier(
        bridge.database, stage.clock, bridge.sealer, who or stage.clerk, code, wanted, None
    )


@asynccontextmanager
async def portal_beside(stage: Stage, timeout_seconds: float = 1) -> AsyncIterator[PortalCase]:
    """Yield a centre that is let into a portal of its own, for whose answers it waits so long."""
    server = PortalServer(PortalStandIn(stage.clock), password=PASSWORD)

    @asynccontextmanager
    async def opened(account: PortalAccount) -> AsyncIterator[Portal]:
        async with open_portal(account, timeout_seconds) as portal:
            yield portal

    bridge = stage.bridge
    tools = PortalTools(bridge.database, bridge.clock, bridge.sealer, opened)
    async with serving_portal(server) as address:
        case = PortalCase(stage, server, tools, address)
        await case.let_in()
        yield case


def told(case: PortalCase) -> list[tuple[TellingKind, str, int]]:
    """Return what the portal took, in its order, of each dossier the number alone."""
    return [(kind, code[-1], status.value) for kind, code, status in case.theirs.taken]


async def accepted(case: PortalCase, *numbers: int, **columns: Any) -> list[str]:
    """Return the codes of dossiers that were accepted, with the step that says so."""
    codes = [await case.stage.add_dossier(number, **columns) for number in numbers]
    for code in codes:
        await case.step(code, 2)
    return codes
