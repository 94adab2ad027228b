-- name: line_to_explain
-- A line of a bank with the statement that told it and what it is so far.
select l.file_id, l.statement_place, coalesce(l.account, '-') as account, l.amount_dong,
    l.booked_on, s.standing
from bank_line l
join bank_line_standing s on s.center_id = $1 and s.line_id = l.line_id
where l.center_id = $1 and l.line_id = $2 and l.amount_dong <> 0;

-- name: turns_of
-- What was said of a line, in order.
select turn, at, login, action, explained_as, refund_id, dossier_code, booked_on, reason,
    collection_id
from line_explanation
where center_id = $1 and line_id = $2
order by turn;

-- name: add_turn
-- Keep what somebody says of a line.
insert into line_explanation (center_id, line_id, turn, at, login, action, explained_as, refund_id,
    booked_on, reason, dossier_code, collection_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: explain
-- Let a line be what a turn says.
insert into explained_line (center_id, line_id, turn, explained_as, refund_id)
values ($1, $2, $3, $4, $5);

-- name: take_back
-- Let a line be unexplained again.
delete from explained_line where center_id = $1 and line_id = $2;

-- name: refunds_like
-- Refunds of an amount that agencies paid by transfer and no line of a bank is yet, one of them or
-- those that were paid nearest to a day.
select r.refund_id, r.dossier_code, r.amount_dong, r.office_code, paid.booked_on
from refund r
join refund_act paid on paid.center_id = $1 and paid.refund_id = r.refund_id and paid.act = 'paid'
where r.center_id = $1 and r.amount_dong = $2 and r.paid_by = 'agency' and r.method = 'transfer'
    and ($3::uuid is null or r.refund_id = $3)
    and not exists (select from refund_act c
        where c.center_id = $1 and c.refund_id = r.refund_id and c.act = 'cancelled')
    and not exists (select from explained_line e
        where e.center_id = $1 and e.refund_id = r.refund_id)
order by abs(paid.booked_on - $4::date), r.refund_id
limit $5;

-- name: refund_booked
-- In whose name a refund was paid and of which kinds it was, as it was booked.
select p.subject, p.kind, -p.amount_dong as amount_dong
from ledger_entry e
join ledger_posting p on p.center_id = $1 and p.sequence = e.sequence
    and p.account = 'agency_account'
where e.center_id = $1 and e.source_kind = 'refund' and e.source_id = $2::uuid::text
    and e.reason = 'given_back'
order by p.place;

-- name: is_on_statement
-- Whether a line of a bank is a refund.
select exists (select from explained_line where center_id = $1 and refund_id = $2);

-- name: explained_among
-- What was booked of lines by explanations that are no payments, and whether each stands.
select x.line_id, x.turn, x.booked_on, x.refund_id, l.file_id, l.statement_place,
    coalesce(l.account, '-') as account, l.amount_dong, l.booked_on as stated_on,
    e.line_id is null as is_undone
from line_explanation x
join bank_line l on l.center_id = $1 and l.line_id = x.line_id
left join explained_line e on e.center_id = $1 and e.line_id = x.line_id and e.turn = x.turn
where x.center_id = $1 and x.line_id = any($2::bigint[]) and x.action = 'explained'
    and x.collection_id is null
order by x.line_id, x.turn;
