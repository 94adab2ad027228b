"""Keeps the carriers of a centre: how each is spoken to, and who carries on which leg since when.

Secrets are told once and shown never again; whoever keeps a carrier anew without them leaves them
as they are.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

from postal_bridge.domain.carrier import KIND_OF_LEG, CarrierKind, LegTerms
from postal_bridge.domain.carrier_refusals import UnknownCarrier
from postal_bridge.domain.carrier_settings import SECRETS, checked_secrets, checked_settings
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.store import carrier_reports, catalogue
from postal_bridge.store import carriers as store
from postal_bridge.store.carriers import KeptCarrier
from postal_bridge.store.database import Connection
from postal_bridge.usecases.carrier_accounts import find_carrier, open_secrets, seal_secrets
from postal_bridge.usecases.keep_from_day import Sort
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked


@dataclass(frozen=True, slots=True)
class StatedCarrier:
    """How a carrier is spoken to, as somebody states it."""

    code: str
    name: str
    kind: CarrierKind
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    pull_minutes: int = 15


@dataclass(frozen=True, slots=True)
class Keeping:
    """One change to the carriers of a centre on its way.

    `private_hosts` are those at which a carrier may stand though they are not public.
    """

    asked: Asked
    private_hosts: Collection[str] = ()

    async def keep(self, stated: StatedCarrier) -> Answer:
        """Keep how a carrier is spoken to; codes of it that nobody knew are looked at again.

        Raises:
            InvalidInput: with one problem for each setting that cannot be used.

        """

        async def act(connection: Connection) -> Answer:
            asked, center = self.asked, self.asked.viewer.center
            await catalogue.lock_center(connection, center.center_id)
            settings = checked_settings(stated.kind, stated.settings, self.private_hosts)
            given = checked_secrets(stated.kind, stated.secrets)
            found = await find_carrier(connection, center, stated.code)
            before = found[0] if found else None
            known: dict[str, str] = {}
            if before:
                sealed = before.secrets_sealed
                known = open_secrets(asked.sealer, center, stated.code, sealed)
            secrets = {
                name: text for name, text in (known | given).items() if name in SECRETS[stated.kind]
            }
            kept = KeptCarrier(
                code=stated.code,
                name=stated.name,
                kind=stated.kind,
                settings=settings,
                secrets_sealed=seal_secrets(asked.sealer, center, stated.code, secrets),
                pull_minutes=stated.pull_minutes,
                is_paused=before.is_paused if before else False,
            )
            await store.put_carrier(connection, center.center_id, kept)
            await carrier_reports.hear_again(connection, center.center_id, stated.code, None)
            before_settings = before.settings if before else {}
            changed = sorted(
                name
                for name in {*settings, *before_settings}
                if settings.get(name) != before_settings.get(name)
            )
            await self._note(
                connection,
                ChangeKind.CARRIER_KEPT,
                carrier=stated.code,
                name=stated.name,
                carrier_kind=stated.kind,
                changed=", ".join(changed),
                secrets=", ".join(sorted(given)),
            )
            return Answer(200, document_of(kept, frozenset(secrets)))

        return await self.asked.once(act)

    async def pause(self, code: str, reason: str, *, is_paused: bool) -> Answer:
        """Let orders of a carrier wait, or go out again; what it tells is heard all the while.

        Raises:
            UnknownCarrier: the centre has no such carrier.

        """

        async def act(connection: Connection) -> Answer:
            center = self.asked.viewer.center
            if await find_carrier(connection, center, code) is None:
                raise UnknownCarrier
            await store.pause_carrier(connection, center.center_id, code, is_paused=is_paused)
            what = ChangeKind.CARRIER_PAUSED if is_paused else ChangeKind.CARRIER_RESUMED
            await self._note(connection, what, carrier=code, reason=reason)
            return Answer(200, {"carrier": code, "is_paused": is_paused})

        return await self.asked.once(act)

    async def _note(self, connection: Connection, what: ChangeKind, **told: object) -> None:
        asked = self.asked
        center_id, login = asked.viewer.center_id, asked.viewer.login
        await note_change(connection, center_id, login, asked.clock(), what, **told)


def document_of(kept: KeptCarrier, secrets: frozenset[str]) -> dict[str, Any]:
    """Return a carrier as it goes out: of its secrets which are there, and nothing more."""
    return {
        "code": kept.code,
        "name": kept.name,
        "kind": kept.kind.value,
        "settings": dict(kept.settings),
        "secrets": {name: name in secrets for name in SECRETS[kept.kind]},
        "pull_minutes": kept.pull_minutes,
        "is_paused": kept.is_paused,
    }


async def _put(connection: Connection, center_id: int, terms: LegTerms) -> None:
    known = {kept.code for kept, _ in await store.carriers_of(connection, center_id)}
    if terms.carrier_code is not None and terms.carrier_code not in known:
        detail = Said("is no carrier of this centre")
        raise InvalidInput(FieldProblem("carrier", "unknown_carrier", detail))
    await store.put_leg(connection, center_id, terms)


async def _load(leg: Leg, connection: Connection, center_id: int) -> list[LegTerms]:
    return await store.legs_of(connection, center_id, leg)


async def _drop(leg: Leg, connection: Connection, center_id: int, valid_from: date) -> None:
    await store.drop_leg(connection, center_id, leg, valid_from)


def leg_document(terms: LegTerms) -> dict[str, Any]:
    """Return who carries on a leg, as it goes out."""
    return {
        "leg": terms.leg.value,
        "carrier": terms.carrier_code,
        "valid_from": terms.valid_from.isoformat(),
        "source": terms.source,
    }


def _told_of(terms: LegTerms) -> dict[str, object]:
    return {
        "leg": terms.leg,
        "carrier": terms.carrier_code or "-",
        "valid_from": terms.valid_from,
        "source": terms.source,
    }


#: Who carries on each leg on which something is ordered, kept from a day on.
CARRIER_LEGS: Mapping[Leg, Sort[LegTerms]] = MappingProxyType(
    {
        leg: Sort(
            load=partial(_load, leg),
            put=_put,
            drop=partial(_drop, leg),
            document_of=leg_document,
            told_of=_told_of,
            kept=ChangeKind.CARRIER_LEG_KEPT,
            corrected=ChangeKind.CARRIER_LEG_CORRECTED,
            withdrawn=ChangeKind.CARRIER_LEG_WITHDRAWN,
            unknown="unknown_leg_terms",
        )
        for leg in KIND_OF_LEG
    }
)
