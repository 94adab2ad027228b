-- name: keep_capture
-- Keep a document as it came, once for each sender.
insert into capture (center_id, capture_id, kind, login, role, office_code, proceeds, created_at,
    body_index, body_sealed)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (center_id, kind, login, body_index) do nothing;

-- name: capture_of_body
-- The document that a sender sent before with the same content.
select capture_id from capture
where center_id = $1 and kind = $2 and login = $3 and body_index = $4;

-- name: capture_by_id
-- One document, with what became of it.
select capture_id, kind, login, role, office_code, proceeds, created_at, body_sealed, finished_at,
    faults
from capture
where center_id = $1 and capture_id = $2;

-- name: captures_waiting
-- Documents that nobody has read yet, the oldest first.
select capture_id, kind, login, role, office_code, proceeds, created_at, body_sealed, finished_at,
    faults
from capture
where center_id = $1 and finished_at is null
order by created_at, capture_id
limit $2;

-- name: finish_capture
-- Note that a document was read, and what was wrong with it.
update capture set finished_at = $3, faults = $4
where center_id = $1 and capture_id = $2 and finished_at is null;

-- name: known_observations
-- Which of these were observed before, and the scans that came of them.
select o.identity, o.item_name, o.scan_id, o.standing
from unnest($2::text[], $3::text[]) as wanted (identity, item_name)
join observation o on o.center_id = $1 and o.identity = wanted.identity
    and o.item_name = wanted.item_name;

-- name: things_known
-- Which of these codes are in custody here.
select code from custody where center_id = $1 and code = any($2::text[]);

-- name: keep_observation
-- Keep what was observed; what was observed before stays as it was.
insert into observation (center_id, observation_id, capture_id, identity, item_name, item_code,
    word, happened_at, observed_at, office_code, standing, scan_id, refusal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (center_id, identity, item_name) do nothing;

-- name: observations
-- What was observed, newest first: of one thing all of it, otherwise what waits for a person.
select observation_id, capture_id, identity, item_name, item_code, word, happened_at, observed_at,
    office_code, standing, scan_id, refusal, settled_at, settled_by, remark
from observation
where center_id = $1
    and (case when $2::text is null then settled_at is null and standing <> 'recorded'
        else item_code = $2 end)
    and (observed_at, observation_id) < ($3, $4)
order by observed_at desc, observation_id desc
limit $5;

-- name: settle_observation
-- Note that somebody looked into what was observed.
update observation set settled_at = $3, settled_by = $4, remark = $5
where center_id = $1 and observation_id = $2 and settled_at is null and standing <> 'recorded'
returning item_name;
