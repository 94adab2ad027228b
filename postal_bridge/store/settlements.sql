-- name: refused_to_settle
-- Refused scans of an office since a moment, newest first, settled ones or those that are not.
select s.scan_id, s.code_given, s.item_code, s.action, s.scanned_at, s.received_at, s.login,
    s.office_code, s.refusal, s.answer ->> 'detail' as detail, t.settled_at, t.settled_by, t.remark
from scan s
left join standing_scan_settlement t on t.center_id = s.center_id and t.scan_id = s.scan_id
where s.center_id = $1 and s.office_code = $2 and s.outcome = 'refused'
    and s.received_at >= $3 and (s.received_at, s.scan_id) < ($4, $5)
    and (t.scan_id is not null) = $6
    and not exists (select from adopted_scan a
        where a.center_id = s.center_id and a.scan_id = s.scan_id)
order by s.received_at desc, s.scan_id desc
limit $7;

-- name: count_refused
-- How many refused scans of an office since a moment nobody has looked into, up to a limit.
select count(*)::integer from (select s.scan_id from scan s
    where s.center_id = $1 and s.office_code = $2 and s.outcome = 'refused'
        and s.received_at >= $3
        and not exists (select from standing_scan_settlement t
            where t.center_id = s.center_id and t.scan_id = s.scan_id)
        and not exists (select from adopted_scan a
            where a.center_id = s.center_id and a.scan_id = s.scan_id)
    order by s.received_at desc
    limit $4) as counted;

-- name: is_refused
-- Whether a scan was refused at an office, or at any where that is null.
select exists (select from scan s
    where s.center_id = $1 and s.scan_id = $2 and s.outcome = 'refused'
        and ($3::text is null or s.office_code = $3));

-- name: settle_refused_scan
-- Note that somebody looked into a refused scan, unless that stands noted already.
insert into refused_scan_settlement (center_id, scan_id, turn, settled_at, settled_by, remark)
select $1, $2, coalesce(max(t.turn), 0) + 1, $3, $4, $5
from refused_scan_settlement t
where t.center_id = $1 and t.scan_id = $2
having coalesce(max(t.turn), 0) % 2 = 0
on conflict do nothing
returning scan_id;

-- name: settler_of
-- Who looked into a refused scan, as it stands; no row when nobody did.
select settled_by from standing_scan_settlement where center_id = $1 and scan_id = $2;

-- name: withdraw_settlement
-- Note that what stands of a refused scan does so no longer, unless another did at the same moment.
insert into refused_scan_settlement (center_id, scan_id, turn, settled_at, settled_by, remark)
select $1, t.scan_id, t.turn + 1, $3, $4, null
from standing_scan_settlement t
where t.center_id = $1 and t.scan_id = $2
on conflict do nothing
returning scan_id;

-- name: settlements_of_day
-- What was counted of the cash of a post office on a day, each as it stands after corrections.
select s.settlement_id, s.login, s.expected_dong, s.counted_dong, s.remark, s.corrects,
    s.settled_at, s.settled_by
from courier_settlement s
where s.center_id = $1 and s.day = $2 and s.office_code = $3
    and not exists (select from courier_settlement later
        where later.center_id = s.center_id and later.corrects = s.settlement_id)
order by s.login;

-- name: add_courier_settlement
-- Keep what was counted of a courier's cash, unless this or another count stands in its place.
insert into courier_settlement (center_id, settlement_id, office_code, login, day, expected_dong,
    counted_dong, remark, corrects, settled_at, settled_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict do nothing
returning settlement_id;

-- name: has_courier_settlement
-- Whether a count of this identity is kept already.
select exists (select from courier_settlement s where s.center_id = $1 and s.settlement_id = $2);
