-- name: filers_of
-- What messages need to know of dossiers and of those who filed them.
select d.code, d.due_on, d.filer_phone_sealed, d.filer_email_sealed, d.filer_language,
    p.name as procedure_name, o.name as department_name
from dossier d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1 and d.code = any($2::text[]);

-- name: heads_of
-- How the heads of offices are reached.
select code, name, head_phone_sealed, head_email_sealed
from office
where center_id = $1 and code = any($2::text[]);

-- name: add_message
-- Write a message down, unless one of its key was written before.
insert into message (center_id, message_id, key, kind, language, version, dossier_code,
    office_code, recipient_index, phone_index, email_index, link_index, addresses_sealed,
    facts_sealed, written_at, not_before, not_after, state, channels, at_place_since, next_try_at,
    trouble, settled_at, beside)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $16, $16, $20, $21, $22)
on conflict (center_id, key) do nothing;

-- name: take_back
-- Hold back messages that nobody has tried to send.
update message
set state = 'withheld', trouble = 'taken_back', settled_at = $3
where center_id = $1 and key = any($2::text[]) and state = 'waiting' and tries = 0;

-- name: keep_head
-- Keep how the head of an office is reached.
update office set head_phone_sealed = $3, head_email_sealed = $4
where center_id = $1 and code = $2
returning code;

-- name: keep_filer_reached
-- Keep how a filer is reached besides by telephone, and in which language.
update dossier set filer_email_sealed = $3, filer_language = $4
where center_id = $1 and code = $2;
