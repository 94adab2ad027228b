-- name: list_state
-- When the portal's list of procedures is read next, when it was read, and why not since.
select next_at, read_at, trouble from portal_list where center_id = $1;

-- name: keep_list_state
-- Note when the list is read next; without a time of reading the one before stands.
insert into portal_list (center_id, next_at, read_at, trouble) values ($1, $2, $3, $4)
on conflict (center_id) do update set next_at = excluded.next_at,
    read_at = coalesce(excluded.read_at, portal_list.read_at), trouble = excluded.trouble;

-- name: drop_listed
-- Forget what the portal listed.
delete from portal_procedure where center_id = $1;

-- name: add_listed
-- Note what the portal lists; of a code that it lists twice the first.
insert into portal_procedure (center_id, code, name, term_days)
select $1, s.code, s.name, s.term_days
from unnest($2::text[], $3::text[], $4::integer[]) as s (code, name, term_days)
on conflict (center_id, code) do nothing;

-- name: listed
-- What the portal lists.
select code, name, term_days from portal_procedure where center_id = $1;

-- name: ours
-- The procedures of a centre, with the terms that are in days.
select code, name, coalesce(processing_days, processing_calendar_days) as term_days
from procedure
where center_id = $1;
