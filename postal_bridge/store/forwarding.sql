-- name: forwarding_hours
-- Until when dossiers go on the same day, the newest first, each in force until the next: a
-- centre's own hours, and before the first of them the law's.
select effective_from as valid_from, (value #>> '{}')::time as cutoff, null as source
from rule
where name = 'forwarding_cutoff' and effective_from < coalesce(
    (select min(h.valid_from) from forwarding_hour h where h.center_id = $1), 'infinity')
union all
select valid_from, cutoff, source
from forwarding_hour
where center_id = $1
order by 1 desc;

-- name: put_forwarding_hour
-- Keep an hour from a day on, in place of one from that day.
insert into forwarding_hour (center_id, valid_from, cutoff, source)
values ($1, $2, $3, $4)
on conflict (center_id, valid_from)
do update set cutoff = excluded.cutoff, source = excluded.source;

-- name: drop_forwarding_hour
-- Take away the hour that begins to hold on a day.
delete from forwarding_hour where center_id = $1 and valid_from = $2;
