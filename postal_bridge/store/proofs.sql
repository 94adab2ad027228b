-- name: told_proofs
-- The proofs that a scan of an office names; no row when it was not heard.
select coalesce(content -> 'proofs', '[]') as proofs
from scan
where center_id = $1 and scan_id = $2 and office_code = $3;

-- name: keep_proof
-- Keep a proof; one that is kept already is left out.
insert into scan_proof (center_id, proof_id, scan_id, kind, media_type, size_bytes, sha256,
    picture_sealed, received_at, login)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict do nothing;

-- name: scan_of_proof
-- The scan that a kept proof belongs to.
select scan_id from scan_proof where center_id = $1 and proof_id = $2;

-- name: proofs_of_thing
-- The proofs that scans of a thing name, in the order of the scans, and when each came in.
select (told.proof ->> 0)::uuid as proof_id, told.proof ->> 1 as kind, s.scan_id, s.action,
    s.happened_at, s.office_code, s.login, s.content ->> 'reason' as reason,
    case when p.picture_sealed is not null then p.received_at end as received_at
from scan s
cross join lateral jsonb_array_elements(s.content -> 'proofs') with ordinality
    as told (proof, place)
left join scan_proof p on p.center_id = s.center_id and p.scan_id = s.scan_id
    and p.proof_id = (told.proof ->> 0)::uuid
where s.center_id = $1 and s.item_code = $2 and s.content ? 'proofs'
order by s.happened_at, s.scan_id, told.place
limit $3;

-- name: find_proof
-- One proof of a thing, sealed as it is.
select p.proof_id, p.kind, p.media_type, p.sha256, p.picture_sealed
from scan_proof p
join scan s on s.center_id = p.center_id and s.scan_id = p.scan_id
where p.center_id = $1 and p.proof_id = $2 and s.item_code = $3;
