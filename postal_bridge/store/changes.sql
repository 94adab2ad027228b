-- name: add_change
-- Keeps what somebody changed about a centre.
insert into admin_change (center_id, change_id, at, login, what, detail)
values ($1, $2, $3, $4, $5, $6);

-- name: changes_before
-- Lists the changes of a centre, newest first, from the one before a given change.
select change_id, at, login, what, detail
from admin_change
where center_id = $1 and ($2::timestamptz is null or (at, change_id) < ($2, $3::uuid))
order by at desc, change_id desc
limit $4;
