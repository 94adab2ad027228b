-- name: count_messages
-- How many messages written since a moment are in each state, by the channel they are at.
select state, channels[place] as channel, count(*) as messages
from message
where center_id = $1 and (written_at >= $2 or state in ('waiting', 'sending'))
group by state, channels[place];

-- name: messages_before
-- Messages in some state or in any, of a dossier or of any, the latest first.
select message_id, kind, language, version, dossier_code, beside, office_code, state, trouble,
    channels[place] as channel, written_at, next_try_at, sent_at, tries, addresses_sealed,
    facts_sealed, round
from message
where center_id = $1 and ($2::text is null or state = $2)
    and ($3::text is null or dossier_code = $3 or (beside <> '{}' and beside @> array[$3]))
    and (written_at, message_id) < ($4, $5)
order by written_at desc, message_id desc
limit $6;

-- name: one_message
-- One message.
select message_id, kind, language, version, dossier_code, beside, office_code, state, trouble,
    channels[place] as channel, written_at, next_try_at, sent_at, tries, addresses_sealed,
    facts_sealed, round
from message
where center_id = $1 and message_id = $2;

-- name: attempts_of
-- Every try to send a message, in their order.
select attempt, channel, began_at, ended_at, outcome, trouble, said, reference, segments, cost_dong
from message_attempt
where center_id = $1 and message_id = $2
order by attempt;

-- name: send_again
-- Let a message that is settled go once more, as another one to whoever takes it.
update message
set state = 'waiting', round = round + 1, place = 1, failures = 0, trouble = null,
    settled_at = null, sent_at = null, not_before = $3, next_try_at = $3, at_place_since = $3,
    not_after = $4
where center_id = $1 and message_id = $2 and state not in ('waiting', 'sending')
    and cardinality(channels) > 0
returning message_id;

-- name: cost_of
-- What messages cost that were begun since a moment, by channel.
select channel, count(*) as tries, coalesce(sum(segments), 0) as segments,
    coalesce(sum(cost_dong), 0) as cost_dong
from message_attempt
where center_id = $1 and began_at >= $2 and outcome in ('taken', 'delivered', 'undelivered')
group by channel;

-- name: count_unknown_reports
-- How many reports that came since a moment nobody understood.
select count(*) from incoming_call
where center_id = $1 and source = any($3::text[]) and state = 'not_understood'
    and received_at >= $2;

-- name: message_of_link
-- The message of a link, in any of some centres.
select center_id, message_id, phone_index, email_index
from message
where center_id = any($1::smallint[]) and link_index = $2;
