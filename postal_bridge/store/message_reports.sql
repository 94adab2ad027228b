-- name: note_delivered
-- Note that a message arrived, even if whoever handed it over was killed before they noted it.
update message
set state = 'delivered', sent_at = coalesce(sent_at, $4), settled_at = coalesce(settled_at, $4),
    trouble = null
where center_id = $1 and message_id = $2 and round = $3 and state in ('waiting', 'sending', 'sent')
returning message_id;

-- name: note_undelivered
-- Let a message that did not arrive go on to the next channel, or fail where there is none.
update message
set state = case when place < cardinality(channels) then 'waiting' else 'failed' end,
    settled_at = case when place < cardinality(channels) then null else $5::timestamptz end,
    place = least(place + 1, cardinality(channels)), at_place_since = $5, next_try_at = $5,
    failures = 0, trouble = 'undelivered'
where center_id = $1 and message_id = $2 and round = $3 and state = 'sent'
    and channels[place] = $4
returning message_id;

-- name: end_attempts
-- Note with the tries on a channel what became of them.
update message_attempt
set outcome = $4, ended_at = coalesce(ended_at, $5), said = coalesce($6, said)
where center_id = $1 and message_id = $2 and channel = $3
    and (outcome is null or outcome = 'taken');

-- name: has_message
-- Whether a centre has a message.
select exists (select from message where center_id = $1 and message_id = $2);
