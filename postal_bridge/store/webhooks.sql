-- name: add_webhook
-- Keep a webhook.
insert into webhook (center_id, webhook_id, url_sealed, kinds, description, state, created_at,
    created_by, follows_from, followed_to)
values ($1, $2, $3, $4, $5, 'active', $6, $7, $6, $6);

-- name: webhooks_of
-- The webhooks of a centre, with how many events wait to be told and were given up.
select w.webhook_id, w.url_sealed, w.url as url_in_clear, w.kinds, w.description, w.state,
    w.disabled_why, w.disabled_at, w.created_at, w.created_by, w.follows_from, w.followed_to,
    w.failing_since,
    (select count(*) from webhook_delivery d
        where d.center_id = $1 and d.webhook_id = w.webhook_id and d.state = 'waiting') as waiting,
    (select count(*) from webhook_delivery d
        where d.center_id = $1 and d.webhook_id = w.webhook_id and d.state = 'failed') as failed,
    (select d.settled_at from webhook_delivery d
        where d.center_id = $1 and d.webhook_id = w.webhook_id and d.state = 'delivered'
        order by d.recorded_at desc, d.event_id desc
        limit 1) as delivered_at
from webhook w
where w.center_id = $1 and w.removed_at is null and ($2::uuid is null or w.webhook_id = $2)
order by w.created_at, w.webhook_id;

-- name: lock_webhook
-- Let nobody else change a webhook until the commit.
select webhook_id from webhook
where center_id = $1 and webhook_id = $2 and removed_at is null
for update;

-- name: change_webhook
-- Change where a webhook leads and what it wants; elsewhere nobody has failed to listen yet.
update webhook
set url_sealed = coalesce($3, url_sealed), url = case when $3 is null then url else '' end,
    kinds = coalesce($4, kinds), description = coalesce($5, description),
    failing_since = case when $3 is null then failing_since end
where center_id = $1 and webhook_id = $2;

-- name: urls_in_clear
-- Where webhooks lead, also those that were removed, as far as it is kept in clear.
select webhook_id, url
from webhook
where center_id = $1 and url <> ''
order by webhook_id;

-- name: seal_url
-- Keep sealed what is in clear still as it was sealed.
update webhook
set url_sealed = $4, url = ''
where center_id = $1 and webhook_id = $2 and url = $3;

-- name: enable_webhook
-- Let a webhook be told what is recorded from a moment on.
update webhook
set state = 'active', disabled_why = null, disabled_at = null, failing_since = null,
    follows_from = $3, followed_to = $3
where center_id = $1 and webhook_id = $2 and state = 'disabled';

-- name: disable_webhook
-- Let a webhook be told nothing.
update webhook
set state = 'disabled', disabled_why = $3, disabled_at = $4
where center_id = $1 and webhook_id = $2 and state = 'active'
returning webhook_id;

-- name: remove_webhook
-- Remove a webhook; what it was told is kept as long as other deliveries.
update webhook
set removed_at = $3
where center_id = $1 and webhook_id = $2;

-- name: note_followed
-- Note up to when the logs were followed for a webhook.
update webhook
set followed_to = greatest(followed_to, $3)
where center_id = $1 and webhook_id = $2;

-- name: note_success
-- Note that a webhook listens.
update webhook
set failing_since = null
where center_id = $1 and webhook_id = $2 and failing_since is not null;

-- name: note_failure
-- Note that a webhook does not listen, and return since when.
update webhook
set failing_since = coalesce(failing_since, $3)
where center_id = $1 and webhook_id = $2
returning failing_since;

-- name: add_webhook_secret
-- Keep a secret of a webhook.
insert into webhook_secret (center_id, secret_id, webhook_id, secret_sealed, added_at)
values ($1, $2, $3, $4, $5);

-- name: end_webhook_secrets
-- Let the other secrets of a webhook end at a moment, unless they end sooner.
update webhook_secret
set ends_at = $4
where center_id = $1 and webhook_id = $2 and secret_id <> $3
    and (ends_at is null or ends_at > $4);

-- name: webhook_secrets
-- The secrets with which a webhook is signed at a moment, the newest first.
select secret_id, secret_sealed
from webhook_secret
where center_id = $1 and webhook_id = $2 and (ends_at is null or ends_at > $3)
order by added_at desc, secret_id;

-- name: forget_webhook_secrets
-- Remove secrets that ended before a moment.
delete from webhook_secret where center_id = $1 and ends_at < $2;
