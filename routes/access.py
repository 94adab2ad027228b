"""Who may come in: recognises the bearer of a token or a cookie and compares with the route.

Bearer tokens win over cookies. A write that comes with a cookie has to come from a page of ours:
browsers send cookies along whoever wrote the page.
"""

from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web

from postal_bridge.domain.access import Role
from postal_bridge.domain.credential import CredentialKind, Recognised
from postal_bridge.domain.refusals import NotForYourRole, SignInNeeded, WrittenByAnotherSite
from postal_bridge.usecases.recognise import recognise
from postal_bridge.wiring import Bridge
from routes.keys import BRIDGE, DOORKEEPER, LOGIN
from routes.route import Access, Gate

#: A revocation in another process takes effect here within this time, in this one at once.
REMEMBERED = timedelta(seconds=2)
REMEMBERED_MAX = 4096

READING = frozenset({"GET", "HEAD", "OPTIONS"})
_IPV6_HOUSEHOLD = 64  # a provider gives a household this prefix; the rest is theirs to vary


class Doorkeeper:
    """Recognises who presents a secret, and remembers them for a moment.

    Only those let in are remembered. `forget` is called after every change to people or
    credentials in this process.
    """

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._remembered: dict[str, tuple[Recognised, float]] = {}
        self._changes = 0

    async def recognise(self, kind: CredentialKind, presented: str) -> Recognised | None:
        """Return who presents this, or None."""
        now = self._bridge.clock().timestamp()
        remembered = self._remembered.get(presented)
        if remembered is not None:
            recognised, since = remembered
            fresh = 0 <= now - since < REMEMBERED.total_seconds()
            if fresh and now < recognised.expires_at.timestamp():
                return recognised
            del self._remembered[presented]
        changes = self._changes
        found = await recognise(self._bridge.database, self._bridge.clock, kind, presented)
        # What was read before a change is let in this once but not remembered.
        if found is not None and changes == self._changes:
            if len(self._remembered) >= REMEMBERED_MAX:
                del self._remembered[next(iter(self._remembered))]
            self._remembered[presented] = (found, now)
        return found

    def forget(self) -> None:
        """Forget everybody, so that a change takes effect with the next request."""
        self._changes += 1
        self._remembered.clear()


def cookie_name(bridge: Bridge) -> str:
    """Return the name of the session cookie; over https the prefix binds it to this host."""
    return "__Host-postal_bridge" if bridge.config.serves_tls else "postal_bridge"


async def admit(request: web.Request, access: Access) -> Recognised | None:
    """Return who comes in by a route of this access, None where it is public.

    Raises:
        SignInNeeded: nobody is signed in.
        NotForYourRole: the route is not for people of this role.
        WrittenByAnotherSite: a page of another site sent this.

    """
    if access is Gate.PUBLIC:
        _refuse_other_sites(request, strict=False)
        return None
    if access is Gate.LOCAL_OR_ADMIN:
        if _comes_from_this_machine(request):
            return None
        access = frozenset({Role.ADMIN})
    recognised = await _recognise(request)
    if recognised is None:
        raise SignInNeeded
    request[LOGIN] = recognised.viewer.login
    if recognised.viewer.role not in access:
        raise NotForYourRole
    return recognised


async def _recognise(request: web.Request) -> Recognised | None:
    doorkeeper = request.app[DOORKEEPER]
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        scheme, _, presented = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return None
        return await doorkeeper.recognise(CredentialKind.TOKEN, presented.strip())
    if "Cookie" not in request.headers:
        return None
    presented = request.cookies.get(cookie_name(request.app[BRIDGE]), "")
    recognised = await doorkeeper.recognise(CredentialKind.SESSION, presented)
    if recognised is not None:
        _refuse_other_sites(request, strict=True)
    return recognised


def _refuse_other_sites(request: web.Request, *, strict: bool) -> None:
    """Refuse writes from pages of other sites; `strict` also those that do not say."""
    if request.method in READING:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        allowed = site == "same-origin"
    elif origin is not None:
        # Browsers of before 2023, and pages served without https.
        allowed = _is_ours(request, origin)
    else:
        allowed = not strict
    if not allowed:
        raise WrittenByAnotherSite


def _is_ours(request: web.Request, origin: str) -> bool:
    # The browser writes both Origin and Host; a page of another site cannot choose either.
    if origin == request.app[BRIDGE].config.base_url:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc == request.host


def client_address(request: web.Request) -> str:
    """Return where a request comes from, behind as many proxies as the configuration trusts.

    Of an IPv6 address only the part that a household is given, so that it counts as one.
    """
    address = _address_of(request)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _IPV6_HOUSEHOLD), strict=False))
    return str(address or "unknown")


def _address_of(request: web.Request) -> IPv4Address | IPv6Address | None:
    # Each proxy appends whom it heard; what stands further left, anybody may have written.
    proxies = request.app[BRIDGE].config.trusted_proxies
    heard = [request.remote or ""]
    if proxies:
        header = ",".join(request.headers.getall("X-Forwarded-For", []))
        heard = [*(part.strip() for part in header.split(",") if part.strip()), *heard]
    try:
        address = ip_address(heard[-1 - min(proxies, len(heard) - 1)])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _comes_from_this_machine(request: web.Request) -> bool:
    # A proxy nobody told us of would make everybody look local.
    proxies = request.app[BRIDGE].config.trusted_proxies
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    address = _address_of(request)
    return address is not None and address.is_loopback and (proxies > 0 or not forwarded)
