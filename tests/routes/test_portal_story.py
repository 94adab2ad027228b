"""Days of work on both sides with whatever goes wrong, over real HTTP: then both sides agree.

The portal is slow, breaks, answers nonsense or half a sentence, ends sessions, and its clock is off
by hours. It calls us twice, late and in the wrong order. Each step that we took it has taken once
and in its order, whatever became of our calls and of its answers.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest

from jobs.incoming import understand_incoming
from postal_bridge.domain.dossier import NEXT_STATUSES, PortalStatus
from postal_bridge.domain.incoming import Way
from postal_bridge.domain.webhook_signature import signed_headers
from postal_bridge.gateways.portal_server import SINCE_FIELD, UNTIL_FIELD, Fault
from postal_bridge.gateways.portal_stand_in import ADDRESS_FIELD, Holding
from postal_bridge.usecases.follow_portal import ask_all
from postal_bridge.usecases.keep_incoming_sources import KeepingSource
from postal_bridge.usecases.read_pushes import PORTAL_SOURCE
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.routes.conftest import Client
from tests.usecases.portal_case import PortalCase, portal_beside

ROUNDS = 10
PATH = f"/api/v1/incoming/H53/{PORTAL_SOURCE}"
SAID = {
    "MaTTHC": PROCEDURE,
    "ChuHoSo": "Nguyễn Thị Ví Dụ",
    "SoDienThoai": "0900000077",
    ADDRESS_FIELD: "Số 7, đường Thử Nghiệm, tỉnh Ví Dụ",
    "DonViXuLy": "Sở Nội vụ",
}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def case(stage: Stage) -> AsyncIterator[PortalCase]:
    async with portal_beside(stage, timeout_seconds=0.3) as case:
        await case.let_in(
            since_field=SINCE_FIELD, until_field=UNTIL_FIELD, address_field=ADDRESS_FIELD
        )
        yield case


@dataclass
class Story:
    """What happens on both sides, drawn by a seed."""

    case: PortalCase
    client: Client
    secret: str
    drawn: Random
    #: Moved by us alone; filed there and moved by us; moved by both.
    ours: list[str] = field(default_factory=list)
    filed: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    late: list[bytes] = field(default_factory=list)

    async def goes_on(self) -> None:
        """Let something happen on either side, then the job run, with faults."""
        drawn, case = self.drawn, self.case
        begun = [code for code in self.filed if await case.ours(code)]
        for code in drawn.sample(self.ours, 4) + drawn.sample(begun, min(2, len(begun))):
            await self.moves(code)
        code = drawn.choice(self.shared)
        if code in case.theirs.holdings and drawn.random() < 0.5:
            await self.moves_there(code)
        else:
            await self.moves(code)
        if drawn.random() < 0.5:
            self.files_there()
        await self.calls_in()
        case.server.faults.extend(drawn.choices([*Fault, None, None, None], k=drawn.randrange(6)))
        case.server.names_rows = drawn.random() < 0.7
        await (case.tell() if drawn.random() < 0.6 else case.hear())
        case.stage.clock.advance(timedelta(minutes=drawn.choice((0, 1, 20))))

    async def moves(self, code: str) -> None:
        """Take a step of ours, where one may follow that is not told by scans."""
        status = PortalStatus(await self.case.ours(code))
        following = sorted(NEXT_STATUSES[status] - {PortalStatus.RETURNED})
        if following:
            await self.case.step(code, self.drawn.choice(following))

    async def moves_there(self, code: str) -> None:
        """Have somebody act at the portal, as may follow by what it holds."""
        held = PortalStatus(int(self.case.theirs.holdings[code].status))
        following = sorted(NEXT_STATUSES[held] - {PortalStatus.RETURNED})
        if following:
            status = self.drawn.choice(following)
            self.says(self.case.theirs.move(code, str(status.value)))

    def files_there(self) -> None:
        """Have a citizen file there, for the post to fetch."""
        self.filed.append(f"H53.14-260313-{9000 + len(self.filed):04}")
        self.says(self.case.theirs.file(self.filed[-1], SAID))

    def says(self, holding: Holding) -> None:
        """Have the portal call us, at some time."""
        call = self.case.server.push_of(holding, uuid4().hex)
        self.late += [json.dumps(call).encode()] * self.drawn.choice((1, 1, 2))

    async def calls_in(self) -> None:
        """Let some of its calls arrive, in any order."""
        self.drawn.shuffle(self.late)
        arrive = self.drawn.randrange(len(self.late) + 1)
        for body in self.late[:arrive]:
            await self.call(body)
        del self.late[:arrive]
        await understand_incoming(self.case.stage.bridge, self.case.stage.center, "")

    async def call(self, body: bytes) -> None:
        """Let one call of it arrive."""
        event_id, now = json.loads(body)["id"], self.case.stage.clock()
        headers = {**signed_headers([self.secret], event_id, now, body)}
        headers["Content-Type"] = "application/json"
        answer = await self.client.post(PATH, data=body, headers=headers)
        assert answer.status == 202

    async def ends(self) -> None:
        """Let everything go right, until nothing is left to be said."""
        self.case.server.faults.clear()
        for body in self.late:
            await self.call(body)
        await understand_incoming(self.case.stage.bridge, self.case.stage.center, "")
        self.case.stage.clock.advance(timedelta(hours=1))
        await self.case.until_quiet()
        await ask_all(self.case.asked())
        await self.case.until_quiet()

    def taken(self, code: str) -> list[int]:
        """Return the statuses that the portal took of a dossier, in its order."""
        return [status.value for _, each, status in self.case.theirs.taken if each == code]

    async def steps(self, code: str) -> list[int]:
        """Return the steps of a dossier that are ours to tell, in their order."""
        found: Sequence[int] = await self.case.stage.value(
            "select coalesce(array_agg(status order by recorded_at), '{}') from dossier_step"
            " where dossier_code = $1 and login <> '@portal'",
            code,
        )
        return list(found)


@pytest.mark.parametrize("hours", [-7, 0, 7])
async def test_after_days_of_faults_both_sides_agree_and_each_step_was_taken_once(
    case: PortalCase, client: Client, hours: int
) -> None:
    keeping = KeepingSource(case.asked(), case.stage.bridge.sources, PORTAL_SOURCE)
    await keeping.choose_way(Way.SIGNED)
    answer = await keeping.add_secret()
    assert answer.document is not None
    drawn = Random(hours)  # noqa: S311 - a story, told the same each time
    story = Story(case, client, answer.document["secret"], drawn)
    case.server.clock_off = timedelta(hours=hours)
    story.ours = [await case.stage.add_dossier(number) for number in range(1, 7)]
    story.shared = [await case.stage.add_dossier(number) for number in range(7, 10)]
    for _ in range(ROUNDS):
        await story.goes_on()
    await story.ends()
    assert await case.waiting() == 0
    alone = [*story.ours, *story.filed]
    for code in alone:
        assert story.taken(code) == await story.steps(code), code
    shown = {code for code, _, _ in await case.findings()}
    assert not shown.intersection(alone)
    everything = [*alone, *story.shared]
    for code, (ours, theirs) in zip(everything, await case.sides(*everything), strict=True):
        assert ours == (theirs or 1) or code in shown, (code, ours, theirs)
    begun = await case.stage.value(
        "select array_agg(dossier_code) from dossier_step where login = '@portal' and status = 1"
    )
    assert Counter(begun) == Counter(story.filed)
