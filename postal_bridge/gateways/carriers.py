"""Opens carriers as centres have them in their settings; each speaks as its kind does."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from postal_bridge.domain.carrier import CarrierAccount, CarrierKind
from postal_bridge.gateways.carrier_files import CarrierFiles
from postal_bridge.gateways.http_exchange import TIMEOUT_SECONDS
from postal_bridge.gateways.public_network import open_public_session
from postal_bridge.gateways.vnpost_customer import VnpostCustomer
from postal_bridge.gateways.vnpost_hcc import VnpostHcc
from postal_bridge.ports import Carrier

#: More than there are centres that may wait at the same moment for a carrier that hangs.
CONNECTIONS_MAX = 200


class OpenCarriers:
    """Carriers of all centres over one session; what one learned, such as a token, it keeps."""

    def __init__(self, session: aiohttp.ClientSession, folder: Path) -> None:
        self._session = session
        self._folder = folder
        self._open: dict[tuple[str, str], tuple[CarrierAccount, Carrier]] = {}

    async def of(self, account: CarrierAccount) -> Carrier:
        """Return a carrier, as `ports.Carriers` has it; new settings make it a new one."""
        which = account.center_code, account.code
        known = self._open.get(which)
        if known is None or known[0] != account:
            known = account, self._made(account)
            self._open[which] = known
        return known[1]

    def _made(self, account: CarrierAccount) -> Carrier:
        match account.kind:
            case CarrierKind.VNPOST_HCC:
                return VnpostHcc(self._session, account)
            case CarrierKind.VNPOST_CUSTOMER:
                return VnpostCustomer(self._session, account)
            case CarrierKind.FILES:
                # Codes are of plain letters and digits, so nobody's folder lies elsewhere.
                return CarrierFiles(self._folder / account.center_code / account.code, account)


@asynccontextmanager
async def open_carriers(
    folder: Path, private_hosts: Collection[str] = (), timeout_seconds: float = TIMEOUT_SECONDS
) -> AsyncIterator[OpenCarriers]:
    """Yield carriers; those that speak by files have theirs below a folder.

    Administrators of centres name their addresses: those of `private_hosts` may lie within our own
    network, any other has to be public.
    """
    async with open_public_session(
        private_hosts,
        at_once=CONNECTIONS_MAX,
        timeout_seconds=timeout_seconds,
        headers={"Accept": "application/json"},
    ) as session:
        yield OpenCarriers(session, folder)
