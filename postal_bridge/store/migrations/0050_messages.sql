-- What people are told, written with the change it tells of, and every try to send it.

-- `version` 0 is the wording that ships with the release. `channels` are those that may carry the
-- message, in the order in which they are tried; `place` is the one it is at, and `at_place_since`
-- since when. Before `next_try_at` nobody takes it: it was tried, or somebody has it for the time
-- of a lease. `tries` counts for good and tells the sender of now from one that was given up,
-- `failures` begins anew on each channel, and `round` is how often people had it sent again.
-- What is equal in `recipient_index` goes to the same person or office, in its order.
create table message (
    center_id smallint not null,
    message_id uuid not null,
    key text not null,
    kind text not null,
    language text not null,
    version integer not null,
    dossier_code text,
    office_code text,
    recipient_index bytea,
    phone_index bytea,
    email_index bytea,
    link_index bytea not null,
    addresses_sealed bytea not null,
    facts_sealed bytea not null,
    written_at timestamptz not null,
    not_before timestamptz not null,
    not_after timestamptz not null,
    state text not null,
    channels text[] not null,
    place smallint not null default 1,
    at_place_since timestamptz not null,
    next_try_at timestamptz not null,
    tries integer not null default 0,
    failures smallint not null default 0,
    round smallint not null default 0,
    trouble text,
    sent_at timestamptz,
    settled_at timestamptz,
    constraint message_pk primary key (center_id, message_id),
    constraint message_once unique (center_id, key),
    constraint message_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code),
    constraint message_office foreign key (center_id, office_code)
        references office (center_id, code),
    constraint message_recipient check ((dossier_code is null) <> (office_code is null)),
    constraint message_language check (language in ('vi', 'en')),
    constraint message_state check (state in
        ('waiting', 'sending', 'sent', 'delivered', 'failed', 'given_up', 'withheld')),
    constraint message_place check (place between 1 and greatest(1, cardinality(channels))),
    constraint message_sent check (state not in ('sent', 'delivered') or sent_at is not null),
    constraint message_settled check ((state in ('waiting', 'sending')) = (settled_at is null))
);

create index message_open on message (center_id, written_at, message_id)
    where state in ('waiting', 'sending');
create index message_of_recipient on message (center_id, recipient_index, written_at);
create index message_of_dossier on message (center_id, dossier_code, written_at);
create index message_link on message (center_id, link_index);
create index message_written on message (center_id, written_at, message_id);
create index message_unsettled on message (center_id, state, written_at, message_id)
    where state in ('failed', 'given_up', 'withheld');

-- A try on one channel. Without an outcome it is under way, or whoever made it was killed.
create table message_attempt (
    center_id smallint not null,
    message_id uuid not null,
    attempt integer not null,
    channel text not null,
    began_at timestamptz not null,
    ended_at timestamptz,
    outcome text,
    trouble text,
    said text,
    reference text,
    segments smallint,
    cost_dong integer,
    constraint message_attempt_pk primary key (center_id, message_id, attempt),
    constraint message_attempt_message foreign key (center_id, message_id)
        references message (center_id, message_id),
    constraint message_attempt_channel check (channel in ('zalo', 'sms', 'email')),
    constraint message_attempt_outcome check (outcome in
        ('taken', 'later', 'refused', 'delivered', 'undelivered')),
    constraint message_attempt_ended check ((outcome is null) = (ended_at is null)),
    constraint message_attempt_cost check (segments > 0 and cost_dong >= 0)
);

-- What other parties told of messages they took: kept as it came, sealed, and understood later.
create table message_report (
    center_id smallint not null,
    channel text not null,
    digest bytea not null,
    received_at timestamptz not null,
    body_sealed bytea not null,
    state text not null default 'new',
    message_id uuid,
    trouble text,
    constraint message_report_pk primary key (center_id, channel, digest),
    constraint message_report_channel check (channel in ('zalo', 'sms', 'email')),
    constraint message_report_state check (state in ('new', 'understood', 'unknown'))
);

create index message_report_new on message_report (center_id, received_at) where state = 'new';
create index message_report_unknown on message_report (center_id, received_at)
    where state = 'unknown';
