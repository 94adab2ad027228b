"""Whoever takes receipts: the stand-in and the real adapter keep one contract."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.receipt_content import Party, ReceiptFacts
from postal_bridge.domain.receipt_notice import NoticeKind, ReceiptNotice
from postal_bridge.gateways.receipts import open_receipts
from postal_bridge.gateways.stand_ins import ReceiptsStandIn
from postal_bridge.ports import OutsideError, Permanent, Receipts, Retryable, Trouble

KEY = "chia-khoa-thu-nghiem"
AGENCY = Party("Sở Thử Nghiệm", "5300000001", "1 đường Ví Dụ")


def notice_of(agency: Party | None = AGENCY, kind: NoticeKind = NoticeKind.ISSUED) -> ReceiptNotice:
    facts = ReceiptFacts(
        number=7,
        symbol="AB/26T",
        form_code="01BLP2-001",
        dossier_code="H53.14-260313-0001",
        day=date(2026, 3, 13),
        amount_dong=30_000,
        kinds=((MoneyKind.FEE, 30_000),),
        agency=agency,
        delegate=Party("Bưu cục Thử Nghiệm", None, None),
        void_reason="Ghi nhầm",
    )
    return ReceiptNotice(uuid4(), kind, facts)


class Taker:
    """Takes receipts over HTTP as the stand-in does, and answers `answers` first."""

    def __init__(self, behind: ReceiptsStandIn) -> None:
        self.behind = behind
        self.answers: list[web.Response] = []
        self.seen: list[tuple[str | None, str | None, Any]] = []
        self.silent: asyncio.Event | None = None

    async def take(self, request: web.Request) -> web.Response:
        """Answer one request."""
        key, document = request.headers.get("Idempotency-Key"), await request.json()
        self.seen.append((request.headers.get("Authorization"), key, document))
        if self.silent:
            await self.silent.wait()
        if self.answers:
            return self.answers.pop(0)
        try:
            reference = self.behind.take(str(key), document)
        except Permanent as error:
            return web.json_response({"detail": error.said}, status=422)
        except OutsideError:
            return web.json_response({}, status=503)
        return web.json_response({"reference": reference}, status=201)


@asynccontextmanager
async def serving(taker: Taker) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/receipts", taker.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/receipts"))


@pytest.fixture
def stand_in() -> ReceiptsStandIn:
    return ReceiptsStandIn()


@pytest.fixture
async def taker(stand_in: ReceiptsStandIn) -> Taker:
    return Taker(stand_in)


@pytest.fixture
async def http(taker: Taker) -> AsyncIterator[Receipts]:
    async with serving(taker) as address, open_receipts(address, KEY) as receipts:
        yield receipts


@pytest.fixture(params=["stand-in", "http"])
def receipts(request: pytest.FixtureRequest, stand_in: ReceiptsStandIn, http: Receipts) -> Receipts:
    """Return either of those that take receipts, over one and the same stand-in."""
    return stand_in if request.param == "stand-in" else http


async def test_a_notice_told_twice_is_taken_once(
    receipts: Receipts, stand_in: ReceiptsStandIn
) -> None:
    notice, other = notice_of(), notice_of(kind=NoticeKind.VOID)
    first = await receipts.tell(notice)
    assert first is not None
    assert await receipts.tell(other) != first
    assert await receipts.tell(notice) == first
    assert list(stand_in.taken) == [notice.key, other.key]
    taken = stand_in.taken[notice.key]
    assert taken == notice.to_document()
    assert (taken["notice"], taken["receipt"]["void_reason"]) == ("issued", None)
    assert stand_in.taken[other.key]["receipt"]["void_reason"] == "Ghi nhầm"


async def test_what_fails_for_now_may_be_told_again(
    receipts: Receipts, stand_in: ReceiptsStandIn
) -> None:
    stand_in.fails_with = [Retryable(Trouble.BUSY)]
    notice = notice_of()
    with pytest.raises(Retryable) as caught:
        await receipts.tell(notice)
    assert caught.value.trouble is Trouble.BUSY
    assert await receipts.tell(notice)


async def test_what_cannot_be_taken_is_refused_with_the_reason(
    receipts: Receipts, stand_in: ReceiptsStandIn
) -> None:
    with pytest.raises(Permanent) as caught:
        await receipts.tell(notice_of(agency=Party("Sở Thử Nghiệm", None, None)))
    assert caught.value.trouble is Trouble.REFUSED
    assert "mã số thuế" in str(caught.value.said)
    assert not stand_in.taken


async def test_a_form_that_was_spoilt_belongs_to_no_agency(
    receipts: Receipts, stand_in: ReceiptsStandIn
) -> None:
    spoilt = notice_of(agency=None, kind=NoticeKind.VOID)
    assert await receipts.tell(spoilt)
    assert stand_in.taken[spoilt.key]["receipt"]["agency"] is None


async def test_a_notice_comes_with_its_key_and_ours(taker: Taker, http: Receipts) -> None:
    notice = notice_of()
    await http.tell(notice)
    assert taker.seen == [(f"Bearer {KEY}", notice.key, notice.to_document())]


@pytest.mark.parametrize("body", ['{"reference": "X1"}', "nothing that is JSON", ""])
async def test_what_is_known_there_already_was_taken(
    taker: Taker, http: Receipts, body: str
) -> None:
    taker.answers = [web.Response(status=409, text=body)]
    assert await http.tell(notice_of()) == ("X1" if body.startswith("{") else None)


@pytest.mark.parametrize(
    ("status", "body", "failure", "trouble"),
    [
        (500, "<h1>Error</h1>", Retryable, Trouble.BUSY),
        (429, "{}", Retryable, Trouble.BUSY),
        (401, "{}", Retryable, Trouble.NOT_LET_IN),
        (404, "", Retryable, Trouble.NOT_LET_IN),
        (400, "[]", Permanent, Trouble.REFUSED),
        (418, "\xff", Permanent, Trouble.REFUSED),
        (302, "", Permanent, Trouble.REFUSED),
        (200, "", Retryable, Trouble.UNREADABLE),
        (200, "[1]", Retryable, Trouble.UNREADABLE),
        (201, '{"reference": ', Retryable, Trouble.UNREADABLE),
    ],
)
async def test_every_answer_says_whether_to_try_again(
    taker: Taker,
    http: Receipts,
    status: int,
    body: str,
    failure: type[OutsideError],
    trouble: Trouble,
) -> None:
    elsewhere = {"Location": "/receipts"} if status == 302 else {}
    taker.answers = [web.Response(status=status, text=body, headers=elsewhere)]
    with pytest.raises(failure) as caught:
        await http.tell(notice_of())
    assert caught.value.trouble is trouble
    assert len(taker.seen) == 1


async def test_words_of_others_are_one_short_line(taker: Taker, http: Receipts) -> None:
    said = {"detail": "sai\nsố\x1b[31m" + "!" * 1000, "reference": 5}
    taker.answers = [web.json_response(said, status=400), web.json_response(said, status=200)]
    with pytest.raises(Permanent) as caught:
        await http.tell(notice_of())
    assert str(caught.value.said).startswith("400 saisố[31m!")
    assert len(str(caught.value.said)) <= 310
    assert await http.tell(notice_of()) is None


async def test_nobody_is_waited_for_beyond_the_limit(taker: Taker) -> None:
    taker.silent = asyncio.Event()
    async with (
        serving(taker) as address,
        open_receipts(address, KEY, timeout_seconds=0.2) as receipts,
    ):
        with pytest.raises(Retryable) as caught:
            await receipts.tell(notice_of())
        taker.silent.set()
    assert caught.value.trouble is Trouble.TIMED_OUT


async def test_where_nobody_listens_it_is_tried_again(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{unused_port()}/{tmp_path.name}"
    async with open_receipts(address, KEY) as receipts:
        with pytest.raises(Retryable) as caught:
            await receipts.tell(notice_of())
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert KEY not in repr(caught.value)
    assert tmp_path.name not in repr(caught.value)
