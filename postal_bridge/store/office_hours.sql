-- name: office_hours
-- When a centre is open, the newest first, each in force until the next: its own hours, and before
-- the first of them those of the installation.
select effective_from as valid_from, (value ->> 'opens_at')::time as opens_at,
    (value ->> 'lunch_from')::time as lunch_from, (value ->> 'lunch_until')::time as lunch_until,
    (value ->> 'closes_at')::time as closes_at, null as source
from rule
where name = 'office_hours' and effective_from < coalesce(
    (select min(h.valid_from) from office_hours h where h.center_id = $1), 'infinity')
union all
select valid_from, opens_at, lunch_from, lunch_until, closes_at, source
from office_hours
where center_id = $1
order by 1 desc;

-- name: put_hours
-- Keep hours from a day on, in place of those from that day.
insert into office_hours (center_id, valid_from, opens_at, lunch_from, lunch_until, closes_at,
    source)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (center_id, valid_from)
do update set opens_at = excluded.opens_at, lunch_from = excluded.lunch_from,
    lunch_until = excluded.lunch_until, closes_at = excluded.closes_at, source = excluded.source;

-- name: drop_hours
-- Take away the hours that begin on a day.
delete from office_hours where center_id = $1 and valid_from = $2;

-- name: keep_term_due
-- Keep when a dossier would be due by the term, where another day was stated.
update dossier set term_due_on = $3 where center_id = $1 and code = $2;

-- name: term_due_of
-- When a dossier would be due by the term, where another day was stated.
select term_due_on from dossier where center_id = $1 and code = $2;
