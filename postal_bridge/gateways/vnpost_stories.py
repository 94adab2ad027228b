"""Lets the stand-in for VNPost live on by itself: what it was ordered happens, and things go wrong.

A story says which requests fail in which way, one after the other and over again. Orders go one
step further each time, which the tracking has and calls tell; a call that is not taken is made
again until it is.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from itertools import cycle
from types import MappingProxyType

import aiohttp

from postal_bridge.gateways.vnpost_stand_in import Fault, StandInOrder, VnpostStandIn, standing_in

_SUCCESS = range(200, 300)


class Story(StrEnum):
    """How it goes with the stand-in."""

    #: Everything is answered.
    CALM = "calm"
    #: Every third request is put off.
    BUSY = "busy"
    #: What was asked is done, and every third answer is lost, broken, or half of one.
    LOST = "lost"
    #: All of it, with a clock three hours behind, and calls made twice and the wrong way round.
    STORMY = "stormy"


_LOST = tuple(
    each
    for fault in (Fault.SILENT, Fault.BROKEN, Fault.NONSENSE, Fault.HALF)
    for each in (fault, None, None)
)
_FAULTS: Mapping[Story, Sequence[Fault | None]] = MappingProxyType(
    {
        Story.CALM: (None,),
        Story.BUSY: (Fault.BUSY, None, None),
        Story.LOST: _LOST,
        Story.STORMY: (Fault.BUSY, None, *_LOST),
    }
)
_CLOCK_OFF = timedelta(hours=-3)
#: What happens to an order of each interface, by the field that names it there.
_WAYS = {"OrderNumber": ("1", "2", "4", "5", "6"), "OrderCode": ("70", "100", "110", "120")}
_AMOUNTS = {"OrderCode": "CodAmountEvaluation"}
_WITH_MONEY = frozenset({"100", "110", "120"})


@dataclass(slots=True)
class Living:
    """A stand-in that lives on by itself; `calls_to` is an address and the key that goes along."""

    stand_in: VnpostStandIn
    story: Story = Story.CALM
    calls_to: tuple[str, str | None] | None = None
    steps: dict[int, int] = field(default_factory=dict)
    waiting: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stand_in.story = cycle(_FAULTS[self.story])
        if self.story is Story.STORMY:
            self.stand_in.clock_off = _CLOCK_OFF

    def go_on(self) -> None:
        """Let every order that stands go a step further."""
        for order in self.stand_in.orders:
            named_by = next(name for name in _WAYS if name in order.document)
            step = self.steps.get(order.number, 0)
            if order.status != "60" and step < len(_WAYS[named_by]):
                code = _WAYS[named_by][step]
                self.stand_in.tell(order.key, code, amount_dong=_amount(order, named_by, code))
                self.steps[order.number] = step + 1

    async def call_out(self) -> None:
        """Make the calls that wait; those that are not taken wait on."""
        self.waiting += self.stand_in.call_bodies()
        if self.calls_to is None:
            self.waiting.clear()
            return
        is_stormy, left = self.story is Story.STORMY, list[bytes]()
        for body in reversed(self.waiting) if is_stormy else self.waiting:
            taken = [await self._is_taken(*self.calls_to, body) for _ in range(1 + is_stormy)]
            if not any(taken):
                left.append(body)
        self.waiting = left[::-1] if is_stormy else left

    async def _is_taken(self, address: str, key: str | None, body: bytes) -> bool:
        with suppress(aiohttp.ClientError):
            return (await self.stand_in.call_out(address, key, [body]))[0] in _SUCCESS
        return False

    async def live(self, pace_seconds: float) -> None:
        """Go on for ever, a step at each pace."""
        while True:
            await asyncio.sleep(pace_seconds)
            self.go_on()
            await self.call_out()


@asynccontextmanager
async def living(
    life: Living, host: str = "127.0.0.1", port: int = 0, pace_seconds: float = 0
) -> AsyncIterator[str]:
    """Serve a stand-in and yield its address; without a pace nothing happens by itself."""
    async with standing_in(life.stand_in, host, port) as address:
        if not pace_seconds:
            yield address
            return
        task = asyncio.create_task(life.live(pace_seconds))
        try:
            yield address
        finally:
            task.cancel()


def _amount(order: StandInOrder, named_by: str, code: str) -> int | None:
    if code not in _WITH_MONEY:
        return None
    return int(order.document.get(_AMOUNTS[named_by]) or 0) or None
