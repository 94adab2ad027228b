-- name: keep_reports
-- Keep what a carrier tells, each report once.
insert into carrier_report (center_id, carrier_code, report_id, code, order_key, item_code,
    happened_at, received_at, amount_dong, said_sealed, state, trouble)
select $1, $2, report_id, code, order_key, item_code, happened_at, $3, amount_dong, said_sealed,
    state, trouble
from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::bigint[],
    $10::bytea[], $11::text[], $12::text[])
    as told (report_id, code, order_key, item_code, happened_at, amount_dong, said_sealed, state,
        trouble)
on conflict do nothing;

-- name: waiting_reports
-- Reports that nobody looked at, in the order in which things happened.
select carrier_code, report_id, code, order_key, item_code, happened_at, received_at, amount_dong,
    said_sealed, state, order_id, scan_id, trouble
from carrier_report
where center_id = $1 and state = 'waiting'
order by happened_at, received_at, report_id
limit $2;

-- name: settle_report
-- Note what came of a report that waited.
update carrier_report
set state = $4, order_id = $5, scan_id = $6, trouble = $7
where center_id = $1 and carrier_code = $2 and report_id = $3 and state = 'waiting';

-- name: hear_again
-- Let reports of a carrier be looked at again that nobody understood, or one that differs.
update carrier_report
set state = 'waiting'
where center_id = $1 and carrier_code = $2
    and ($3::uuid is null and state in ('unknown_code', 'unknown_order')
        or report_id = $3 and state in ('unknown_code', 'unknown_order', 'differs'));

-- name: settle_by_hand
-- End a report that a person sees to.
update carrier_report
set state = 'settled', settled_at = $4, settled_by = $5, reason = $6
where center_id = $1 and carrier_code = $2 and report_id = $3
    and state in ('unknown_code', 'unknown_order', 'differs', 'unreadable');

-- name: open_reports
-- Reports after a place that wait for a person, the oldest first; what was heard waits for nobody.
select r.carrier_code, r.report_id, r.code, r.order_key, r.item_code, r.happened_at, r.received_at,
    r.amount_dong, r.said_sealed, r.state, r.order_id, r.scan_id, r.trouble, o.consignment_code
from carrier_report r
left join carrier_order o on o.center_id = r.center_id and o.order_id = r.order_id
where r.center_id = $1 and r.state in ('unknown_code', 'unknown_order', 'differs', 'unreadable')
    and not (r.state = 'differs' and exists (select from adopted_scan a
        where a.center_id = $1 and a.scan_id = r.scan_id))
    and not (r.state = 'differs' and coalesce((select max(s.turn) from refused_scan_settlement s
        where s.center_id = $1 and s.scan_id = r.scan_id), 0) % 2 = 1)
    and (r.received_at, r.report_id) > ($2, $3)
order by r.received_at, r.report_id
limit $4;

-- name: count_reports
-- How many reports of each carrier wait, and for what.
select carrier_code, state, count(*) as reports
from carrier_report
where center_id = $1
    and state in ('waiting', 'unknown_code', 'unknown_order', 'differs', 'unreadable')
group by carrier_code, state;

-- name: add_money
-- Keep a fact about money of an order, unless it is known.
insert into carrier_money (center_id, order_id, fact, amount_dong, happened_at, report_id,
    recorded_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict do nothing;

-- name: money_of_order
-- What a carrier said of the money of an order, by fact.
select fact, amount_dong, happened_at, report_id
from carrier_money
where center_id = $1 and order_id = $2
order by happened_at, fact;

-- name: money_of_dossier
-- What carriers said of the money of a dossier, by consignment and fact.
select o.consignment_code, o.carrier_code, m.fact, m.amount_dong, m.happened_at
from consignment s
join carrier_order o on o.center_id = s.center_id and o.consignment_code = s.code
join carrier_money m on m.center_id = o.center_id and m.order_id = o.order_id
where s.center_id = $1 and s.dossier_code = $2
order by o.consignment_code, m.happened_at, m.fact;

-- name: money_not_paid_out
-- What carriers collected after a place and did not pay out, as far as they said, the oldest first.
select c.order_id, o.consignment_code, o.carrier_code, s.dossier_code, c.amount_dong,
    c.happened_at as collected_at, w.happened_at as with_post_at
from carrier_money c
join carrier_order o on o.center_id = c.center_id and o.order_id = c.order_id
join consignment s on s.center_id = o.center_id and s.code = o.consignment_code
left join carrier_money w on w.center_id = c.center_id and w.order_id = c.order_id
    and w.fact = 'with_post'
where c.center_id = $1 and c.fact = 'collected'
    and not exists (select from carrier_money p
        where p.center_id = $1 and p.order_id = c.order_id and p.fact = 'paid_out')
    and (c.happened_at, c.order_id) > ($2, $3)
order by c.happened_at, c.order_id
limit $4;

-- name: sum_of_money
-- What carriers said of money in all, by fact, and how much of it they did not pay out.
select m.fact, count(*) as facts, coalesce(sum(m.amount_dong), 0)::bigint as amount_dong
from carrier_money m
where m.center_id = $1
group by m.fact;
