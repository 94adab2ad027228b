-- name: months
-- What was received and resolved in each month from one on to another.
with near as (
    select starts_on, received, early, on_time, late
    from dossier_figures
    where center_id = $1 and grain = 'month' and starts_on between $2 and $3
    union all
    select date_trunc('month', t.day)::date,
        case t.figure when 'received' then c.weight else 0 end,
        case t.figure when 'early' then c.weight else 0 end,
        case t.figure when 'on_time' then c.weight else 0 end,
        case t.figure when 'late' then c.weight else 0 end
    from dossier_change c
    cross join lateral days_of_dossier(c.received_on, c.due_on, c.resolved_on, c.returned_on,
        c.returned_via, c.satisfaction, c.rated_on, c.stood) t
    where c.center_id = $1 and date_trunc('month', t.day) between $2 and $3
)
select starts_on, sum(received)::bigint as received, sum(early)::bigint as early,
    sum(on_time)::bigint as on_time, sum(late)::bigint as late
from near
group by starts_on
order by starts_on;

-- name: stopped_late
-- By field, how many of the dossiers that were resolved late in a period were stopped.
select p.field_name, count(*) as dossiers
from dossier d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
where d.center_id = $1 and d.status = 8 and d.resolved_on between $2 and $3
    and d.resolved_on > d.due_on
group by p.field_name;

-- name: ways
-- Consignments that arrived in a period and have a norm, by leg and the days of their way.
select leg, posted_on, norm_on, reached_on, count(*) as consignments
from consignment
where center_id = $1 and reached_on between $2 and $3 and norm_on is not null
    and posted_on is not null
group by leg, posted_on, norm_on, reached_on;

-- name: ways_of_offices
-- Consignments that arrived in a period and have a norm, by post office.
select s.post_office as code, o.name, s.measured, s.within_norm, s.late
from (
    select post_office, count(*) as measured,
        count(*) filter (where reached_on <= norm_on) as within_norm,
        count(*) filter (where reached_on > norm_on) as late
    from consignment
    where center_id = $1 and reached_on between $2 and $3 and norm_on is not null
    group by post_office
) s
left join office o on o.center_id = $1 and o.code = s.post_office
order by s.post_office collate "C" nulls last;

-- name: late_dossiers
-- Dossiers resolved late in a period, the first ones.
select code, received_on, due_on, resolved_on
from dossier
where center_id = $1 and resolved_on between $2 and $3 and resolved_on > due_on
order by resolved_on, code
limit $4;

-- name: steps_of_dossiers
-- The steps of dossiers, each dossier's in the order in which we were told of them.
select t.dossier_code, t.from_status, t.status, t.happened_at, t.recorded_at, t.login,
    t.office_code, null as office_name, t.note, t.reason, t.contact, t.due_moved_from
from dossier_step t
where t.center_id = $1 and t.dossier_code = any($2::text[])
order by t.dossier_code, t.recorded_at, t.happened_at, t.status;

-- name: carriage_of_dossiers
-- When papers of dossiers came to the post and left it, between the centre and departments.
select s.dossier_code, e.happened_at, o.kind is not distinct from 'post' as with_post
from dossier_consignment s
join custody_event e on e.center_id = s.center_id and e.code = s.code
left join office o on o.center_id = e.center_id and o.code = e.holder_after
where s.center_id = $1 and s.dossier_code = any($2::text[])
    and s.leg in ('transfer_out', 'transfer_back') and e.corrects is null
    and not exists (select from custody_event x
        where x.center_id = e.center_id and x.code = e.code and x.corrects = e.sequence)
order by s.dossier_code, e.happened_at, e.sequence;

-- name: events_done
-- What people did with papers from one moment to before another, by office, person and event.
select e.office_code, o.name as office_name, e.login, p.full_name as person_name, e.event, e.done
from (
    select office_code, login, event, count(*) as done
    from custody_event
    where center_id = $1 and happened_at >= $2 and happened_at < $3 and corrects is null
    group by office_code, login, event
) e
left join office o on o.center_id = $1 and o.code = e.office_code
left join person p on p.login = e.login and p.center_id = $1;

-- name: steps_done
-- Which steps people said dossiers took from one moment to before another, by office and person.
select t.office_code, o.name as office_name, t.login, p.full_name as person_name, t.status, t.done
from (
    select office_code, login, status, count(*) as done
    from dossier_step
    where center_id = $1 and happened_at >= $2 and happened_at < $3
    group by office_code, login, status
) t
left join office o on o.center_id = $1 and o.code = t.office_code
left join person p on p.login = t.login and p.center_id = $1;

-- name: carried
-- What the post was given in a period, what reached its end and what was within its norm, by leg.
select leg, sum(posted)::bigint as posted, sum(reached)::bigint as reached,
    sum(within_norm)::bigint as within_norm, sum(late)::bigint as late
from (
    select leg, 1 as posted, 0 as reached, 0 as within_norm, 0 as late
    from consignment
    where center_id = $1 and posted_on between $2 and $3
    union all
    select leg, 0, 1, (coalesce(reached_on <= norm_on, false))::integer,
        (coalesce(reached_on > norm_on, false))::integer
    from consignment
    where center_id = $1 and reached_on between $2 and $3
) ways
group by leg;

-- name: mishaps
-- Consignments that were lost, damaged or sent back from one moment to before another, by leg.
select s.leg, count(distinct e.code) filter (where e.event = 'lost') as lost,
    count(distinct e.code) filter (where e.event = 'damaged') as damaged,
    count(distinct e.code) filter (where e.event = 'sent_back') as sent_back
from custody_event e
join consignment s on s.center_id = e.center_id and s.code = e.code
where e.center_id = $1 and e.happened_at >= $2 and e.happened_at < $3 and e.corrects is null
    and e.event in ('lost', 'damaged', 'sent_back')
    and not exists (select from custody_event x
        where x.center_id = e.center_id and x.code = e.code and x.corrects = e.sequence)
group by s.leg;

-- name: post_offices
-- The post offices of a centre.
select code, name from office where center_id = $1 and kind = 'post' order by code collate "C";
