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
select capture_id, kind, login, role, office_code, proceeds, created_at, body_sealed, again,
    finished_at, faults
from capture
where center_id = $1 and capture_id = $2;

-- name: captures_waiting
-- Documents that nobody has read yet, the oldest first.
select capture_id
from capture
where center_id = $1 and finished_at is null
order by created_at, capture_id
limit $2;

-- name: captures_before
-- Documents before a place, the newest first: of one sender or of all.
select capture_id, kind, login, role, office_code, proceeds, created_at, null::bytea as body_sealed,
    again, finished_at, faults
from capture
where center_id = $1 and (created_at, capture_id) < ($2, $3)
    and ($4::text is null or login = $4)
order by created_at desc, capture_id desc
limit $5;

-- name: faulty_captures
-- Documents with faults that nobody has looked into, the newest first.
select capture_id, kind, login, role, office_code, proceeds, created_at, null::bytea as body_sealed,
    again, finished_at, faults
from capture
where center_id = $1 and faults <> '{}' and settled_at is null
order by created_at desc, capture_id desc
limit $2;

-- name: settle_capture
-- Note that somebody looked into the faults of a document.
update capture set settled_at = $3, settled_by = $4, remark = $5
where center_id = $1 and capture_id = $2 and faults <> '{}' and settled_at is null
returning capture_id;

-- name: finish_capture
-- Note that a document was read, and what was wrong with it.
update capture set finished_at = $3, faults = $4
where center_id = $1 and capture_id = $2 and finished_at is null;

-- name: read_again
-- Let a document that was read wait to be read once more.
update capture
set finished_at = null, faults = '{}', again = again + 1,
    settled_at = null, settled_by = null, remark = null
where center_id = $1 and capture_id = $2 and finished_at is not null and body_sealed is not null
returning capture_id;
