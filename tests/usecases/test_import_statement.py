"""Storing files of banks and of the post: what is whose, and whether statements make a chain."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest

from postal_bridge.domain.file_refusals import UnreadableFile
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.domain.statement import (
    StatementEnd,
    StatementFormat,
    StatementHead,
    StatementKind,
    StatementPart,
)
from postal_bridge.usecases.import_statement import Handed, StatementReport, import_statement
from postal_bridge.usecases.look_up_statements import look_up_statement
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_reconcile import DAY, Desk, GivenParts, sent


@dataclass(slots=True)
class Counter(Desk):
    """A desk at which files of any format are handed in."""

    async def store(
        self,
        *parts: StatementPart,
        kind: StatementKind = StatementKind.BANK,
        written: StatementFormat = StatementFormat.MT940,
        office: str | None = None,
    ) -> StatementReport:
        """Store a file."""
        bridge = self.stage.bridge
        handed = Handed(
            kind=kind,
            name="file",
            content_hash=sha256(repr(parts).encode()).digest(),
            source=GivenParts(list(parts), written),
            login="accountant.h53",
            office=office,
        )
        return await import_statement(
            bridge.database, bridge.clock, bridge.sealer, self.stage.center, handed
        )

    async def store_day(self, *days: tuple[int, int, int]) -> StatementReport:
        """Store statements of (days after the first, opening, closing) in one file."""
        parts: list[StatementPart] = []
        for after, opening, closing in days:
            day = DAY + timedelta(days=after)
            parts += [
                StatementHead(account="111", opening=Decimal(opening)),
                booked(day, closing - opening),
                StatementEnd(Decimal(closing)),
            ]
        return await self.store(*parts)

    async def follows(self, report: StatementReport) -> list[bool | None]:
        """Return whether the statements of a file follow those before them."""
        bridge = self.stage.bridge
        found = await look_up_statement(
            bridge.database, bridge.clock, self.stage.accountant, report.file_id
        )
        return [each["follows"] for each in found["statements"]]


def booked(day: date, amount_dong: int) -> StatementPart:
    return sent(1, None, amount_dong, booked_on=day, value_on=day)


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Counter:
    return Counter(await found_center(bridge, clock))


async def test_a_list_of_the_post_is_no_statement_of_a_bank(desk: Counter) -> None:
    listed = sent(1, None, 50_000, item_code="EV000000014VN")
    with pytest.raises(UnreadableFile, match="a list of the post"):
        await desk.store(StatementHead(), listed, StatementEnd(), written=StatementFormat.CSV)
    assert await desk.stage.value("select count(*) from bank_line") == 0


async def test_a_statement_of_a_bank_is_no_list_of_the_post(desk: Counter) -> None:
    line = booked(DAY, 50_000)
    with pytest.raises(UnreadableFile, match="statement of a bank"):
        await desk.store(StatementHead(), line, StatementEnd(), kind=StatementKind.POST)
    assert await desk.stage.value("select count(*) from statement_file") == 0
    assert (await desk.store(StatementHead(), line, StatementEnd())).added == 1


@pytest.mark.parametrize("office", ["NOWHERE", "SNV"])
async def test_a_list_is_of_a_post_office_that_there_is(desk: Counter, office: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await desk.store(
            StatementHead(),
            booked(DAY, 50_000),
            StatementEnd(),
            kind=StatementKind.POST,
            written=StatementFormat.CSV,
            office=office,
        )
    assert [problem.path for problem in refused.value.problems] == ["office"]
    assert await desk.stage.value("select count(*) from post_line") == 0


async def test_a_file_that_comes_again_holds_no_better_than_before(desk: Counter) -> None:
    parts = (
        StatementHead(account="111", opening=Decimal(1)),
        booked(DAY, 50_000),
        StatementEnd(Decimal(7)),
    )
    first, again = await desk.store(*parts), await desk.store(*parts)
    assert (first.holds, again.holds, again.known is not None) == (False, False, True)


async def test_statements_follow_one_another_within_a_file_and_in_any_order(
    desk: Counter,
) -> None:
    first = await desk.store_day((0, 100, 150), (1, 150, 170))
    assert await desk.follows(first) == [None, True]
    last = await desk.store_day((3, 190, 200))
    assert await desk.follows(last) == [False]
    # The one between comes late, and closes the gap.
    between = await desk.store_day((2, 170, 190))
    assert (await desk.follows(between), await desk.follows(last)) == ([True], [True])
    wrong = await desk.store_day((4, 205, 210))
    assert await desk.follows(wrong) == [False]


async def test_pages_of_one_day_follow_one_another(desk: Counter) -> None:
    day = await desk.store_day((0, 100, 150), (0, 150, 170), (0, 170, 175))
    assert (await desk.follows(day))[1:] == [True, True]
    later = await desk.store_day((1, 175, 180))
    assert await desk.follows(later) == [True]
