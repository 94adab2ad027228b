-- name: register_lines
-- The dossiers received from a day to another with their numbers, which run through the year that
-- begins on $2.
with counted as (
    select count(*) as before from dossier
    where center_id = $1 and received_on >= $2 and received_on < $3
)
select (counted.before + row_number() over (order by d.received_on, d.received_at, d.code))::integer
        as number,
    d.code, p.name as procedure_name, d.filer_name, d.filer_phone_sealed, d.filer_address_sealed,
    o.name as department_name, d.received_on, d.due_on, d.returned_on, d.returned_via
from counted
cross join dossier d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1 and d.received_on >= $3 and d.received_on <= $4
order by d.received_on, d.received_at, d.code
limit $5;
