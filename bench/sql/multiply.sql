-- Fills the centre $2 with $3 dossiers made of the $4 of the centre $1, each copy under a code of
-- its own.
insert into office (center_id, code, kind, name, created_at)
select $2, code, kind, name, created_at from office
where center_id = $1 and $3::integer > $4::integer
on conflict do nothing;
insert into procedure (center_id, code, name, department_code)
select $2, code, name, department_code from procedure
where center_id = $1 and $3::integer > $4::integer;
insert into dossier (center_id, code, procedure_code, department_code, received_via, announced_at,
    received_at, received_on, due_on, resolved_on, returned_on, returned_via, status, filer_name,
    filer_phone_sealed, filer_phone_index, filer_address_sealed, filer_address_index, fee_dong,
    satisfaction, rated_on, updated_at)
select $2, code || copy, procedure_code, department_code, received_via, announced_at,
    received_at, received_on, due_on, resolved_on, returned_on, returned_via, status, filer_name,
    filer_phone_sealed, filer_phone_index, filer_address_sealed, filer_address_index, fee_dong,
    satisfaction, rated_on, updated_at
from generate_series(1, $3::integer / $4::integer + 1) as copy
join dossier on center_id = $1
order by copy
limit $3;
insert into collection (center_id, collection_id, dossier_code, source, amount_dong, method,
    collected_on, recorded_at)
select $2, gen_random_uuid(), d.code, c.source, c.amount_dong, c.method, c.collected_on,
    c.recorded_at
from generate_series(1, $3::integer / $4::integer + 1) as copy
join collection c on c.center_id = $1
join dossier d on d.center_id = $2 and d.code = c.dossier_code || copy;
