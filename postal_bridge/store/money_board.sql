-- name: standing
-- What stands on each account by kind, of everything that was booked or had happened by a day.
select account, kind, sum(amount_dong)::bigint as amount_dong
from ledger_day
where center_id = $1 and ($2::date is null or happened_on <= $2)
group by account, kind;

-- name: disputed
-- What nobody knows yet whose it is, of everything that was booked or had happened by a day: one
-- batch or statement is not set against another.
select coalesce(sum(abs(amount_dong)), 0)::bigint
from (
    select sum(p.amount_dong) as amount_dong
    from ledger_posting p
    join ledger_entry e on e.center_id = $1 and e.sequence = p.sequence
    where p.center_id = $1 and p.account = 'suspense'
        and ($2::date is null or e.happened_on <= $2)
    group by p.subject, p.kind
) as of_subject;

-- name: open_classes
-- The differences that are not settled, by class: how many, what they come to, since when.
select class, count(*) as differences, sum(amount_dong)::bigint as amount_dong,
    min(day) as oldest_on
from money_difference
where center_id = $1 and state in ('open', 'proposed', 'carried')
group by class;

-- name: closed_until
-- The last day that is closed.
select max(last_on) from period_standing where center_id = $1 and is_closed;

-- name: judged
-- The last day of those that are open for which a run told what was missing, and the moment from
-- which on it may have overlooked something: whatever was under way when it began.
select r.period_to, r.started_at - interval '1 day' as since
from reconciliation r
where r.center_id = $1 and r.period_to > $2 and r.period_from <= greatest($2::date + 1,
    (select min(c.collected_on) from collection c where c.center_id = $1))
order by r.period_to desc, r.started_at desc
limit 1;

-- name: outstanding
-- What each post office collected, no line has come for and nobody has settled, by the day it
-- counts for (the next one of what was taken after the hour agreed on); of days that are closed
-- ($2) or judged by a run ($3) a difference stands for each of these, but for what was recorded or
-- became free since ($4).
with freed as (
    select c.collection_id
    from collection c
    where c.center_id = $1 and c.collected_on > $2 and c.recorded_at >= $4
    union
    select l.collection_id
    from late_collection l
    where l.center_id = $1 and l.counts_on > $2
    union
    select u.collection_id
    from undone_match u
    where u.center_id = $1 and u.undone_at >= $4
    union
    select paid.collection_id
    from refund_act cancelled
    join refund_act paid on paid.center_id = $1 and paid.refund_id = cancelled.refund_id
        and paid.act = 'paid'
    where cancelled.center_id = $1 and cancelled.act = 'cancelled' and cancelled.at >= $4
), waiting as (
    select k.collection_id, k.office_code, k.day as collected_on, k.amount_dong
    from money_difference k
    where k.center_id = $1 and k.class = 'missing' and k.state in ('open', 'proposed', 'carried')
), wanted as (
    select p.collection_id, p.office_code, p.collected_on, p.amount_dong
    from post_collection p
    where p.center_id = $1 and p.counts_on > $3
    union all
    select found.*
    from freed f
    cross join lateral (select p.collection_id, p.office_code, p.collected_on, p.amount_dong
        from post_collection p
        where p.center_id = $1 and p.collection_id = f.collection_id and p.counts_on <= $3
        offset 0) as found
)
select c.office_code, o.name,
    c.collected_on + (select count(*) from collection_after_cutoff h
        where h.center_id = $1 and h.collection_id = c.collection_id)::integer as counts_for,
    sum(c.amount_dong)::bigint as amount_dong
from (
    select * from waiting
    union all
    select w.*
    from wanted w
    where not exists (select from waiting k where k.collection_id = w.collection_id)
) as c
left join office o on o.center_id = $1 and o.code = c.office_code
where not exists (select from collection r
        where r.center_id = $1 and r.reverses = c.collection_id)
    and not exists (select from line_match m
        where m.center_id = $1 and m.collection_id = c.collection_id)
    and not exists (select from settled_collection t
        where t.center_id = $1 and t.collection_id = c.collection_id)
group by c.office_code, o.name, counts_for;

-- name: not_credited
-- Batches that were sent and that no credit has come for, the oldest first, with what they brought
-- that no other list had: of a list that was handed in twice nothing more is waited for.
select r.remittance_id, r.file_id, r.batch, r.office_code, own.lines, own.lines_dong, r.sent_on,
    own.oldest_on
from remittance r
cross join lateral (
    select count(*) as lines, sum(l.amount_dong)::bigint as lines_dong, min(l.day) as oldest_on
    from post_line l
    where l.center_id = $1 and l.remittance_id = r.remittance_id) as own
where r.center_id = $1 and own.lines_dong <> 0
    and not exists (select from credited_remittance c
        where c.center_id = $1 and c.remittance_id = r.remittance_id)
order by r.sent_on, r.remittance_id
limit $2;

-- name: beside
-- What stands beside differences: the line of the post, and what was collected.
select k.difference_id, l.amount_dong as line_dong, l.item_code, l.narration,
    c.amount_dong as collected_dong
from money_difference k
left join post_line l on l.center_id = $1 and l.line_id = k.line_id
left join lateral (select p.amount_dong from post_collection p
    where p.center_id = $1 and p.collection_id = k.collection_id
    offset 0) as c on true
where k.center_id = $1 and k.difference_id = any($2::uuid[]);

-- name: taken_by_post
-- What the post collected up to a day and no citizen got back, in order.
select c.collection_id, c.dossier_code, c.consignment_code, c.amount_dong, c.collected_on,
    c.receipt_number
from post_collection c
where c.center_id = $1 and c.collected_on <= $2
    and not exists (select from collection r
        where r.center_id = $1 and r.reverses = c.collection_id)
order by c.collected_on, c.collection_id
limit $3;
