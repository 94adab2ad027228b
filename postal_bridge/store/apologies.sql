-- name: add_apology
-- Keep an apology, unless the dossier has one.
insert into apology (center_id, dossier_code, reason, new_due_on, written_at, login, office_code)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (center_id, dossier_code) do nothing
returning dossier_code;

-- name: apology_of
-- The apology that was written for a dossier.
select reason, new_due_on, written_at, login, office_code from apology
where center_id = $1 and dossier_code = $2;
