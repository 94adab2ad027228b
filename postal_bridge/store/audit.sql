-- name: page_of_codes
-- The next codes that are in custody or have a log, in order.
select code from (
    (select code from custody where center_id = $1 and code > $2 order by code limit $3)
    union
    (select distinct code from custody_event where center_id = $1 and code > $2
        order by code limit $3)
) as known
order by code
limit $3;

-- name: kept_things
-- What is kept of the given things beside their logs.
select code, kind, leg, origin, destination, state, holder, offered_to, bag_code, invitations,
    invited_on, damaged, version, happened_at, last_hash
from custody
where center_id = $1 and code = any($2::text[]);

-- name: count_things
-- How many things of a centre are in custody.
select count(*) as things from custody where center_id = $1;

-- name: misplaced
-- Things that lie in what is no bag, or in a bag that is in other hands than they are.
select c.code, c.bag_code, c.holder, b.holder as bag_holder
from custody c
left join custody b on b.center_id = c.center_id and b.code = c.bag_code
where c.center_id = $1 and c.bag_code is not null
    and (b.kind is distinct from 'bag' or b.holder <> c.holder
        or b.offered_to is distinct from c.offered_to)
order by c.code
limit $2;

-- name: scans_without_event
-- Scans that were recorded, at once or later, and left nothing in any log.
select s.scan_id, s.item_code
from scan s
where s.center_id = $1
    and (s.outcome = 'recorded' or exists (select from adopted_scan a
        where a.center_id = s.center_id and a.scan_id = s.scan_id))
    and not exists (select from custody_event e
        where e.center_id = s.center_id and e.scan_id = s.scan_id)
order by s.scan_id
limit $2;

-- name: events_without_scan
-- Events that name a scan which was not recorded.
select e.code, e.sequence
from custody_event e
where e.center_id = $1 and e.scan_id is not null
    and not exists (select from scan s
        where s.center_id = e.center_id and s.scan_id = e.scan_id
            and (s.outcome = 'recorded' or exists (select from adopted_scan a
                where a.center_id = s.center_id and a.scan_id = s.scan_id)))
order by e.code, e.sequence
limit $2;

-- name: money_unlike_scans
-- Scans and collections that disagree about the money taken; null where one of them is silent.
select s.scan_id, s.item_code, (s.content -> 'collected' ->> 'amount_dong')::bigint as told_dong,
    c.amount_dong as booked_dong
from scan s
left join collection c
    on c.center_id = s.center_id and c.scan_id = s.scan_id and c.reverses is null
where s.center_id = $1 and s.action <> 'correct'
    and (s.outcome = 'recorded' or exists (select from adopted_scan a
        where a.center_id = s.center_id and a.scan_id = s.scan_id))
    and (s.content -> 'collected' ->> 'amount_dong')::bigint is distinct from c.amount_dong
order by s.scan_id
limit $2;

-- name: money_without_scan
-- Collections that name a scan which was not recorded, or none although one took the money.
select c.collection_id, c.dossier_code, c.amount_dong
from collection c
where c.center_id = $1 and c.source = 'scan' and c.reverses is null
    and not exists (select from scan s
        where s.center_id = c.center_id and s.scan_id = c.scan_id
            and (s.outcome = 'recorded' or exists (select from adopted_scan a
                where a.center_id = s.center_id and a.scan_id = s.scan_id)))
order by c.collection_id
limit $2;

-- name: bad_reversals
-- Reversals that do not take back just what they reverse.
select r.collection_id, r.dossier_code, r.amount_dong, c.amount_dong as reversed_dong
from collection r
join collection c on c.center_id = r.center_id and c.collection_id = r.reverses
where r.center_id = $1
    and (r.amount_dong + c.amount_dong <> 0 or r.dossier_code <> c.dossier_code
        or c.reverses is not null)
order by r.collection_id
limit $2;

-- name: reversals_unlike_corrections
-- Money of scans that was taken back without a correction, or stands although one was made.
select c.collection_id, c.dossier_code, c.amount_dong, is_reversed
from (
    select c.collection_id, c.dossier_code, c.amount_dong,
        exists (select from collection r
            where r.center_id = $1 and r.reverses = c.collection_id) as is_reversed,
        exists (select from custody_event wrong
            join custody_event correction on correction.center_id = $1
                and correction.code = wrong.code and correction.corrects = wrong.sequence
            where wrong.center_id = $1 and wrong.scan_id = c.scan_id) as is_corrected
    from collection c
    where c.center_id = $1 and c.source = 'scan' and c.reverses is null
) c
where is_reversed <> is_corrected
order by c.collection_id
limit $2;

-- name: unlike_clocks
-- Dossiers whose clock stood on other days than their steps say, or stands on and should not.
select code
from dossier
where center_id = $1
    and (resolved_on is null and clock_stands(status) <> coalesce(upper_inf(stood), false)
        or (stood is not null or code in (select t.dossier_code from dossier_step t
                where t.center_id = $1 and clock_stands(t.status)))
            and stood is distinct from days_stood($1, code))
order by code
limit $2;

-- name: next_entry
-- The number that the next entry of the journal will have.
select next_value from counter where center_id = $1 and name = 'ledger';

-- name: unlike_days
-- Days, accounts and kinds of which what stands is not what was booked.
select happened_on, account, kind, sum(stands_dong)::bigint as stands_dong,
    sum(booked_dong)::bigint as booked_dong
from (
    select happened_on, account, kind, amount_dong as stands_dong, 0 as booked_dong
    from ledger_day
    where center_id = $1
    union all
    select e.happened_on, p.account, p.kind, 0, p.amount_dong
    from ledger_entry e
    join ledger_posting p on p.center_id = $1 and p.sequence = e.sequence
    where e.center_id = $1
) as both_sides
group by happened_on, account, kind
having sum(stands_dong) <> sum(booked_dong)
order by happened_on, account, kind
limit $2;

-- name: not_booked
-- Money taken or given back and fee lines of some amount that no entry books.
(select c.collection_id as identity, c.dossier_code, 'collection' as source
from collection c
where c.center_id = $1
    and not exists (select from ledger_entry e
        where e.center_id = c.center_id and e.source_kind = 'collection'
            and e.source_id = c.collection_id::text)
order by c.collection_id
limit $2)
union all
(select o.obligation_id, o.dossier_code, 'obligation'
from obligation o
where o.center_id = $1 and o.amount_dong <> 0 and o.payer <> 'agency'
    and not exists (select from ledger_entry e
        where e.center_id = o.center_id and e.source_kind = 'obligation'
            and e.source_id = o.obligation_id::text)
order by o.obligation_id
limit $2)
union all
(select r.refund_id, r.dossier_code, 'refund'
from refund_act a
join refund r on r.center_id = $1 and r.refund_id = a.refund_id
where a.center_id = $1 and a.booked_on is not null
    and not exists (select from ledger_entry e
        where e.center_id = $1 and e.source_kind = 'refund' and e.source_id = a.refund_id::text
            and e.reason = case a.act when 'paid' then 'given_back' else 'refund_cancelled' end)
order by r.refund_id
limit $2);

-- name: kept_lines
-- Fee lines by identity, with who recorded them.
select obligation_id, dossier_code, kind, name, tariff_dong, amount_dong, owed_on, ground, payer,
    due_when, route, cancels, login
from obligation
where center_id = $1 and obligation_id = any($2::uuid[]);

-- name: kept_parts
-- How much of each collection is kept as being of which kind.
select collection_id, kind, amount_dong
from collection_part
where center_id = $1 and collection_id = any($2::uuid[])
order by collection_id, kind;
