"""Messages on their way into the outbox: whom they are for, and what is written of them.

How they leave it is `outbox`'s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from postal_bridge.domain.message import Channel, Held, Language, MessageKind, MessageState
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("messages")


@dataclass(frozen=True, slots=True)
class Filer:
    """What messages need to know of a dossier and of who filed it."""

    code: str
    due_on: date | None
    filer_phone_sealed: bytes | None
    filer_email_sealed: bytes | None
    filer_language: Language | None
    procedure_name: str
    department_name: str


@dataclass(frozen=True, slots=True)
class Head:
    """How the head of an office is reached."""

    code: str
    name: str
    head_phone_sealed: bytes | None
    head_email_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be written down; one that is held back says why.

    It is of `dossier_code` and tells of the dossiers `beside` that one as well.
    """

    message_id: UUID
    key: str
    kind: MessageKind
    language: Language
    version: int
    dossier_code: str | None
    beside: Sequence[str]
    office_code: str | None
    recipient_index: bytes | None
    phone_index: bytes | None
    email_index: bytes | None
    link_index: bytes
    addresses_sealed: bytes
    facts_sealed: bytes
    written_at: datetime
    not_before: datetime
    not_after: datetime
    channels: Sequence[Channel]
    held: Held | None = None


async def filers_of(
    connection: Connection, center_id: int, dossier_codes: Iterable[str]
) -> dict[str, Filer]:
    """Return what is known of dossiers and who filed them, by the dossiers' codes."""
    rows = await connection.fetch(QUERIES["filers_of"], center_id, sorted(dossier_codes))
    return {
        row["code"]: Filer(
            **{
                **row,
                "filer_language": Language(row["filer_language"])
                if row["filer_language"]
                else None,
            }
        )
        for row in rows
    }


async def heads_of(
    connection: Connection, center_id: int, office_codes: Iterable[str]
) -> dict[str, Head]:
    """Return how the heads of offices are reached, by the offices' codes."""
    rows = await connection.fetch(QUERIES["heads_of"], center_id, sorted(office_codes))
    return {row["code"]: Head(**row) for row in rows}


async def add_messages(
    connection: Connection, center_id: int, messages: Iterable[NewMessage]
) -> None:
    """Write messages down; what was written before under the same key stays as it is."""
    await connection.executemany(
        QUERIES["add_message"],
        [
            (
                center_id,
                each.message_id,
                each.key,
                each.kind,
                each.language,
                each.version,
                each.dossier_code,
                each.office_code,
                each.recipient_index,
                each.phone_index,
                each.email_index,
                each.link_index,
                each.addresses_sealed,
                each.facts_sealed,
                each.written_at,
                each.not_before,
                each.not_after,
                MessageState.WITHHELD if each.held else MessageState.WAITING,
                list(each.channels),
                each.held,
                each.written_at if each.held else None,
                list(each.beside),
            )
            for each in messages
        ],
    )


async def take_back(
    connection: Connection, center_id: int, keys: Iterable[str], now: datetime
) -> None:
    """Hold back messages that nobody has tried to send."""
    await connection.execute(QUERIES["take_back"], center_id, sorted(keys), now)


async def keep_head(
    connection: Connection,
    center_id: int,
    office_code: str,
    sealed: tuple[bytes | None, bytes | None],
) -> bool:
    """Keep the sealed telephone number and e-mail address of an office's head; False: no office."""
    found = await connection.fetchval(QUERIES["keep_head"], center_id, office_code, *sealed)
    return found is not None


async def keep_filer_reached(
    connection: Connection,
    center_id: int,
    dossier_code: str,
    email_sealed: bytes | None,
    language: Language | None,
) -> None:
    """Keep how a filer is reached besides by telephone, and in which language."""
    await connection.execute(
        QUERIES["keep_filer_reached"], center_id, dossier_code, email_sealed, language
    )
