-- name: keep_observation
-- Keep what was observed; what was observed before stays as it was.
insert into observation (center_id, observation_id, capture_id, identity, item_name, item_code,
    word, action, reason, happened_at, observed_at, office_code, standing, scan_id, refusal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (center_id, identity, item_name) do nothing;

-- name: known_observations
-- What these told when they were observed before, and the scans that came of them.
select o.identity, o.item_name, o.word, o.happened_at,
    case when o.standing = 'recorded' then o.scan_id end as scan_id
from unnest($2::text[], $3::text[]) as wanted (identity, item_name)
join observation o on o.center_id = $1 and o.identity = wanted.identity
    and o.item_name = wanted.item_name;

-- name: things_known
-- Which of these codes are in custody here.
select code from custody where center_id = $1 and code = any($2::text[]);

-- name: offices_known
-- Which of these codes are offices here.
select code from office where center_id = $1 and code = any($2::text[]);

-- name: observations_open
-- What was observed and waits for a person, newest first.
select observation_id, capture_id, identity, item_name, item_code, word, action, reason,
    happened_at, observed_at, office_code, standing, scan_id, refusal, settled_at, settled_by,
    remark
from observation
where center_id = $1 and settled_at is null and standing <> 'recorded'
    and (observed_at, observation_id) < ($2, $3)
order by observed_at desc, observation_id desc
limit $4;

-- name: observations_of_item
-- What was observed of one thing, by when it happened, the latest first.
select observation_id, capture_id, identity, item_name, item_code, word, action, reason,
    happened_at, observed_at, office_code, standing, scan_id, refusal, settled_at, settled_by,
    remark
from observation
where center_id = $1 and item_code = $2
order by happened_at desc, observation_id desc
limit $3;

-- name: settle_observation
-- Note that somebody looked into what was observed.
update observation set settled_at = $3, settled_by = $4, remark = $5
where center_id = $1 and observation_id = $2 and settled_at is null and standing <> 'recorded'
returning item_name;

-- name: count_observations
-- What became of all that documents told.
select capture_id, standing, count(*) as observed
from observation
where center_id = $1 and capture_id = any($2::uuid[])
group by capture_id, standing;

-- name: forget_open_observations
-- Forget what came of a document and waits, so that it can be read once more.
delete from observation
where center_id = $1 and capture_id = $2 and settled_at is null and standing <> 'recorded';
