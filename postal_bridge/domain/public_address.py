"""Whether an address of the network is one that anybody may reach, and not one of a network within.

What others name to us is connected to only there: a name may lead to any address, and an address of
one kind may stand for one of the other.
"""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

ADDRESS_LENGTH_MAX = 500
#: Through these an address of the old kind is reached, whichever that is.
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"))


def may_be_asked(url: str, private_hosts: Collection[str]) -> bool:
    """Tell whether something may be asked or told at an http address that others name.

    `private_hosts` are those for which it may do without https, and lie within our own network;
    which addresses the name of any other leads to is looked at each time it is connected to.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url
    if not plain or len(url) > ADDRESS_LENGTH_MAX or parts.username is not None or parts.fragment:
        return False
    if host is not None and host in private_hosts:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and bool(host) and _may_be_public(host or "")


def _may_be_public(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        # Numbers that some resolvers take for an address are no names.
        last = host.rstrip(".").rpartition(".")[2]
        return not last[:1].isdigit() and last not in ("localhost", "local", "internal")
    return is_public(host)


def is_public(text: str) -> bool:
    """Tell whether an address is public; what is no address is not."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_global(address.ipv4_mapped)
        stands_for_another = address.sixtofour or address.teredo
        if stands_for_another or any(address in network for network in _TRANSLATED):
            return False
    return _is_global(address)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )
