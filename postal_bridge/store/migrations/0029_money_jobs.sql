-- Long work on money: files that people hand in from a page, and runs, carried out by whoever is
-- free.

-- Work that takes long: whoever is free takes it for the time of a lease, and once more when the
-- lease ends without a word. `attempt` tells the present worker from one that was given up.
create table money_job (
    center_id smallint not null,
    job_id uuid not null,
    kind text not null,
    state text not null,
    params jsonb not null,
    login text not null,
    office_code text not null,
    asked_at timestamptz not null,
    attempt smallint not null default 0,
    lease_until timestamptz,
    done bigint not null default 0,
    total bigint,
    cancel_asked boolean not null default false,
    ended_at timestamptz,
    result jsonb,
    constraint money_job_pk primary key (center_id, job_id),
    constraint money_job_kind check (kind in ('upload', 'reconcile')),
    constraint money_job_state
        check (state in ('held', 'waiting', 'running', 'done', 'failed', 'cancelled')),
    constraint money_job_lease check ((state = 'running') = (lease_until is not null)),
    constraint money_job_ended check ((state in ('done', 'failed', 'cancelled'))
        = (ended_at is not null))
);

create index money_job_newest on money_job (center_id, asked_at, job_id);
create index money_job_open on money_job (center_id, asked_at)
    where state in ('held', 'waiting', 'running');

-- The content of a file that waits, sealed part by part, for whichever process takes it; it is
-- removed when its job ends.
create table money_job_part (
    center_id smallint not null,
    job_id uuid not null,
    place integer not null,
    sealed bytea not null,
    constraint money_job_part_pk primary key (center_id, job_id, place),
    constraint money_job_part_job foreign key (center_id, job_id)
        references money_job (center_id, job_id)
);
