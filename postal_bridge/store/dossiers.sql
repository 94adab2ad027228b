-- name: add_dossier
-- Add a dossier, unless its code is known in the centre.
insert into dossier (center_id, code, procedure_code, department_code, service_form, received_via,
    announced_at, received_at, received_on, due_on, due_at, status, filer_name, filer_phone_sealed,
    filer_phone_index, filer_address_sealed, filer_address_index, fee_dong, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $7)
on conflict (center_id, code) do nothing
returning code;

-- name: lock_dossier
-- Lock a dossier that a department handles (or any, where it is null) to take a step.
select d.status, d.received_on, d.due_on, d.resolved_on, d.returned_on, p.processing_days,
    p.processing_hours, p.processing_calendar_days, p.cutoff
from dossier d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
where d.center_id = $1 and d.code = $2 and ($3::text is null or d.department_code = $3)
for no key update of d;

-- name: dossier_by_code
-- One dossier, if it is the department's, or with $5 has to do with it, or has to do with the post
-- office, where these are given.
select d.code, d.procedure_code, p.name as procedure_name, d.department_code,
    o.name as department_name, d.service_form, d.received_via, d.announced_at, d.received_at,
    d.due_on, d.due_at, d.resolved_on, d.returned_on, d.returned_via, d.status, d.filer_name,
    d.filer_phone_sealed, d.filer_address_sealed, d.fee_dong, d.satisfaction
from dossier d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1 and d.code = $2
    and ($3::text is null or d.department_code = $3
        or ($5 and exists (select from dossier_office x
            where x.center_id = $1 and x.dossier_code = d.code and x.office_code = $3)))
    and ($4::text is null
        or exists (select from dossier_office x
            where x.center_id = $1 and x.dossier_code = d.code and x.office_code = $4));

-- name: hold_dossiers
-- Keep dossiers from being moved, or put into another consignment, while they are put into one.
select code from dossier
where center_id = $1 and code = any($2::text[])
order by code
for no key update;

-- name: carried_already
-- A consignment under way that carries one of the given dossiers on a leg, between the given
-- offices where no citizen is at an end.
select v.code
from dossier_consignment v
join custody c on c.center_id = v.center_id and c.code = v.code
where v.center_id = $1 and v.dossier_code = any($2::text[]) and v.leg = $3
    and c.state not in ('delivered', 'returned', 'lost', 'opened')
    and ('citizen' in (c.origin, c.destination) or (c.origin, c.destination) = ($4, $5))
order by v.code
limit 1;

-- name: consignments_of
-- The consignments that carry the papers of a dossier, the oldest first, with what else is in them.
select s.code, s.leg, c.state, c.holder, s.part_of,
    case when s.bundled then array(select o.dossier_code from dossier_consignment o
        where o.center_id = $1 and o.code = s.code and o.dossier_code <> $2
        order by o.dossier_code)
    end as others
from dossier_consignment v
join consignment s on s.center_id = v.center_id and s.code = v.code
join custody c on c.center_id = s.center_id and c.code = s.code
where v.center_id = $1 and v.dossier_code = $2
order by s.created_at, s.code;

-- name: collected_of
-- What the post has collected for a dossier, less what was taken back.
select coalesce(sum(amount_dong), 0)::bigint from collection
where center_id = $1 and dossier_code = $2;

-- name: dossiers_by_day
-- Dossiers, the latest received first and announced ones before all, from the one after a place in
-- the list ($14, $15 where $13 says so).
select d.code, d.procedure_code, p.name as procedure_name, d.department_code,
    o.name as department_name, d.received_via, d.received_at, d.received_on, d.due_on,
    d.due_at, d.resolved_on, d.returned_on, d.returned_via, d.status, d.filer_name
from dossier d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1
    and ($2::text is null or d.department_code = $2)
    and ($3::text is null
        or exists (select from dossier_office x
            where x.center_id = $1 and x.dossier_code = d.code and x.office_code = $3))
    and ($10::text[] is null or d.code = any($10))
    and ($4::smallint is null or d.status = $4)
    and ($5::text is null or d.department_code = $5)
    and ($6::date is null or d.received_on >= $6)
    and ($7::date is null or d.received_on <= $7)
    and ($8::boolean is null
        or $8 = (d.resolved_on is null and coalesce(d.due_on < $9, false)
            and not clock_stands(d.status)))
    and ($11::text is null or d.code ^@ $11)
    and ($12::bytea is null or d.filer_phone_index = $12)
    and (not $13
        or ($14::date is null and (d.received_on is not null or d.code < $15))
        or (d.received_on, d.code) < ($14, $15))
order by d.received_on desc nulls first, d.code desc
limit $16;

-- name: dossiers_by_name
-- Dossiers of filers whose names hold some words, in Vietnamese alphabetical order, from the one
-- after a place in the list ($12, $13).
select d.code, d.procedure_code, p.name as procedure_name, d.department_code,
    o.name as department_name, d.received_via, d.received_at, d.received_on, d.due_on,
    d.due_at, d.resolved_on, d.returned_on, d.returned_via, d.status, d.filer_name, d.filer_name_key
from (
    select n.code
    from dossier n
    where n.center_id = $1
        and ($2::text is null or n.department_code = $2)
        and ($3::text is null
            or exists (select from dossier_office x
                where x.center_id = $1 and x.dossier_code = n.code and x.office_code = $3))
        and ($10::text[] is null or n.code = any($10))
        and ($4::smallint is null or n.status = $4)
        and ($5::text is null or n.department_code = $5)
        and ($6::date is null or n.received_on >= $6)
        and ($7::date is null or n.received_on <= $7)
        and ($8::boolean is null
            or $8 = (n.resolved_on is null and coalesce(n.due_on < $9, false)
                and not clock_stands(n.status)))
        and n.filer_name_fold like '%' || replace(
            regexp_replace(vi_fold($11), '[\\%_]', '\\\&', 'g'), ' ', '%') || '%'
        and (n.filer_name_key, n.code collate "C") > ($12 collate "C", $13 collate "C")
    order by n.filer_name_key, n.code collate "C"
    limit $14
) as named
join dossier d on d.center_id = $1 and d.code = named.code
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1
order by d.filer_name_key, d.code collate "C";
