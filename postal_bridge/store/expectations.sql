-- name: expected_at_office
-- What an office is offered, then what it holds or has out, then what citizens are to bring it.
select t.code, t.kind, t.leg, t.origin, t.destination, t.state, t.holder, t.offered_to, t.bag_code,
    t.invitations, s.dossier_code, coalesce(d.due_dong, 0) as collect_dong,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = $1 and k.consignment_code = s.code order by k.dossier_code)
    end as further
from (
    (select 1 as turn, c.code, c.kind, c.leg, c.origin, c.destination, c.state, c.holder,
        c.offered_to, c.bag_code, c.invitations
    from custody c
    where c.center_id = $1 and c.offered_to = $2
    order by c.code
    limit $4)
    union all
    (select 2, c.code, c.kind, c.leg, c.origin, c.destination, c.state, c.holder,
        c.offered_to, c.bag_code, c.invitations
    from custody c
    where c.center_id = $1 and c.holder = $2
        and c.state not in ('delivered', 'returned', 'lost', 'opened')
        and c.offered_to is distinct from $2
    order by c.code
    limit $4)
    union all
    (select 3, c.code, c.kind, c.leg, c.origin, c.destination, c.state, c.holder,
        c.offered_to, c.bag_code, c.invitations
    from custody c
    join consignment w on w.center_id = c.center_id and w.code = c.code
    where $3 and c.center_id = $1 and c.holder = 'citizen'
        and c.state not in ('delivered', 'returned', 'lost', 'opened')
        and w.post_office = $2
    order by c.code
    limit $4)
) as t
left join consignment s on s.center_id = $1 and s.code = t.code
left join consignment_due d on d.center_id = $1 and d.code = t.code
order by t.turn, t.code
limit $4;
