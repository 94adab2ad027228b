-- name: setting_of
-- The quiet hours of a centre and its limit for each recipient, if it keeps its own.
select quiet_from, quiet_until, daily_most from message_setting where center_id = $1;

-- name: channels_of
-- The channels of which a centre keeps its own rules.
select channel, place, enabled, rate_per_minute, patience_minutes, price_dong, sender
from message_channel
where center_id = $1;
