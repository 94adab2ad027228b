-- name: lock_center
-- Let one load of a centre's files work at a time; everything else of the centre goes on meanwhile.
select center_id from center where center_id = $1 for no key update;

-- name: office_kinds
-- The kind of every office of a centre.
select code, kind from office where center_id = $1;

-- name: put_offices
-- Add offices, and rename those that are known by another name.
insert into office (center_id, code, kind, name, created_at)
select $1, code, kind, name, $2
from unnest($3::text[], $4::text[], $5::text[]) as stated (code, kind, name)
on conflict (center_id, code) do update set name = excluded.name
where office.name <> excluded.name
returning code;

-- name: known_procedures
-- Those of the given procedures that a centre knows.
select code from procedure where center_id = $1 and code = any($2::text[]);

-- name: put_procedures
-- Add procedures, and bring known ones to what is stated; what is left out is kept, unless
-- they are stated as a whole.
insert into procedure (center_id, code, name, field_name, department_code, postal_eligible,
    processing_days, processing_hours, processing_calendar_days, cutoff)
select $1, stated.code, stated.name, coalesce(stated.field_name, known.field_name),
    coalesce(stated.department_code, known.department_code), stated.postal_eligible,
    -- A term is in one unit: whichever is stated takes the place of the others.
    coalesce(stated.processing_days, case when stated.unstated then known.processing_days end),
    coalesce(stated.processing_hours, case when stated.unstated then known.processing_hours end),
    coalesce(stated.processing_calendar_days,
        case when stated.unstated then known.processing_calendar_days end),
    coalesce(stated.cutoff, known.cutoff)
from (
    select *, num_nonnulls(processing_days, processing_hours, processing_calendar_days) = 0
        as unstated
    from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::integer[],
        $8::integer[], $9::integer[], $10::time[])
        as line (code, name, field_name, department_code, postal_eligible, processing_days,
            processing_hours, processing_calendar_days, cutoff)
) as stated
left join procedure known on not $11::boolean and known.center_id = $1 and known.code = stated.code
on conflict (center_id, code) do update
set name = excluded.name, field_name = excluded.field_name,
    department_code = excluded.department_code, postal_eligible = excluded.postal_eligible,
    processing_days = excluded.processing_days, processing_hours = excluded.processing_hours,
    processing_calendar_days = excluded.processing_calendar_days, cutoff = excluded.cutoff
where (procedure.name, procedure.field_name, procedure.department_code,
        procedure.postal_eligible, procedure.processing_days, procedure.processing_hours,
        procedure.processing_calendar_days, procedure.cutoff)
    is distinct from (excluded.name, excluded.field_name, excluded.department_code,
        excluded.postal_eligible, excluded.processing_days, excluded.processing_hours,
        excluded.processing_calendar_days, excluded.cutoff)
returning code;

-- name: components_of
-- The checklists of the given procedures.
select procedure_code, name, form, quantity, required
from procedure_component
where center_id = $1 and procedure_code = any($2::text[])
order by procedure_code, position;

-- name: drop_components
-- Take away the checklists of the given procedures, for new ones to take their place.
delete from procedure_component where center_id = $1 and procedure_code = any($2::text[]);

-- name: add_components
-- Add the papers of checklists, in their order.
insert into procedure_component (center_id, procedure_code, position, name, form, quantity,
    required)
select $1, procedure_code, position, name, form, quantity, required
from unnest($2::text[], $3::smallint[], $4::text[], $5::text[], $6::smallint[], $7::boolean[])
    as stated (procedure_code, position, name, form, quantity, required);

-- name: put_fees
-- Add fees, and correct the amounts of those that are known from the same day on.
insert into procedure_fee (center_id, procedure_code, kind, name, valid_from, amount_dong)
select $1, procedure_code, kind, name, valid_from, amount_dong
from unnest($2::text[], $3::text[], $4::text[], $5::date[], $6::bigint[])
    as stated (procedure_code, kind, name, valid_from, amount_dong)
on conflict (center_id, procedure_code, kind, name, valid_from) do update
set amount_dong = excluded.amount_dong
where procedure_fee.amount_dong is distinct from excluded.amount_dong
returning procedure_code;

-- name: procedure_by_code
-- One procedure of a centre.
select code, name, field_name, department_code, postal_eligible, processing_days, processing_hours,
    processing_calendar_days, cutoff
from procedure
where center_id = $1 and code = $2;

-- name: procedures_after
-- Procedures of a centre in the order of their codes, from the one after a given code; by words
-- in their names or by the beginning of their code where something is asked for.
select code, name, field_name, department_code, postal_eligible, processing_days, processing_hours,
    processing_calendar_days, cutoff
from procedure
where center_id = $1 and code > $2
    and ($3::text is null or starts_with(code, $3)
        or strpos(vi_fold(name), vi_fold($3)) > 0)
order by code
limit $4;

-- name: fees_of
-- What a procedure costs, the newest of each kind and name first.
select kind, name, valid_from, amount_dong
from procedure_fee
where center_id = $1 and procedure_code = $2
order by kind, name, valid_from desc;
