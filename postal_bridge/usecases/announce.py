"""Writes down what people are to be told, in the transaction of the change it tells of.

Nothing is sent here. What is announced twice under one key is written once. Where a message goes
is sealed into it, so that it goes where people were to be reached when it happened.
"""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.masking import normalise_phone
from postal_bridge.domain.message import (
    SUBJECTS,
    Announcement,
    Channel,
    Facts,
    FilerOf,
    HeadOf,
    Held,
    Language,
    MessageKind,
)
from postal_bridge.domain.message_rules import MessageRules
from postal_bridge.domain.named_together import named_together
from postal_bridge.sealing import Sealer
from postal_bridge.store import message_rules, message_templates, messages
from postal_bridge.store.database import Connection
from postal_bridge.store.message_templates import Versioned
from postal_bridge.store.messages import Filer, Head, NewMessage
from postal_bridge.usecases.filer import open_email, open_phone, phone_index
from postal_bridge.usecases.rate_by_link import links_to_rate

#: As hard to guess as a key, and short enough for an SMS.
_LINK_BYTES = 12


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a recipient, and the facts that every message to them may speak of."""

    phone: str | None
    email: str | None
    language: Language
    facts: Facts


async def announce(
    connection: Connection,
    sealer: Sealer,
    clock: Clock,
    center: Center,
    announcement: Announcement,
) -> None:
    """Write down what somebody is to be told."""
    await announce_all(connection, sealer, clock, center, [announcement])


async def announce_all(
    connection: Connection,
    sealer: Sealer,
    clock: Clock,
    center: Center,
    announcements: Sequence[Announcement],
) -> None:
    """Write down several things that people are to be told, in this order to each of them."""
    if not announcements:
        return
    now, center_id = clock(), center.center_id
    rules = await message_rules.load_rules(connection, center_id)
    today = now.astimezone(center.zone).date()
    wordings = await message_templates.wordings_in_force(connection, center_id, today)
    known = await _recipients(connection, sealer, center, announcements)
    reached = [each for each in announcements if each.recipient in known]
    said = await _with_rating(connection, sealer, center, _said_once(reached, known), now)
    writing = _Writing(sealer, center, rules, wordings, now)
    found = [writing.message(each, known, place) for place, each in enumerate(said)]
    await messages.add_messages(connection, center_id, found)


def _said_once(
    announcements: Iterable[Announcement], known: Mapping[FilerOf | HeadOf, _Known]
) -> list[Announcement]:
    """Say once what one occasion says alike of several dossiers to one person."""
    said: dict[object, Announcement] = {}
    for each in announcements:
        person = known[each.recipient]
        alike: object = each.key
        if each.occasion is not None:
            reached = (person.phone, person.email, person.language, person.facts.get("due_on"))
            alike = (each.occasion, each.kind, tuple(sorted(each.facts.items())), reached)
        before = said.get(alike)
        if before and isinstance(each.recipient, FilerOf):
            further = (each.recipient.dossier_code, *each.beside)
            said[alike] = replace(before, beside=(*before.beside, *further))
        else:
            said[alike] = each
    return list(said.values())


async def _with_rating(
    connection: Connection,
    sealer: Sealer,
    center: Center,
    announcements: Sequence[Announcement],
    now: datetime,
) -> list[Announcement]:
    """Let whoever is told that results were delivered know where to rate the service of each."""
    delivered = {code for each in announcements for code in _delivered(each)}
    if not delivered:
        return list(announcements)
    paths = await links_to_rate(connection, sealer, center, delivered, now)
    return [
        replace(each, facts={**each.facts, "rate": _links(codes, paths)})
        if (codes := _delivered(each))
        else each
        for each in announcements
    ]


def _delivered(said: Announcement) -> Sequence[str]:
    """Return the dossiers whose results are said to be delivered."""
    if said.kind is not MessageKind.DELIVERED or not isinstance(said.recipient, FilerOf):
        return ()
    return said.recipient.dossier_code, *said.beside


def _links(codes: Sequence[str], paths: Mapping[str, str]) -> str:
    """Return the path of one dossier's link, or a line for each of several."""
    if len(codes) == 1:
        return paths[codes[0]]
    return "".join(f"\n{code}: {paths[code]}" for code in codes)


async def take_back_announcements(
    connection: Connection, clock: Clock, center: Center, keys: Iterable[str]
) -> None:
    """Hold back what was announced under these keys, as far as nobody has tried to send it."""
    await messages.take_back(connection, center.center_id, keys, clock())


async def _recipients(
    connection: Connection, sealer: Sealer, center: Center, announcements: Sequence[Announcement]
) -> dict[FilerOf | HeadOf, _Known]:
    wanted = {each.recipient for each in announcements}
    wanted |= {FilerOf(code) for each in announcements for code in each.beside}
    center_id = center.center_id
    dossiers = {each.dossier_code for each in wanted if isinstance(each, FilerOf)}
    offices = {each.office_code for each in wanted if isinstance(each, HeadOf)}
    known: dict[FilerOf | HeadOf, _Known] = {}
    if dossiers:
        filers = await messages.filers_of(connection, center_id, dossiers)
        known |= {FilerOf(code): _filer(sealer, center, row) for code, row in filers.items()}
    if offices:
        heads = await messages.heads_of(connection, center_id, offices)
        known |= {HeadOf(code): _head(sealer, center, row) for code, row in heads.items()}
    return known


def _filer(sealer: Sealer, center: Center, row: Filer) -> _Known:
    facts: dict[str, str | int | date] = {
        "center": center.name,
        "dossier": row.code,
        "procedure": row.procedure_name,
        "department": row.department_name,
    }
    if row.due_on:
        facts["due_on"] = row.due_on
    return _Known(
        open_phone(sealer, center.code, row.code, row.filer_phone_sealed),
        open_email(sealer, center.code, row.code, row.filer_email_sealed),
        row.filer_language or Language.VIETNAMESE,
        facts,
    )


def _head(sealer: Sealer, center: Center, row: Head) -> _Known:
    phone, email = row.head_phone_sealed, row.head_email_sealed
    return _Known(
        sealer.open(phone, head_place("phone", center.code, row.code)) if phone else None,
        sealer.open(email, head_place("email", center.code, row.code)) if email else None,
        Language.VIETNAMESE,
        {"center": center.name, "office": row.name},
    )


def head_place(what: str, center_code: str, office_code: str) -> str:
    """Return for what place the telephone or e-mail of an office's head is sealed."""
    return f"office.head_{what} {center_code} {office_code}"


@dataclass(frozen=True, slots=True)
class _Writing:
    """What messages of one moment have in common."""

    sealer: Sealer
    center: Center
    rules: MessageRules
    wordings: Mapping[tuple[MessageKind, Language], Versioned]
    now: datetime

    def message(
        self, said: Announcement, everybody: Mapping[FilerOf | HeadOf, _Known], place: int
    ) -> NewMessage:
        """Return a message as it is written down; `place` keeps the order within a moment."""
        sealer, center, message_id = self.sealer, self.center, uuid4()
        known = everybody[said.recipient]
        phone = normalise_phone(known.phone) if known.phone else None
        email = known.email
        by_phone = phone_index(sealer, phone) if phone else None
        by_email = email_index(sealer, email) if email else None
        worded, about = self.wordings[said.kind, known.language], SUBJECTS[said.kind]
        channels = self._channels(worded, phone, email)
        not_before = said.not_before or self.now
        recipient, addresses = said.recipient, {"phone": phone or "", "email": email or ""}
        return NewMessage(
            message_id=message_id,
            key=said.key,
            kind=said.kind,
            language=known.language,
            version=worded.version,
            dossier_code=recipient.dossier_code if isinstance(recipient, FilerOf) else None,
            beside=said.beside,
            office_code=recipient.office_code if isinstance(recipient, HeadOf) else None,
            recipient_index=by_phone or by_email,
            phone_index=by_phone,
            email_index=by_email,
            link_index=link_index(sealer, link_token(sealer, center, message_id)),
            addresses_sealed=sealer.seal_json(addresses, _place(center, message_id, "addresses")),
            facts_sealed=sealer.seal(
                _kept({**known.facts, **_of_all(said, everybody), **said.facts}),
                _place(center, message_id, "facts"),
            ),
            written_at=self.now.replace(microsecond=min(self.now.microsecond + place, 999_999)),
            not_before=not_before,
            not_after=not_before + about.worth,
            channels=channels,
            held=None if channels else Held.NO_ADDRESS,
        )

    def _channels(
        self, worded: Versioned, phone: str | None, email: str | None
    ) -> tuple[Channel, ...]:
        """Return the channels that can carry a message, in the order of the centre."""
        able = {
            Channel.ZALO: phone and worded.wording.zalo_template,
            Channel.SMS: phone,
            Channel.EMAIL: email,
        }
        return tuple(channel for channel in self.rules.order() if able[channel])


def _of_all(said: Announcement, known: Mapping[FilerOf | HeadOf, _Known]) -> Facts:
    """Return how the dossiers are named that a message tells of: in short, and one by one."""
    if not isinstance(said.recipient, FilerOf):
        return {}
    first = said.recipient.dossier_code
    codes = (first, *said.beside)
    told = [known[FilerOf(code)].facts for code in codes if FilerOf(code) in known]
    return {
        "dossier": named_together(first, len(said.beside), known[said.recipient].language),
        "dossiers": ", ".join(codes),
        **{
            name: "; ".join(dict.fromkeys(str(facts[name]) for facts in told))
            for name in ("procedure", "department")
        },
    }


def email_index(sealer: Sealer, email: str) -> bytes:
    """Return the key by which an e-mail address is found, however it was written."""
    return sealer.index(email.strip().casefold(), "email")


def link_token(sealer: Sealer, center: Center, message_id: UUID) -> str:
    """Return what opens the page of a message for whoever got it; it tells nothing by itself."""
    drawn = sealer.index(f"{center.code} {message_id}", "message link")[:_LINK_BYTES]
    return base64.urlsafe_b64encode(drawn).decode()


def link_index(sealer: Sealer, token: str) -> bytes:
    """Return the key by which the message of a link is found."""
    return sealer.index(token, "message token")


def open_addresses(
    sealer: Sealer, center: Center, message_id: UUID, sealed: bytes
) -> tuple[str | None, str | None]:
    """Return the telephone number and the e-mail address that a message goes to."""
    found = sealer.open_json(sealed, _place(center, message_id, "addresses"))
    return found["phone"] or None, found["email"] or None


def no_addresses(sealer: Sealer, center: Center, message_id: UUID) -> bytes:
    """Return what is kept in the place of addresses that were forgotten."""
    nobody = {"phone": "", "email": ""}
    return sealer.seal_json(nobody, _place(center, message_id, "addresses"))


def open_facts(sealer: Sealer, center: Center, message_id: UUID, sealed: bytes) -> Facts:
    """Return what a message speaks of."""
    kept = json.loads(sealer.open(sealed, _place(center, message_id, "facts")))
    return {
        name: date.fromisoformat(fact) if name.endswith("_on") else fact
        for name, fact in kept.items()
    }


def _kept(facts: Facts) -> str:
    plain = {
        name: fact.isoformat() if isinstance(fact, date) else fact for name, fact in facts.items()
    }
    return json.dumps(plain, ensure_ascii=False)


def _place(center: Center, message_id: UUID, what: str) -> str:
    return f"message.{what} {center.code} {message_id}"
