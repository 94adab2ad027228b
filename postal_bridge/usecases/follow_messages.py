"""Shows what people were told and what became of it, and lets it be sent again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Center, Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.masking import mask_email, mask_phone
from postal_bridge.domain.message import SENT_AGAIN, SUBJECTS, Channel, MessageState
from postal_bridge.domain.message_refusals import MessageUnderWay, UnknownMessage
from postal_bridge.domain.message_wording import Wording, word
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.domain.setup_refusals import SealBroken
from postal_bridge.sealing import Sealer
from postal_bridge.store import dossiers, message_desk, message_templates, opt_outs, outbox
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.message_desk import Cost, Counted, KeptAttempt, KeptMessage
from postal_bridge.store.outbox import ChannelState
from postal_bridge.usecases.announce import open_addresses, open_facts
from postal_bridge.usecases.look_up_dossier import scope_of, stored_code
from postal_bridge.usecases.once import Answer, Asked

#: The page tells of so many days; what waits is told however old it is.
TOLD_DAYS = 30
#: Roles that deal with filers and so may read what these were told.
_READS = frozenset({Role.CENTER, Role.ADMIN, Role.DEPARTMENT})
#: More messages than this no dossier has.
OF_DOSSIER_MOST = 50


@dataclass(frozen=True, slots=True)
class Overview:
    """How messages are doing: counts of the last days, channels, costs, and what went unheard."""

    counted: list[Counted]
    channels: dict[Channel, ChannelState]
    costs: list[Cost]
    unknown_reports: int
    opted_out: int


async def look_up_messages(database: Database, clock: Clock, viewer: Viewer) -> Overview:
    """Return how the messages of the viewer's centre are doing."""
    center_id, since = viewer.center_id, clock() - timedelta(days=TOLD_DAYS)
    async with database.snapshot() as connection:
        return Overview(
            await message_desk.count_messages(connection, center_id, since),
            await outbox.circuits_of(connection, center_id),
            await message_desk.costs_since(connection, center_id, since),
            await message_desk.count_unknown_reports(connection, center_id, since),
            await opt_outs.count_opt_outs(connection, center_id),
        )


async def list_messages(
    database: Database,
    sealer: Sealer,
    viewer: Viewer,
    state: MessageState | None,
    before: tuple[datetime, UUID],
    limit: int,
) -> tuple[list[dict[str, Any]], tuple[datetime, UUID] | None]:
    """Return a page of the messages of the viewer's centre, newest first, and the next place."""
    async with database.snapshot() as connection:
        found = await message_desk.messages_before(
            connection, viewer.center_id, (state, None), before, limit + 1
        )
    page = found[:limit]
    documents = [_listed(sealer, viewer.center, each) for each in page]
    last = (page[-1].written_at, page[-1].message_id) if len(found) > limit else None
    return documents, last


async def messages_of_dossier(
    database: Database, clock: Clock, sealer: Sealer, viewer: Viewer, code: str
) -> list[dict[str, Any]]:
    """Return what the filer of a dossier was told, the latest first.

    Those who do not deal with filers get none.

    Raises:
        UnknownCode: there is no such dossier, or the viewer may not see it.

    """
    if viewer.role not in _READS:
        return []
    stored = stored_code(code)
    # A message may have been written in the same moment by another clock.
    before = clock() + timedelta(days=1), UUID(int=0)
    async with database.snapshot() as connection:
        center_id = viewer.center_id
        if await dossiers.find_dossier(connection, center_id, stored, scope_of(viewer)) is None:
            raise UnknownCode
        found = await message_desk.messages_before(
            connection, center_id, (None, stored), before, OF_DOSSIER_MOST
        )
    return [_listed(sealer, viewer.center, each) for each in found]


async def look_up_message(
    database: Database, sealer: Sealer, viewer: Viewer, message_id: UUID
) -> dict[str, Any]:
    """Return a message in words, with every try to send it.

    Raises:
        UnknownMessage: the viewer's centre has none of this identity.

    """
    async with database.snapshot() as connection:
        return await _document(connection, sealer, viewer.center, message_id)


async def send_again(asked: Asked, message_id: UUID) -> Answer:
    """Let a message go once more, from the first channel on, and answer with it.

    Who opted out is not told all the same.

    Raises:
        UnknownMessage: the viewer's centre has none of this identity.
        MessageUnderWay: it is on its way already, or there is no way it could go.

    """
    center, now = asked.viewer.center, asked.clock()

    async def act(connection: Connection) -> Answer:
        found = await message_desk.one_message(connection, center.center_id, message_id)
        if found is None:
            raise UnknownMessage
        not_after = now + SUBJECTS[found.kind].worth
        if found.state not in SENT_AGAIN or not await message_desk.send_again(
            connection, center.center_id, message_id, now, not_after
        ):
            raise MessageUnderWay
        return Answer(200, await _document(connection, asked.sealer, center, message_id))

    return await asked.once(act)


async def _document(
    connection: Connection, sealer: Sealer, center: Center, message_id: UUID
) -> dict[str, Any]:
    found = await message_desk.one_message(connection, center.center_id, message_id)
    if found is None:
        raise UnknownMessage
    wordings = await message_templates.all_wordings(connection, center.center_id)
    wording = wordings[found.kind, found.language, found.version]
    attempts = await message_desk.attempts_of(connection, center.center_id, message_id)
    return {
        **_listed(sealer, center, found),
        **_words(sealer, center, found, wording),
        "attempts": [_attempt(center, each) for each in attempts],
    }


def _words(
    sealer: Sealer, center: Center, message: KeptMessage, wording: Wording
) -> dict[str, Any]:
    """Return what a message says, nothing where it cannot be opened.

    The link that opens its page is nobody else's to follow.
    """
    try:
        facts = open_facts(sealer, center, message.message_id, message.facts_sealed)
    except SealBroken:
        return {"subject": "", "body": "", "short": ""}
    worded = word(wording, {**facts, "link": "…", "track": "…"}, message.language)
    return {"subject": worded.subject, "body": worded.body, "short": worded.short}


def _listed(sealer: Sealer, center: Center, message: KeptMessage) -> dict[str, Any]:
    phone, email = _addresses(sealer, center, message)
    waits = message.state in (MessageState.WAITING, MessageState.SENDING)
    return {
        "message_id": str(message.message_id),
        "kind": message.kind.value,
        "language": message.language.value,
        "version": message.version,
        "dossier_code": message.dossier_code,
        "further_dossiers": list(message.beside),
        "office_code": message.office_code,
        "state": message.state.value,
        "trouble": message.trouble,
        "channel": message.channel and message.channel.value,
        "phone": mask_phone(phone) if phone else None,
        "email": mask_email(email) if email else None,
        "written_at": _told(message.written_at, center),
        "next_try_at": _told(message.next_try_at, center) if waits else None,
        "sent_at": message.sent_at and _told(message.sent_at, center),
        "tries": message.tries,
    }


def _addresses(
    sealer: Sealer, center: Center, message: KeptMessage
) -> tuple[str | None, str | None]:
    """Return where a message goes; one that cannot be opened is shown all the same."""
    try:
        return open_addresses(sealer, center, message.message_id, message.addresses_sealed)
    except SealBroken:
        return None, None


def _attempt(center: Center, attempt: KeptAttempt) -> dict[str, Any]:
    return {
        "attempt": attempt.attempt,
        "channel": attempt.channel.value,
        "began_at": _told(attempt.began_at, center),
        "ended_at": attempt.ended_at and _told(attempt.ended_at, center),
        "outcome": attempt.outcome,
        "trouble": attempt.trouble,
        "said": attempt.said,
        "reference": attempt.reference,
        "segments": attempt.segments,
        "cost_dong": attempt.cost_dong,
    }


def _told(moment: datetime, center: Center) -> str:
    return moment.astimezone(center.zone).isoformat(timespec="seconds")
