"""Keeps who wants no messages: as they say themselves by a link, or tell a clerk.

Of an address nothing is kept but the key that stands for it.
"""

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.masking import mask_email, mask_phone, normalise_phone
from postal_bridge.domain.message_refusals import UnknownLink
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import message_desk, opt_outs, people
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.message_desk import LinkedMessage
from postal_bridge.usecases.announce import email_index, link_index
from postal_bridge.usecases.filer import phone_index
from postal_bridge.usecases.note_change import note_change

#: As `announce.link_token` makes them.
TOKEN_LENGTH = 16


async def look_up_link(database: Database, sealer: Sealer, token: str) -> tuple[Center, bool]:
    """Return whose message a link came in, and whether all its addresses are opted out.

    Raises:
        UnknownLink: it is none of ours.

    """
    async with database.snapshot() as connection:
        center, message = await _of_link(connection, sealer, token)
        indexes = _indexes(message)
        out = await opt_outs.opted_out_of(connection, center.center_id, indexes)
        return center, out == set(indexes)


async def follow_link(
    database: Database, clock: Clock, sealer: Sealer, token: str, *, wants_messages: bool
) -> None:
    """Note that whoever got a message wants no more of them, or wants them again.

    Raises:
        UnknownLink: it is none of ours.

    """
    async with database.transaction() as connection:
        center, message = await _of_link(connection, sealer, token)
        center_id, indexes = center.center_id, _indexes(message)
        if wants_messages:
            await opt_outs.opt_in(connection, center_id, indexes)
        else:
            await opt_outs.opt_out(connection, center_id, indexes, clock(), None)


async def note_opt_out(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    address: str,
    *,
    wants_messages: bool,
) -> None:
    """Note what the owner of a telephone number or an e-mail address told a clerk.

    Raises:
        InvalidInput: it is neither, or its owner did not opt out.

    """
    phone = normalise_phone(address)
    if phone is None and not _is_email(address):
        detail = Said("is neither a telephone number nor an e-mail address")
        raise InvalidInput(FieldProblem("address", "no_address", detail))
    index = phone_index(sealer, phone) if phone else email_index(sealer, address)
    masked = mask_phone(phone) if phone else mask_email(address)
    kind = ChangeKind.OPTED_IN if wants_messages else ChangeKind.OPTED_OUT
    now, center_id = clock(), viewer.center_id
    async with database.transaction() as connection:
        if not wants_messages:
            await opt_outs.opt_out(connection, center_id, [index], now, viewer.login)
        elif not await opt_outs.opt_in(connection, center_id, [index]):
            detail = Said("is not opted out")
            raise InvalidInput(FieldProblem("address", "not_opted_out", detail))
        await note_change(connection, center_id, viewer.login, now, kind, recipient=masked)


async def _of_link(
    connection: Connection, sealer: Sealer, token: str
) -> tuple[Center, LinkedMessage]:
    if len(token) != TOKEN_LENGTH or not token.isascii():
        raise UnknownLink
    centers = {each.center_id: each for each in await people.all_centers(connection)}
    message = await message_desk.message_of_link(connection, centers, link_index(sealer, token))
    if message is None:
        raise UnknownLink
    return centers[message.center_id], message


def _indexes(message: LinkedMessage) -> list[bytes]:
    return [index for index in (message.phone_index, message.email_index) if index]


def _is_email(text: str) -> bool:
    user, at, domain = text.strip().rpartition("@")
    return bool(user and at and domain) and text.isascii() and "@" not in user


async def count_opted_out(database: Database, viewer: Viewer) -> int:
    """Return how many addresses want no messages of the viewer's centre."""
    async with database.snapshot() as connection:
        return await opt_outs.count_opt_outs(connection, viewer.center_id)
