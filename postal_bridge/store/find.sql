-- name: dossiers_named
-- The latest dossiers of filers whose names have words that begin like the given ones, in their
-- order and without accents; those of a post office among the $6 latest of such names.
with named as materialized (
    select d.code
    from dossier d
    where d.center_id = $1
        and (d.filer_name_fold like replace(
                regexp_replace(vi_fold($2), '[\\%_]', '\\\&', 'g'), ' ', '% ') || '%'
            or d.filer_name_fold like '% ' || replace(
                regexp_replace(vi_fold($2), '[\\%_]', '\\\&', 'g'), ' ', '% ') || '%')
        and ($3::text is null or d.department_code = $3)
        and ($7::text[] is null or d.code = any($7))
    order by d.received_on desc nulls first, d.code desc
    limit $6
)
select d.code, p.name as procedure_name, o.name as department_name, d.received_on, d.due_on,
    d.resolved_on, d.status, d.filer_name
from named
join dossier d on d.center_id = $1 and d.code = named.code
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1
    and ($4::text is null
        or exists (select from dossier_office x
            where x.center_id = $1 and x.dossier_code = d.code and x.office_code = $4))
order by d.received_on desc nulls first, d.code desc
limit $5;

-- name: dossiers_of_phone
-- The latest dossiers of filers with a phone; its blind index finds them.
select d.code, p.name as procedure_name, o.name as department_name, d.received_on, d.due_on,
    d.resolved_on, d.status, d.filer_name
from dossier d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1 and d.filer_phone_index = $2
    and ($3::text is null or d.department_code = $3)
    and ($4::text is null
        or exists (select from dossier_office x
            where x.center_id = $1 and x.dossier_code = d.code and x.office_code = $4))
order by d.received_on desc nulls first, d.code desc
limit $5;

-- name: consignments_of_phone
-- The latest consignments of citizens with a phone that an office has to do with.
select s.code, s.leg, s.dossier_code, c.state, c.holder, s.created_at,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = $1 and k.consignment_code = s.code order by k.dossier_code)
    end as further
from consignment s
join custody c on c.center_id = s.center_id and c.code = s.code
left join dossier d on d.center_id = s.center_id and d.code = s.dossier_code
where s.center_id = $1 and s.phone_index = $2
    and ($3::text is null
        or d.department_code = $3
        or s.bundled and exists (select from carried_dossier k
            join dossier x on x.center_id = k.center_id and x.code = k.dossier_code
            where k.center_id = $1 and k.consignment_code = s.code and x.department_code = $3)
        or exists (select from consignment_office x
            where x.center_id = $1 and x.code = s.code and x.office_code = $3))
order by s.created_at desc, s.code desc
limit $4;
