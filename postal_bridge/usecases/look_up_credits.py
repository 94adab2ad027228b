"""Looks up one credit of a bank with all that a person has to see to decide what it is.

Batches and credits that are proposed for one another are shown together, with what is looked for
and what was decided before. Who paid is told to nobody here.
"""

from collections.abc import Mapping
from typing import Any

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.bank_credits import CreditRows
from postal_bridge.domain.credit_refusals import UnknownCredit
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from postal_bridge.store import credit_decisions, line_explanations
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.explain_lines import UNKNOWN, turn_document
from postal_bridge.usecases.told import all_told, told

#: More of them nobody reads; whoever looks for something else says more of it.
FOUND_MAX = 20
DECISIONS_MAX = 100

Document = dict[str, Any]
NOTHING = CreditRows((), ())


async def look_up_credit(
    database: Database,
    viewer: Viewer,
    line_id: int,
    wanted: str = "",
    chosen: CreditRows = NOTHING,
) -> Document:
    """Return a credit with its group, or with what may belong to it.

    That is what is proposed, what was `chosen` before, and what of the open batches and credits is
    `wanted`, by a part of the name or by the amount.

    Raises:
        UnknownCredit: there is none.

    """
    center_id = viewer.center_id
    async with database.snapshot() as connection:
        credit = await credit_decisions.credit_told(connection, center_id, line_id)
        if credit is None:
            raise UnknownCredit
        group_id = credit["group_id"]
        batches, lines = await credit_decisions.rows_beside(
            connection, center_id, line_id, group_id
        )
        if group_id is None:
            batches |= set(chosen.remittance_ids)
            lines |= {line_id, *chosen.line_ids}
        if group_id is None and wanted:
            found = await credit_decisions.find_rows(
                connection, center_id, wanted, amount_in(wanted), FOUND_MAX
            )
            batches |= set(found[0])
            lines |= set(found[1])
        group = (
            await credit_decisions.group_told(connection, center_id, group_id) if group_id else None
        )
        turns = await line_explanations.turns_of(connection, center_id, line_id)
        return {
            **told(credit),
            "turns": [turn_document(line_id, turn) for turn in turns],
            "refunds": all_told(await _refunds_like(connection, center_id, credit)),
            "group": told(group) if group else None,
            "batches": all_told(
                await credit_decisions.batches_told(connection, center_id, batches, line_id)
            ),
            "credits": all_told(await credit_decisions.credits_told(connection, center_id, lines)),
            "decisions": all_told(
                await credit_decisions.decisions_of_line(
                    connection, center_id, line_id, DECISIONS_MAX
                )
            ),
        }


async def _refunds_like(
    connection: Connection, center_id: int, credit: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return refunds that a debit which nothing explains may be."""
    if credit["standing"] != UNKNOWN or credit["amount_dong"] > 0:
        return []
    return await line_explanations.refunds_like(
        connection, center_id, -credit["amount_dong"], credit["booked_on"], FOUND_MAX
    )


def amount_in(text: str) -> int | None:
    """Return the amount that somebody typed, with or without points between the thousands."""
    digits = text.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()) or int(digits) > AMOUNT_MAX_DONG:
        return None
    return int(digits)
