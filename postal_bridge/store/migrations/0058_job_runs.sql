-- What a centre says about a job of the timetable, and how often it was done: a job is caught up
-- from the moment it was first known here, and is paused by a person, with a reason.
create table job (
    center_id smallint not null,
    job text not null,
    known_since timestamptz not null,
    paused_at timestamptz,
    paused_by text,
    pause_reason text,
    runs_done bigint not null default 0,
    runs_failed bigint not null default 0,
    seconds double precision not null default 0,
    constraint job_pk primary key (center_id, job),
    constraint job_paused_whole check ((paused_at is null) = (paused_by is null)
        and (paused_at is null) = (pause_reason is null))
);

-- Each run of a job: of one period, done by whoever has it for the time of a lease. Of what went
-- wrong stands a code and a kind, never the words of an error, which may quote people.
create table job_run (
    center_id smallint not null,
    job text not null,
    period text not null,
    state text not null,
    attempt integer not null,
    tries_left smallint not null,
    asked_by text,
    not_before timestamptz,
    started_at timestamptz,
    lease_until timestamptz,
    ended_at timestamptz,
    counts jsonb,
    error_code text,
    error_kind text,
    constraint job_run_pk primary key (center_id, job, period),
    constraint job_run_job foreign key (center_id, job) references job (center_id, job),
    constraint job_run_state check (state in ('waiting', 'running', 'done', 'failed')),
    constraint job_run_lease check ((state = 'running') = (lease_until is not null)),
    constraint job_run_waits check ((state = 'waiting') = (not_before is not null)),
    constraint job_run_counts check ((state = 'done') = (counts is not null)),
    constraint job_run_error check ((error_code is null) = (error_kind is null))
);

-- Runs of one job at a centre follow each other, however many processes there are.
create unique index job_run_one_at_a_time on job_run (center_id, job) where state = 'running';
create index job_run_open on job_run (center_id) where state in ('waiting', 'running');
