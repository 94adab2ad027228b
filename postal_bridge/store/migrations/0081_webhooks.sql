-- Webhooks: where programs of others are told what happened, and each telling of an event.

-- `kinds` empty is every kind. Events are told that were recorded since `follows_from`; up to
-- `followed_to` they were looked at. `failing_since` is of the first failure after a success.
create table webhook (
    center_id smallint not null,
    webhook_id uuid not null,
    url text not null,
    kinds text[] not null,
    description text,
    state text not null,
    disabled_why text,
    disabled_at timestamptz,
    created_at timestamptz not null,
    created_by text not null,
    follows_from timestamptz not null,
    followed_to timestamptz not null,
    failing_since timestamptz,
    removed_at timestamptz,
    constraint webhook_pk primary key (center_id, webhook_id),
    constraint webhook_state check (state in ('active', 'disabled')),
    constraint webhook_disabled check ((state = 'disabled') = (disabled_at is not null)
        and (state = 'disabled') = (disabled_why is not null)),
    constraint webhook_why check (disabled_why in ('by_hand', 'failing', 'gone'))
);

create table webhook_secret (
    center_id smallint not null,
    secret_id uuid not null,
    webhook_id uuid not null,
    secret_sealed bytea not null,
    added_at timestamptz not null,
    ends_at timestamptz,
    constraint webhook_secret_pk primary key (center_id, secret_id),
    constraint webhook_secret_webhook foreign key (center_id, webhook_id)
        references webhook (center_id, webhook_id)
);

create table webhook_delivery (
    center_id smallint not null,
    webhook_id uuid not null,
    event_id text not null,
    event_type text not null,
    recorded_at timestamptz not null,
    payload jsonb not null,
    state text not null,
    tries integer not null default 0,
    failures smallint not null default 0,
    next_try_at timestamptz not null,
    status_code smallint,
    trouble text,
    tried_at timestamptz,
    settled_at timestamptz,
    constraint webhook_delivery_pk primary key (center_id, webhook_id, event_id),
    constraint webhook_delivery_webhook foreign key (center_id, webhook_id)
        references webhook (center_id, webhook_id),
    constraint webhook_delivery_state check (state in ('waiting', 'delivered', 'failed')),
    constraint webhook_delivery_settled check ((state = 'waiting') = (settled_at is null))
);

create index webhook_delivery_waiting on webhook_delivery
    (center_id, webhook_id, recorded_at, event_id) where state = 'waiting';
create index webhook_delivery_recorded on webhook_delivery
    (center_id, webhook_id, recorded_at, event_id);
