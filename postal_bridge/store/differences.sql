-- name: open_differences
-- Open differences for a person to look into.
insert into difference (center_id, difference_id, kind, code, manifest_code, scan_id, office_code,
    detail, opened_at)
select $1, difference_id, kind, code, manifest_code, scan_id, office_code, detail, opened_at
from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::jsonb[],
    $9::timestamptz[])
    as found (difference_id, kind, code, manifest_code, scan_id, office_code, detail, opened_at);

-- name: list_differences
-- Differences of the centre, or of one office, oldest first; open ones or of one kind only when
-- asked.
select difference_id, kind, code, manifest_code, scan_id, office_code, detail, opened_at,
    closed_at, closed_by, resolution
from difference
where center_id = $1
    and ($2::text is null or office_code = $2)
    and (not $3 or closed_at is null)
    and ($4::text is null or manifest_code = $4)
    and ($5::text is null or kind = $5)
    and (opened_at, difference_id) > ($6, $7)
order by opened_at, difference_id
limit $8;

-- name: close_difference
-- Close an open difference with the words of the person who looked into it.
update difference
set closed_at = $4, closed_by = $5, resolution = $6
where center_id = $1 and difference_id = $2 and ($3::text is null or office_code = $3)
    and closed_at is null
returning difference_id, kind, code, manifest_code, scan_id, office_code, detail, opened_at,
    closed_at, closed_by, resolution;

-- name: close_of_scans
-- Close the open differences of things that scans opened which were taken back since; receipts are
-- voided by rules of their own.
update difference d
set closed_at = $5, closed_by = back.login, resolution = $6
from unnest($2::text[], $3::uuid[], $4::text[]) as back (code, scan_id, login)
where d.center_id = $1 and d.code = any($2) and d.code = back.code and d.scan_id = back.scan_id
    and d.kind <> 'receipt' and d.closed_at is null;

-- name: reopen_difference
-- Open a closed difference again and keep how it had been closed; no row when it is open.
with was as (
    select d.center_id, d.difference_id, d.closed_at, d.closed_by, d.resolution
    from difference d
    where d.center_id = $1 and d.difference_id = $2 and d.closed_at is not null
    for update
), kept as (
    insert into difference_reopening (center_id, difference_id, closed_at, closed_by, resolution,
        reopened_at, reopened_by)
    select center_id, difference_id, closed_at, closed_by, resolution, $3, $4 from was
)
update difference as d
set closed_at = null, closed_by = null, resolution = null
from was
where d.center_id = $1 and d.difference_id = was.difference_id
returning d.difference_id, d.kind, d.code, d.manifest_code, d.scan_id, d.office_code, d.detail,
    d.opened_at, d.closed_at, d.closed_by, d.resolution;

-- name: difference_by_id
-- One difference as an office may see it; no row when it may not.
select difference_id, kind, code, manifest_code, scan_id, office_code, detail, opened_at,
    closed_at, closed_by, resolution
from difference
where center_id = $1 and difference_id = $2 and ($3::text is null or office_code = $3);

-- name: open_ones
-- Those of some differences that nobody closed, locked until the transaction ends.
select difference_id from difference
where center_id = $1 and difference_id = any($2::uuid[]) and closed_at is null
order by difference_id
for update;

-- name: tell_anew
-- Let an open difference tell what is found by now.
update difference set detail = $3 where center_id = $1 and difference_id = $2 and closed_at is null;
