"""Whether an address of the network is one that anybody may reach, and not one of a network within.

What others name to us is connected to only there: a name may lead to any address, and an address of
one kind may stand for one of the other.
"""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

ADDRESS_LENGTH_MAX = 500
#: Of the new addresses, those that anybody may reach lie in here (RFC 4291, and IANA's registry).
_UNICAST = ip_network("2000::/3")
#: What `is_global` of some releases of Python takes for public: set apart by protocols (RFC 6890),
#: for relays (RFC 7526) and for examples (RFC 9637), and where a provider of machines tells each of
#: them its secrets.
_SET_APART = (
    ip_network("192.0.0.0/24"),
    ip_network("192.88.99.0/24"),
    ip_network("3fff::/20"),
    ip_network("168.63.129.16/32"),
)


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
        if address.sixtofour or address.teredo or address not in _UNICAST:
            return False
    return _is_global(address)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    set_apart = any(address in network for network in _SET_APART)
    return address.is_global and not (set_apart or address.is_multicast or address.is_reserved)
