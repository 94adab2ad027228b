"""What a story about money asks the database beside the service: balances, sums, what is open."""

from postal_bridge.store import money_board
from tests.journeys import Stage

STANDING = """
    select account, kind, sum(amount_dong)::bigint as amount_dong from ledger_posting
    where center_id = $1 group by account, kind"""
OVERDRAWN = """
    select count(*) from (select subject from ledger_posting p join remittance r
            on r.center_id = $1 and r.remittance_id::text = subject
        where p.center_id = $1 and p.account = 'suspense'
        group by subject having sum(p.amount_dong) > 0) as batches"""
SUMS = """
    select (select coalesce(sum(amount_dong), 0) from post_line where center_id = $1)::bigint,
        (select coalesce(sum(amount_dong), 0) from bank_line where center_id = $1)::bigint,
        (select coalesce(sum(amount_dong), 0) from bank_line
            join credited_line using (center_id, line_id) where center_id = $1)::bigint"""
COVERED = """
    select collection_id, sum(covered_dong)::bigint as covered_dong from line_match
    where center_id = $1 and collection_id is not null group by collection_id"""
TAKEN_BACK = """
    select difference_id, max(step) as step from money_difference_step
    where center_id = $1 and action in ('undone', 'fallen') group by difference_id"""
DIFFERENCES_NOW = """
    select difference_id, class, state, version, amount_dong, collection_id
    from money_difference where center_id = $1
    order by opened_at, day, class, amount_dong, difference_id"""
FREE_LINES = """
    select line_id from line_match
    where center_id = $1 and collection_id is null order by line_id"""
OUTSTANDING = """
    select coalesce(sum(amount_dong), 0)::bigint from post_collection c where c.center_id = $1
        and not exists (select from collection r
            where r.center_id = $1 and r.reverses = c.collection_id)
        and not exists (select from line_match m
            where m.center_id = $1 and m.collection_id = c.collection_id)
        and not exists (select from settled_collection t
            where t.center_id = $1 and t.collection_id = c.collection_id)"""


async def told_outstanding(stage: Stage) -> int:
    """Return what pages of a centre tell that the post has not sent on."""
    async with stage.bridge.database.snapshot() as connection:
        rows = await money_board.outstanding(connection, stage.center.center_id)
    return sum(row["amount_dong"] for row in rows)
