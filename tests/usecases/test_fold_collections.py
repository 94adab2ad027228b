"""Whatever is collected or taken back, and whenever it is folded, money is told as by a recount."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.custody_audit import Check
from postal_bridge.store.collection_figures import (
    BY_KIND,
    BY_OFFICE,
    collected,
    collected_by_post,
    fold_collections,
    unlike_collections,
)
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.fold_figures import fold_figures
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

FIRST_DAY, DAYS = date(2026, 1, 20), 75
#: Where money may be taken: by whom, at which office, and whether that is the post.
PLACES = [
    ("scan", "H53.BC", True),
    ("import", None, True),
    ("counter", "H53.P2", True),
    ("counter", "H53", False),
    ("online", None, False),
    ("bank", None, False),
]
KINDS = ["fee", "charge", "postage"]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["take", "take", "take", "take back", "take in parts", "fold one", "fold"]),
        st.integers(0, 3),
        st.integers(0, 1000),
    ),
    max_size=25,
)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money as it was taken or taken back."""

    collection_id: UUID
    dossier_code: str
    day: date
    amount_dong: int
    source: str
    office_code: str | None
    by_post: bool
    parts: dict[str, int] = field(default_factory=dict)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


class Till:
    """Takes money on a handful of dossiers, and remembers it all."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.payments: list[Payment] = []
        self.taken_back: set[UUID] = set()

    async def act(self, what: str, number: int, dice: int) -> None:
        """Let one thing happen, if it can."""
        chance = Random(dice)  # noqa: S311 - a story, no secret
        center_id, database = self.stage.center.center_id, self.stage.bridge.database
        match what:
            case "take" | "take in parts":
                amount = chance.randrange(1, 9) * 1000
                split = chance.randrange(1, amount) if what == "take in parts" else amount
                kinds = dict(zip(chance.sample(KINDS, 2), (split, amount - split), strict=True))
                parts = {kind: dong for kind, dong in kinds.items() if dong}
                day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
                place = chance.choice(PLACES)
                code = f"H53.14-260313-{number + 1:04}"
                await self.keep(Payment(uuid4(), code, day, amount, *place, parts), None)
            case "take back":
                await self._take_back(chance)
            case "fold one":
                async with database.transaction() as connection:
                    await fold_collections(connection, center_id, 1)
            case "fold":
                await fold_figures(database, self.stage.center)

    async def _take_back(self, chance: Random) -> None:
        stands = [
            x for x in self.payments if x.amount_dong > 0 and x.collection_id not in self.taken_back
        ]
        if stands:
            wrong = chance.choice(stands)
            self.taken_back.add(wrong.collection_id)
            day = wrong.day + timedelta(days=chance.choice([0, chance.randrange(40)]))
            parts = {kind: -dong for kind, dong in wrong.parts.items()}
            place = (wrong.source, wrong.office_code, wrong.by_post)
            back = Payment(uuid4(), wrong.dossier_code, day, -wrong.amount_dong, *place, parts)
            await self.keep(back, wrong.collection_id)

    async def keep(self, payment: Payment, reverses: UUID | None) -> None:
        """Keep money that was taken, or taken back."""
        center_id, now = self.stage.center.center_id, self.stage.clock()
        async with self.stage.bridge.database.transaction() as connection:
            await connection.execute(
                "insert into collection (center_id, collection_id, dossier_code, source,"
                " amount_dong, method, collected_on, office_code, reverses, recorded_at)"
                " values ($1, $2, $3, $4, $5, 'cash', $6, $7, $8, $9)",
                center_id, payment.collection_id, payment.dossier_code, payment.source,
                payment.amount_dong, payment.day, payment.office_code, reverses, now,
            )  # fmt: skip
            await connection.executemany(
                "insert into collection_part (center_id, collection_id, kind, amount_dong)"
                " values ($1, $2, $3, $4)",
                [(center_id, payment.collection_id, *part) for part in payment.parts.items()],
            )
        self.payments.append(payment)


def recounted(
    payments: Sequence[Payment], first: date, last: date
) -> tuple[tuple[int, int], dict[str, list[int]], dict[str, list[int]]]:
    """Return what the post collected (dossiers, đồng), by office and by kind, one by one."""
    inside = [x for x in payments if first <= x.day <= last]
    sums = Counter[str]()
    offices: dict[str, list[int]] = {}
    kinds: dict[str, list[int]] = {}
    for each in inside:
        if each.office_code:
            add(offices, each.office_code, each.amount_dong)
        if each.by_post:
            sums[each.dossier_code] += each.amount_dong
            for kind, dong in each.parts.items():
                add(kinds, kind, dong)
    return (sum(dong > 0 for dong in sums.values()), sums.total()), offices, kinds


def add(sums: dict[str, list[int]], name: str, dong: int) -> None:
    found = sums.setdefault(name, [0, 0])
    found[0] += dong > 0
    found[1] += dong


async def agrees(till: Till, chance: Random) -> None:
    """Compare some periods, and every month that is kept, with what was taken."""
    center_id = till.stage.center.center_id
    async with till.stage.bridge.database.snapshot() as connection:
        for _ in range(8):
            first = FIRST_DAY + timedelta(days=chance.randrange(-30, DAYS))
            last = first + timedelta(days=chance.randrange(100))
            post, offices, kinds = recounted(till.payments, first, last)
            assert await collected_by_post(connection, center_id, first, last) == post
            for figure, expected in ((BY_OFFICE, offices), (BY_KIND, kinds)):
                told = await collected(connection, center_id, figure, first, last)
                counted = {x.by: [x.payments, x.amount_dong] for x in told}
                assert {name: n for name, n in counted.items() if any(n)} == {
                    name: n for name, n in expected.items() if any(n)
                }
        assert not await unlike_collections(connection, center_id, 10)


async def emptied(stage: Stage) -> None:
    """Begin anew, so that stories are short."""
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(
            "truncate collection, collection_part, collection_change, collection_figures,"
            " repeated_collection cascade"
        )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS, dice=st.integers(0, 1000))
async def test_money_is_told_as_a_recount_tells_it_whatever_happened(
    stage: Stage, acts: list[tuple[str, int, int]], dice: int
) -> None:
    await emptied(stage)
    if not await stage.value("select count(*) from dossier"):
        for number in range(4):
            await stage.add_dossier(number + 1)
    till = Till(stage)
    for act in acts:
        await till.act(*act)
    chance = Random(dice)  # noqa: S311 - periods, no secret
    await agrees(till, chance)
    await fold_figures(stage.bridge.database, stage.center)
    assert await stage.value("select count(*) from collection_change") == 0
    await agrees(till, chance)


async def test_several_who_fold_at_the_same_moment_count_everything_once(stage: Stage) -> None:
    for number in range(4):
        await stage.add_dossier(number + 1)
    till = Till(stage)
    for number in range(24):
        await till.act("take", number % 4, number)

    async def fold_some() -> int:
        folded = 0
        while True:
            async with stage.bridge.database.transaction() as connection:
                taken = await fold_collections(connection, stage.center.center_id, 3)
            folded += taken
            if not taken:
                return folded

    assert sum(await asyncio.gather(*[fold_some() for _ in range(5)])) == 48
    await agrees(till, Random(1))  # noqa: S311 - periods, no secret


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update collection_figures set amount_dong = 0 where figure = 'kind'", "kind "),
        ("update collection_figures set payments = 7 where figure = 'once'", "once "),
        ("delete from repeated_collection", "repeated "),
    ],
)
async def test_an_audit_finds_money_that_nobody_took(stage: Stage, change: str, told: str) -> None:
    for number in range(2):
        await stage.add_dossier(number + 1)
    till = Till(stage)
    for number, code in enumerate([0, 0, 1]):
        await till.keep(
            Payment(
                uuid4(), f"H53.14-260313-{code + 1:04}", FIRST_DAY + timedelta(days=number), 5_000,
                "scan", "H53.BC", by_post=True, parts={"fee": 5_000},
            ),
            None,
        )  # fmt: skip
    await fold_figures(stage.bridge.database, stage.center)

    async def unlike() -> list[str]:
        report = await audit(stage.bridge.database, stage.center, lambda *_: None)
        return [x.detail for x in report.findings if x.check is Check.FIGURES]

    assert await unlike() == []
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(change)
    found = await unlike()
    assert found
    assert all(detail.startswith(told) for detail in found)
