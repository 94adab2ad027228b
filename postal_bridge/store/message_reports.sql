-- name: keep_report
-- Keep a report as it came, unless the very same came before.
insert into message_report (center_id, channel, digest, received_at, body_sealed)
values ($1, $2, $3, $4, $5)
on conflict (center_id, channel, digest) do nothing;

-- name: take_reports
-- Reports that nobody has looked at, the oldest first, while nobody else looks at them.
select channel, digest, received_at, body_sealed
from message_report
where center_id = $1 and state = 'new'
order by received_at
limit $2
for update skip locked;

-- name: settle_report
-- Note what a report was about, or that nobody knows.
update message_report
set state = $4, message_id = $5, trouble = $6
where center_id = $1 and channel = $2 and digest = $3;

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
