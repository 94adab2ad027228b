-- name: keep_call
-- Keep a call as it came, unless one of the same identity came before.
insert into incoming_call (
    center_id, call_id, source, event_id, body_index, apart, received_at, headers_sealed,
    body_sealed, body_bytes, state, waits_since, next_try_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $7, $7)
on conflict do nothing
returning call_id;

-- name: note_repeated
-- Note that the very same call came again.
update incoming_call
set repeated = repeated + 1, repeated_at = $5
where center_id = $1 and source = $2 and event_id = $3 and body_index = $4
returning call_id;

-- name: take_call
-- Take the call of a source that came first among those due, for the time of a lease.
update incoming_call
set tries = tries + 1, next_try_at = $4
where center_id = $1 and call_id = any(array(
    select call_id
    from incoming_call
    where center_id = $1 and source = $2 and state = 'waiting' and next_try_at <= $3
    order by received_at, call_id
    limit 1
    for update skip locked))
returning call_id, source, event_id, received_at, headers_sealed, body_sealed, sealed_for, tries,
    waits_since;

-- name: note_understood
-- Note what became of a call, in the name of the try that understood it.
update incoming_call
set state = 'understood', outcome = $4, about = $5, trouble = null, said = null, ended_at = $6
where center_id = $1 and call_id = $2 and state = 'waiting' and tries = $3;

-- name: note_later
-- Let a call wait until it is tried again, in the name of the try that could not understand it.
update incoming_call
set trouble = $4, said = $5, next_try_at = $6
where center_id = $1 and call_id = $2 and state = 'waiting' and tries = $3;

-- name: note_not_understood
-- Let a person look at a call, in the name of the try that did not understand it.
update incoming_call
set state = 'not_understood', trouble = $4, said = $5
where center_id = $1 and call_id = $2 and state = 'waiting' and tries = $3;
