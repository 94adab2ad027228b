-- name: add_collection
-- Keep the money taken with a scan, once.
insert into collection (center_id, collection_id, dossier_code, consignment_code, scan_id, source,
    amount_dong, method, receipt_number, collected_on, office_code, login, recorded_at)
values ($1, $2, $3, $4, $5, 'scan', $6, $7, $8, $9, $10, $11, $12);

-- name: lock_dossiers_paid_with_scans
-- Lock the dossiers that were paid with scans, so that no payment of them is given back meanwhile.
select d.code
from dossier d
where d.center_id = $1 and d.code in (select c.dossier_code from collection c
    where c.center_id = $1 and c.scan_id = any($2::uuid[]))
order by d.code
for no key update of d;

-- name: taken_by_scans
-- What was taken with scans and not taken back, and whether the post gave it back to the citizen.
select c.scan_id, c.amount_dong,
    exists (select from settled_collection t
        where t.center_id = $1 and t.collection_id = c.collection_id
            and t.refund_id is not null) as is_given_back
from collection c
where c.center_id = $1 and c.scan_id = any($2::uuid[]) and c.reverses is null
    and not exists (select from collection r
        where r.center_id = $1 and r.reverses = c.collection_id);

-- name: reverse_collection_of_scan
-- Take back the money of a scan that was corrected: a new row, never a change.
insert into collection (center_id, collection_id, dossier_code, consignment_code, scan_id, source,
    amount_dong, method, receipt_number, collected_on, office_code, login, reverses, recorded_at)
select c.center_id, $3, c.dossier_code, c.consignment_code, c.scan_id, c.source, -c.amount_dong,
    c.method, c.receipt_number, coalesce(o.own_day, $4), c.office_code, $5, c.collection_id, $6
from collection c
join own_day_of_reversal o on o.center_id = $1 and o.collection_id = c.collection_id
where c.center_id = $1 and c.scan_id = $2 and c.reverses is null;

-- name: collected_with
-- What was taken for a dossier with one consignment, less what was taken back.
select coalesce(sum(amount_dong), 0)::bigint from collection
where center_id = $1 and dossier_code = $2 and consignment_code = $3;
