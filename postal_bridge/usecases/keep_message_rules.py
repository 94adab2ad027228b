"""Keeps when and by which ways a centre reaches people."""

from datetime import time

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.masking import normalise_phone
from postal_bridge.domain.message_rules import ChannelRule, MessageRules
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, UnknownOffice
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import message_rules, messages
from postal_bridge.store.database import Database
from postal_bridge.usecases.announce import head_place
from postal_bridge.usecases.note_change import note_change


async def look_up_rules(database: Database, viewer: Viewer) -> MessageRules:
    """Return what the viewer's centre keeps to."""
    async with database.snapshot() as connection:
        return await message_rules.load_rules(connection, viewer.center_id)


async def keep_setting(
    database: Database, clock: Clock, viewer: Viewer, quiet: tuple[time, time], daily_most: int
) -> None:
    """Keep the quiet hours of the viewer's centre, and how many messages a recipient may get."""
    async with database.transaction() as connection:
        await message_rules.put_setting(connection, viewer.center_id, quiet, daily_most)
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            clock(),
            ChangeKind.MESSAGE_RULES_KEPT,
            quiet_from=quiet[0].isoformat("minutes"),
            quiet_until=quiet[1].isoformat("minutes"),
            daily_most=daily_most,
        )


async def keep_channel(database: Database, clock: Clock, viewer: Viewer, rule: ChannelRule) -> None:
    """Keep how the viewer's centre uses a channel."""
    async with database.transaction() as connection:
        await message_rules.put_channel(connection, viewer.center_id, rule)
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            clock(),
            ChangeKind.CHANNEL_KEPT,
            channel=rule.channel.value,
            place=rule.place,
            enabled=str(rule.enabled).lower(),
            rate_per_minute=rule.rate_per_minute,
            patience_minutes=rule.patience_minutes,
            price_dong=rule.price_dong,
            sender=rule.sender,
        )


async def look_up_head(
    database: Database, sealer: Sealer, viewer: Viewer, office_code: str
) -> tuple[str | None, str | None]:
    """Return the telephone number and e-mail address by which the head of an office is reached."""
    center = viewer.center
    async with database.snapshot() as connection:
        found = await messages.heads_of(connection, center.center_id, [office_code])
    if office_code not in found:
        return None, None
    head = found[office_code]
    phone, email = head.head_phone_sealed, head.head_email_sealed
    return (
        sealer.open(phone, head_place("phone", center.code, office_code)) if phone else None,
        sealer.open(email, head_place("email", center.code, office_code)) if email else None,
    )


async def keep_head(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    office_code: str,
    reached: tuple[str | None, str | None],
) -> None:
    """Keep by which telephone number and e-mail address the head of an office is reached.

    Raises:
        UnknownOffice: the viewer's centre has no such office.
        InvalidInput: the telephone number is none.

    """
    if reached[0] and normalise_phone(reached[0]) is None:
        detail = Said("is no telephone number")
        raise InvalidInput(FieldProblem("head_phone", "no_phone", detail))
    center, (phone, email) = viewer.center, reached
    sealed = (
        sealer.seal(phone, head_place("phone", center.code, office_code)) if phone else None,
        sealer.seal(email, head_place("email", center.code, office_code)) if email else None,
    )
    async with database.transaction() as connection:
        if not await messages.keep_head(connection, center.center_id, office_code, sealed):
            raise UnknownOffice(office=office_code)
        await note_change(
            connection,
            center.center_id,
            viewer.login,
            clock(),
            ChangeKind.OFFICE_HEAD_KEPT,
            office=office_code,
        )
