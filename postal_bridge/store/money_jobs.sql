-- name: add_job
-- Note work that is to be done, or a file that waits for a person's word.
insert into money_job (center_id, job_id, kind, state, params, login, office_code, asked_at)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: add_part
-- Keep a part of a file that waits.
insert into money_job_part (center_id, job_id, place, sealed) values ($1, $2, $3, $4);

-- name: part_of
-- A part of a file that waits.
select sealed from money_job_part where center_id = $1 and job_id = $2 and place = $3;

-- name: find_job
-- A piece of work as it stands.
select job_id, kind, state, params, login, office_code, asked_at, attempt, done, total,
    cancel_asked, ended_at, result
from money_job
where center_id = $1 and job_id = $2;

-- name: newest_jobs
-- The latest pieces of work of one office, or of all, the newest first.
select job_id, kind, state, params, login, office_code, asked_at, attempt, done, total,
    cancel_asked, ended_at, result
from money_job
where center_id = $1 and ($2::text is null or office_code = $2)
order by asked_at desc, job_id desc
limit $3;

-- name: release_job
-- Let a file that was looked at be stored.
update money_job set state = 'waiting', params = $3
where center_id = $1 and job_id = $2 and state = 'held';

-- name: take_job
-- Take the oldest work that nobody has, or whose worker has not been heard of since its lease.
update money_job
set state = 'running', attempt = attempt + 1, lease_until = $3, done = 0, total = null
where center_id = $1 and job_id = (
    select j.job_id from money_job j
    where j.center_id = $1
        and (j.state = 'waiting' or (j.state = 'running' and j.lease_until < $2))
    order by j.asked_at, j.job_id
    limit 1
    for update skip locked)
returning job_id, kind, state, params, login, office_code, asked_at, attempt, done, total,
    cancel_asked, ended_at, result;

-- name: tell_progress
-- Say how far a worker is, and keep the lease; nothing comes back when the work is not its own.
update money_job
set done = $4, total = $5, lease_until = $6
where center_id = $1 and job_id = $2 and attempt = $3 and state = 'running'
returning cancel_asked;

-- name: ask_to_cancel
-- Call off work: at once where nobody has begun, else when its worker looks up.
update money_job
set state = case when state = 'running' then state else 'cancelled' end,
    ended_at = case when state = 'running' then null else $3::timestamptz end,
    cancel_asked = true
where center_id = $1 and job_id = $2 and state in ('held', 'waiting', 'running')
returning state;

-- name: end_job
-- Say what became of work, in the name of the worker that has it.
update money_job
set state = $4, result = $5, ended_at = $6, lease_until = null
where center_id = $1 and job_id = $2 and attempt = $3 and state = 'running';

-- name: put_back
-- Give work back, so that another worker may take it at once.
update money_job
set state = 'waiting', lease_until = null
where center_id = $1 and job_id = $2 and attempt = $3 and state = 'running';

-- name: give_up_file
-- Say why a file that was kept can never be stored.
update money_job set state = 'failed', result = $3, ended_at = $4
where center_id = $1 and job_id = $2 and state = 'held';

-- name: drop_parts
-- Remove the content of a file whose work has ended.
delete from money_job_part where center_id = $1 and job_id = $2;

-- name: drop_held
-- Call off files that were looked at before a moment and never stored.
update money_job set state = 'cancelled', ended_at = $3
where center_id = $1 and state = 'held' and asked_at < $2
returning job_id;
