-- name: count_calls
-- How many calls of each source are in each state, of those that came since a moment or are open.
select source, state, count(*) as calls, coalesce(sum(repeated), 0) as repeated
from incoming_call
where center_id = $1 and (received_at >= $2 or state not in ('understood', 'settled'))
group by source, state
order by source, state;

-- name: calls_before
-- Calls of some source and state or of any, the latest first.
select call_id, source, event_id, received_at, state, apart, repeated, repeated_at, tries,
    next_try_at, outcome, about, trouble, said, ended_at, settled_by, reason, body_bytes
from incoming_call
where center_id = $1 and ($2::text is null or source = $2) and ($3::text is null or state = $3)
    and (received_at, call_id) < ($4, $5)
order by received_at desc, call_id desc
limit $6;

-- name: one_call
-- One call.
select call_id, source, event_id, received_at, state, apart, repeated, repeated_at, tries,
    next_try_at, outcome, about, trouble, said, ended_at, settled_by, reason, body_bytes
from incoming_call
where center_id = $1 and call_id = $2;

-- name: sealed_call
-- What a call said, sealed.
select call_id, source, event_id, received_at, headers_sealed, body_sealed, sealed_for, tries,
    waits_since
from incoming_call
where center_id = $1 and call_id = $2;

-- name: understand_again
-- Let a call that is for a person be understood once more.
update incoming_call
set state = 'waiting', waits_since = $3, next_try_at = $3, trouble = null, said = null
where center_id = $1 and call_id = $2 and state in ('not_understood', 'apart')
returning source;

-- name: settle_call
-- Note that a person has settled a call, and why.
update incoming_call
set state = 'settled', settled_by = $3, reason = $4, ended_at = $5
where center_id = $1 and call_id = $2 and state in ('not_understood', 'apart')
returning source;
