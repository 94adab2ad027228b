-- name: waiting_for_people
-- How much at a centre waits until an administrator does something, of messages since a moment.
select
    (select count(*) from message
        where center_id = $1 and state in ('failed', 'given_up') and written_at >= $2) as messages,
    (select count(*) from incoming_call
        where center_id = $1 and state in ('not_understood', 'apart')) as incoming,
    (select count(*) from webhook w
        where w.center_id = $1 and w.removed_at is null
            and (w.disabled_why <> 'by_hand' or exists (
                select from webhook_delivery d
                where d.center_id = $1 and d.webhook_id = w.webhook_id and d.state = 'failed'))
    ) as webhooks,
    (select count(*) from portal_telling
        where center_id = $1 and state = 'refused')
        + (select count(*) from portal_finding
            where center_id = $1 and settled_at is null) as portal,
    (select count(*) from carrier_order
        where center_id = $1 and state = 'refused')
        + (select count(*) from carrier_report
            where center_id = $1
                and state in ('unknown_code', 'unknown_order', 'differs', 'unreadable')
        ) as carriers,
    (select count(*) from observation
        where center_id = $1 and settled_at is null and standing <> 'recorded')
        + (select count(*) from capture
            where center_id = $1 and faults <> '{}' and settled_at is null) as observations;
