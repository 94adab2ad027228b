-- What an installation knows of itself: which secret its sealed values were sealed under.

-- One row at most. The fingerprint tells two secrets apart and betrays neither.
create table installation (
    only_one boolean constraint installation_pk primary key default true,
    secret_fingerprint bytea not null,
    noted_at timestamptz not null,
    constraint installation_only_one check (only_one)
);
