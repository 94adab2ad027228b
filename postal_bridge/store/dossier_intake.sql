-- name: plan_for_many
-- Let batches take time in proportion to their size, whatever the planner believes of the tables;
-- autovacuum counts nothing of a transaction still open, so that they can seem empty to it, and
-- looking through one of them for each line of the other would take hours.
set local enable_nestloop = off;

-- name: lock_known
-- Lock the dossiers that the lines of a batch are about, and count them.
with known as materialized (
    select d.code
    from dossier_intake i
    join dossier d on d.center_id = i.center_id and d.code = i.code
    where i.center_id = $1 and i.batch = $2
    order by d.code
    for no key update of d
)
select count(*) from known;

-- name: conflicting_lines
-- The lines that contradict themselves, or what is kept once they are laid over it.
select line, fault, procedure_code, department_code, received_on, due_on, resolved_on, returned_on,
    returned_via, kept_resolved_on, kept_returned_on
from (
    select i.line, i.procedure_code, i.department_code, i.received_on, i.due_on, i.resolved_on,
        i.returned_on, i.returned_via, d.resolved_on as kept_resolved_on,
        d.returned_on as kept_returned_on,
        case
            when o.kind = 'post' then 'post_office_as_department'
            when coalesce(i.resolved_on, d.resolved_on) < i.received_on
                then 'resolved_before_received'
            when coalesce(i.returned_on, d.returned_on) is not null
                and coalesce(i.resolved_on, d.resolved_on) is null then 'returned_unresolved'
            when coalesce(i.returned_on, d.returned_on) < coalesce(i.resolved_on, d.resolved_on)
                then 'returned_before_resolved'
            when i.returned_via is not null and coalesce(i.returned_on, d.returned_on) is null
                then 'way_without_return'
        end as fault
    from dossier_intake i
    left join dossier d on d.center_id = i.center_id and d.code = i.code
    left join office o on o.center_id = i.center_id and o.code = i.department_code
    where i.center_id = $1 and i.batch = $2
) judged
where fault is not null
order by line;

-- name: drop_lines
-- Take lines that cannot be kept out of the batch.
delete from dossier_intake where center_id = $1 and batch = $2 and line = any($3::integer[]);

-- name: add_departments
-- Add the departments that the catalogue lacks, named as the first line names them.
insert into office (center_id, code, kind, name, created_at)
select distinct on (department_code) center_id, department_code, 'department',
    coalesce(department_name, department_code), $3
from dossier_intake
where center_id = $1 and batch = $2
order by department_code, department_name is null, line
on conflict do nothing
returning code, name;

-- name: add_procedures
-- Add the procedures that the catalogue lacks, named as the first line names them.
insert into procedure (center_id, code, name, department_code)
select distinct on (procedure_code) center_id, procedure_code,
    coalesce(procedure_name, procedure_code), department_code
from dossier_intake
where center_id = $1 and batch = $2
order by procedure_code, procedure_name is null, line
on conflict do nothing
returning code, name;

-- name: add_dossiers
-- Add the dossiers of a batch that are not known; a line of a file says they are being processed.
insert into dossier (center_id, code, procedure_code, department_code, received_via, announced_at,
    received_at, received_on, due_on, resolved_on, returned_on, returned_via, status, filer_name,
    filer_phone_sealed, filer_phone_index, filer_address_sealed, filer_address_index, fee_dong,
    satisfaction, rated_on, updated_at)
select center_id, code, procedure_code, department_code, received_via, received_at, received_at,
    received_on, due_on, resolved_on, returned_on, returned_via,
    case when returned_on is not null then 10 when resolved_on is not null then 9 else 4 end,
    filer_name, filer_phone_sealed, filer_phone_index, filer_address_sealed, filer_address_index,
    fee_dong, satisfaction,
    case when satisfaction is not null then coalesce(returned_on, resolved_on, received_on) end, $3
from dossier_intake i
where i.center_id = $1 and i.batch = $2
    -- Without this the keys of every known name would be computed before the conflict shows.
    and not exists (select from dossier d where d.center_id = i.center_id and d.code = i.code)
order by code
on conflict do nothing
returning code;

-- name: update_dossiers
-- Lay the lines of a batch over known dossiers; an empty cell leaves what is there.
update dossier d
set procedure_code = m.procedure_code, department_code = m.department_code,
    received_via = m.received_via, received_at = m.received_at, received_on = m.received_on,
    due_on = m.due_on, due_at = case when d.due_on = m.due_on then d.due_at end,
    resolved_on = m.resolved_on, returned_on = m.returned_on,
    returned_via = m.returned_via, status = m.status, filer_name = m.filer_name,
    filer_phone_sealed = m.filer_phone_sealed, filer_phone_index = m.filer_phone_index,
    filer_address_sealed = m.filer_address_sealed, filer_address_index = m.filer_address_index,
    fee_dong = m.fee_dong, satisfaction = m.satisfaction, rated_on = m.rated_on, updated_at = $3
from (
    select i.code, i.procedure_code, i.department_code, i.received_via, i.received_at,
        i.received_on, coalesce(i.due_on, k.due_on) as due_on,
        coalesce(i.resolved_on, k.resolved_on) as resolved_on,
        coalesce(i.returned_on, k.returned_on) as returned_on,
        coalesce(i.returned_via, k.returned_via) as returned_via,
        case
            when coalesce(i.returned_on, k.returned_on) is not null then 10
            -- A file cannot say that processing was stopped, so that is kept beside the day.
            when coalesce(i.resolved_on, k.resolved_on) is not null
                then case when k.status = 8 then 8 else 9 end
            when k.status in (1, 3) then 4
            else k.status
        end as status,
        coalesce(i.filer_name, k.filer_name) as filer_name,
        coalesce(i.filer_phone_sealed, k.filer_phone_sealed) as filer_phone_sealed,
        coalesce(i.filer_phone_index, k.filer_phone_index) as filer_phone_index,
        coalesce(i.filer_address_sealed, k.filer_address_sealed) as filer_address_sealed,
        coalesce(i.filer_address_index, k.filer_address_index) as filer_address_index,
        coalesce(i.fee_dong, k.fee_dong) as fee_dong,
        coalesce(i.satisfaction, k.satisfaction) as satisfaction,
        case
            when i.satisfaction is null then k.rated_on
            else coalesce(i.returned_on, k.returned_on, i.resolved_on, k.resolved_on, i.received_on)
        end as rated_on
    from dossier_intake i
    join dossier k on k.center_id = i.center_id and k.code = i.code
    where i.center_id = $1 and i.batch = $2
) m
where d.center_id = $1 and d.code = m.code
    and (d.procedure_code, d.department_code, d.received_via, d.received_at, d.due_on,
        d.resolved_on, d.returned_on, d.returned_via, d.status, d.filer_name, d.filer_phone_index,
        d.filer_address_index, d.fee_dong, d.satisfaction, d.rated_on)
    is distinct from (m.procedure_code, m.department_code, m.received_via, m.received_at, m.due_on,
        m.resolved_on, m.returned_on, m.returned_via, m.status, m.filer_name, m.filer_phone_index,
        m.filer_address_index, m.fee_dong, m.satisfaction, m.rated_on)
returning d.code;

-- name: stated_collections
-- What the lines of a batch say the post collected.
select line, code, collected_dong, collected_on
from dossier_intake
where center_id = $1 and batch = $2 and collected_dong is not null
order by line;

-- name: kept_collections
-- What was ever written of money that the post collected on the given dossiers, reversals too.
select collection_id, dossier_code, source, amount_dong, collected_on, reverses
from collection
where center_id = $1 and dossier_code = any($2::text[]) and source not in ('online', 'bank')
    and not (source = 'counter' and office_code in (select o.code from office o
        where o.center_id = $1 and o.kind <> 'post'));

-- name: add_collections
-- Write amounts that a file states, and reversals of amounts that an earlier file stated.
insert into collection (center_id, collection_id, dossier_code, source, amount_dong, method,
    collected_on, reverses, recorded_at)
select $1, collection_id, dossier_code, 'import', amount_dong, 'unstated', collected_on, reverses,
    $2
from unnest($3::uuid[], $4::text[], $5::bigint[], $6::date[], $7::uuid[])
    as stated (collection_id, dossier_code, amount_dong, collected_on, reverses);

-- name: codes_without_number
-- The dossiers of all batches that have no number in the register, in the order of their receipt.
select i.code from dossier_intake i
where i.center_id = $1
    and not exists (select from register_entry e
        where e.center_id = $1 and e.dossier_code = i.code)
order by i.received_at, i.code;

-- name: clear_intake
-- Leave no line behind.
delete from dossier_intake where center_id = $1;

-- name: refresh_statistics
-- Tell the planner that the table has grown.
analyze dossier;
