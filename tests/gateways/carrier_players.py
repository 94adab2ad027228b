"""Carriers as tests need them: each kind with whoever plays the other side of it."""

import csv
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

from postal_bridge.domain.carrier import CarrierAccount, CarrierKind, CarrierReport
from postal_bridge.gateways.carriers import OpenCarriers, open_carriers
from postal_bridge.gateways.vnpost_stand_in import (
    VnpostStandIn,
    settings_of_centre,
    settings_of_customer,
    standing_in,
)
from postal_bridge.gateways.vnpost_words import written
from postal_bridge.ports import Carrier
from tests.conftest import SettableClock

CODE = "VNPOST"
#: Where stand-ins stand.
HERE = frozenset({"127.0.0.1"})
#: What each kind calls what happens.
CODES = {
    CarrierKind.VNPOST_HCC: {
        "accepted": "1",
        "arrived": "2",
        "failed": "3",
        "finished": "4",
        "with_post": "5",
        "paid_out": "6",
        "cancelled": "7",
        "returned": "8",
    },
    CarrierKind.VNPOST_CUSTOMER: {
        "accepted": "20",
        "arrived": "70",
        "failed": "91",
        "finished": "100",
        "with_post": "110",
        "paid_out": "120",
        "cancelled": "60",
        "returned": "170",
    },
    CarrierKind.FILES: {},
}


@dataclass
class Player:
    """A carrier of one kind, and the hands of whoever plays it."""

    kind: CarrierKind
    account: CarrierAccount
    carriers: OpenCarriers
    carrier: Carrier
    clock: SettableClock
    stand_in: VnpostStandIn
    folder: Path
    #: Every order that was seen in the folder, so that one laid down twice is seen.
    picked_up: list[dict[str, str]] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def pick_up(self) -> None:
        """Take what lies in the folder, as whoever reads it does."""
        orders = self.folder / "orders"
        for file in sorted(orders.glob("*.csv")) if orders.exists() else ():
            with file.open(encoding="utf-8", newline="") as opened:
                self.picked_up += csv.DictReader(opened)
            file.unlink()

    def keys(self) -> list[str]:
        """Return the key of every order that was made, as often as it was made."""
        if self.kind is CarrierKind.FILES:
            self.pick_up()
            return [each["key"] for each in self.picked_up if each["what"] == "order"]
        return [each.key for each in self.stand_in.orders]

    def cancelled(self) -> list[str]:
        """Return the keys of orders that were taken back."""
        if self.kind is CarrierKind.FILES:
            self.pick_up()
            return [each["key"] for each in self.picked_up if each["what"] == "cancel"]
        return [each.key for each in self.stand_in.orders if each.status == "60"]

    def tell(
        self,
        key: str,
        word: str,
        *,
        amount_dong: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """Let something happen to an order, and be told."""
        code = CODES[self.kind].get(word, word)
        if self.kind is not CarrierKind.FILES:
            self.stand_in.tell(key, code, amount_dong=amount_dong, at=at)
            return
        moment = written(at or self.clock())
        self.reports.append(f"{key},,{code},{moment},{amount_dong or ''},\n")

    def lay_down(self, lines: list[str] | None = None, name: str | None = None) -> Path:
        """Lay a file of reports down, those that wait where none are given."""
        folder = self.folder / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / (name or f"{next(self.numbers):04}.csv")
        text = "key,item_code,code,moment,amount_dong,words\n"
        file.write_text(text + "".join(self.reports if lines is None else lines), "utf-8")
        self.reports.clear()
        return file

    async def heard(self, cursor: str | None = None) -> tuple[list[CarrierReport], str | None]:
        """Return all that is told after a cursor, whether it is fetched or called out."""
        if self.kind is CarrierKind.VNPOST_CUSTOMER:
            bodies = self.stand_in.call_bodies()
            return [self.carrier.read_pushed(body) for body in bodies], None
        if self.reports:
            self.lay_down()
        found: list[CarrierReport] = []
        for _ in range(20):
            page = await self.carrier.reports_since(cursor)
            found += page.reports
            cursor = page.cursor
            if not page.more:
                break
        return found, cursor


def account_of(kind: CarrierKind, base: str, **more: str) -> CarrierAccount:
    """Return how a centre speaks to a carrier of a kind that stands at an address."""
    settings, secrets = {"agency_address": "1 đường Ví Dụ"}, dict[str, str]()
    if kind is CarrierKind.VNPOST_HCC:
        settings, secrets = settings_of_centre(base)
    elif kind is CarrierKind.VNPOST_CUSTOMER:
        settings, secrets = settings_of_customer(base)
    return CarrierAccount("H53", CODE, kind, {**settings, **more}, secrets)


@asynccontextmanager
async def playing(
    kind: CarrierKind,
    clock: SettableClock,
    folder: Path,
    timeout_seconds: float = 15,
    **settings: str,
) -> AsyncIterator[Player]:
    """Yield a carrier of a kind with whoever plays it."""
    async with AsyncExitStack() as stack:
        stand_in = VnpostStandIn(clock)
        base = await stack.enter_async_context(standing_in(stand_in))
        carriers = await stack.enter_async_context(open_carriers(folder, HERE, timeout_seconds))
        account = account_of(kind, base, **settings)
        carrier = await carriers.of(account)
        place = folder / account.center_code / account.code
        yield Player(kind, account, carriers, carrier, clock, stand_in, place)
