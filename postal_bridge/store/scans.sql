-- name: scans_by_id
-- What is kept of earlier scans under these identities.
select s.scan_id, s.content_hash, case when a.scan_id is null then s.outcome else 'recorded' end
    as outcome, coalesce(a.answer, s.answer) as answer
from scan s
left join adopted_scan a on a.center_id = s.center_id and a.scan_id = s.scan_id
where s.center_id = $1 and s.scan_id = any($2::uuid[]);

-- name: waiting_scans
-- Refused scans of things that later news may have made right, in the order they happened; what the
-- office has taken back in the meantime stays refused.
select s.scan_id, s.code_given, s.item_code, s.scanned_at, s.happened_at, s.login, s.office_code,
    s.content, s.recipient_sealed
from scan s
where s.center_id = $1 and s.item_code = any($2::text[]) and s.outcome = 'refused'
    and s.refusal = any($3::text[]) and s.happened_at >= $4
    and not exists (select from adopted_scan a
        where a.center_id = s.center_id and a.scan_id = s.scan_id)
    and not exists (select from scan k
        where k.center_id = s.center_id and k.item_code = s.item_code and k.outcome = 'refused'
            and k.action = 'correct' and k.office_code = s.office_code
            and k.content ->> 'corrects' = s.scan_id::text)
order by s.happened_at, s.received_at, s.scan_id
limit $5;

-- name: adopt_scans
-- Note what came of refused scans that were recorded after all.
insert into adopted_scan (center_id, scan_id, adopted_at, answer)
select $1, scan_id, $2, answer
from unnest($3::uuid[], $4::jsonb[]) as adopted (scan_id, answer);

-- name: keep_scans
-- Keep every scan with its answer; an identity that another process kept first is left out.
insert into scan (center_id, scan_id, content_hash, code_given, item_code, action, scanned_at,
    happened_at, received_at, login, office_code, outcome, refusal, content, recipient_sealed,
    answer)
select $1, scan_id, content_hash, code_given, item_code, action, scanned_at, happened_at,
    received_at, login, office_code, case when refusal is null then 'recorded' else 'refused' end,
    refusal, content::jsonb, recipient_sealed, answer::jsonb
from unnest($2::kept_scan[])
on conflict do nothing;

-- name: refused_scans
-- Refused scans of an office, newest first, for a person to look at.
select scan_id, code_given, item_code, action, scanned_at, received_at, login, office_code,
    refusal, answer
from scan
where center_id = $1 and outcome = 'refused'
    and ($2::text is null or office_code = $2)
    and (received_at, scan_id) < ($3, $4)
    and not exists (select from adopted_scan a
        where a.center_id = scan.center_id and a.scan_id = scan.scan_id)
order by received_at desc, scan_id desc
limit $5;
