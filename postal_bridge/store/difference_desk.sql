-- name: list_oldest
-- Differences of a centre as they were asked for, the oldest first.
select difference_id, class as difference_class, line_id, collection_id, dossier_code,
    department_code, office_code, amount_dong, day, opened_at, state, assignee, due_on, version
from money_difference
where center_id = $1 and state = any($2::text[]) and (day, difference_id) > ($3, $4)
    and ($5::text is null or class = $5)
    and ($6::text is null or office_code = $6)
    and ($7::text is null or department_code = $7)
    and ($8::text is null or assignee = $8)
    and ($9::date is null or day <= $9)
    and ($10::bigint is null or amount_dong >= $10)
    and ($11::bigint is null or amount_dong <= $11)
order by day, difference_id
limit $12;

-- name: list_largest
-- Differences of a centre as they were asked for, the largest first.
select difference_id, class as difference_class, line_id, collection_id, dossier_code,
    department_code, office_code, amount_dong, day, opened_at, state, assignee, due_on, version
from money_difference
where center_id = $1 and state = any($2::text[]) and (amount_dong, difference_id) < ($3, $4)
    and ($5::text is null or class = $5)
    and ($6::text is null or office_code = $6)
    and ($7::text is null or department_code = $7)
    and ($8::text is null or assignee = $8)
    and ($9::date is null or day <= $9)
    and ($10::bigint is null or amount_dong >= $10)
    and ($11::bigint is null or amount_dong <= $11)
order by amount_dong desc, difference_id desc
limit $12;

-- name: difference_by_id
-- One difference as it stands.
select difference_id, class as difference_class, line_id, collection_id, dossier_code,
    department_code, office_code, amount_dong, day, opened_at, state, assignee, due_on, version
from money_difference
where center_id = $1 and difference_id = $2;

-- name: differences_by_id
-- Differences as they stand.
select difference_id, class as difference_class, line_id, collection_id, dossier_code,
    department_code, office_code, amount_dong, day, opened_at, state, assignee, due_on, version
from money_difference
where center_id = $1 and difference_id = any($2::uuid[]);

-- name: lock_differences
-- Differences as they stand, locked in one order for everybody.
select difference_id, class as difference_class, line_id, collection_id, dossier_code,
    department_code, office_code, amount_dong, day, opened_at, state, assignee, due_on, version
from money_difference
where center_id = $1 and difference_id = any($2::uuid[])
order by difference_id
for update;

-- name: change_difference
-- Note how a difference stands after a step.
update money_difference
set state = $4, assignee = $5, due_on = $6, version = version + 1
where center_id = $1 and difference_id = $2 and version = $3;

-- name: add_step
-- Write down one step.
insert into money_difference_step (center_id, difference_id, step, at, login, action, detail)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: steps_of
-- Everything that was said and done about a difference, in order.
select step, at, login, action, detail
from money_difference_step
where center_id = $1 and difference_id = $2
order by step;

-- name: last_step
-- The newest step of one of some sorts.
select step, at, login, action, detail
from money_difference_step
where center_id = $1 and difference_id = $2 and action = any($3::text[])
order by step desc
limit 1;

-- name: vanish_beside
-- Let differences about given lines or missing collections vanish, but one; return them.
update money_difference
set state = 'vanished', version = version + 1
where center_id = $1 and state in ('open', 'proposed', 'carried') and difference_id <> $2
    and difference_id in (
        select k.difference_id
        from money_difference k
        where k.center_id = $1 and k.class <> 'missing' and k.line_id = any($3::bigint[])
        union all
        select k.difference_id
        from money_difference k
        where k.center_id = $1 and k.class = 'missing' and k.collection_id = any($4::uuid[])
    )
returning difference_id, version;

-- name: return_beside
-- Open differences again that a decision had let vanish; return them.
update money_difference
set state = 'open', version = version + 1
where center_id = $1 and state = 'vanished' and difference_id = any($2::uuid[])
returning difference_id, version;

-- name: keep_evidence
-- Keep a paper about a difference.
insert into difference_evidence (center_id, evidence_id, difference_id, name_sealed, media_type,
    size_bytes, sha256, content_sealed, attached_at, login)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: evidence_of
-- The papers about a difference, without what stands in them.
select evidence_id, name_sealed, media_type, size_bytes, attached_at, login
from difference_evidence
where center_id = $1 and difference_id = $2
order by attached_at, evidence_id;

-- name: find_evidence
-- One paper about a difference, sealed as it is.
select evidence_id, name_sealed, media_type, content_sealed
from difference_evidence
where center_id = $1 and difference_id = $2 and evidence_id = $3;
