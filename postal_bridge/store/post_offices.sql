-- name: house_of
-- How many things lie at a post office in each state, with the oldest of each.
select c.state, c.offered_to is not null as offered, count(*)::integer as things,
    min(c.happened_at) as oldest_at
from custody c
where c.center_id = $1 and c.holder = $2 and c.bag_code is null
    and c.state not in ('delivered', 'returned', 'lost', 'opened')
group by c.state, c.offered_to is not null
order by min(c.happened_at);

-- name: to_carry
-- How many things and bags lie at a post office for the centre and for each department.
select c.destination as office_code, o.name as office_name, count(*)::integer as things,
    min(c.happened_at) as since
from custody c
join office o on o.center_id = c.center_id and o.code = c.destination
    and o.kind in ('center', 'department')
where c.center_id = $1 and c.holder = $2 and c.bag_code is null and c.offered_to is null
    and c.state not in ('delivered', 'returned', 'lost', 'opened')
group by c.destination, o.name
order by o.name;

-- name: count_to_deliver
-- How many things for citizens lie at a post office that the norm wants there by a day, or before,
-- counted among so many ($4) that lie there the longest.
select count(*) filter (where s.norm_on < $3)::integer as late,
    count(*) filter (where s.norm_on = $3)::integer as today, count(*)::integer as every
from (
    select c.code
    from custody c
    where c.center_id = $1 and c.holder = $2 and c.bag_code is null and c.offered_to is null
        and c.state in ('held', 'attempted') and c.destination = 'citizen'
        and c.state not in ('delivered', 'returned', 'lost', 'opened')
    order by c.happened_at, c.code
    limit $4
) as w
join consignment s on s.center_id = $1 and s.code = w.code;

-- name: things_to_deliver
-- Things for citizens at a post office that the norm wants there by a day, the most urgent first.
select t.code, t.state, t.happened_at, t.invitations, t.damaged, t.dossier_code, t.norm_on,
    d.due_dong as collect_dong, p.name as procedure_name,
    case when t.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = $1 and k.consignment_code = t.code order by k.dossier_code)
    end as further
from (
    select c.center_id, c.code, c.state, c.happened_at, c.invitations, c.damaged, s.dossier_code,
        s.procedure_code, s.norm_on, s.bundled
    from custody c
    join consignment s on s.center_id = c.center_id and s.code = c.code
    where c.center_id = $1 and c.holder = $2 and c.bag_code is null and c.offered_to is null
        and c.state in ('held', 'attempted') and c.destination = 'citizen'
        and c.state not in ('delivered', 'returned', 'lost', 'opened')
        and ($3::date is null or s.norm_on <= $3)
        and (coalesce(s.norm_on, 'infinity'), c.code) > ($4, $5)
    order by coalesce(s.norm_on, 'infinity'), c.code
    limit $6
) as t
join consignment_due d on d.center_id = $1 and d.code = t.code
left join procedure p on p.center_id = t.center_id and p.code = t.procedure_code
order by coalesce(t.norm_on, 'infinity'), t.code;

-- name: loads_of_couriers
-- Who of a post office is out with how many things, since when, and what is to be paid for them.
select e.login, count(*)::integer as things, min(e.happened_at) as since,
    sum(s.due_dong)::bigint as collect_dong
from custody c
join consignment_due s on s.center_id = c.center_id and s.code = c.code
join lateral (
    select w.login, w.happened_at
    from custody_event w
    where w.center_id = $1 and w.code = c.code and w.event = 'went_out'
    order by w.sequence desc
    limit 1
) as e on true
where c.center_id = $1 and c.holder = $2 and c.state = 'out'
    and c.state not in ('delivered', 'returned', 'lost', 'opened')
group by e.login
order by e.login;

-- name: load_of_courier
-- What somebody of a post office has out with them, the longest first.
select c.code, c.state, e.happened_at, c.invitations, c.damaged, s.dossier_code, s.norm_on,
    due.due_dong as collect_dong, p.name as procedure_name,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = $1 and k.consignment_code = s.code order by k.dossier_code)
    end as further
from custody c
join consignment s on s.center_id = c.center_id and s.code = c.code
join consignment_due due on due.center_id = s.center_id and due.code = s.code
left join procedure p on p.center_id = s.center_id and p.code = s.procedure_code
join lateral (
    select w.login, w.happened_at
    from custody_event w
    where w.center_id = $1 and w.code = c.code and w.event = 'went_out'
    order by w.sequence desc
    limit 1
) as e on e.login = $3
where c.center_id = $1 and c.holder = $2 and c.state = 'out'
    and c.state not in ('delivered', 'returned', 'lost', 'opened')
    and (e.happened_at, c.code) > ($4, $5)
order by e.happened_at, c.code
limit $6;

-- name: cash_of_day
-- The cash each person of a post office took on a day, less what was taken back; in whole đồng.
select coalesce(t.login, l.login) as login, sum(l.amount_dong)::bigint as amount_dong,
    count(*) filter (where l.reverses is null)::integer as times
from collection l
left join collection t on t.center_id = l.center_id and t.collection_id = l.reverses
where l.center_id = $1 and l.collected_on = $2 and l.office_code = $3
    and l.source in ('scan', 'counter') and l.method = 'cash'
group by coalesce(t.login, l.login)
order by coalesce(t.login, l.login);

-- name: cash_of_courier
-- The cash one person of a post office took or took back on a day, in the order of recording.
select l.collection_id, l.dossier_code, l.consignment_code, l.amount_dong, l.receipt_number,
    l.recorded_at, l.reverses is not null as reversal
from collection l
left join collection t on t.center_id = l.center_id and t.collection_id = l.reverses
where l.center_id = $1 and l.collected_on = $2 and l.office_code = $3
    and l.source in ('scan', 'counter') and l.method = 'cash' and coalesce(t.login, l.login) = $4
    and (l.recorded_at, l.collection_id) > ($5, $6)
order by l.recorded_at, l.collection_id
limit $7;

-- name: names_of_people
-- The names of people of a centre.
select login, full_name from person where center_id = $1 and login = any($2::text[]);

-- name: post_offices
-- The post offices of a centre that are open.
select code, name from office
where center_id = $1 and kind = 'post' and active
order by code;
