"""The commands that play other parties over HTTP, for trials of an installation."""

from enum import StrEnum
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


class CarrierStory(StrEnum):
    """How it goes with the carrier, as it names its stories; no other command waits for those."""

    CALM = "calm"
    BUSY = "busy"
    LOST = "lost"
    STORMY = "stormy"


@stand_in_commands.command("carrier")
def play_carrier(
    port: Annotated[int, typer.Option(help="The port; 0 takes any free one.", min=0)] = 8091,
    story: Annotated[
        CarrierStory, typer.Option(help="How requests to it fail.")
    ] = CarrierStory.CALM,
    pace: Annotated[
        float,
        typer.Option(help="After so many seconds orders go a step further; 0, never.", min=0),
    ] = 0,
    call_to: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Where it calls what happens.")
    ] = None,
    call_key: Annotated[
        str | None, typer.Option(metavar="KEY", help="What stands in the header h-token of calls.")
    ] = None,
    signs: Annotated[
        bool, typer.Option("--signs", help="Sign calls, and tell the public key.")
    ] = False,
) -> None:
    """Play VNPost until told to leave, in both its interfaces; it forgets everything then.

    Its settings are told at the start; name the host in POSTAL_BRIDGE_CARRIER_PRIVATE_HOSTS.
    """
    calls_to = (call_to, call_key) if call_to else None
    run_loop(_play_carrier(port, story, pace, calls_to, signs=signs))


async def _play_carrier(
    port: int, story: str, pace: float, calls_to: tuple[str, str | None] | None, *, signs: bool
) -> None:
    # Other commands do not wait for what serves HTTP.
    from postal_bridge.gateways.vnpost_stand_in import (  # noqa: PLC0415
        VnpostStandIn,
        settings_of_centre,
        settings_of_customer,
    )
    from postal_bridge.gateways.vnpost_stories import Living, Story, living  # noqa: PLC0415
    from postal_bridge.signatures import SigningKey  # noqa: PLC0415

    key = SigningKey() if signs else None
    life = Living(VnpostStandIn(utc_now, call_key=key), Story(story), calls_to)
    async with told_to_leave() as told, living(life, port=port, pace_seconds=pace) as address:
        for kind, (settings, secrets) in (
            ("vnpost_hcc", settings_of_centre(address)),
            ("vnpost_customer", settings_of_customer(address)),
        ):
            note(f"Settings of {kind}:")
            for name, text in {**settings, **secrets}.items():
                note(f"  {name} = {text.replace(chr(10), '; ')}")
        if key is not None:
            note(key.public_pem)
        await told.wait()
