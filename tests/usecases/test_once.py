"""Writes under an Idempotency-Key are carried out once and answered the same."""

import asyncio
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer
from postal_bridge.domain.refusals import InvalidInput, KeyReused, WrongState
from postal_bridge.domain.setup_refusals import SealBroken
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.locks import until_waited

VIEWER = Viewer(
    center=Center(1, "H53", "Trung tâm Thử Nghiệm", ZoneInfo("Asia/Ho_Chi_Minh")),
    login="an.thu",
    role=Role.CENTER,
    office_code="H53",
    office_kind=OfficeKind.CENTER,
)
KEY = RequestKey("first", b"\1" * 32)


class Counting:
    """A write that leaves a row each time it is carried out."""

    def __init__(self) -> None:
        self.started = 0

    async def act(self, connection: Connection) -> Answer:
        """Count up, in memory and in the database."""
        self.started += 1
        number = await connection.fetchval(
            "insert into counter (center_id, name, next_value) values (1, 'written', 1) "
            "on conflict (center_id, name) do update set next_value = counter.next_value + 1 "
            "returning next_value"
        )
        return Answer(201, {"number": number, "name": "Nguyễn Văn Thử"})


async def written(database: Database) -> int:
    async with database.snapshot() as connection:
        found = await connection.fetchval("select coalesce(sum(next_value), 0)::int from counter")
    return int(found)


async def test_without_a_key_every_request_is_carried_out(bridge: Bridge) -> None:
    counting = Counting()
    for number in (1, 2):
        answer = await once(
            bridge.database, bridge.clock, bridge.sealer, VIEWER, None, counting.act
        )
        assert answer.document == {"number": number, "name": "Nguyễn Văn Thử"}
    assert await written(bridge.database) == 2


async def test_the_same_request_is_answered_the_same_and_carried_out_once(bridge: Bridge) -> None:
    counting = Counting()
    first = await once(bridge.database, bridge.clock, bridge.sealer, VIEWER, KEY, counting.act)
    again = await once(bridge.database, bridge.clock, bridge.sealer, VIEWER, KEY, counting.act)
    assert (first.status, first.document) == (again.status, again.document)
    assert (first.repeated, again.repeated) == (False, True)
    assert counting.started == 1
    assert await written(bridge.database) == 1


async def test_another_request_under_the_same_key_is_refused(bridge: Bridge) -> None:
    counting = Counting()
    await once(bridge.database, bridge.clock, bridge.sealer, VIEWER, KEY, counting.act)
    other = RequestKey(KEY.key, b"\2" * 32)
    with pytest.raises(KeyReused):
        await once(bridge.database, bridge.clock, bridge.sealer, VIEWER, other, counting.act)
    assert await written(bridge.database) == 1


async def test_keys_of_different_people_and_centres_do_not_meet(bridge: Bridge) -> None:
    counting = Counting()
    other_center = Center(2, "H26", "Trung tâm Khác", ZoneInfo("Asia/Ho_Chi_Minh"))
    colleague = Viewer(VIEWER.center, "binh.thu", Role.CENTER, "H53", OfficeKind.CENTER)
    stranger = Viewer(other_center, "an.thu", Role.CENTER, "H26", OfficeKind.CENTER)
    for viewer in (VIEWER, colleague, stranger):
        answer = await once(bridge.database, bridge.clock, bridge.sealer, viewer, KEY, counting.act)
        assert not answer.repeated
    assert counting.started == 3


async def test_of_requests_at_the_same_moment_one_acts_and_all_get_its_answer(
    bridge: Bridge,
) -> None:
    counting = Counting()
    others = 5

    async def slow(connection: Connection) -> Answer:
        answer = await counting.act(connection)
        await until_waited(bridge.database, by=others)
        return answer

    async def send() -> Answer:
        return await once(bridge.database, bridge.clock, bridge.sealer, VIEWER, KEY, slow)

    answers = await asyncio.gather(*(send() for _ in range(1 + others)))
    assert counting.started == 1
    assert [answer.document for answer in answers] == [answers[0].document] * (1 + others)
    assert sum(answer.repeated for answer in answers) == others
    assert await written(bridge.database) == 1


async def test_a_refused_request_leaves_the_key_free(bridge: Bridge) -> None:
    counting = Counting()

    async def refused(connection: Connection) -> Answer:
        await counting.act(connection)
        raise WrongState(code="X", state="held", event="taken")

    with pytest.raises(WrongState):
        await once(bridge.database, bridge.clock, bridge.sealer, VIEWER, KEY, refused)
    assert await written(bridge.database) == 0
    answer = await once(bridge.database, bridge.clock, bridge.sealer, VIEWER, KEY, counting.act)
    assert not answer.repeated


async def test_an_answer_without_a_document_is_kept_too(bridge: Bridge) -> None:
    async def nothing(_connection: Connection) -> Answer:
        return Answer(204, None)

    for repeated in (False, True):
        answer = await once(bridge.database, bridge.clock, bridge.sealer, VIEWER, KEY, nothing)
        assert answer == Answer(204, None, repeated=repeated)


async def test_a_kept_answer_cannot_be_read_in_the_database(bridge: Bridge) -> None:
    await once(bridge.database, bridge.clock, bridge.sealer, VIEWER, KEY, Counting().act)
    async with bridge.database.snapshot() as connection:
        row = await connection.fetchrow("select * from request_key")
    assert row is not None
    assert "Nguyễn" not in str(row)
    assert "number" not in str(row)


@given(st.text(min_size=1, max_size=300))
def test_a_key_is_printable_ascii_and_not_too_long(text: str) -> None:
    fits = len(text) <= 200 and all("\x20" <= letter <= "\x7e" for letter in text) and text.strip()
    if fits:
        assert RequestKey(text, b"").key == text
    else:
        with pytest.raises(InvalidInput) as refused:
            RequestKey(text, b"")
        assert [problem.path for problem in refused.value.problems] == ["Idempotency-Key"]


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(InvalidInput):
        RequestKey("", b"")


async def test_an_answer_sealed_under_another_place_does_not_open(
    bridge: Bridge, clock: SettableClock
) -> None:
    sealer = Sealer(bridge.config)
    await once(bridge.database, clock, sealer, VIEWER, KEY, Counting().act)
    async with bridge.database.transaction() as connection:
        await connection.execute("update request_key set key = 'second'")
    with pytest.raises(SealBroken):
        await once(
            bridge.database,
            clock,
            sealer,
            VIEWER,
            RequestKey("second", KEY.request_hash),
            Counting().act,
        )
