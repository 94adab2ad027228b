"""Weeks of a centre pass under a clock that runs fast while workers are killed all along."""

from pathlib import Path

from bench.year.life import live_a_year


async def test_every_run_and_message_comes_once_and_figures_are_those_of_a_recount(
    database_url: str, tmp_path: Path
) -> None:
    said: list[str] = []
    year = await live_a_year(database_url, tmp_path, (48, 12), said.append, kill_every_seconds=2.0)
    assert year.faults == []
    assert year.kills > 0
    assert (year.days, year.scans > year.dossiers > 0) == (12, True)
    assert "taken" in year.said_by_provider
