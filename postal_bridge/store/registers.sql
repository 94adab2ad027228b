-- name: lock_register
-- Let one transaction give numbers of a centre at a time.
insert into counter (center_id, name, next_value)
values ($1, 'register', 1)
on conflict (center_id, name) do update set next_value = counter.next_value
returning next_value;

-- name: enter_dossiers
-- Give the dossiers of a year that were received by a day and have no number the next ones, in the
-- order of their receipt.
insert into register_entry (center_id, year, number, dossier_code, entered_at)
select $1, $2,
    (select coalesce(max(e.number), 0) from register_entry e
        where e.center_id = $1 and e.year = $2)
    + row_number() over (order by d.received_at, d.code), d.code, $5
from dossier d
where d.center_id = $1 and d.received_on between $3 and $4
    and not exists (select from register_entry e
        where e.center_id = $1 and e.dossier_code = d.code);

-- name: number_of
-- The number of a dossier, and the year of its register.
select year, number from register_entry where center_id = $1 and dossier_code = $2;

-- name: register_lines
-- The dossiers of a register that were received from a day to another, by their numbers.
select e.number, d.code, p.name as procedure_name, d.filer_name, d.filer_phone_sealed,
    d.filer_address_sealed, o.name as department_name, d.received_on, d.due_on, d.returned_on,
    d.returned_via
from dossier d
join register_entry e on e.center_id = d.center_id and e.dossier_code = d.code
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1 and d.received_on >= $2 and d.received_on <= $3
order by e.year, e.number
limit $4;
