-- name: scans_by_id
-- What is kept of earlier scans under these identities.
select scan_id, content_hash, outcome, answer
from scan
where center_id = $1 and scan_id = any($2::uuid[]);

-- name: keep_scans
-- Keep every scan with its answer; an identity that another process kept first is left out.
insert into scan (center_id, scan_id, content_hash, code_given, item_code, action, scanned_at,
    received_at, login, office_code, outcome, refusal, content, recipient_sealed, answer)
select $1, scan_id, content_hash, code_given, item_code, action, scanned_at, received_at, login,
    office_code, outcome, refusal, content, recipient_sealed, answer
from unnest($2::uuid[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
    $8::timestamptz[], $9::text[], $10::text[], $11::text[], $12::text[], $13::jsonb[],
    $14::bytea[], $15::jsonb[])
    as kept (scan_id, content_hash, code_given, item_code, action, scanned_at, received_at, login,
        office_code, outcome, refusal, content, recipient_sealed, answer)
on conflict do nothing;

-- name: refused_scans
-- Refused scans of an office, newest first, for a person to look at.
select scan_id, code_given, item_code, action, scanned_at, received_at, login, office_code,
    refusal, answer
from scan
where center_id = $1 and outcome = 'refused'
    and ($2::text is null or office_code = $2)
    and (received_at, scan_id) < ($3, $4)
order by received_at desc, scan_id desc
limit $5;
