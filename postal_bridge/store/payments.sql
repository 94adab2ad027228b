-- name: add_payment
-- Keep money that was paid at a counter or online.
insert into collection (center_id, collection_id, dossier_code, source, amount_dong, method,
    receipt_number, collected_on, office_code, login, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: payments_of
-- All money of a dossier, each with its parts by kind and whether it was taken back, as it came.
select c.collection_id, c.dossier_code, c.source, c.amount_dong, c.method, c.receipt_number,
    c.collected_on, c.office_code, c.login, c.recorded_at, r.reason,
    r.collection_id is not null as taken_back
from collection c
left join collection r on r.center_id = c.center_id and r.reverses = c.collection_id
where c.center_id = $1 and c.dossier_code = $2 and c.reverses is null
order by c.recorded_at, c.collection_id;

-- name: find_payment
-- The dossier, office and source of money that was taken.
select dossier_code, office_code, source
from collection
where center_id = $1 and collection_id = $2 and reverses is null;

-- name: take_payment_back
-- Take money back that was paid, unless somebody did so before: a new row, never a change.
insert into collection (center_id, collection_id, dossier_code, consignment_code, scan_id, source,
    amount_dong, method, receipt_number, collected_on, office_code, login, reverses, recorded_at,
    reason)
select c.center_id, $3, c.dossier_code, c.consignment_code, c.scan_id, c.source, -c.amount_dong,
    c.method, c.receipt_number, coalesce(o.own_day, $4), c.office_code, $5, c.collection_id, $6, $7
from collection c
join own_day_of_reversal o on o.center_id = $1 and o.collection_id = c.collection_id
where c.center_id = $1 and c.collection_id = $2 and c.reverses is null
on conflict (center_id, reverses) do nothing
returning collection_id;
