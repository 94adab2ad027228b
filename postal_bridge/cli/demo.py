"""The command that shows everything at once: a made-up centre, served and worked for."""

import asyncio
import json
import os
import shlex
import socket
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from postal_bridge.cli.demonstration.example import ExampleScan, example_to_scan, example_to_track
from postal_bridge.cli.demonstration.place import DEMONSTRATION_PASSWORD, made_up_people
from postal_bridge.cli.demonstration.plans import DAYS
from postal_bridge.cli.demonstration.sandbox import SANDBOX_CODE, SANDBOX_LOGIN
from postal_bridge.cli.listening import address_of, bind, close, port_of
from postal_bridge.cli.options import PortOption
from postal_bridge.cli.readying import make_ready
from postal_bridge.cli.running import (
    Installation,
    installation,
    read_settings,
    tell_where_data_lies,
)
from postal_bridge.cli.telling import progress, tell
from postal_bridge.cli.web import run_loop, serve_until, told_to_leave
from postal_bridge.config import STAND_IN
from postal_bridge.wiring import open_bridge

_HOST = "127.0.0.1"


def demo(
    data_dir: Annotated[
        Path,
        typer.Option(metavar="FOLDER", file_okay=False, help="Where its database lies."),
    ] = Path("var"),
    port: PortOption = 8080,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Make the demonstration, and serve nothing.")
    ] = False,
) -> None:
    """Show a working day at a made-up centre: served and worked for, with sign-ins to try.

    The first start makes the data; later ones keep it. Ctrl-C ends everything. It is served to
    this machine alone, because everybody knows its passwords.
    """
    with ExitStack() as stack:
        sockets: list[socket.socket] = []
        if not no_serve:
            sockets = bind(_HOST, port)
            stack.callback(close, sockets)
            port = port_of(sockets)
        address = address_of(_HOST, port)
        config = read_settings(_environment(data_dir, address))
        place = stack.enter_context(installation(config))
        tell_where_data_lies(place)
        _make_sure_of_it(place)
        make_ready(place)
        if no_serve:
            _tell_sign_ins("The demonstration is ready.")
        else:
            run_loop(_serve(place, sockets, address))


def _make_sure_of_it(place: Installation) -> None:
    # Every other command would wait for all that only the making needs.
    from postal_bridge.cli.demonstration import loading  # noqa: PLC0415

    with loading.one_at_a_time(place.config.data_dir):
        if not asyncio.run(loading.has_demonstration(place)):
            with progress("Making the demonstration", DAYS) as advance:
                asyncio.run(loading.make_demonstration(place, advance))


def _environment(data_dir: Path, address: str) -> dict[str, str]:
    """Return the settings of the demonstration: never those of another database."""
    environment = {
        "POSTAL_BRIDGE_BASE_URL": address,
        **os.environ,
        # The carrier of the demonstration stands beside it.
        "POSTAL_BRIDGE_CARRIER_PRIVATE_HOSTS": _HOST,
        # What is made up leaves this machine for nobody.
        **{f"POSTAL_BRIDGE_{each}_URL": STAND_IN for each in ("RECEIPTS", "ZALO", "SMS", "MAIL")},
    }
    environment.pop("POSTAL_BRIDGE_DATABASE_URL", None)
    return {**environment, "POSTAL_BRIDGE_DATA_DIR": str(data_dir)}


async def _serve(place: Installation, sockets: list[socket.socket], address: str) -> None:
    # Commands that schedule nothing do not wait for the scheduler, nor for what speaks HTTP.
    from jobs.scheduler import following  # noqa: PLC0415
    from postal_bridge.cli.demonstration.carrier import carrying  # noqa: PLC0415
    from postal_bridge.cli.demonstration.portal import let_in, serving_a_portal  # noqa: PLC0415

    async with (
        told_to_leave() as told,
        serving_a_portal() as portal,
        open_bridge(portal.named_in(place.config), place.database_url) as bridge,
        let_in(bridge, portal),
        carrying(bridge),
        following(bridge),
    ):
        code, digits = await example_to_track(bridge)
        to_scan = await example_to_scan(bridge)

        def ready() -> None:
            _tell_sign_ins(f"The demonstration is at {address}/")
            tell(f"  A citizen tracks a dossier at {address}/: {code}, digits {digits}\n")
            if to_scan is not None:
                tell("  A scan, for another terminal:\n")
                tell(_command_of(to_scan, place.config.data_dir, address, bridge.clock()))
            sys.stdout.flush()

        await serve_until(told, bridge, sockets, ready)


def _command_of(scan: ExampleScan, data_dir: Path, address: str, now: datetime) -> str:
    """Return what a shell runs, wherever it stands, to scan something by a token of its own."""
    program = Path(sys.executable).with_name("postal-bridge")
    sent = {
        "scan_id": str(uuid4()),
        "code": scan.code,
        "action": scan.action,
        "scanned_at": now.isoformat(timespec="seconds"),
    }
    body = shlex.quote(json.dumps({"scans": [sent]}))
    return (
        f"token=$(POSTAL_BRIDGE_DATA_DIR={shlex.quote(str(data_dir))} \\\n"
        f"  {shlex.quote(str(program))} token issue --person {scan.login} --expires-days 1) &&\n"
        f'curl -s {address}/api/v1/scans -H "Authorization: Bearer $token" \\\n'
        f"  -H 'Content-Type: application/json' \\\n"
        f"  -d {body}\n"
    )


def _tell_sign_ins(heading: str) -> None:
    tell(f"\n{heading}\n\n  {'login':<16}{'password':<16}role")
    for person in made_up_people():
        if person.shown:
            role = f"{person.role}, supervisor" if person.supervises else person.role
            tell(f"  {person.login:<16}{DEMONSTRATION_PASSWORD:<16}{role}")
    tell(f"  {SANDBOX_LOGIN:<16}{DEMONSTRATION_PASSWORD:<16}sandbox {SANDBOX_CODE}, for programs")
    tell("")
