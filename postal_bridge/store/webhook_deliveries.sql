-- name: add_deliveries
-- Let events be told to a webhook, those that are not to be told already.
insert into webhook_delivery
    (center_id, webhook_id, event_id, event_type, recorded_at, payload, state, next_try_at)
select $1, $2, e.event_id, e.event_type, e.recorded_at, e.payload, 'waiting', $7
from unnest($3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
    as e (event_id, event_type, recorded_at, payload)
on conflict (center_id, webhook_id, event_id) do nothing;

-- name: tell_again
-- Let events that were told or given up be told to a webhook once more.
update webhook_delivery
set state = 'waiting', failures = 0, next_try_at = $4, settled_at = null, trouble = null
where center_id = $1 and webhook_id = $2 and event_id = any($3::text[])
returning event_id;

-- name: take_delivery
-- Take the next event to be told to a webhook for the time of a lease, unless it leads nowhere or
-- elsewhere by now; one that failed now and then lets those after it wait, one that went on failing
-- does not.
update webhook_delivery
set tries = tries + 1, next_try_at = $4, tried_at = $3
where center_id = $1 and webhook_id = $2 and event_id = any(array(
    select d.event_id
    from webhook_delivery d
    where d.center_id = $1 and d.webhook_id = $2 and d.state = 'waiting' and d.next_try_at <= $3
        and exists (
            select from webhook w
            where w.center_id = $1 and w.webhook_id = $2 and w.state = 'active'
                and w.removed_at is null and w.url_sealed is not distinct from $6)
        and not exists (
            select from webhook_delivery earlier
            where earlier.center_id = $1 and earlier.webhook_id = $2
                and earlier.state = 'waiting' and earlier.next_try_at > $3
                and earlier.failures < $5
                and (earlier.recorded_at, earlier.event_id) < (d.recorded_at, d.event_id))
    order by d.recorded_at, d.event_id
    limit 1
    for update skip locked))
returning event_id, event_type, payload, tries, failures;

-- name: note_told
-- Note how telling an event ended, in the name of the try that told it.
update webhook_delivery
set state = $5, status_code = $6, trouble = $7, failures = $8, next_try_at = $9, settled_at = $10
where center_id = $1 and webhook_id = $2 and event_id = $3 and tries = $4 and state = 'waiting';

-- name: try_soon
-- Let what waits to be told to a webhook be told at once, as if it had not failed.
update webhook_delivery
set failures = 0, next_try_at = $3
where center_id = $1 and webhook_id = $2 and state = 'waiting' and failures > 0;

-- name: deliveries_before
-- What a webhook was told or is to be told, in some state or in any, the latest first.
select event_id, event_type, recorded_at, payload, state, tries, failures, next_try_at,
    status_code, trouble, tried_at, settled_at
from webhook_delivery
where center_id = $1 and webhook_id = $2 and ($3::text is null or state = $3)
    and (recorded_at, event_id) < ($4, $5)
order by recorded_at desc, event_id desc
limit $6;

-- name: forget_deliveries
-- Remove what was settled before a moment.
delete from webhook_delivery where center_id = $1 and settled_at < $2;

-- name: forget_removed
-- Remove what was still to be told to webhooks that were removed before a moment.
delete from webhook_delivery d
using webhook w
where d.center_id = $1 and w.center_id = d.center_id and w.webhook_id = d.webhook_id
    and w.removed_at < $2;
