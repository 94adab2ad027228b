"""Whether an address of the network is one that anybody may reach, and not one of a network within.

What others name to us is connected to only there: a name may lead to any address, and an address of
one kind may stand for one of the other.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

#: Through these an address of the old kind is reached, whichever that is.
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"))


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
