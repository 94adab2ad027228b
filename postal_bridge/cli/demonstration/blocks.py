"""The blocks of receipts of the demonstration: one for each collector, used number after number."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from postal_bridge.cli.demonstration.place import (
    CENTER_CODE,
    COUNTER,
    POST_OFFICES,
    SECOND_COURIER,
)
from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.usecases.allot_receipts import Allotment, allot_receipts
from postal_bridge.wiring import Bridge

FORM_CODE = "01BLP2-001"
_SIZE = 500
#: Whole offices, and the one courier who has a block of their own; blocks follow one another.
_COLLECTORS = (COUNTER, *POST_OFFICES, SECOND_COURIER)


@dataclass(slots=True)
class Blocks:
    """How many numbers each collector has used of the block of a year."""

    used: Counter[tuple[str, int]] = field(default_factory=Counter)

    def take(self, who: Viewer, day: date) -> str:
        """Return the number on the next receipt that somebody gives, with its symbol."""
        return f"{symbol_of(day.year)} {self.take_number(who, day):07}"

    def take_number(self, who: Viewer, day: date) -> int:
        """Return the next number of the block of whoever collects."""
        collector = who.login if who.login in _COLLECTORS else who.office_code
        self.used[collector, day.year] += 1
        return _first_of(collector) + self.used[collector, day.year] - 1


def symbol_of(year: int) -> str:
    """Return the symbol of the series of a year."""
    return f"TN/{year % 100:02}T"


async def allot_blocks(bridge: Bridge, clock: Clock, center: Center, years: set[int]) -> None:
    """Allot a block of each year to every collector, as an administrator does beforehand."""
    admin = Viewer(center, "quan.tri", Role.ADMIN, CENTER_CODE, OfficeKind.CENTER)
    today = clock().astimezone(center.zone).date()
    for year in sorted(years):
        for collector in _COLLECTORS:
            is_person = collector == SECOND_COURIER
            first = _first_of(collector)
            wanted = Allotment(
                FORM_CODE,
                symbol_of(year),
                year,
                first,
                first + _SIZE - 1,
                COUNTER if is_person else collector,
                SECOND_COURIER if is_person else None,
                today,
            )
            await allot_receipts(bridge.database, clock, bridge.sealer, admin, wanted, None)


def _first_of(collector: str) -> int:
    return _COLLECTORS.index(collector) * _SIZE + 1
