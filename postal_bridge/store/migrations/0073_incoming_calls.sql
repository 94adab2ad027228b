-- Calls that other parties make to us, kept as they came and understood later, and how such a party
-- proves who it is. Reports of those who carry messages were the first of the kind.

create table incoming_source (
    center_id smallint not null,
    source text not null,
    way text not null,
    header_name text,
    tolerance_seconds integer not null,
    constraint incoming_source_pk primary key (center_id, source),
    constraint incoming_source_center foreign key (center_id) references center (center_id),
    constraint incoming_source_way check (way in ('signed', 'key', 'own')),
    constraint incoming_source_header check ((way = 'key') = (header_name is not null)),
    constraint incoming_source_tolerance check (tolerance_seconds between 30 and 86400)
);

-- Several are in use while one follows another; what ended is kept to be told of.
create table incoming_secret (
    center_id smallint not null,
    secret_id uuid not null,
    source text not null,
    secret_sealed bytea,
    added_at timestamptz not null,
    added_by text not null,
    ends_at timestamptz,
    constraint incoming_secret_pk primary key (center_id, secret_id),
    constraint incoming_secret_source foreign key (center_id, source)
        references incoming_source (center_id, source),
    constraint incoming_secret_ended check (secret_sealed is not null or ends_at is not null)
);

-- `event_id` is the sender's own; `body_index` is a keyed hash by which the same body is known.
-- A call with the identity of another and another body is kept `apart`. What was kept before this
-- table was sealed for another place, `sealed_for`. `waits_since` is when it came, or when a
-- person had it understood again.
create table incoming_call (
    center_id smallint not null,
    call_id uuid not null,
    source text not null,
    event_id text not null,
    body_index bytea not null,
    apart boolean not null,
    received_at timestamptz not null,
    headers_sealed bytea,
    body_sealed bytea not null,
    body_bytes integer not null,
    sealed_for text,
    repeated integer not null default 0,
    repeated_at timestamptz,
    state text not null,
    tries integer not null default 0,
    waits_since timestamptz not null,
    next_try_at timestamptz not null,
    outcome text,
    about text,
    trouble text,
    said text,
    ended_at timestamptz,
    settled_by text,
    reason text,
    constraint incoming_call_pk primary key (center_id, call_id),
    constraint incoming_call_once unique (center_id, source, event_id, body_index),
    constraint incoming_call_state check (state in
        ('waiting', 'understood', 'not_understood', 'apart', 'settled')),
    constraint incoming_call_apart check (state <> 'apart' or apart),
    constraint incoming_call_outcome check (state <> 'understood' or outcome is not null),
    constraint incoming_call_trouble check (state <> 'not_understood' or trouble is not null),
    constraint incoming_call_ended check ((state in ('understood', 'settled'))
        = (ended_at is not null)),
    constraint incoming_call_settled check ((state = 'settled') = (settled_by is not null)
        and (state = 'settled') = (reason is not null)),
    constraint incoming_call_repeated check (repeated >= 0
        and (repeated = 0) = (repeated_at is null))
);

create unique index incoming_call_event on incoming_call (center_id, source, event_id)
    where not apart;
create index incoming_call_waiting on incoming_call (center_id, source, received_at, call_id)
    where state = 'waiting';
create index incoming_call_open on incoming_call (center_id, source, state)
    where state <> 'understood';
create index incoming_call_received on incoming_call (center_id, received_at, call_id);

insert into incoming_call (
    center_id, call_id, source, event_id, body_index, apart, received_at, body_sealed, body_bytes,
    sealed_for, state, waits_since, next_try_at, outcome, about, trouble, ended_at)
select r.center_id, gen_random_uuid(), r.channel, encode(r.digest, 'hex'), r.digest, false,
    r.received_at, r.body_sealed, octet_length(r.body_sealed) - 29,
    'message_report.body ' || c.code || ' ' || r.channel || ' ' || encode(r.digest, 'hex'),
    case r.state when 'new' then 'waiting' when 'unknown' then 'not_understood' else r.state end,
    r.received_at, r.received_at,
    case when r.state = 'understood' then 'delivery_noted' end, r.message_id::text,
    case when r.state = 'unknown' then coalesce(r.trouble, 'unreadable') end,
    case when r.state = 'understood' then r.received_at end
from message_report r
join center c on c.center_id = r.center_id;

drop table message_report;
