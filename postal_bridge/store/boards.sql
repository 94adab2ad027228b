-- name: offices_of_center
-- The offices of a centre, with their names.
select code, kind, name, active from office where center_id = $1 order by kind, name;

-- name: waiting_by_office
-- How many things wait at an office for each other one, what goes to citizens for the counter $3.
select case when c.destination = 'citizen' then $3 else c.destination end as office_code,
    count(*)::integer as waiting, min(c.happened_at) as waiting_since
from custody c
where c.center_id = $1 and c.holder = $2 and c.kind = 'consignment' and c.bag_code is null
    and c.state in ('registered', 'held')
    and c.state not in ('delivered', 'returned', 'lost', 'opened')
    and c.leg in ('transfer_out', 'outbound')
    and c.destination <> $2
group by 1;

-- name: things_waiting
-- What waits at an office for another one, what goes to citizens for the counter $4.
select c.code, c.leg, c.happened_at, c.label_prints, s.dossier_code, p.name as procedure_name,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = $1 and k.consignment_code = s.code order by k.dossier_code)
    end as further
from custody c
join consignment s on s.center_id = c.center_id and s.code = c.code
left join procedure p on p.center_id = s.center_id and p.code = s.procedure_code
where c.center_id = $1 and c.holder = $2 and c.kind = 'consignment' and c.bag_code is null
    and c.state in ('registered', 'held')
    and c.state not in ('delivered', 'returned', 'lost', 'opened')
    and c.leg in ('transfer_out', 'outbound')
    and case when c.destination = 'citizen' then $4 else c.destination end = $3
order by c.happened_at, c.code
limit $5;

-- name: to_send
-- How many dossiers on paper were taken in and have no consignment to their department, or have it
-- back, how many received by a moment ($4) are still here, and by $3; each is looked up by itself,
-- because a join would read all consignments for them.
select d.department_code as office_code, (count(*) filter (where not s.sent))::integer as unsent,
    min(d.received_on) filter (where not s.sent) as unsent_since,
    (count(*) filter (where d.received_at <= $4 and not s.gone))::integer as due,
    (count(*) filter (where d.received_at <= $3 and not s.gone))::integer as late
from dossier d
cross join lateral (
    select count(*) filter (where c.state <> 'returned') > 0 as sent,
        coalesce(bool_or(c.holder <> $2), false) as gone
    from dossier_consignment t
    join custody c on c.center_id = t.center_id and c.code = t.code
    where t.center_id = $1 and t.dossier_code = d.code and t.leg = 'transfer_out'
        and c.destination = d.department_code
) as s
where d.center_id = $1 and d.status = 2 and d.received_via <> 'online'
    and d.department_code <> $2
group by 1;

-- name: unsent_dossiers
-- Those dossiers of one department, the first received first.
select d.code
from dossier d
where d.center_id = $1 and d.department_code = $2 and d.status = 2
    and d.received_via <> 'online'
    and not exists (select from dossier_consignment t
        join custody c on c.center_id = t.center_id and c.code = t.code
        where t.center_id = $1 and t.dossier_code = d.code and t.leg = 'transfer_out'
            and c.destination = d.department_code and c.state <> 'returned')
order by d.received_on, d.code
limit $3;

-- name: bags_here
-- The bags an office is packing, has sealed, or has given and nobody has taken yet.
select c.code, m.to_office, c.state, c.offered_to, m.seal_number, c.happened_at,
    (select count(*) from custody i
        where i.center_id = $1 and i.bag_code = c.code)::integer as inside
from custody c
join manifest m on m.center_id = c.center_id and m.code = c.code
where c.center_id = $1 and c.holder = $2 and c.kind = 'bag' and c.bag_code is null
    and c.state in ('packing', 'sealed', 'offered')
    and c.state not in ('delivered', 'returned', 'lost', 'opened')
order by m.created_at, c.code
limit $3;

-- name: offered_here
-- What others gave to an office and it has not taken yet, bags whole, the longest given first.
select c.code, c.kind, c.leg, c.state, c.holder, c.happened_at, s.dossier_code,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = $1 and k.consignment_code = s.code order by k.dossier_code)
    end as further,
    (select count(*) from custody i
        where i.center_id = $1 and i.bag_code = c.code)::integer as inside
from custody c
left join consignment s on s.center_id = c.center_id and s.code = c.code
where c.center_id = $1 and c.offered_to = $2 and c.bag_code is null
order by c.happened_at, c.code
limit $3;

-- name: count_coming
-- How many consignments the post holds, or has given to an office, that are bound there; up to $3.
select count(*)::integer from (
    select from custody c
    join office o on o.center_id = c.center_id and o.code = c.holder and o.kind = 'post'
    where c.center_id = $1 and c.destination = $2 and c.kind = 'consignment'
        and c.state not in ('delivered', 'returned', 'lost', 'opened')
    limit $3) as coming;

-- name: results_to_return
-- Results that are back on paper and not with the citizen, of the last dossiers ($3) resolved.
select d.code, p.name as procedure_name, o.name as department_name, d.filer_name, d.resolved_on,
    d.service_form, d.received_via, sent.code as sent_code, sent.state as sent_state
from (
    select n.center_id, n.code, n.procedure_code, n.department_code, n.filer_name, n.resolved_on,
        n.service_form, n.received_via
    from dossier n
    where n.center_id = $1 and n.resolved_on is not null and n.returned_on is null
    order by n.resolved_on desc, n.code desc
    limit $3) as d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
left join lateral (
    select s.code, c.state, c.holder
    from dossier_consignment v
    join consignment s on s.center_id = v.center_id and s.code = v.code
    join custody c on c.center_id = s.center_id and c.code = s.code
    where v.center_id = $1 and v.dossier_code = d.code and v.leg = 'outbound'
    order by s.created_at desc
    limit 1) as sent on true
where d.center_id = $1
    and exists (select from dossier_consignment b
        join custody k on k.center_id = b.center_id and k.code = b.code
        where b.center_id = $1 and b.dossier_code = d.code and b.leg = 'transfer_back'
            and k.state = 'delivered' and k.holder = $2)
    and (sent.code is null or (sent.holder = $2 and sent.state <> 'offered'))
order by d.resolved_on, d.code;

-- name: dossiers_due
-- Dossiers whose clock runs and that were or are due by a day, the longest due first.
select d.code, p.name as procedure_name, d.department_code, o.name as department_name, d.due_on,
    d.status
from dossier d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1 and d.resolved_on is null and d.due_on between $2 and $3
    and not clock_stands(d.status)
order by d.due_on, d.code
limit $4;

-- name: count_due
-- How many dossiers whose clock runs were or are due between two days; up to $4.
select count(*)::integer from (
    select from dossier
    where center_id = $1 and resolved_on is null and due_on between $2 and $3
        and not clock_stands(status)
    limit $4) as due;

-- name: count_open_differences
-- How many differences of a centre nobody has closed; up to $2.
select count(*)::integer from (
    select from difference where center_id = $1 and closed_at is null limit $2) as waiting;
