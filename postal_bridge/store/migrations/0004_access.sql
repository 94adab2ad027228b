-- Who may come in: sessions and tokens, refused attempts, answers kept for repeated writes.

-- A session cookie and a bearer token are both a secret of which we keep only the hash.
create table credential (
    center_id smallint not null,
    secret_hash bytea not null,
    credential_id uuid not null,
    kind text not null,
    login text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    constraint credential_pk primary key (center_id, secret_hash),
    constraint credential_id_unique unique (center_id, credential_id),
    constraint credential_person foreign key (login) references person (login),
    constraint credential_kind check (kind in ('session', 'token')),
    constraint credential_span check (expires_at > created_at)
);

create index credential_login on credential (center_id, login);

-- Counts per window; losing them in a crash only forgives, so they need no write-ahead log.
create unlogged table throttle (
    bucket text not null,
    window_start timestamptz not null,
    hits integer not null,
    constraint throttle_pk primary key (bucket, window_start)
);

-- The answer to a write with an Idempotency-Key, written in the same transaction as the write.
create table request_key (
    center_id smallint not null,
    login text not null,
    key text not null,
    request_hash bytea not null,
    status smallint not null,
    answer text not null,
    created_at timestamptz not null,
    constraint request_key_pk primary key (center_id, login, key)
);
