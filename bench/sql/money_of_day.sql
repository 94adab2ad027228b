-- The dossiers of a centre on which the post collected money on one day.
insert into procedure (center_id, code, name) values ($1, '1.000001', 'Thủ tục mẫu');

insert into dossier (center_id, code, procedure_code, department_code, received_via, announced_at,
    status, updated_at)
select $1, $3 || '.' || lpad(g::text, 5, '0') || '-250106-0001', '1.000001', 'SO1', 'postal', now(),
    1, now()
from generate_series(1, $2) as g;

insert into collection (center_id, collection_id, dossier_code, source, amount_dong, method,
    collected_on, office_code, recorded_at)
select $1, gen_random_uuid(), $3 || '.' || lpad(g::text, 5, '0') || '-250106-0001', 'import',
    10000 + g, 'unstated', date '2025-01-06', $3 || '.BC', now()
from generate_series(1, $2) as g;

insert into collection_part (center_id, collection_id, kind, amount_dong)
select center_id, collection_id, 'unstated', amount_dong from collection where center_id = $1;
