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

-- name: to_apologise_for
-- Dossiers that are due by a day ($2) and awaited, without those in some states, that have neither
-- an apology nor one prepared with a day still to come ($4), the longest due first.
select d.code, d.due_on, d.department_code, o.name as department_name
from dossier d
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1 and d.resolved_on is null and d.received_on is not null
    and d.due_on <= $2 and d.status <> all($3::smallint[])
    and not exists (select from apology a where a.center_id = $1 and a.dossier_code = d.code)
    and not exists (select from apology_draft f
        where f.center_id = $1 and f.dossier_code = d.code and f.new_due_on > $4)
order by d.due_on, d.code
limit $5;

-- name: prepare_apologies
-- Keep prepared apologies; of one that was prepared before, only the day is another.
insert into apology_draft (center_id, dossier_code, reason, new_due_on, prepared_at)
select $1, given.code, given.reason, given.new_due_on, $5
from unnest($2::text[], $3::text[], $4::date[]) as given (code, reason, new_due_on)
on conflict (center_id, dossier_code) do update
set new_due_on = excluded.new_due_on, prepared_at = excluded.prepared_at;

-- name: drop_needless
-- Forget prepared apologies of dossiers that are resolved, stand still, or are due later by now.
delete from apology_draft f
using dossier d
where f.center_id = $1 and d.center_id = $1 and d.code = f.dossier_code
    and (d.resolved_on is not null or d.status = any($2::smallint[]) or d.due_on is null
        or d.due_on > $3);

-- name: drop_draft
-- Forget the prepared apology of a dossier.
delete from apology_draft where center_id = $1 and dossier_code = $2;

-- name: draft_of
-- The apology that is prepared for a dossier.
select dossier_code, reason, new_due_on from apology_draft
where center_id = $1 and dossier_code = $2;

-- name: drafts_to_sign
-- The apologies that a department has to sign, or any, after a place, the longest due first.
select f.dossier_code, d.department_code, f.reason, d.due_on, f.new_due_on, f.prepared_at
from apology_draft f
join dossier d on d.center_id = f.center_id and d.code = f.dossier_code
where f.center_id = $1 and ($2::text is null or d.department_code = $2) and d.resolved_on is null
    and ($3::text is null or f.dossier_code = $3)
    and (d.due_on, f.dossier_code) > ($4, $5)
order by d.due_on, f.dossier_code
limit $6;

-- name: late_without_apology
-- Dossiers that are late on a day ($2) without an apology, after a place, the longest late first;
-- in some states ($3) nobody is late.
select d.code, p.name as procedure_name, o.name as department_name, d.due_on
from dossier d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1 and d.resolved_on is null and d.received_on is not null
    and d.due_on < $2 and d.status <> all($3::smallint[]) and (d.due_on, d.code) > ($4, $5)
    and not exists (select from apology a where a.center_id = $1 and a.dossier_code = d.code)
order by d.due_on, d.code
limit $6;

-- name: count_late_without_apology
-- How many dossiers of each department are late on a day ($2) without an apology, the most first.
select o.name as department_name, count(*)::integer as dossiers
from dossier d
join office o on o.center_id = d.center_id and o.code = d.department_code
where d.center_id = $1 and d.resolved_on is null and d.received_on is not null
    and d.due_on < $2 and d.status <> all($3::smallint[])
    and not exists (select from apology a where a.center_id = $1 and a.dossier_code = d.code)
group by o.code, o.name
order by dossiers desc, o.name;
