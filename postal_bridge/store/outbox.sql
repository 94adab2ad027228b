-- name: expire
-- Give up what would come too late, unless somebody has it.
update message
set state = 'given_up', trouble = 'too_late', settled_at = $2
where center_id = $1 and not_after <= $2 and state in ('waiting', 'sending')
    and (state = 'waiting' or next_try_at <= $2);

-- name: pass_over_opted_out
-- Take messages past channels whose addresses were opted out, and hold back those with no other.
update message m
set place = least(m.place + 1, cardinality(m.channels)), at_place_since = $2, failures = 0,
    state = case when m.place < cardinality(m.channels) then 'waiting' else 'withheld' end,
    trouble = case when m.place < cardinality(m.channels) then m.trouble else 'opted_out' end,
    settled_at = case when m.place < cardinality(m.channels) then null else $2 end
where m.center_id = $1 and m.dossier_code is not null and m.state in ('waiting', 'sending')
    and (m.state = 'waiting' or m.next_try_at <= $2)
    and exists (
        select from opt_out o
        where o.center_id = $1 and o.address_index =
            case m.channels[m.place] when 'email' then m.email_index else m.phone_index end);

-- name: go_on
-- Let what has waited for a channel since before a moment go on to the next one.
update message
set place = place + 1, at_place_since = $2, next_try_at = $2, failures = 0
where center_id = $1 and channels[place] = $3 and place < cardinality(channels)
    and state = 'waiting' and not_before <= $2 and at_place_since <= $4;

-- name: add_circuit
-- Begin to note how a channel is doing.
insert into message_circuit (center_id, channel)
values ($1, $2)
on conflict (center_id, channel) do nothing;

-- name: lock_circuit
-- How a channel is doing, while nobody else gives it anything.
select failures, closed_until, minute, given
from message_circuit
where center_id = $1 and channel = $2
for update;

-- name: keep_circuit
-- Note how a channel is doing; why it failed is kept until it works again.
update message_circuit
set failures = $3, closed_until = $4, minute = $5, given = $6,
    trouble = case when $3 > 0 then coalesce($7, trouble) end
where center_id = $1 and channel = $2;

-- name: circuits_of
-- How the channels of a centre are doing.
select channel, failures, closed_until, minute, given, trouble
from message_circuit
where center_id = $1;

-- name: take_messages
-- Take what is due on a channel for the time of a lease, of each recipient the oldest alone.
update message
set state = 'sending', tries = tries + 1, next_try_at = $3
where center_id = $1 and message_id = any(array(
    select m.message_id
    from message m
    where m.center_id = $1 and m.state in ('waiting', 'sending') and m.next_try_at <= $2
        and m.channels[m.place] = $4
        and not exists (
            select from message earlier
            where earlier.center_id = $1 and earlier.recipient_index = m.recipient_index
                and earlier.state in ('waiting', 'sending') and earlier.not_before <= $2
                and (earlier.written_at, earlier.message_id) < (m.written_at, m.message_id))
        and not exists (
            select from opt_out o
            where o.center_id = $1 and m.dossier_code is not null and o.address_index =
                case $4 when 'email' then m.email_index else m.phone_index end)
        and $6 > (
            select count(*) from message lately
            where lately.center_id = $1 and lately.recipient_index = m.recipient_index
                and lately.sent_at >= $5)
    order by m.written_at, m.message_id
    limit $7
    for update of m skip locked))
returning message_id, kind, language, version, addresses_sealed, facts_sealed, tries, failures,
    round;

-- name: begin_attempt
-- Note that a message is about to be handed over.
insert into message_attempt (center_id, message_id, attempt, channel, began_at, segments, cost_dong)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: end_attempt
-- Note what came of handing a message over.
update message_attempt
set ended_at = $4, outcome = $5, trouble = $6, said = $7, reference = $8
where center_id = $1 and message_id = $2 and attempt = $3;

-- name: note_taken
-- Note that another party took a message, whichever try it was that they took.
update message
set state = 'sent', sent_at = $3, settled_at = $3, trouble = null
where center_id = $1 and message_id = $2 and state in ('waiting', 'sending');

-- name: note_later
-- Let a message wait until it is tried again, in the name of the try that failed.
update message
set state = 'waiting', failures = failures + 1, trouble = $4, next_try_at = $5
where center_id = $1 and message_id = $2 and tries = $3 and state = 'sending';

-- name: note_refused
-- Let a message go on to the next channel, or fail where there is none.
update message
set state = case when place < cardinality(channels) then 'waiting' else 'failed' end,
    settled_at = case when place < cardinality(channels) then null else $5::timestamptz end,
    place = least(place + 1, cardinality(channels)), at_place_since = $5, next_try_at = $5,
    failures = 0, trouble = $4
where center_id = $1 and message_id = $2 and tries = $3 and state = 'sending';

-- name: note_held
-- Hold a message back, in the name of the try that may not be made.
update message
set state = 'withheld', trouble = $4, settled_at = $5
where center_id = $1 and message_id = $2 and tries = $3 and state = 'sending';
