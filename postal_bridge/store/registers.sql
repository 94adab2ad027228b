-- name: lock_register
-- Let one transaction give numbers of a centre at a time.
insert into counter (center_id, name, next_value)
values ($1, 'register', 1)
on conflict (center_id, name) do update set next_value = counter.next_value
returning next_value;

-- name: is_to_enter
-- Tell whether one of some dossiers is received and has no number.
select exists (select from dossier d
    where d.center_id = $1 and d.code = any($2::text[]) and d.received_at is not null
        and not exists (select from register_entry e
            where e.center_id = $1 and e.dossier_code = d.code));

-- name: enter_dossiers
-- Give those of some dossiers that are received and have no number the next ones of their years,
-- in the order of their receipt.
with n as materialized (
    select d.code, extract(year from d.received_on)::smallint as year,
        row_number() over (partition by extract(year from d.received_on)
            order by d.received_at, d.code) as place
    from dossier d
    -- By the moment, so that they are found by their codes and not by all days of receipt.
    where d.center_id = $1 and d.code = any($2::text[]) and d.received_at is not null
        and not exists (select from register_entry e
            where e.center_id = $1 and e.dossier_code = d.code)
), l as materialized (
    -- Once for each year: each further look would pass over all that this statement has entered.
    select y.year, (select coalesce(max(e.number), 0) from register_entry e
        where e.center_id = $1 and e.year = y.year) as number
    from (select distinct n.year from n) as y
)
insert into register_entry (center_id, year, number, dossier_code, entered_at)
select $1, n.year, l.number + n.place, n.code, $3
from n
join l on l.year = n.year;

-- name: number_of
-- The number of a dossier, and the year of its register.
select year, number from register_entry where center_id = $1 and dossier_code = $2;

-- name: register_lines
-- The dossiers of a register that were received from a day to another, by their numbers; of those
-- whose receipt is taken back the day on which they had been received last.
with r as (
    select d.code, d.received_on, false as is_taken_back
    from dossier d
    where d.center_id = $1 and d.received_on >= $2 and d.received_on <= $3
    union all
    select t.dossier_code, (max(t.happened_at) at time zone c.time_zone)::date, true
    from (select distinct u.dossier_code from dossier_step u
        where u.center_id = $1 and u.from_status = 2 and u.status = 1) as b
    join dossier d on d.center_id = $1 and d.code = b.dossier_code and d.received_on is null
    join dossier_step t on t.center_id = $1 and t.dossier_code = b.dossier_code and t.status = 2
    join center c on c.center_id = $1
    group by t.dossier_code, c.time_zone
    having (max(t.happened_at) at time zone c.time_zone)::date between $2 and $3
)
select e.number, d.code, p.name as procedure_name, d.filer_name, d.filer_phone_sealed,
    d.filer_address_sealed, o.name as department_name, r.received_on, d.due_on, d.returned_on,
    d.returned_via, r.is_taken_back
from r
join dossier d on d.center_id = $1 and d.code = r.code
join register_entry e on e.center_id = $1 and e.dossier_code = r.code
join procedure p on p.center_id = $1 and p.code = d.procedure_code
join office o on o.center_id = $1 and o.code = d.department_code
order by e.year, e.number
limit $4;
