-- name: find_job
-- What a centre says about a job.
select job, known_since, paused_at, paused_by, pause_reason from job
where center_id = $1 and job = $2;

-- name: jobs_of_center
-- What a centre says about its jobs, and how often each was done.
select job, known_since, paused_at, paused_by, pause_reason, runs_done, runs_failed, seconds
from job
where center_id = $1
order by job;

-- name: add_job
-- Know a job from a moment on, unless it is known.
insert into job (center_id, job, known_since) values ($1, $2, $3)
on conflict (center_id, job) do nothing;

-- name: lock_job
-- Hold a job until the transaction ends.
select job, known_since, paused_at, paused_by, pause_reason from job
where center_id = $1 and job = $2
for no key update;

-- name: pause_job
-- Pause a job, or go on with it where nobody is named.
update job set paused_at = $3, paused_by = $4, pause_reason = $5
where center_id = $1 and job = $2;

-- name: runs_to_look_at
-- The runs of a job that are of some periods, or that have not ended.
select period, state, asked_by is not null as is_asked, not_before, lease_until from job_run
where center_id = $1 and job = $2 and (period = any($3::text[]) or state in ('waiting', 'running'));

-- name: jobs_to_look_at
-- The jobs of a centre that have a run whose next try has come or whose worker is not heard of.
select distinct job from job_run
where center_id = $1
    and ((state = 'waiting' and not_before <= $2) or (state = 'running' and lease_until < $2))
order by job;

-- name: claim_run
-- Take a run for the time of a lease: one that nobody has begun, whose next try has come, or whose
-- worker has not been heard of since its lease; a paused job is done for those alone who asked, and
-- of a job whose newest run alone matters ($7) nothing older.
insert into job_run as r (center_id, job, period, state, attempt, tries_left, started_at,
    lease_until)
select j.center_id, j.job, $3, 'running', 1, $6::smallint - 1, $4, $5
from job j
where j.center_id = $1 and j.job = $2
    and (j.paused_at is null or exists (select from job_run a
        where a.center_id = $1 and a.job = $2 and a.period = $3 and a.asked_by is not null))
    and not exists (select from job_run o
        where o.center_id = $1 and o.job = $2 and o.period <> $3
            and (o.state = 'running' or ($7 and o.period > $3)))
on conflict (center_id, job, period) do update
set state = 'running', attempt = r.attempt + 1, tries_left = r.tries_left - 1,
    started_at = excluded.started_at, lease_until = excluded.lease_until, not_before = null,
    ended_at = null
where r.center_id = $1 and r.tries_left > 0
    and ((r.state = 'waiting' and r.not_before <= $4)
        or (r.state = 'running' and r.lease_until < $4))
returning attempt, tries_left;

-- name: end_run
-- Say that a run is done, in the name of the worker that has it.
update job_run
set state = 'done', ended_at = $5, counts = $6, lease_until = null, error_code = null,
    error_kind = null
where center_id = $1 and job = $2 and period = $3 and attempt = $4 and state = 'running';

-- name: fail_run
-- Say what went wrong with a run, in the name of the worker that has it, and when it is tried again
-- if it is.
update job_run
set state = case when $8::timestamptz is null then 'failed' else 'waiting' end, ended_at = $5,
    error_code = $6, error_kind = $7, not_before = $8, lease_until = null
where center_id = $1 and job = $2 and period = $3 and attempt = $4 and state = 'running';

-- name: put_back_run
-- Give a run back, so that another worker may take it at once.
update job_run
set state = 'waiting', not_before = $5, tries_left = tries_left + 1, lease_until = null
where center_id = $1 and job = $2 and period = $3 and attempt = $4 and state = 'running';

-- name: fail_lost
-- Give up the run of a job whose workers were lost one after the other.
update job_run
set state = 'failed', ended_at = $3, lease_until = null, error_code = $4, error_kind = $5
where center_id = $1 and job = $2 and state = 'running' and lease_until < $3 and tries_left <= 0
returning period;

-- name: count_run
-- Count a run that has ended.
update job
set runs_done = runs_done + $3, runs_failed = runs_failed + $4, seconds = seconds + $5
where center_id = $1 and job = $2;

-- name: drop_overtaken
-- Forget the runs of a job whose newest alone matters: older ones that wait, and all but the newest
-- of those that ended.
delete from job_run
where center_id = $1 and job = $2 and period < $3 and state <> 'running'
    and (state = 'waiting' or period < (select k.period from job_run k
        where k.center_id = $1 and k.job = $2
        order by k.period desc offset $4 limit 1));

-- name: ask_for_run
-- Have a run done because somebody asks, whether or not it was; no row while it is under way.
insert into job_run as r (center_id, job, period, state, attempt, tries_left, asked_by, not_before)
values ($1, $2, $3, 'waiting', 0, $4, $5, $6)
on conflict (center_id, job, period) do update
set state = 'waiting', tries_left = excluded.tries_left, asked_by = excluded.asked_by,
    not_before = excluded.not_before, counts = null
where r.center_id = $1 and r.state <> 'running'
returning period;

-- name: latest_runs
-- The latest runs of each of some jobs of a centre, the newest first.
select r.job, r.period, r.state, r.attempt, r.tries_left, r.asked_by, r.not_before, r.started_at,
    r.ended_at, r.counts, r.error_code, r.error_kind
from unnest($2::text[]) as named (job)
cross join lateral (
    select * from job_run l
    where l.center_id = $1 and l.job = named.job
    order by l.period desc
    limit $3) as r
where r.center_id = $1
order by r.job, r.period desc;
