-- name: orders_named
-- How many orders of a carrier are named by something, the first as it is and others after it.
select count(*) from carrier_order
where center_id = $1 and carrier_code = $2
    and (order_key = $3 or starts_with(order_key, $3 || '.'));

-- name: add_order
-- Want something of a carrier, unless an order for the thing is open.
insert into carrier_order (center_id, order_id, carrier_code, consignment_code, kind, order_key,
    wanted_at, wanted_by, next_try_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $7)
on conflict do nothing;

-- name: is_open
-- Whether an order for a thing is open.
select exists (select from carrier_order
    where center_id = $1 and consignment_code = $2 and state not in ('cancelled', 'settled'));

-- name: take_orders
-- Take what is due of a carrier for the time of a lease, the oldest first.
update carrier_order
set state = case state when 'wanted' then 'sent' else state end, tries = tries + 1,
    next_try_at = $4
where center_id = $1 and order_id = any(array(
    select o.order_id
    from carrier_order o
    where o.center_id = $1 and o.carrier_code = $2 and o.next_try_at <= $3
    order by o.next_try_at, o.order_id
    limit $5
    for update skip locked))
returning order_id, consignment_code, kind, order_key, state, collect_dong, tries, tries_in_vain,
    failures, reference;

-- name: facts_of_order
-- What a carrier is told of an order: who is at its ends, and what is still to be paid.
select s.code, s.dossier_code, s.procedure_code, s.party_sealed, s.post_office, due.due_dong,
    c.state, c.holder, c.offered_to, f.code as agency_code, f.name as agency_name,
    f.address as agency_address
from consignment s
join custody c on c.center_id = s.center_id and c.code = s.code
join consignment_due due on due.center_id = s.center_id and due.code = s.code
left join office f on f.center_id = s.center_id
    and f.code = case s.leg when 'inbound' then c.destination else c.origin end
where s.center_id = $1 and s.code = $2;

-- name: collected_of
-- What was collected with a thing and not taken back.
select coalesce(sum(amount_dong), 0)::bigint
from collection
where center_id = $1 and consignment_code = $2;

-- name: note_needless
-- End an order that has become needless before it left us.
update carrier_order
set state = 'cancelled', ended_at = $3, ended_by = $4, reason = $5, next_try_at = null
where center_id = $1 and order_id = $2 and state = 'sent';

-- name: keep_amount
-- Keep what an order says is to be collected, which stays so however often it is told.
update carrier_order set collect_dong = $3, due_dong = null
where center_id = $1 and order_id = $2;

-- name: note_ordered
-- Note that an order was taken, or lies with the carrier, whichever try it was that they took.
update carrier_order
set state = case when state = 'sent' and $4 then 'accepted' else state end,
    accepted_at = case when $4 then coalesce(accepted_at, $3) else accepted_at end,
    next_try_at = case state when 'cancel_wanted' then $3 end,
    failures = 0, trouble = null, said = null,
    reference = coalesce($5, reference), item_code = coalesce($6, item_code),
    collect_dong = coalesce($7, collect_dong)
where center_id = $1 and order_id = $2 and state in ('sent', 'cancel_wanted');

-- name: note_later
-- Let an order wait until it is tried again, in the name of the try that failed.
update carrier_order
set failures = failures + 1, trouble = $4, said = $5, next_try_at = $6
where center_id = $1 and order_id = $2 and tries = $3 and state in ('sent', 'cancel_wanted');

-- name: note_refused
-- Note that an order was not taken, in the name of the try; what was to be taken back is ended.
update carrier_order
set state = case state when 'sent' then 'refused' else 'cancelled' end,
    ended_at = case state when 'cancel_wanted' then $6::timestamptz end,
    tries_in_vain = case when $7 then tries else tries_in_vain end,
    failures = failures + 1, trouble = $4, said = $5, next_try_at = null
where center_id = $1 and order_id = $2 and tries = $3 and state in ('sent', 'cancel_wanted');

-- name: note_cancelled
-- Note that an order was taken back.
update carrier_order
set state = 'cancelled', ended_at = $3, next_try_at = null, trouble = null, said = null
where center_id = $1 and order_id = $2 and state = 'cancel_wanted';

-- name: note_cancel_heard
-- Note that a carrier will say whether an order could be taken back, in the name of the try.
update carrier_order
set next_try_at = null, failures = 0, trouble = null, said = null
where center_id = $1 and order_id = $2 and tries = $3 and state = 'cancel_wanted';

-- name: note_kept
-- Note that an order cannot be taken back, in the name of the try, so that it stands if it did.
update carrier_order
set state = case when accepted_at is null then 'refused' else 'accepted' end,
    next_try_at = null, trouble = $4, said = $5, reason = null, ended_by = null, renews = false
where center_id = $1 and order_id = $2 and tries = $3 and state = 'cancel_wanted';

-- name: note_told
-- Note what a carrier tells of an open order: taken, not taken or not any more, or cancelled.
update carrier_order
set state = case
        when $3 = 'accepted' and state = 'cancel_wanted' then state
        when state = 'cancel_wanted' then 'cancelled'
        else $3 end,
    accepted_at = case $3 when 'accepted' then coalesce(accepted_at, $4) else accepted_at end,
    ended_at = case
        when $3 = 'cancelled' or $3 = 'refused' and state = 'cancel_wanted' then $4::timestamptz
    end,
    next_try_at = case
        when $3 = 'accepted' and state = 'cancel_wanted' then next_try_at end,
    trouble = case
        when $3 = 'refused' then 'refused'
        when $3 = 'accepted' and state = 'cancel_wanted' then trouble
    end,
    said = case when $3 = 'accepted' and state = 'cancel_wanted' then said end,
    tries_in_vain = case $3 when 'refused' then tries else tries_in_vain end
where center_id = $1 and order_id = $2 and (
    state = 'sent'
    or $3 = 'refused' and state = 'accepted' and accepted_at <= $4
    or state = 'cancel_wanted'
    or $3 = 'cancelled' and state in ('accepted', 'wanted'));

-- name: want_cancel
-- Want an order taken back; what never left us, and what was refused for sure, is ended at once.
update carrier_order
set state = case when tries = tries_in_vain then 'cancelled' else 'cancel_wanted' end,
    ended_at = case when tries = tries_in_vain then $3::timestamptz end,
    next_try_at = case when tries > tries_in_vain then greatest(next_try_at, $3) end,
    ended_by = $4, reason = $5, trouble = null, said = null, failures = 0
where center_id = $1 and order_id = $2 and state in ('wanted', 'sent', 'accepted', 'refused');

-- name: try_again
-- Let an order that was refused go out once more; a person has seen to it that it is not there.
update carrier_order
set state = 'wanted', next_try_at = $3, failures = 0, tries_in_vain = tries
where center_id = $1 and order_id = $2 and state = 'refused';

-- name: settle_order
-- End an order that a person sees to from here on; one that stands though it was not to, stands.
update carrier_order
set state = case state when 'accepted' then 'accepted' else 'settled' end,
    ended_at = case state when 'accepted' then null else $3::timestamptz end,
    trouble = case state when 'accepted' then null else trouble end,
    ended_by = $4, reason = $5, next_try_at = null
where center_id = $1 and order_id = $2 and (
    state = 'refused' or state in ('sent', 'cancel_wanted') and next_try_at is null
    or state = 'cancelled' and ended_by is null
    or state = 'accepted' and trouble is not null);

-- name: find_order
-- One order, whoever carries it.
select order_id, carrier_code, consignment_code, kind, order_key, state, collect_dong, due_dong,
    wanted_at, wanted_by, next_try_at, tries, trouble, said, reference, item_code, accepted_at,
    ended_at, ended_by, reason
from carrier_order
where center_id = $1 and order_id = $2;

-- name: order_meant
-- The order that a carrier speaks of: by its key, or else the latest of a code on the thing.
select order_id, carrier_code, consignment_code, kind, order_key, state, collect_dong, due_dong,
    wanted_at, wanted_by, next_try_at, tries, trouble, said, reference, item_code, accepted_at,
    ended_at, ended_by, reason
from carrier_order
where center_id = $1 and carrier_code = $2
    and (order_key = $3 or $3 is null and $4 in (item_code, consignment_code))
order by state in ('cancelled', 'settled'), wanted_at desc, order_id
limit 1;

-- name: orders_that_wait
-- Orders after a place that are not done with: what waits for a person first, the oldest first.
select order_id, carrier_code, consignment_code, kind, order_key, state, collect_dong, due_dong,
    wanted_at, wanted_by, next_try_at, tries, trouble, said, reference, item_code, accepted_at,
    ended_at, ended_by, reason
from carrier_order
where center_id = $1 and (
    state in ('wanted', 'sent', 'refused', 'cancel_wanted')
    or state = 'cancelled' and ended_by is null
    or state = 'accepted' and trouble is not null)
    and (state not in ('refused', 'cancelled', 'accepted'), wanted_at, order_id) > ($2, $3, $4)
order by state not in ('refused', 'cancelled', 'accepted'), wanted_at, order_id
limit $5;

-- name: orders_of_consignment
-- What was ordered for a thing, the latest first.
select order_id, carrier_code, consignment_code, kind, order_key, state, collect_dong, due_dong,
    wanted_at, wanted_by, next_try_at, tries, trouble, said, reference, item_code, accepted_at,
    ended_at, ended_by, reason
from carrier_order
where center_id = $1 and consignment_code = $2
order by wanted_at desc, order_id;

-- name: count_orders
-- How many orders of each carrier stand how.
select carrier_code, state, count(*) as orders
from carrier_order
where center_id = $1
group by carrier_code, state;
