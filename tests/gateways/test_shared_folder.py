"""A carrier that may write into its folder reaches nothing of ours, whatever it lays there."""

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from postal_bridge.domain.carrier import CarrierKind, Doubt
from postal_bridge.ports import Retryable, Trouble
from tests.conftest import SettableClock
from tests.gateways.carrier_players import Player, playing
from tests.gateways.test_carriers import order_of

LINE = "A1,,arrived,13/03/2026 14:05:06,,\n"
SECRET = "key,code,moment\nof ours,arrived,13/03/2026 14:05:06\n"


@pytest.fixture
async def files(clock: SettableClock, tmp_path: Path) -> AsyncIterator[Player]:
    """Yield a carrier by files."""
    async with playing(CarrierKind.FILES, clock, tmp_path / "carriers") as player:
        yield player


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Return a file that the service may read and write, and no carrier."""
    file = tmp_path / "secret.csv"
    file.write_text(SECRET, "utf-8")
    return file


def rest(file: Path) -> None:
    """Let a file have lain there for an hour."""
    at = file.lstat().st_mtime - 3_600
    os.utime(file, (at, at), follow_symlinks=False)


async def test_a_link_in_the_folder_of_reports_is_not_read(files: Player, secret: Path) -> None:
    link = files.lay_down([LINE]).with_name("link.csv")
    link.symlink_to(secret)
    page = await files.carrier.reports_since(None)
    assert [each.order_key for each in page.reports] == ["A1"]
    assert page.unreadable == ()
    page = await files.carrier.reports_since(page.cursor)
    assert (page.reports, page.unreadable) == ((), ())
    assert secret.read_text("utf-8") == SECRET


@pytest.mark.parametrize("name", ["0001.csv.acknowledged.part", "read-0001.csv"])
async def test_a_link_where_files_are_kept_is_not_written_through(
    files: Player, secret: Path, name: str
) -> None:
    page = await files.carrier.reports_since(None)
    (files.folder / "kept" / name).symlink_to(secret)
    files.lay_down([LINE], "0001.csv")
    page = await files.carrier.reports_since(page.cursor)
    await files.carrier.reports_since(page.cursor)
    assert "0001.csv" in (files.folder / "acknowledged" / "0001.csv").read_text("utf-8")
    assert secret.read_text("utf-8") == SECRET


async def test_a_link_in_place_of_an_order_or_its_mark_is_not_written_through(
    files: Player, secret: Path
) -> None:
    await files.carrier.order(order_of())
    (order,) = (files.folder / "orders").iterdir()
    kept = files.folder / "kept"
    for place in (order, kept / order.name, kept / f"{order.name}.part"):
        place.unlink(missing_ok=True)
        place.symlink_to(secret)
    await files.carrier.order(order_of())
    assert not order.is_symlink()
    assert files.keys() == [order_of().key]
    assert secret.read_text("utf-8") == SECRET


@pytest.mark.parametrize("name", ["reports", "kept", "acknowledged"])
async def test_a_link_in_place_of_a_folder_is_not_gone_into(
    files: Player, tmp_path: Path, name: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    files.folder.mkdir(parents=True)
    (files.folder / name).symlink_to(elsewhere)
    with pytest.raises(Retryable) as caught:
        await files.carrier.reports_since(None)
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "make", "why"),
    [
        ("half.csv", lambda file: file.write_text("key,code"), Doubt.NOT_WHOLE),
        ("empty.csv", Path.touch, Doubt.NOT_WHOLE),
        ("begun.csv.part", Path.touch, Doubt.NOT_WHOLE),
        ("folder.csv", Path.mkdir, Doubt.NO_FILE),
        ("pipe.csv", os.mkfifo, Doubt.NO_FILE),
        ("link.csv", lambda file: file.symlink_to("/etc/hostname"), Doubt.NO_FILE),
        ("nowhere.csv", lambda file: file.symlink_to("/nowhere"), Doubt.NO_FILE),
        ("báo-cáo.xlsx", Path.touch, Doubt.NO_FILE),
        ("a" * 240 + ".csv", lambda file: file.write_text(LINE), Doubt.NO_FILE),
        ("two\nlines.csv", lambda file: file.write_text(LINE), Doubt.NO_FILE),
    ],
)
async def test_what_is_never_read_is_told_once_it_is_at_rest(
    files: Player, name: str, make: Callable[[Path], object], why: Doubt
) -> None:
    file = files.lay_down([LINE]).with_name(name)
    make(file)
    page = await files.carrier.reports_since(None)
    assert [each.order_key for each in page.reports] == ["A1"]
    assert page.unreadable == ()
    rest(file)
    page = await files.carrier.reports_since(page.cursor)
    assert [each.why for each in page.unreadable] == [why]
    assert page.unreadable[0].where.isprintable()


async def test_a_name_that_is_no_text_is_told_too(files: Player) -> None:
    file = files.lay_down([LINE]).with_name(os.fsdecode(b"\xff\xfe.csv"))
    file.touch()
    rest(file)
    page = await files.carrier.reports_since(None)
    assert [(each.where, each.why) for each in page.unreadable] == [(".csv", Doubt.NO_FILE)]
