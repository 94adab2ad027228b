-- Dossiers get their numbers in the register when they are received, and not when it is looked at:
-- those that were received before get theirs now.

insert into register_entry (center_id, year, number, dossier_code, entered_at)
select n.center_id, n.year, coalesce(l.number, 0) + n.place, n.code, n.received_at
from (
    select d.center_id, d.code, d.received_at, extract(year from d.received_on)::smallint as year,
        row_number() over (partition by d.center_id, extract(year from d.received_on)
            order by d.received_at, d.code) as place
    from dossier d
    where d.received_on is not null
        and not exists (select from register_entry e
            where e.center_id = d.center_id and e.dossier_code = d.code)
) as n
left join (
    select e.center_id, e.year, max(e.number) as number
    from register_entry e
    group by e.center_id, e.year
) as l on l.center_id = n.center_id and l.year = n.year;
