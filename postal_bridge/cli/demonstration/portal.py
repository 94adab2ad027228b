"""The national portal of the demonstration: one of its own, served beside it over HTTP.

It is told what happened at the centre lately, refuses two dossiers for a person to settle, and
citizens have filed there for the post to fetch: some of it can be registered, some cannot. What it
forgets when the process ends it is given again from what the centre knows that it holds.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from postal_bridge.cli.demonstration.place import (
    CENTER_CODE,
    DEMONSTRATION_PASSWORD,
    made_up_catalogue,
    usual_procedures,
)
from postal_bridge.cli.demonstration.plans import made_up_citizen
from postal_bridge.clock import utc_now
from postal_bridge.config import Config
from postal_bridge.domain.access import Center
from postal_bridge.domain.catalogue import Procedure
from postal_bridge.domain.portal import Held, PortalProcedure
from postal_bridge.gateways.portal_server import (
    LOGIN_PATH,
    NO_SESSION,
    SERVICES_PATH,
    PortalServer,
    serving_portal,
)
from postal_bridge.gateways.portal_stand_in import ADDRESS_FIELD, TERM_FIELD, PortalStandIn
from postal_bridge.store import people, portal_accounts, portal_dossiers, portal_tellings
from postal_bridge.store.portal_accounts import KeptAccount
from postal_bridge.usecases.follow_steps import follow_steps
from postal_bridge.usecases.hear_portal import note_pushed
from postal_bridge.usecases.keep_portal_account import WantedAccount, keep_portal_account
from postal_bridge.usecases.note_change import operator_of
from postal_bridge.usecases.once import Asked
from postal_bridge.wiring import Bridge

#: What happened so long before the first start is told.
_TOLD_BEFORE = timedelta(days=4)
_REFUSED = 2
_NOT_LISTED = "99 Thủ tục chưa có trong danh mục quốc gia"
#: Numbers of a day that no counter reaches.
_NUMBERS_FROM = 9001
_UNKNOWN_STATUS = "11"


@dataclass(frozen=True, slots=True)
class ServedPortal:
    """A portal that is served at an address."""

    server: PortalServer
    address: str

    @property
    def host(self) -> str:
        """What an operator names it by."""
        return self.address.removeprefix("http://")

    def named_in(self, config: Config) -> Config:
        """Return a configuration whose operator has named it as well."""
        return replace(config, portal_hosts=config.portal_hosts | {self.host})


@asynccontextmanager
async def serving_a_portal() -> AsyncIterator[ServedPortal]:
    """Serve a portal at a free port as long as the block lasts."""
    server = PortalServer(PortalStandIn(utc_now), password=DEMONSTRATION_PASSWORD)
    async with serving_portal(server) as address:
        yield ServedPortal(server, address)


@asynccontextmanager
async def let_in(bridge: Bridge, portal: ServedPortal) -> AsyncIterator[None]:
    """Let the centre into the portal, which holds what the centre knows that it held before."""
    async with bridge.database.snapshot() as connection:
        center = await people.center_by_code(connection, CENTER_CODE)
        assert center is not None, "the demonstration was made"
        before = await portal_accounts.account_of(connection, center.center_id)
        held = await portal_dossiers.held_of_center(connection, center.center_id)
    portal.server.behind.listed = _listed_there()
    account = await _keep_account(bridge, center, portal, before)
    citizens = _filed_there(portal.server.behind, account.told_since.astimezone(center.zone))
    for code, status in held.items():
        portal.server.behind.move(code, str(status.value) if status else _UNKNOWN_STATUS)
    odd = await _refuse_some(bridge, center, portal.server.behind, account)
    if before is None:
        await note_pushed(bridge.database, bridge.clock, center, [*citizens, *odd])
    yield


async def _keep_account(
    bridge: Bridge, center: Center, portal: ServedPortal, before: KeptAccount | None
) -> KeptAccount:
    """Keep the account at the address that the portal has this time."""
    wanted = WantedAccount(
        enabled=before is None or before.enabled,
        address=f"{portal.address}{SERVICES_PATH}",
        unit_code=f"000.00.00.{CENTER_CODE}",
        login_address=f"{portal.address}{LOGIN_PATH}",
        login=CENTER_CODE.lower(),
        password=DEMONSTRATION_PASSWORD,
        told_since=before.told_since if before else bridge.clock() - _TOLD_BEFORE,
        codes={"session": NO_SESSION},
        address_field=ADDRESS_FIELD,
        term_field=TERM_FIELD,
    )
    asked = Asked(bridge.database, bridge.clock, bridge.sealer, operator_of(center))
    await keep_portal_account(asked, wanted, {portal.host})
    async with bridge.database.snapshot() as connection:
        account = await portal_accounts.account_of(connection, center.center_id)
    assert account is not None, "it was kept just now"
    return account


def _listed_there() -> dict[str, PortalProcedure]:
    """Return its list of procedures: ours by national codes, but for a few."""
    first, second, _missing, *rest = made_up_catalogue().procedures
    known = [
        replace(first, name=f"{first.name} (sửa đổi)"),
        replace(second, processing_days=(second.processing_days or 0) + 5),
        *rest,
    ]
    listed = [
        PortalProcedure(_national(each), each.name, term_days=each.processing_days)
        for each in known
    ]
    new = PortalProcedure("9.000900", "Thủ tục mới công bố, ở đây chưa có")
    return {each.code: each for each in (*listed, new)}


def _national(procedure: Procedure) -> str:
    return procedure.code.partition(".000.")[0]


def _filed_there(portal: PortalStandIn, day: datetime) -> list[Held]:
    """Have citizens file there, always the same; of the last two dossiers something is missing."""
    random = Random(CENTER_CODE)  # noqa: S311 - the same every time is what is wanted
    procedures = [each for each in usual_procedures() if each.postal_eligible]
    found = []
    for number in range(_NUMBERS_FROM, _NUMBERS_FROM + 5):
        citizen = made_up_citizen(random, number)
        said = {
            "MaTTHC": _national(random.choice(procedures)),
            "ChuHoSo": citizen.name,
            "SoDienThoai": citizen.phone or "",
            ADDRESS_FIELD: citizen.address or "",
        }
        if number == _NUMBERS_FROM + 3:
            said["MaTTHC"] = "9.999999"
        if number == _NUMBERS_FROM + 4:
            del said[ADDRESS_FIELD]
        code = f"000.00.00.{CENTER_CODE}-{day:%y%m%d}-{number}"
        found.append(portal.file(code, said).held)
    return found


async def _refuse_some(
    bridge: Bridge, center: Center, portal: PortalStandIn, account: KeptAccount
) -> list[Held]:
    """Have it refuse two dossiers: those that it refused before, where there are some.

    Returns what it says of a third, whose status nobody knows.
    """
    await follow_steps(bridge.database, bridge.clock, center, account)
    async with bridge.database.snapshot() as connection:
        waiting = await portal_tellings.open_tellings(
            connection, center.center_id, None, _REFUSED * 10
        )
    codes = list(dict.fromkeys(each.dossier_code for each in waiting))
    portal.not_taken = dict.fromkeys(codes[:_REFUSED], _NOT_LISTED)
    return [Held(code, None, _UNKNOWN_STATUS) for code in codes[_REFUSED : _REFUSED + 1]]
