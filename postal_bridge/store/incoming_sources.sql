-- name: source_of
-- How calls of a source are proved at a centre.
select way, header_name, tolerance_seconds
from incoming_source
where center_id = $1 and source = $2;

-- name: sources_of
-- How calls of every source are proved at a centre.
select source, way, header_name, tolerance_seconds
from incoming_source
where center_id = $1;

-- name: put_source
-- Keep how calls of a source are proved.
insert into incoming_source (center_id, source, way, header_name, tolerance_seconds)
values ($1, $2, $3, $4, $5)
on conflict (center_id, source) do update
set way = excluded.way, header_name = excluded.header_name,
    tolerance_seconds = excluded.tolerance_seconds;

-- name: secrets_in_use
-- The secrets by which a source is known at a moment, the newest first.
select secret_id, secret_sealed
from incoming_secret
where center_id = $1 and source = $2 and secret_sealed is not null
    and (ends_at is null or ends_at > $3)
order by added_at desc, secret_id;

-- name: secrets_of
-- When secrets of every source were added, by whom, and when they end.
select source, secret_id, added_at, added_by, ends_at
from incoming_secret
where center_id = $1
order by source, added_at desc, secret_id;

-- name: add_secret
-- Keep a secret of a source.
insert into incoming_secret (center_id, secret_id, source, secret_sealed, added_at, added_by)
values ($1, $2, $3, $4, $5, $6);

-- name: end_other_secrets
-- Let the other secrets of a source end at a moment, unless they end sooner.
update incoming_secret
set ends_at = $4
where center_id = $1 and source = $2 and secret_id <> $3 and (ends_at is null or ends_at > $4);

-- name: end_secret
-- End a secret of a source at once, and forget it.
update incoming_secret
set ends_at = $4, secret_sealed = null
where center_id = $1 and source = $2 and secret_id = $3 and (ends_at is null or ends_at > $4)
returning secret_id;

-- name: forget_secrets
-- Forget secrets that ended before a moment.
update incoming_secret
set secret_sealed = null
where center_id = $1 and ends_at < $2 and secret_sealed is not null;
