"""The sockets a service listens on, taken before anything else is started."""

import socket
from collections.abc import Sequence
from urllib.parse import urlunsplit

from postal_bridge.domain.upkeep_refusals import AddressUnusable

BACKLOG = 1024


def bind(host: str, port: int, *, shared: bool = False) -> list[socket.socket]:
    """Return sockets bound to every address of `host`; with port 0, all on one free port.

    `shared` ones let other sockets of the same user that are shared too be bound beside them, and
    the kernel deals connections out among those that listen.

    Raises:
        AddressUnusable: the name is unknown, or somebody listens there already.

    """
    sockets: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        # A name may stand for one address in several ways.
        for family, *_, address in {each[-1]: each for each in found}.values():
            bound = socket.socket(family, socket.SOCK_STREAM)
            sockets.append(bound)
            if family == socket.AF_INET6:
                bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if shared:
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            # The first socket may have been given a free port; the others take the same.
            bound.bind((address[0], port_of(sockets) or port, *address[2:]))
    except OSError as error:
        close(sockets)
        reason = error.strerror or str(error)
        raise AddressUnusable(address=f"{host} port {port}", reason=reason) from error
    return sockets


def reserve(host: str, port: int) -> list[socket.socket]:
    """Return shared sockets that keep an address for workers, once nobody else is there.

    They do not listen, so no connection comes to them. Raises AddressUnusable.
    """
    # A shared socket can be bound beside those of a stranger who shares too; this one cannot.
    alone = bind(host, port)
    port = port_of(alone)
    close(alone)
    return bind(host, port, shared=True)


def port_of(sockets: Sequence[socket.socket]) -> int:
    """Return the port of bound sockets."""
    port: int = sockets[0].getsockname()[1]
    return port


def close(sockets: Sequence[socket.socket]) -> None:
    """Close sockets."""
    for each in sockets:
        each.close()


def address_of(host: str, port: int) -> str:
    """Return the address that a person on this machine types into a browser."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - it is compared, not bound
        host = "127.0.0.1"
    netloc = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return urlunsplit(("http", netloc, "", "", ""))
