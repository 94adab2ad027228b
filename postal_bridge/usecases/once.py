"""Writes that may be sent again: one is carried out, the others get its answer.

A program that did not hear the answer sends the same request under the same Idempotency-Key.
The key, the write and the answer are committed together, so there is never one without the other.
"""

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, KeyReused
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import request_keys
from postal_bridge.store.database import Connection, Database

KEY_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True)
class RequestKey:
    """What the sender calls a request, and a keyed hash of what the request says.

    Raises:
        InvalidInput: the key is not 1 to 200 printable ASCII characters.

    """

    key: str
    request_hash: bytes

    def __post_init__(self) -> None:
        if not (self.key.isascii() and self.key.isprintable() and self.key.strip()) or (
            len(self.key) > KEY_LENGTH_MAX
        ):
            detail = Said("must be 1 to {most} printable ASCII characters", most=KEY_LENGTH_MAX)
            raise InvalidInput(FieldProblem("Idempotency-Key", "bad_key", detail))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write answers: a status of HTTP and a document that JSON can hold, or None.

    `repeated` tells that the write was carried out before and this is its answer once more.
    """

    status: int
    document: dict[str, Any] | None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A write as somebody asks for it: who, and under which key it may be sent again."""

    database: Database
    clock: Clock
    sealer: Sealer
    viewer: Viewer
    request_key: RequestKey | None = None

    async def once(self, act: Callable[[Connection], Awaitable[Answer]]) -> Answer:
        """Carry it out as `once` does."""
        return await once(
            self.database, self.clock, self.sealer, self.viewer, self.request_key, act
        )


async def once(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    act: Callable[[Connection], Awaitable[Answer]],
) -> Answer:
    """Carry out `act` in one transaction, unless a request of this key was carried out before.

    Of requests that come at the same moment under the same key, one acts and the others wait for
    it. When `act` raises, nothing is kept: the request may be sent again under the same key. An
    answer is kept sealed, for it may name people or hold a new token.

    Raises:
        KeyReused: the key was used for a request with other content.

    """
    async with database.transaction() as connection:
        if request_key is None:
            return await act(connection)
        holder = (viewer.center_id, viewer.login, request_key.key)
        place = f"request_key.answer {viewer.center_id} {viewer.login} {request_key.key}"
        claimed = await request_keys.claim_key(
            connection, *holder, request_key.request_hash, clock()
        )
        if not claimed:
            return await _earlier_answer(connection, sealer, holder, place, request_key)
        answer = await act(connection)
        text = json.dumps(answer.document, ensure_ascii=False)
        sealed = base64.b64encode(sealer.seal(text, place)).decode()
        await request_keys.keep_answer(connection, *holder, answer.status, sealed)
        return replace(answer, document=json.loads(text))


async def _earlier_answer(
    connection: Connection,
    sealer: Sealer,
    holder: tuple[int, str, str],
    place: str,
    request_key: RequestKey,
) -> Answer:
    kept = await request_keys.kept_answer(connection, *holder)
    if kept is None or kept.request_hash != request_key.request_hash:
        # None: the answer was forgotten between our two questions, after days of being kept.
        raise KeyReused
    text = sealer.open(base64.b64decode(kept.answer), place)
    return Answer(kept.status, json.loads(text), repeated=True)
