"""Keeps how a centre knows who calls in: in which way each source proves its calls, and by what.

A secret is sealed, told once if it was made here, and followed by another one with an overlap in
which both are good, so that the other party can change over when it suits them.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.incoming import TOLERANCE_SECONDS, TOLERANCE_SECONDS_USUAL, Way
from postal_bridge.domain.incoming_refusals import (
    SecretKnown,
    UnknownSecret,
    UnknownSource,
    UnusableSecret,
    WayNotOffered,
)
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.webhook_signature import key_of, written_secret
from postal_bridge.store import incoming_sources
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.incoming_sources import Proving, SealedSecret, SecretFacts
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.take_incoming import open_secrets, secret_place

#: For so long a secret is good beside the one that follows it, unless it is said otherwise.
OVERLAP = timedelta(hours=24)
OVERLAP_HOURS = range(24 * 14 + 1)
_KEY_LENGTH = range(16, 201)
_MADE_BYTES = 32
#: What a header may be called.
_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
_HEADER_LENGTH_MAX = 60
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class SourceAtCenter:
    """A source as a centre has it: how its calls are proved, and the secrets it has and had."""

    name: str
    ways: tuple[Way, ...]
    proving: Proving | None
    secrets: tuple[SecretFacts, ...]
    #: Whether calls are proved by what is kept elsewhere.
    is_keyed_elsewhere: bool = False

    def in_use(self, now: datetime) -> int:
        """Tell how many secrets are good."""
        return sum(each.ends_at is None or each.ends_at > now for each in self.secrets)


async def look_up_sources(
    database: Database, viewer: Viewer, sources: Mapping[str, Source]
) -> list[SourceAtCenter]:
    """Return the sources for which the viewer's centre has to agree upon secrets."""
    async with database.snapshot() as connection:
        provings = await incoming_sources.sources_of(connection, viewer.center_id)
        known = await incoming_sources.secrets_of(connection, viewer.center_id)
    return [
        SourceAtCenter(
            name,
            source.ways,
            provings.get(name),
            tuple(each for each in known if each.source == name),
            name in provings and not source.needs_secrets(provings[name].way),
        )
        for name, source in sources.items()
        if source.keyed_by_center
    ]


def address_of_source(base_url: str, viewer: Viewer, name: str) -> str:
    """Return where a party calls."""
    return f"{base_url}/api/v1/incoming/{viewer.center.code}/{name}"


@dataclass(frozen=True, slots=True)
class KeepingSource:
    """One change to how a source is known on its way.

    Its methods raise `UnknownSource` where there is none of this name.
    """

    asked: Asked
    sources: Mapping[str, Source]
    name: str

    async def choose_way(
        self,
        way: Way,
        header_name: str | None = None,
        tolerance_seconds: int = TOLERANCE_SECONDS_USUAL,
    ) -> Answer:
        """Say how calls are proved; in another way than before, secrets are needed anew.

        Raises:
            WayNotOffered: this source cannot prove its calls so.
            InvalidInput: the header or the tolerance is none.

        """
        proving = Proving(way, self._header(way, header_name), tolerance_seconds)
        if way not in self._source.ways:
            raise WayNotOffered
        if tolerance_seconds not in TOLERANCE_SECONDS:
            limits = TOLERANCE_SECONDS.start, TOLERANCE_SECONDS.stop - 1
            detail = Said(
                "must be a whole number from {least} to {most}", least=limits[0], most=limits[1]
            )
            raise InvalidInput(FieldProblem("tolerance_seconds", "out_of_range", detail))

        async def act(connection: Connection) -> Answer:
            center_id, now = self._center.center_id, self.asked.clock()
            before = await incoming_sources.source_of(connection, center_id, self.name)
            await incoming_sources.put_source(connection, center_id, self.name, proving)
            if before and before.way is not way:
                await incoming_sources.end_other_secrets(
                    connection, center_id, self.name, _NOBODY, now
                )
            await self._note(
                connection,
                ChangeKind.INCOMING_WAY_CHOSEN,
                way=way,
                header=proving.header_name,
                tolerance_seconds=tolerance_seconds,
            )
            return Answer(200, {"source": self.name, "way": way.value})

        return await self.asked.once(act)

    async def add_secret(self, given: str | None = None, overlap: timedelta = OVERLAP) -> Answer:
        """Keep a secret, or make one and tell it in the answer; the others end after `overlap`.

        Raises:
            UnknownSource: how its calls are proved was not said yet.
            WayNotOffered: in this way they are proved by what is kept elsewhere.
            UnusableSecret: it cannot be one of this way.
            SecretKnown: it is in use.

        """
        assert self._source.keyed_by_center

        async def act(connection: Connection) -> Answer:
            center_id, now = self._center.center_id, self.asked.clock()
            proving = await incoming_sources.source_of(connection, center_id, self.name)
            if proving is None:
                raise UnknownSource
            if not self._source.needs_secrets(proving.way):
                raise WayNotOffered
            secret = given or _made(proving.way)
            _require_usable(proving.way, secret)
            in_use = await open_secrets(connection, self.asked.sealer, self._center, self.name, now)
            if secret in in_use:
                raise SecretKnown
            secret_id = uuid4()
            sealed = self.asked.sealer.seal(
                secret, secret_place(self._center, self.name, secret_id)
            )
            added = now, self.asked.viewer.login
            await incoming_sources.add_secret(
                connection, center_id, self.name, SealedSecret(secret_id, sealed), added
            )
            await incoming_sources.end_other_secrets(
                connection, center_id, self.name, secret_id, now + overlap
            )
            await self._note(connection, ChangeKind.INCOMING_SECRET_ADDED, secret=secret_id)
            document = {"secret_id": str(secret_id), "secret": None if given else secret}
            return Answer(201, document)

        return await self.asked.once(act)

    async def end_secret(self, secret_id: UUID) -> Answer:
        """Let a secret be good no more, from now on.

        Raises:
            UnknownSecret: there is none, or it has ended.

        """

        async def act(connection: Connection) -> Answer:
            ended = await incoming_sources.end_secret(
                connection, self._center.center_id, self.name, secret_id, self.asked.clock()
            )
            if not ended:
                raise UnknownSecret
            await self._note(connection, ChangeKind.INCOMING_SECRET_ENDED, secret=secret_id)
            return Answer(200, {"secret_id": str(secret_id)})

        return await self.asked.once(act)

    @property
    def _center(self) -> Center:
        return self.asked.viewer.center

    @property
    def _source(self) -> Source:
        found = self.sources.get(self.name)
        if found is None or not found.keyed_by_center:
            raise UnknownSource
        return found

    def _header(self, way: Way, header_name: str | None) -> str | None:
        if way is not Way.KEY:
            return None
        name = (header_name or "").strip().lower()
        if not (0 < len(name) <= _HEADER_LENGTH_MAX and set(name) <= _TOKEN):
            detail = Said("must be the name of a header")
            raise InvalidInput(FieldProblem("header_name", "bad_header", detail))
        return name

    async def _note(self, connection: Connection, what: ChangeKind, **detail: object) -> None:
        viewer = self.asked.viewer
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            self.asked.clock(),
            what,
            party=self.name,
            **detail,
        )


def _made(way: Way) -> str:
    if way is Way.SIGNED:
        return written_secret(secrets.token_bytes(_MADE_BYTES))
    return secrets.token_urlsafe(_MADE_BYTES)


def _require_usable(way: Way, secret: str) -> None:
    if way is Way.SIGNED:
        key_of(secret)
    elif not (secret.isascii() and secret.isprintable() and len(secret) in _KEY_LENGTH):
        raise UnusableSecret
