"""Keeps how a centre is let into the national portal, and tells it without what lets it in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from postal_bridge.config import STAND_IN
from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.portal import Tells
from postal_bridge.domain.portal_refusals import PortalNotNamed
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import portal_accounts
from postal_bridge.store.database import Connection
from postal_bridge.store.portal_accounts import KeptAccount
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.portal_account import password_place


@dataclass(frozen=True, slots=True)
class WantedAccount:
    """How a centre is to be let in.

    Without a password the one that is kept stays, without `told_since` the present moment counts,
    or what is kept.
    """

    enabled: bool
    address: str
    unit_code: str
    login_address: str | None = None
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    tells: Tells = Tells.POSTAL
    told_since: datetime | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    later_codes: tuple[str, ...] = ()
    since_field: str | None = None
    until_field: str | None = None
    ask_hours: int = 24
    address_field: str | None = None
    term_field: str | None = None


async def keep_portal_account(
    asked: Asked, wanted: WantedAccount, hosts: Collection[str]
) -> Answer:
    """Keep how the viewer's centre is let in, and answer with it; `hosts` are those it may name.

    Raises:
        PortalNotNamed: an address is of another host.
        InvalidInput: what is wanted does not agree with itself.

    """
    _refuse_contradictions(wanted)
    for address in (wanted.address, wanted.login_address):
        refuse_host(address, hosts)
    center, now = asked.viewer.center, asked.clock()

    async def act(connection: Connection) -> Answer:
        before = await portal_accounts.account_of(connection, center.center_id)
        kept = _kept(asked.sealer, center, wanted, before, now)
        await portal_accounts.put_account(connection, center.center_id, kept)
        if before and kept.told_since < before.told_since:
            await portal_accounts.follow_anew(connection, center.center_id)
        await note_change(
            connection,
            center.center_id,
            asked.viewer.login,
            now,
            ChangeKind.PORTAL_ACCOUNT_KEPT,
            enabled=str(wanted.enabled).lower(),
            host=_host(wanted.address),
            unit_code=wanted.unit_code,
            tells=wanted.tells.value,
        )
        return Answer(200, account_document(center, kept))

    return await asked.once(act)


def refuse_host(address: str | None, hosts: Collection[str]) -> None:
    """Refuse an address whose host the operator has not named; a stand-in goes nowhere."""
    if address not in (None, STAND_IN) and _host(address or "") not in hosts:
        raise PortalNotNamed(host=_host(address or ""))


def account_document(center: Center, kept: KeptAccount) -> dict[str, Any]:
    """Return how a centre is let in; of the password, whether there is one."""
    return {
        "enabled": kept.enabled,
        "address": kept.address,
        "login_address": kept.login_address,
        "login": kept.login,
        "has_password": kept.password_sealed is not None,
        "unit_code": kept.unit_code,
        "tells": kept.tells.value,
        "told_since": kept.told_since.astimezone(center.zone).isoformat(timespec="seconds"),
        "codes": dict(kept.codes),
        "later_codes": list(kept.later_codes),
        "since_field": kept.since_field,
        "until_field": kept.until_field,
        "ask_hours": kept.ask_hours,
        "address_field": kept.address_field,
        "term_field": kept.term_field,
    }


async def look_up_account(asked: Connection, viewer: Viewer) -> dict[str, Any] | None:
    """Return how the viewer's centre is let in, None where nobody said."""
    kept = await portal_accounts.account_of(asked, viewer.center_id)
    return None if kept is None else account_document(viewer.center, kept)


def _refuse_contradictions(wanted: WantedAccount) -> None:
    problems = [
        FieldProblem(path, "bad_address", Said("must be an http or https address"))
        for path, address in (
            ("address", wanted.address),
            ("login_address", wanted.login_address),
        )
        if address not in (None, STAND_IN) and _host(address or "") == ""
    ]
    if (wanted.since_field is None) is not (wanted.until_field is None):
        path = "since_field" if wanted.since_field is None else "until_field"
        detail = Said("goes with the name of the other end of a period")
        problems.append(FieldProblem(path, "required", detail))
    if wanted.login_address is not None and wanted.login is None:
        detail = Said("must be given where there is a login call")
        problems.append(FieldProblem("login", "required", detail))
    if problems:
        raise InvalidInput(*problems)


def _host(address: str) -> str:
    """Return the host and port of an http address, or nothing where it is none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return ""
    return parts.hostname if port is None else f"{parts.hostname}:{port}"


def _kept(
    sealer: Sealer,
    center: Center,
    wanted: WantedAccount,
    before: KeptAccount | None,
    now: datetime,
) -> KeptAccount:
    sealed = before.password_sealed if before else None
    places = [urlsplit(each.login_address or "") for each in (wanted, before) if each]
    if len({(place.scheme, place.netloc) for place in places}) > 1:
        # What lets us in at one host is not shown to another, nor in clear on the way.
        sealed = None
    if wanted.password is not None:
        sealed = sealer.seal(wanted.password, password_place(center))
    return KeptAccount(
        enabled=wanted.enabled,
        address=wanted.address,
        login_address=wanted.login_address,
        login=wanted.login,
        password_sealed=sealed,
        unit_code=wanted.unit_code,
        tells=wanted.tells,
        told_since=wanted.told_since or (before.told_since if before else now),
        codes=dict(wanted.codes),
        later_codes=wanted.later_codes,
        since_field=wanted.since_field,
        until_field=wanted.until_field,
        ask_hours=wanted.ask_hours,
        address_field=wanted.address_field,
        term_field=wanted.term_field,
    )
