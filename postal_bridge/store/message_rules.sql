-- name: setting_of
-- The quiet hours of a centre and its limit for each recipient, if it keeps its own.
select quiet_from, quiet_until, daily_most from message_setting where center_id = $1;

-- name: channels_of
-- The channels of which a centre keeps its own rules.
select channel, place, enabled, rate_per_minute, patience_minutes, price_dong, sender
from message_channel
where center_id = $1;

-- name: put_setting
-- Keep the quiet hours of a centre and its limit for each recipient.
insert into message_setting (center_id, quiet_from, quiet_until, daily_most)
values ($1, $2, $3, $4)
on conflict (center_id) do update set quiet_from = excluded.quiet_from,
    quiet_until = excluded.quiet_until, daily_most = excluded.daily_most;

-- name: put_channel
-- Keep how a centre uses a channel.
insert into message_channel (center_id, channel, place, enabled, rate_per_minute, patience_minutes,
    price_dong, sender)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (center_id, channel) do update set place = excluded.place, enabled = excluded.enabled,
    rate_per_minute = excluded.rate_per_minute, patience_minutes = excluded.patience_minutes,
    price_dong = excluded.price_dong, sender = excluded.sender;
