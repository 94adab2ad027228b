"""What people say that lines of banks are, turn by turn, and the lines that are explained so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.line_explanation import ExplainedAs, Explanation, Turn, TurnAction
from postal_bridge.domain.money import Money
from postal_bridge.domain.remittance_booking import ExplainedLine, StatedCredit
from postal_bridge.store.bank_credits import stated_credit
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("line_explanations")


@dataclass(frozen=True, slots=True)
class LineToExplain:
    """A line, and what it is so far: "unknown" where nothing explains it."""

    stated: StatedCredit
    standing: str


@dataclass(frozen=True, slots=True)
class BookedExplanation:
    """An explanation as it was booked, and in which turn."""

    line_id: int
    turn: int
    line: ExplainedLine
    is_undone: bool


async def line_to_explain(
    connection: Connection, center_id: int, line_id: int
) -> LineToExplain | None:
    """Return a line of a bank, if there is one of this number."""
    row = await connection.fetchrow(QUERIES["line_to_explain"], center_id, line_id)
    return LineToExplain(stated_credit(row), row["standing"]) if row else None


async def turns_of(connection: Connection, center_id: int, line_id: int) -> list[Turn]:
    """Return what was said of a line, in order."""
    rows = await connection.fetch(QUERIES["turns_of"], center_id, line_id)
    return [
        Turn(
            turn=row["turn"],
            at=row["at"],
            login=row["login"],
            action=TurnAction(row["action"]),
            reason=row["reason"],
            explanation=Explanation(
                ExplainedAs(row["explained_as"]), row["refund_id"], row["dossier_code"]
            )
            if row["explained_as"]
            else None,
            booked_on=row["booked_on"],
            collection_id=row["collection_id"],
        )
        for row in rows
    ]


async def add_turn(connection: Connection, center_id: int, line_id: int, turn: Turn) -> None:
    """Keep a turn; one that explains makes the line what it says, one that undoes frees it.

    What a payment becomes beside is `bank_credits`'s.
    """
    said = turn.explanation
    named = (said.explained_as, said.refund_id) if said else (None, None)
    await connection.execute(
        QUERIES["add_turn"],
        center_id,
        line_id,
        turn.turn,
        turn.at,
        turn.login,
        turn.action,
        *named,
        turn.booked_on,
        turn.reason,
        said.dossier_code if said else None,
        turn.collection_id,
    )
    if turn.collection_id is not None:
        return
    if turn.action is TurnAction.EXPLAINED:
        await connection.execute(QUERIES["explain"], center_id, line_id, turn.turn, *named)
    elif turn.action is TurnAction.UNDONE:
        await connection.execute(QUERIES["take_back"], center_id, line_id)


async def refunds_like(
    connection: Connection,
    center_id: int,
    amount_dong: int,
    day: date,
    limit: int,
    refund_id: UUID | None = None,
) -> list[dict[str, Any]]:
    """Return refunds that a debit of an amount may be, those paid nearest to a day first."""
    asked = center_id, amount_dong, refund_id, day, limit
    return [dict(row) for row in await connection.fetch(QUERIES["refunds_like"], *asked)]


async def is_on_statement(connection: Connection, center_id: int, refund_id: UUID) -> bool:
    """Tell whether a line of a bank is said to be a refund."""
    found: bool = await connection.fetchval(QUERIES["is_on_statement"], center_id, refund_id)
    return found


async def explained_among(
    connection: Connection, center_id: int, line_ids: Iterable[int]
) -> list[BookedExplanation]:
    """Return what was booked of lines by explanations."""
    rows = await connection.fetch(QUERIES["explained_among"], center_id, list(line_ids))
    return [
        BookedExplanation(
            line_id=row["line_id"],
            turn=row["turn"],
            line=ExplainedLine(
                stated=stated_credit({**row, "booked_on": row["stated_on"]}),
                booked_on=row["booked_on"],
                refunded=await refund_booked(connection, center_id, row["refund_id"]),
            ),
            is_undone=row["is_undone"],
        )
        for row in rows
    ]


async def refund_booked(
    connection: Connection, center_id: int, refund_id: UUID | None
) -> tuple[tuple[str, Part], ...]:
    """Return the parts of a refund with the office in whose name it was paid; nothing of none."""
    if refund_id is None:
        return ()
    rows = await connection.fetch(QUERIES["refund_booked"], center_id, refund_id)
    return tuple(
        (row["subject"], Part(MoneyKind(row["kind"]), Money(row["amount_dong"]))) for row in rows
    )
