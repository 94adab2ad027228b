"""Keeps how a centre words its messages: its own versions, each from a day on.

A message keeps the version it was written with. A version that has begun is followed by another,
never changed; one that is yet to begin may be withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.effect import require_free_day
from postal_bridge.domain.message import SUBJECTS, Facts, Language, MessageKind
from postal_bridge.domain.message_texts import SHIPPED
from postal_bridge.domain.message_wording import Worded, Wording, problems_of, word
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.short_text import ShortText, short_text
from postal_bridge.store import catalogue, message_templates
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.message_templates import OwnVersion, Versioned
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked

#: What a preview speaks of; people and places in it are made up.
EXAMPLE: Facts = MappingProxyType(
    {
        "dossier": "000.00.19.H53-260312-0001",
        "procedure": "Cấp phiếu lý lịch tư pháp",
        "department": "Sở Tư pháp",
        "office": "Sở Tư pháp",
        "due_on": date(2026, 3, 20),
        "new_due_on": date(2026, 3, 25),
        "reason": "phải xác minh thêm",
        "consignment": "EV000000014VN",
        "post_office": "Bưu cục Ví Dụ",
        "attempt_on": date(2026, 3, 21),
        "return_on": date(2026, 4, 1),
        "delivered_on": date(2026, 3, 22),
        "day_on": date(2026, 3, 13),
        "count": 2,
        "overdue": 1,
        "dossiers": "000.00.19.H53-260312-0001, 000.00.19.H53-260312-0002",
        "text": "2 túi đã giao mà chưa nhận",
        "link": "https://mot-cua.example/m/AbCdEfGhIjKlMnOp",
        "track": "https://mot-cua.example/track",
    }
)


@dataclass(frozen=True, slots=True)
class Preview:
    """A wording with the facts of an example, and its SMS as it would be sent."""

    worded: Worded
    sms: ShortText


@dataclass(frozen=True, slots=True)
class WordingShown:
    """A wording in one language: what is in force, all versions of the centre, and how it looks."""

    kind: MessageKind
    language: Language
    in_force: Versioned
    versions: Sequence[OwnVersion]
    facts: Sequence[str]
    preview: Preview


async def list_wordings(
    database: Database, clock: Clock, viewer: Viewer
) -> dict[tuple[MessageKind, Language], Versioned]:
    """Return how each kind of message is worded today."""
    today = clock().astimezone(viewer.center.zone).date()
    async with database.snapshot() as connection:
        found = await message_templates.wordings_in_force(connection, viewer.center_id, today)
    return {key: found[key] for key in SHIPPED}


async def look_up_wording(
    database: Database, clock: Clock, viewer: Viewer, kind: MessageKind, language: Language
) -> WordingShown:
    """Return a wording with its versions and a preview of what is in force."""
    today = clock().astimezone(viewer.center.zone).date()
    async with database.snapshot() as connection:
        center_id = viewer.center_id
        wordings = await message_templates.wordings_in_force(connection, center_id, today)
        versions = await message_templates.versions_of(connection, center_id, kind, language)
    in_force = wordings[kind, language]
    return WordingShown(
        kind=kind,
        language=language,
        in_force=in_force,
        versions=versions,
        facts=sorted(SUBJECTS[kind].facts),
        preview=preview(viewer, language, in_force.wording),
    )


def preview(viewer: Viewer, language: Language, wording: Wording) -> Preview:
    """Return a wording with the facts of an example."""
    worded = word(wording, {"center": viewer.center.name, **EXAMPLE}, language)
    return Preview(worded, short_text(worded.short))


@dataclass(frozen=True, slots=True)
class Rewording:
    """A change to a wording on its way."""

    asked: Asked
    kind: MessageKind
    language: Language

    async def keep(self, valid_from: date, wording: Wording) -> Answer:
        """Keep another version from a day on, which is today or later.

        Raises:
            InvalidInput: the wording cannot be filled, or another version begins on that day.

        """
        viewer, now = self.asked.viewer, self.asked.clock()
        today = now.astimezone(viewer.center.zone).date()

        async def act(connection: Connection) -> Answer:
            problems = problems_of(self.kind, wording)
            unknown = sorted(set(wording.zalo_facts) - SUBJECTS[self.kind].facts)
            if unknown:
                detail = Said("asks for {gap}, of which nothing is known", gap=unknown[0])
                problems.append(FieldProblem("zalo_facts", "unknown_gap", detail))
            if problems:
                raise InvalidInput(*problems)
            versions = await self._versions(connection)
            begun = [each.valid_from for each in versions]
            require_free_day(
                valid_from, held_until=max([*begun, today - timedelta(days=1)]), closed_through=None
            )
            version = max((each.version for each in versions), default=0) + 1
            kept = OwnVersion(version, valid_from, wording, viewer.login)
            await message_templates.add_version(
                connection, viewer.center_id, (self.kind, self.language), kept, now
            )
            await self._note(connection, ChangeKind.WORDING_KEPT, kept)
            return Answer(201, {"version": version, "valid_from": valid_from.isoformat()})

        return await self.asked.once(act)

    async def withdraw(self, version: int) -> Answer:
        """Take away a version that is yet to begin.

        Raises:
            InvalidInput: there is none of this number, or it has begun.

        """
        viewer = self.asked.viewer
        today = self.asked.clock().astimezone(viewer.center.zone).date()

        async def act(connection: Connection) -> Answer:
            found = {each.version: each for each in await self._versions(connection)}
            kept = found.get(version)
            if kept is None:
                detail = Said("there is no such version")
                raise InvalidInput(FieldProblem("version", "unknown_version", detail))
            if kept.valid_from <= today:
                detail = Said("has begun already, so only another can follow it")
                raise InvalidInput(FieldProblem("version", "already_in_force", detail))
            await message_templates.drop_version(
                connection, viewer.center_id, (self.kind, self.language), version
            )
            await self._note(connection, ChangeKind.WORDING_WITHDRAWN, kept)
            return Answer(200, {"version": version, "valid_from": kept.valid_from.isoformat()})

        return await self.asked.once(act)

    async def _versions(self, connection: Connection) -> list[OwnVersion]:
        """Return the versions of the centre; nobody else changes them meanwhile."""
        center_id = self.asked.viewer.center_id
        await catalogue.lock_center(connection, center_id)
        return await message_templates.versions_of(connection, center_id, self.kind, self.language)

    async def _note(self, connection: Connection, what: ChangeKind, kept: OwnVersion) -> None:
        viewer = self.asked.viewer
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            self.asked.clock(),
            what,
            message=self.kind.value,
            language=self.language.value,
            version=kept.version,
            valid_from=kept.valid_from.isoformat(),
        )
