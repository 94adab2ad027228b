"""The commands that play other parties over HTTP, for trials of an installation."""

from typing import Annotated

import typer

from postal_bridge.cli.telling import note
from postal_bridge.cli.web import run_loop, told_to_leave
from postal_bridge.clock import utc_now

stand_in_commands = typer.Typer()


@stand_in_commands.command("portal")
def play_portal(
    port: Annotated[int, typer.Option(help="The port; 0 takes any free one.", min=0)] = 8090,
) -> None:
    """Play the national portal until told to leave: it takes what it is told, and forgets it then.

    Its addresses are those of an account; name the host in POSTAL_BRIDGE_PORTAL_HOSTS.
    """
    run_loop(_play_portal(port))


async def _play_portal(port: int) -> None:
    # Other commands do not wait for what serves HTTP.
    from postal_bridge.gateways.portal_server import (  # noqa: PLC0415
        LOGIN_PATH,
        SERVICES_PATH,
        PortalServer,
        serving_portal,
    )
    from postal_bridge.gateways.portal_stand_in import PortalStandIn  # noqa: PLC0415

    server = PortalServer(PortalStandIn(utc_now))
    async with told_to_leave() as told, serving_portal(server, port=port) as address:
        note(f"Services at {address}{SERVICES_PATH}, login call at {address}{LOGIN_PATH}")
        await told.wait()
