-- name: figures_of_period
-- What a period counts, and what was pending before it, by department, field and way in.
with near as (
    select department_code, procedure_code, received_via, starts_on as day, received, early,
        on_time, late, returned_counter, returned_postal, returned_online, very_satisfied,
        satisfied, dissatisfied, became_overdue, overdue_ended
    from dossier_figures
    where center_id = $1 and grain = 'month'
        and (starts_on < $4 or starts_on >= $5 and starts_on < $6)
    union all
    select department_code, procedure_code, received_via, starts_on, received, early, on_time, late,
        returned_counter, returned_postal, returned_online, very_satisfied, satisfied, dissatisfied,
        became_overdue, overdue_ended
    from dossier_figures
    where center_id = $1 and grain = 'day' and starts_on between $4 and $3
        and (starts_on < $5 or starts_on >= $6)
    union all
    -- What is not in the figures yet counts at once.
    select c.department_code, c.procedure_code, c.received_via, t.day,
        case t.figure when 'received' then c.weight else 0 end,
        case t.figure when 'early' then c.weight else 0 end,
        case t.figure when 'on_time' then c.weight else 0 end,
        case t.figure when 'late' then c.weight else 0 end,
        case t.figure when 'returned_counter' then c.weight else 0 end,
        case t.figure when 'returned_postal' then c.weight else 0 end,
        case t.figure when 'returned_online' then c.weight else 0 end,
        case t.figure when 'very_satisfied' then c.weight else 0 end,
        case t.figure when 'satisfied' then c.weight else 0 end,
        case t.figure when 'dissatisfied' then c.weight else 0 end,
        case t.figure when 'became_overdue' then c.weight else 0 end,
        case t.figure when 'overdue_ended' then c.weight else 0 end
    from dossier_change c
    cross join lateral days_of_dossier(c.received_on, c.due_on, c.resolved_on, c.returned_on,
        c.returned_via, c.satisfaction, c.rated_on, c.stood) t
    where c.center_id = $1 and t.day <= $3
), summed as (
    select department_code, procedure_code, received_via,
        sum(received - early - on_time - late) filter (where day < $2) as carried_over,
        sum(received) filter (where day >= $2) as received,
        sum(early) filter (where day >= $2) as early,
        sum(on_time) filter (where day >= $2) as on_time,
        sum(late) filter (where day >= $2) as late,
        sum(became_overdue - overdue_ended) as overdue,
        sum(returned_counter) filter (where day >= $2) as returned_counter,
        sum(returned_postal) filter (where day >= $2) as returned_postal,
        sum(returned_online) filter (where day >= $2) as returned_online,
        sum(very_satisfied) filter (where day >= $2) as very_satisfied,
        sum(satisfied) filter (where day >= $2) as satisfied,
        sum(dissatisfied) filter (where day >= $2) as dissatisfied
    from near
    group by department_code, procedure_code, received_via
)
select s.department_code, o.name as department_name, p.field_name, s.received_via,
    sum(carried_over)::bigint as carried_over, sum(received)::bigint as received,
    sum(early)::bigint as early, sum(on_time)::bigint as on_time, sum(late)::bigint as late,
    sum(overdue)::bigint as overdue, sum(returned_counter)::bigint as returned_counter,
    sum(returned_postal)::bigint as returned_postal,
    sum(returned_online)::bigint as returned_online,
    sum(very_satisfied)::bigint as very_satisfied, sum(satisfied)::bigint as satisfied,
    sum(dissatisfied)::bigint as dissatisfied
from summed s
join office o on o.center_id = $1 and o.code = s.department_code
join procedure p on p.center_id = $1 and p.code = s.procedure_code
group by s.department_code, o.name, p.field_name, s.received_via
order by s.department_code collate "C", p.field_name collate "C" nulls last, s.received_via;

-- name: fold_changes
-- Bring changes into the figures, as many as are asked for, and tell how many there were.
with taken as (
    delete from dossier_change
    where center_id = $1 and change_id in (select change_id from dossier_change
        where center_id = $1 limit $2 for update skip locked)
    returning weight, department_code, procedure_code, received_via, received_on, due_on,
        resolved_on, returned_on, returned_via, satisfaction, rated_on, stood
), written as (
    insert into dossier_figures (center_id, grain, starts_on, department_code, procedure_code,
        received_via, received, early, on_time, late, returned_counter, returned_postal,
        returned_online, very_satisfied, satisfied, dissatisfied, became_overdue, overdue_ended)
    select $1, g.grain, g.starts_on, c.department_code, c.procedure_code, c.received_via,
        coalesce(sum(weight) filter (where figure = 'received'), 0),
        coalesce(sum(weight) filter (where figure = 'early'), 0),
        coalesce(sum(weight) filter (where figure = 'on_time'), 0),
        coalesce(sum(weight) filter (where figure = 'late'), 0),
        coalesce(sum(weight) filter (where figure = 'returned_counter'), 0),
        coalesce(sum(weight) filter (where figure = 'returned_postal'), 0),
        coalesce(sum(weight) filter (where figure = 'returned_online'), 0),
        coalesce(sum(weight) filter (where figure = 'very_satisfied'), 0),
        coalesce(sum(weight) filter (where figure = 'satisfied'), 0),
        coalesce(sum(weight) filter (where figure = 'dissatisfied'), 0),
        coalesce(sum(weight) filter (where figure = 'became_overdue'), 0),
        coalesce(sum(weight) filter (where figure = 'overdue_ended'), 0)
    from taken c
    cross join lateral days_of_dossier(c.received_on, c.due_on, c.resolved_on, c.returned_on,
        c.returned_via, c.satisfaction, c.rated_on, c.stood) t
    cross join lateral (values ('day', t.day), ('month', date_trunc('month', t.day)::date))
        as g (grain, starts_on)
    group by g.grain, g.starts_on, c.department_code, c.procedure_code, c.received_via
    -- In one order, so that two who do this at the same moment never wait for each other in a ring.
    order by g.grain, g.starts_on, c.department_code, c.procedure_code, c.received_via
    on conflict (center_id, grain, starts_on, department_code, procedure_code, received_via)
        do update set received = dossier_figures.received + excluded.received,
            early = dossier_figures.early + excluded.early,
            on_time = dossier_figures.on_time + excluded.on_time,
            late = dossier_figures.late + excluded.late,
            returned_counter = dossier_figures.returned_counter + excluded.returned_counter,
            returned_postal = dossier_figures.returned_postal + excluded.returned_postal,
            returned_online = dossier_figures.returned_online + excluded.returned_online,
            very_satisfied = dossier_figures.very_satisfied + excluded.very_satisfied,
            satisfied = dossier_figures.satisfied + excluded.satisfied,
            dissatisfied = dossier_figures.dissatisfied + excluded.dissatisfied,
            became_overdue = dossier_figures.became_overdue + excluded.became_overdue,
            overdue_ended = dossier_figures.overdue_ended + excluded.overdue_ended
)
select count(*) from taken;

-- name: unlike_figures
-- Days and months of a department of which what stands is not what its dossiers themselves say.
with told as (
    select grain, starts_on, procedure_code, received_via, figure, -count as count
    from dossier_figures f
    cross join lateral (values ('received', received), ('early', early), ('on_time', on_time),
        ('late', late), ('returned_counter', returned_counter),
        ('returned_postal', returned_postal), ('returned_online', returned_online),
        ('very_satisfied', very_satisfied), ('satisfied', satisfied),
        ('dissatisfied', dissatisfied), ('became_overdue', became_overdue),
        ('overdue_ended', overdue_ended)) as standing (figure, count)
    where f.center_id = $1 and f.department_code = $2 and count <> 0
    union all
    select g.grain, g.starts_on, d.procedure_code, d.received_via, t.figure, sum(d.weight)
    from (
        select procedure_code, received_via, 1 as weight, received_on, due_on, resolved_on,
            returned_on, returned_via, satisfaction, rated_on, stood
        from dossier
        where center_id = $1 and department_code = $2 and received_on is not null
        union all
        select procedure_code, received_via, -weight, received_on, due_on, resolved_on,
            returned_on, returned_via, satisfaction, rated_on, stood
        from dossier_change
        where center_id = $1 and department_code = $2
    ) d
    cross join lateral days_of_dossier(d.received_on, d.due_on, d.resolved_on, d.returned_on,
        d.returned_via, d.satisfaction, d.rated_on, d.stood) t
    cross join lateral (values ('day', t.day), ('month', date_trunc('month', t.day)::date))
        as g (grain, starts_on)
    group by g.grain, g.starts_on, d.procedure_code, d.received_via, t.figure
)
select grain, starts_on, procedure_code, received_via, figure, sum(count)::bigint as missing
from told
group by grain, starts_on, procedure_code, received_via, figure
having sum(count) <> 0
order by grain, starts_on, procedure_code, received_via, figure
limit $3;
