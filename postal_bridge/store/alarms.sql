-- name: not_taken
-- What was given before a moment and nobody has taken, bags whole, the longest given first.
select c.code, c.holder, c.offered_to, c.happened_at
from custody c
where c.center_id = $1 and c.offered_to is not null and c.bag_code is null
    and c.happened_at < $2 and c.state not in ('delivered', 'returned', 'lost', 'opened')
order by c.happened_at, c.code
limit $3;

-- name: lying
-- What lies at a post office since before a moment, or is out with a courier since before another.
select c.code, c.holder, c.state, c.happened_at
from custody c
join office o on o.center_id = c.center_id and o.code = c.holder and o.kind = 'post'
where c.center_id = $1 and c.offered_to is null and c.bag_code is null
    and c.state not in ('delivered', 'returned', 'lost', 'opened')
    and ((c.state in ('held', 'sealed', 'returning') and c.happened_at < $2)
        or (c.state = 'out' and c.happened_at < $3))
order by c.happened_at, c.code
limit $4;

-- name: invited
-- Results that were tried in vain and wait at a post office, whose last invitation was by a day.
select c.code, c.holder, c.invitations, c.invited_on, s.dossier_code, o.name as office_name,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = $1 and k.consignment_code = s.code order by k.dossier_code)
    end as further
from custody c
join consignment s on s.center_id = c.center_id and s.code = c.code
join office o on o.center_id = c.center_id and o.code = c.holder
where c.center_id = $1 and c.leg = 'outbound' and c.state in ('attempted', 'waiting')
    and c.invited_on <= $2 and c.state not in ('delivered', 'returned', 'lost', 'opened')
order by c.invited_on, c.code
limit $3;

-- name: known_alarms
-- Alarms of some kinds that are open, and those that were closed of some things, or of some offices
-- where they are about no thing.
select difference_id, kind, code, office_code, detail ->> 'since' as since,
    closed_at is null as is_open
from difference
where center_id = $1 and kind = any($2::text[])
    and (closed_at is null or code = any($3::text[])
        or (code is null and office_code = any($3::text[])));

-- name: close_alarms
-- Close alarms that are over.
update difference
set closed_at = $3, closed_by = $4, resolution = $5
where center_id = $1 and difference_id = any($2::uuid[]) and closed_at is null;

-- name: due_by_department
-- What departments have not resolved and is due by a day ($3), or was due before another ($2):
-- counts, and the first codes with their days, without dossiers in some states.
select d.department_code, (count(*) filter (where d.due_on >= $2))::integer as due,
    (count(*) filter (where d.due_on < $2))::integer as overdue,
    (array_agg(d.code order by d.due_on, d.code))[1:$5] as codes,
    (array_agg(d.due_on order by d.due_on, d.code))[1:$5] as days
from dossier d
where d.center_id = $1 and d.resolved_on is null and d.received_on is not null
    and d.due_on <= $3 and d.status <> all($4::smallint[])
group by d.department_code
order by d.department_code;
