"""A carrier by files: nothing half-written is read, everything is read once, bad lines are told."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from postal_bridge.domain.carrier import CarrierKind
from postal_bridge.ports import Retryable, Trouble
from tests.conftest import SettableClock
from tests.gateways.carrier_players import Player, playing
from tests.gateways.test_carriers import CITIZEN, order_of

MOMENT = "13/03/2026 14:05:06"


@pytest.fixture
async def files(clock: SettableClock, tmp_path: Path) -> AsyncIterator[Player]:
    """Yield a carrier by files."""
    async with playing(CarrierKind.FILES, clock, tmp_path) as player:
        yield player


def names_in(files: Player, folder: str) -> list[str]:
    place = files.folder / folder
    return sorted(file.name for file in place.iterdir()) if place.exists() else []


async def test_what_is_half_written_is_not_read(files: Player) -> None:
    line = f"A1,,arrived,{MOMENT},,\n"
    for name in ("0001.csv.part", ".0001.csv", "0001.tmp", "0001.csv.filepart", "notes.txt"):
        files.lay_down([line], name)
    whole = files.lay_down([line], "0002.csv")
    text = whole.read_text("utf-8")
    whole.write_text(text[:-3], "utf-8")
    (files.folder / "reports" / "0003.csv").touch()
    page = await files.carrier.reports_since(None)
    assert (page.reports, page.unreadable, page.cursor) == ((), (), None)
    whole.write_text(text, "utf-8")
    page = await files.carrier.reports_since(None)
    assert [each.order_key for each in page.reports] == ["A1"]


async def test_a_file_is_put_aside_and_acknowledged_once_its_reports_are_kept(
    files: Player,
) -> None:
    files.lay_down([f"A1,,arrived,{MOMENT},,\n", f"A2,,arrived,{MOMENT},x,\n", ",,,,\n"])
    page = await files.carrier.reports_since(None)
    assert [each.order_key for each in page.reports] == ["A1"]
    assert [each.where for each in page.unreadable] == ["0001.csv:3", "0001.csv:4"]
    assert names_in(files, "reports") == ["0001.csv"]
    page = await files.carrier.reports_since(page.cursor)
    assert page.reports == ()
    assert names_in(files, "reports") == []
    acknowledged = (files.folder / "acknowledged" / "0001.csv").read_text("utf-8")
    assert acknowledged.splitlines() == [
        "file,lines_read,line,problem",
        "0001.csv,1,,",
        "0001.csv,,3,bad_line",
        "0001.csv,,4,bad_line",
    ]


async def test_a_file_laid_over_one_that_was_just_read_is_read_too(files: Player) -> None:
    files.lay_down([f"A1,,arrived,{MOMENT},,\n"], "same.csv")
    page = await files.carrier.reports_since(None)
    files.lay_down([f"A2,,arrived,{MOMENT},,\n"], "same.csv")
    page = await files.carrier.reports_since(page.cursor)
    assert [each.order_key for each in page.reports] == ["A2"]
    assert (await files.carrier.reports_since(page.cursor)).reports == ()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"code,moment\n", "no_columns"),
        (b"key,code\nA1,arrived\n", "no_columns"),
        (b"\xff\xfe\n", "no_utf8"),
    ],
)
async def test_a_file_that_is_none_is_set_aside_and_said_why(
    files: Player, content: bytes, why: str
) -> None:
    file = files.lay_down([])
    file.write_bytes(content)
    page = await files.carrier.reports_since(None)
    assert [each.why for each in page.unreadable] == [why]
    await files.carrier.reports_since(page.cursor)
    assert why in (files.folder / "acknowledged" / file.name).read_text("utf-8")


async def test_many_files_are_read_some_at_a_time(files: Player) -> None:
    for number in range(45):
        files.lay_down([f"A{number},,arrived,{MOMENT},,\n"])
    reports, _ = await files.heard()
    assert {each.order_key for each in reports} == {f"A{n}" for n in range(45)}
    assert len(reports) == 45


async def test_an_order_lies_there_whole_and_once(files: Player) -> None:
    order = order_of()
    await files.carrier.order(order)
    (name,) = names_in(files, "orders")
    assert name.endswith(".csv")
    text = (files.folder / "orders" / name).read_text("utf-8")
    assert CITIZEN.name in text
    files.pick_up()
    await files.carrier.order(replace(order, asked_before=True))
    assert names_in(files, "orders") == []
    # Refused and sent anew by a person it is laid down anew.
    await files.carrier.order(order)
    assert files.keys() == [order.key, order.key]


async def test_an_order_that_was_written_and_not_laid_down_is_laid_down(files: Player) -> None:
    order = order_of()
    await files.carrier.order(order)
    (name,) = names_in(files, "orders")
    # As a power cut leaves it: written whole, and not renamed yet.
    (files.folder / "orders" / name).rename(files.folder / "kept" / f"{name}.part")
    await files.carrier.order(replace(order, asked_before=True))
    assert files.keys() == [order.key]


async def test_keys_that_look_alike_have_files_of_their_own(files: Player) -> None:
    await files.carrier.order(order_of("A/1"))
    await files.carrier.order(order_of("A.1"))
    await files.carrier.order(order_of("../../A"))
    assert len(names_in(files, "orders")) == 3


async def test_nothing_in_a_file_is_taken_for_a_formula(files: Player) -> None:
    await files.carrier.order(replace(order_of(), words="x", key="=1+1"))
    (name,) = names_in(files, "orders")
    assert "'=1+1" in (files.folder / "orders" / name).read_text("utf-8")


async def test_a_folder_that_is_not_there_is_tried_again(
    clock: SettableClock, tmp_path: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be", "utf-8")
    async with playing(CarrierKind.FILES, clock, blocked) as files:
        with pytest.raises(Retryable) as caught:
            await files.carrier.order(order_of())
        assert caught.value.trouble is Trouble.UNREACHABLE


async def test_nothing_of_a_citizen_stays_where_files_are_kept(files: Player) -> None:
    order = order_of()
    await files.carrier.order(order)
    await files.carrier.cancel(replace(order, asked_before=True))
    files.pick_up()
    kept = [file for file in (files.folder / "kept").iterdir() if file.is_file()]
    assert kept
    assert not any(file.read_bytes() for file in kept)
