"""The command that does what is due."""

from postal_bridge.cli.readying import make_ready
from postal_bridge.cli.running import Installation, installation, tell_where_data_lies
from postal_bridge.cli.telling import note
from postal_bridge.cli.web import run_loop, told_to_leave
from postal_bridge.wiring import open_bridge


def work() -> None:
    """Do the jobs of the timetable and long work that is asked for, until told to leave.

    SIGTERM or Ctrl-C tells it. Any number of these may run side by side. An embedded database is
    migrated first.
    """
    with installation() as place:
        make_ready(place)
        tell_where_data_lies(place)
        run_loop(_work(place))


async def _work(place: Installation) -> None:
    # Commands that schedule nothing do not wait for the scheduler.
    from jobs.money_work import working_on_money  # noqa: PLC0415
    from jobs.scheduler import following  # noqa: PLC0415

    async with (
        told_to_leave() as told,
        open_bridge(place.config, place.database_url) as bridge,
        following(bridge),
        working_on_money(bridge),
    ):
        note("Working")
        await told.wait()
