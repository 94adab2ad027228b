-- name: ended_orders
-- Open orders of things that reached their end, and how; and pickups of what nobody awaits.
select o.order_id, o.carrier_code, o.kind, o.state, o.next_try_at is not null as is_due,
    c.state as thing_state, f.kind as ended_by
from carrier_order o
join custody c on c.center_id = o.center_id and c.code = o.consignment_code
join consignment s on s.center_id = o.center_id and s.code = o.consignment_code
left join dossier d on d.center_id = s.center_id and d.code = s.dossier_code
left join lateral (
    select e.office_code
    from custody_event e
    where e.center_id = o.center_id and e.code = o.consignment_code and e.event = 'delivered'
    order by e.sequence desc
    limit 1) as e on c.state = 'delivered'
left join office f on f.center_id = o.center_id and f.code = e.office_code
where o.center_id = $1 and o.done_at is null
    and o.state in ('wanted', 'sent', 'accepted', 'refused', 'cancel_wanted')
    and (c.state = any($2::text[])
        or o.kind = 'pickup' and c.state = 'registered' and c.holder = $3
        and d.status = any($4::smallint[]))
limit $5;

-- name: note_done
-- Note that nothing more comes of an order; what was to be taken back and is carried out, stands.
update carrier_order
set done_at = $3, renews = false,
    state = case when $4 and state = 'cancel_wanted' then 'accepted' else state end,
    next_try_at = case when not $4 or state <> 'cancel_wanted' then next_try_at end
where center_id = $1 and order_id = $2 and done_at is null;

-- name: other_amounts
-- Orders under way by which something else is collected than is to be by now.
select o.order_id, o.carrier_code, o.collect_dong, due.due_dong, c.state as thing_state
from carrier_order o
join custody c on c.center_id = o.center_id and c.code = o.consignment_code
join consignment_due due on due.center_id = o.center_id and due.code = o.consignment_code
where o.center_id = $1 and o.done_at is null and o.kind = 'delivery'
    and (o.state = 'accepted' or o.state = 'sent' and o.next_try_at is null)
    and due.due_dong <> coalesce(o.due_dong, o.collect_dong)
limit $2;

-- name: note_amount
-- Note what is to be collected by now, and why a person is to see it, if one is.
update carrier_order
set due_dong = $3, renews = $5,
    trouble = case when $4::text is not null then $4 when trouble = $6 then null else trouble end
where center_id = $1 and order_id = $2;

-- name: orders_to_renew
-- Orders that were taken back to be ordered anew.
select o.order_id, o.consignment_code, o.wanted_by, s.leg, s.dossier_code
from carrier_order o
join consignment s on s.center_id = o.center_id and s.code = o.consignment_code
where o.center_id = $1 and o.renews and o.state = 'cancelled'
limit $2;

-- name: note_renewed
-- Note that an order was ordered anew.
update carrier_order set renews = false where center_id = $1 and order_id = $2;
