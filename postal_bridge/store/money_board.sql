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

-- name: outstanding
-- What each post office collected, no line has come for and nobody has settled, by the day it
-- counts for (the next one of what was taken after the hour agreed on); of days that are closed, a
-- difference stands for each of these.
select c.office_code, o.name,
    c.collected_on + (select count(*) from collection_after_cutoff h
        where h.center_id = $1 and h.collection_id = c.collection_id)::integer as counts_for,
    sum(c.amount_dong)::bigint as amount_dong
from (
    select *
    from post_collection
    where center_id = $1 and counts_on > $2
    union all
    select closed.*
    from money_difference k
    cross join lateral (select * from post_collection p
        where p.center_id = $1 and p.collection_id = k.collection_id and p.counts_on <= $2
        offset 0) as closed
    where k.center_id = $1 and k.class = 'missing' and k.state in ('open', 'proposed', 'carried')
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
