"""Surpluses that were given back to citizens, and what became of each such request."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import asyncpg

from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.money import Money
from postal_bridge.domain.money_difference import Party
from postal_bridge.domain.refunds import (
    KeptRefund,
    Refund,
    RefundAct,
    RefundMethod,
    RefundState,
)
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("refunds")


async def add_refund(connection: Connection, center_id: int, refund: Refund) -> None:
    """Keep that somebody asks for a surplus to be given back."""
    await connection.execute(
        QUERIES["add_refund"],
        center_id,
        refund.refund_id,
        refund.dossier_code,
        refund.amount.amount_dong,
        refund.paid_by,
        refund.office_code,
        refund.method,
        refund.reason,
        refund.refunded_on,
        refund.asked_at,
        refund.asked_by,
        refund.asked_office,
    )


async def add_act(connection: Connection, center_id: int, refund_id: UUID, act: RefundAct) -> None:
    """Keep what became of a refund."""
    await connection.execute(
        QUERIES["add_act"],
        center_id,
        refund_id,
        act.state,
        act.at,
        act.login,
        act.booked_on,
        act.reason,
        act.collection_id,
    )


async def refunds_of(connection: Connection, center_id: int, dossier_code: str) -> list[KeptRefund]:
    """Return the refunds of a dossier, as they were asked for."""
    rows = await connection.fetch(QUERIES["refunds_of_dossier"], center_id, dossier_code)
    return await _with_acts(connection, center_id, rows)


async def find_refund(connection: Connection, center_id: int, refund_id: UUID) -> KeptRefund | None:
    """Return one refund, if there is one of this identity."""
    found = await kept_refunds(connection, center_id, [str(refund_id)])
    return found.get(str(refund_id))


async def kept_refunds(
    connection: Connection, center_id: int, names: Iterable[str]
) -> dict[str, KeptRefund]:
    """Return refunds by identity; nothing is asked for none."""
    identities = list(map(UUID, names))
    if not identities:
        return {}
    rows = await connection.fetch(QUERIES["refunds_by_identity"], center_id, identities)
    found = await _with_acts(connection, center_id, rows)
    return {str(each.refund.refund_id): each for each in found}


async def still_with_post(
    connection: Connection, center_id: int, refund: Refund
) -> dict[UUID, list[Part]]:
    """Return what the office that pays took as a whole and has not sent on, with its kinds."""
    rows = await connection.fetch(
        QUERIES["still_with_post"],
        center_id,
        refund.dossier_code,
        refund.office_code,
        refund.amount.amount_dong,
    )
    return {row["collection_id"]: _parts(row) for row in rows}


async def settle_collection(
    connection: Connection, center_id: int, collection_id: UUID, refund_id: UUID
) -> None:
    """Wait for no line of a collection that the post gave back."""
    await connection.execute(QUERIES["settle_collection"], center_id, collection_id, refund_id)


async def wait_again(connection: Connection, center_id: int, refund_id: UUID) -> None:
    """Wait for a line of what a refund gave back, since it did not after all."""
    await connection.execute(QUERIES["wait_again"], center_id, refund_id)


async def is_sealed(connection: Connection, center_id: int, refund_id: UUID) -> bool:
    """Tell whether a closing that holds counts a collection as given back by a refund."""
    found: bool = await connection.fetchval(QUERIES["is_sealed"], center_id, refund_id)
    return found


async def is_given_back(connection: Connection, center_id: int, collection_id: UUID) -> bool:
    """Tell whether the post gave a collection back as a whole."""
    found: bool = await connection.fetchval(QUERIES["is_given_back"], center_id, collection_id)
    return found


async def _with_acts(
    connection: Connection, center_id: int, rows: list[asyncpg.Record]
) -> list[KeptRefund]:
    acts: dict[UUID, dict[RefundState, RefundAct]] = {}
    collected: dict[UUID, list[Part]] = {}
    identities = [row["refund_id"] for row in rows]
    for row in await connection.fetch(QUERIES["acts_of"], center_id, identities):
        act = _act(row)
        acts.setdefault(row["refund_id"], {})[act.state] = act
        collected.setdefault(row["refund_id"], []).extend(_parts(row))
    return [
        KeptRefund(
            _refund(row), acts.get(row["refund_id"], {}), tuple(collected.get(row["refund_id"], ()))
        )
        for row in rows
    ]


def _refund(row: asyncpg.Record) -> Refund:
    told: dict[str, Any] = dict(row)
    return Refund(
        amount=Money(told.pop("amount_dong")),
        paid_by=Party(told.pop("paid_by")),
        method=RefundMethod(told.pop("method")),
        **told,
    )


def _act(row: asyncpg.Record) -> RefundAct:
    return RefundAct(
        RefundState(row["act"]),
        row["at"],
        row["login"],
        row["booked_on"],
        row["reason"],
        row["collection_id"],
    )


def _parts(row: asyncpg.Record) -> list[Part]:
    told = zip(row["kinds"], row["amounts"], strict=True)
    return [Part(MoneyKind(kind), Money(amount)) for kind, amount in told]
