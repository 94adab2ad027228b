-- name: offered_to_office
-- What was given to an office and not taken yet, the longest waiting first, and who gave it.
select t.code, t.kind, t.leg, t.origin, t.destination, t.state, t.holder, t.offered_to, t.damaged,
    t.happened_at, t.dossier_code, t.further, t.norm_on, t.procedure_name,
    t.holder_name as other_name, t.login, t.contents
from desk_thing t
where t.center_id = $1 and t.offered_to = $2 and t.bag_code is null
    and (t.happened_at, t.code) > ($3, $4)
order by t.happened_at, t.code
limit $5;

-- name: offered_by_office
-- What an office gave and nobody took yet, the longest waiting first, and who gave it.
select t.code, t.kind, t.leg, t.origin, t.destination, t.state, t.holder, t.offered_to, t.damaged,
    t.happened_at, t.dossier_code, t.further, t.norm_on, t.procedure_name,
    t.offered_to_name as other_name, t.login, t.contents
from desk_thing t
where t.center_id = $1 and t.holder = $2 and t.offered_to is not null and t.bag_code is null
    and t.state not in ('delivered', 'returned', 'lost', 'opened')
    and (t.happened_at, t.code) > ($3, $4)
order by t.happened_at, t.code
limit $5;

-- name: held_by_office
-- What lies at an office on its own, in one state or any, the longest there first.
select t.code, t.kind, t.leg, t.origin, t.destination, t.state, t.holder, t.offered_to, t.damaged,
    t.happened_at, t.dossier_code, t.further, t.norm_on, t.procedure_name,
    t.destination_name as other_name, t.login, t.contents
from desk_thing t
where t.center_id = $1 and t.holder = $2 and t.offered_to is null and t.bag_code is null
    and t.state not in ('delivered', 'returned', 'lost', 'opened')
    and ($3::text is null or t.state = $3)
    and (t.happened_at, t.code) > ($4, $5)
order by t.happened_at, t.code
limit $6;

-- name: bags_to_count
-- Bags an office has opened and not finished counting, in which things lie that nobody counted yet.
select b.code, count(*)::integer as uncounted, b.happened_at
from custody c
join custody b on b.center_id = c.center_id and b.code = c.bag_code
join manifest m on m.center_id = b.center_id and m.code = b.code
where c.center_id = $1 and c.holder = $2 and c.bag_code is not null
    and c.state not in ('delivered', 'returned', 'lost', 'opened')
    and b.state = 'opened' and b.holder = $2 and m.checked_at is null
group by b.code, b.happened_at
order by b.happened_at, b.code
limit $3;

-- name: dossiers_in_hand
-- Dossiers that a department has to decide on, by the day they are due; those without one last;
-- looked for by that day, those are left out whose clock stands.
select d.code, d.procedure_code, p.name as procedure_name, d.filer_name, d.status, d.received_on,
    d.due_on
from dossier d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
where d.center_id = $1 and d.department_code = $2
    and d.resolved_on is null and d.received_on is not null
    and ($3::smallint is null or d.status = $3)
    and ($4::date is null or d.due_on >= $4)
    and ($5::date is null or d.due_on <= $5)
    and ($4::date is null and $5::date is null or not clock_stands(d.status))
    and ($6::text is null or starts_with(d.code, upper($6))
        or position(vi_fold($6) in d.filer_name_fold) > 0)
    and (coalesce(d.due_on, 'infinity'), d.code) > ($7, $8)
order by d.due_on nulls last, d.code
limit $9;

-- name: count_in_hand
-- How many dossiers a department has to decide on, late, due soon and all, each up to a limit.
select
    (select count(*) from (select from dossier d
        where d.center_id = $1 and d.department_code = $2
            and d.resolved_on is null and d.received_on is not null and d.due_on < $3
            and not clock_stands(d.status)
        limit $5) as late)::integer as late,
    (select count(*) from (select from dossier d
        where d.center_id = $1 and d.department_code = $2
            and d.resolved_on is null and d.received_on is not null
            and d.due_on between $3 and $4 and not clock_stands(d.status)
        limit $5) as soon)::integer as soon,
    (select count(*) from (select from dossier d
        where d.center_id = $1 and d.department_code = $2
            and d.resolved_on is null and d.received_on is not null
        limit $5) as counted)::integer as every;

-- name: dossiers_to_hand_back
-- Dossiers that a department is done with and whose result it has not given away, newest first,
-- looked for among so many, with the consignment registered for it, if there is one.
select d.code, d.procedure_code, p.name as procedure_name, d.filer_name, d.status, d.received_on,
    d.due_on, d.resolved_on, b.code as back_code, b.state as back_state
from (
    select n.code, n.center_id, n.procedure_code, n.filer_name, n.status, n.received_on, n.due_on,
        n.resolved_on
    from dossier n
    where n.center_id = $1 and n.department_code = $2
        and n.resolved_on is not null and n.returned_on is null and n.resolved_on >= $3
    order by n.resolved_on desc, n.code desc
    limit $5
) as d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
left join lateral (
    select c.code, c.state, c.holder
    from dossier_consignment v
    join consignment s on s.center_id = v.center_id and s.code = v.code
    join custody c on c.center_id = s.center_id and c.code = s.code
    where v.center_id = $1 and v.dossier_code = d.code and v.leg in ('transfer_back', 'outbound')
        and c.state <> 'lost'
    order by s.created_at desc, s.code
    limit 1
) as b on true
where b.code is null or (b.state = 'registered' and b.holder = $2)
order by d.resolved_on desc, d.code desc
limit $4;
