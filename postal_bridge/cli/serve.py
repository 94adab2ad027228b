"""The command that serves: one process or several on one port."""

import socket
from typing import Annotated

import typer

from postal_bridge.cli.crew import serve_with
from postal_bridge.cli.listening import address_of, bind, close, port_of, reserve
from postal_bridge.cli.options import HostOption, PortOption
from postal_bridge.cli.readying import make_ready
from postal_bridge.cli.running import Installation, installation, tell_where_data_lies
from postal_bridge.cli.telling import note
from postal_bridge.cli.web import run_loop, serve_until, told_to_leave
from postal_bridge.cli.worker import Post
from postal_bridge.wiring import open_bridge

WORKERS_MAX = 64


def serve(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8080,
    workers: Annotated[
        int,
        typer.Option(metavar="N", min=1, max=WORKERS_MAX, help="So many web processes."),
    ] = 1,
) -> None:
    """Serve the API and the pages until told to leave (SIGTERM, Ctrl-C).

    An embedded database is migrated first; another one has to be migrated already. Requests in
    flight are given ten seconds to end. Jobs are done by "postal-bridge work".
    """
    if workers == 1:
        sockets = bind(host, port)
        try:
            with installation() as place:
                make_ready(place)
                tell_where_data_lies(place)
                address = address_of(host, port_of(sockets))
                run_loop(_serve(place, sockets, address))
        finally:
            close(sockets)
        return
    sockets = reserve(host, port)
    try:
        with installation() as place:
            make_ready(place)
            tell_where_data_lies(place)
            post = Post(place.config, place.database_url, host, port_of(sockets))
            address = address_of(host, post.port)
            serve_with(post, workers, lambda: note(f"Serving on {address} with {workers} workers"))
    finally:
        close(sockets)


async def _serve(place: Installation, sockets: list[socket.socket], address: str) -> None:
    async with (
        told_to_leave() as told,
        open_bridge(place.config, place.database_url) as bridge,
    ):
        await serve_until(told, bridge, sockets, lambda: note(f"Serving on {address}"))
