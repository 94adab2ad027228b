"""The folders of the embedded server: found where they can lie, refused by name elsewhere."""

import os
import shutil
from pathlib import Path

import asyncpg
import pytest

from postal_bridge.domain.setup_refusals import DataFolderClosed, DataFolderUnusable
from postal_bridge.store.embedded import running

IS_ROOT = os.geteuid() == 0


@pytest.mark.skipif(not IS_ROOT, reason="only root runs the server as another account")
async def test_below_a_closed_folder_the_cluster_lies_on_open_ground(ground: Path) -> None:
    closed = ground / "closed"
    closed.mkdir(0o700)
    for _ in range(2):
        with running(closed / "var") as address:
            connection = await asyncpg.connect(address)
            await connection.execute("create table if not exists parcel (label text)")
            await connection.close()
    home = closed / "var" / "postgres"
    real = home.resolve()
    assert home.is_symlink()
    assert (real / "cluster").is_dir()
    shutil.rmtree(real)


def test_a_closed_folder_is_refused_by_name(ground: Path) -> None:
    closed = ground / "closed"
    closed.mkdir(0o711 if IS_ROOT else 0o500)
    if IS_ROOT:
        with running(closed / "var"):
            pass
        closed.chmod(0o700)
    refusal = DataFolderClosed if IS_ROOT else DataFolderUnusable
    with pytest.raises(refusal, match=f"{closed}"), running(closed / "var"):
        pass


def test_a_file_in_the_place_of_the_folder_is_refused(ground: Path) -> None:
    (ground / "var").write_text("not a folder")
    with pytest.raises(DataFolderUnusable, match="Not a directory"), running(ground / "var"):
        pass
